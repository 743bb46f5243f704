//! Column 31 is a percentage. Some families print the dividends themselves that the alternative
//! minimum tax is due on, per share, under a heading much like its own (`AMT Income`): read as a
//! fraction they would be silently wrong.

use crate::cell::{self, Amounts};
use crate::table::Table;
use crate::view::{RowView, View};
use crate::words::words;
use rust_decimal::Decimal;
use yearend_model::Field;

/// How many rows are looked at.
const SAMPLE: usize = 200;

/// Words of a heading over dividends, where none says that they are a part in a hundred.
const AMOUNT: [&str; 5] = ["income", "dividend", "amount", "interest", "distribution"];
const RATE: [&str; 4] = ["percentage", "rate", "factor", "column"];

/// Takes the field from a column whose heading speaks of dividends and whose figures are nowhere more
/// than the exempt-interest dividends beside them, so that it is told of as one that is not read.
pub(crate) fn drop_amounts(table: &mut Table, view: &View<'_>) {
    let Some(i) = table.columns.iter().position(|c| c.header.field == Some(Field::AmtPercentage))
    else {
        return;
    };
    let (at, heading) = (table.columns[i].at, &table.columns[i].header.text);
    if !speaks_of_amounts(heading) {
        return;
    }
    let exempt = table.column_of(Field::ExemptInterestDividends);
    let mut amounts = false;
    for row in table.rows.iter().take(SAMPLE).map(|i| view.row(*i)) {
        let Some(part) = value(&row, Some(at)).filter(|v| !v.is_zero()) else { continue };
        let signed = row.at(at).is_some_and(|c| c.text.contains('%'));
        if signed || value(&row, exempt).is_some_and(|whole| part > whole) {
            return;
        }
        amounts = true;
    }
    if amounts {
        table.columns[i].header.field = None;
        table.columns[i].header.number = None;
    }
}

fn speaks_of_amounts(heading: &str) -> bool {
    let own = words(heading);
    let has = |all: &[&str]| own.iter().any(|w| all.contains(&w.as_str()));
    has(&AMOUNT) && !has(&RATE) && !heading.contains('%')
}

fn value(row: &RowView<'_>, at: Option<u32>) -> Option<Decimal> {
    match cell::amounts(row.at(at?)?.text) {
        Amounts::Values(values) => values.iter().next().copied().flatten(),
        Amounts::Unreadable => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_amounts() {
        for heading in ["AMT Income", "Amount Subject to AMT", "Private Activity Bond Interest"] {
            assert!(speaks_of_amounts(heading), "{heading}");
        }
        for heading in [
            "AMT",
            "AMT %",
            "% of Income Subject to AMT",
            "Percentage of AMT in Column 30",
            "Private Activity Bond Interest Pct",
        ] {
            assert!(!speaks_of_amounts(heading), "{heading}");
        }
    }
}
