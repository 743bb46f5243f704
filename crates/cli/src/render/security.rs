//! One security as a table: a row per field that it states, a column per distribution and one for
//! the year.

use super::style::{BOLD, DIM};
use super::table::{Align, Table};
use std::collections::BTreeMap;
use std::fmt::Write;
use yearend_model::decimal::plain;
use yearend_model::{Basis, DateValue, Decimal, Distribution, Field, Layout, Security, Value};

/// Marks of values that are not printed as they stand.
pub(crate) const LEGEND: &str =
    "* inferred: not printed there, follows from the rest   ! repaired: printed otherwise";

/// The security as a table. Fields that are zero in every distribution are left out unless `all`.
pub(crate) fn render(layout: &Layout, security: &Security, all: bool) -> String {
    let mut out = String::new();
    let ticker = security.ticker.as_deref().map_or(String::new(), |t| format!(" {t}"));
    // A failed write to a String does not exist.
    let _ = write!(out, "{BOLD}{}{ticker}{BOLD:#} {}", security.cusip, security.name);
    if let Some(class) = &layout.share_class {
        let _ = write!(out, " ({class})");
    }
    out.push('\n');
    if security.review {
        let _ = writeln!(out, "  under review: see `yearend check`");
    }
    let numbers = (1..=security.distributions.len()).map(|n| (Align::Right, format!("{n}")));
    let mut table = Table::new(
        [
            (Align::Right, "col".to_owned()),
            (Align::Left, "field".into()),
            (Align::Left, "box".into()),
        ]
        .into_iter()
        .chain(numbers)
        .chain([(Align::Right, "year".to_owned())]),
    );
    for field in Field::DATES {
        let cells =
            security.distributions.iter().map(|d| d.date(field).map_or(String::new(), date));
        push(&mut table, layout, field, cells, String::new());
    }
    if security.distributions.iter().any(|d| d.status.is_some()) {
        let mut row = vec!["4-6".into(), "Status".into(), String::new()];
        row.extend(
            security
                .distributions
                .iter()
                .map(|d| d.status.map_or(String::new(), |s| s.to_string())),
        );
        table.row(row);
    }
    let annual: BTreeMap<Field, Decimal> = security.annual().collect();
    for field in Field::amounts() {
        let values = || security.distributions.iter().map(|d| d.amounts.get(field));
        let stated = values().flatten().count() > 0;
        if !stated || (!all && values().flatten().all(unremarkable)) {
            continue;
        }
        let year = annual.get(&field).map_or(String::new(), |v| plain(*v));
        push(&mut table, layout, field, values().map(|v| v.map_or(String::new(), amount)), year);
    }
    if security.distributions.iter().any(|d| d.cusip_change.is_some()) {
        let letter = |d: &Distribution| d.cusip_change.map_or(String::new(), |c| c.to_string());
        push(
            &mut table,
            layout,
            Field::CusipChange,
            security.distributions.iter().map(letter),
            String::new(),
        );
    }
    out.push_str(&table.render(2));
    let marked = security.distributions.iter().any(|d| {
        d.amounts.inferred().next().is_some()
            || Field::DATES.iter().any(|f| d.date(*f).is_some_and(|v| v.inferred))
    });
    if marked {
        let _ = writeln!(out, "  {DIM}{LEGEND}{DIM:#}");
    }
    out
}

fn unremarkable(value: &Value) -> bool {
    value.amount.is_zero() && value.basis != Basis::Repaired
}

fn push(
    table: &mut Table,
    layout: &Layout,
    field: Field,
    cells: impl Iterator<Item = String>,
    year: String,
) {
    let label = layout.tax_year.and_then(|y| field.box_in(y)).unwrap_or_default();
    let mut row = vec![field.column().to_string(), field.info().title.to_owned(), label.to_owned()];
    row.extend(cells);
    row.push(year);
    table.row(row);
}

fn date(value: &DateValue) -> String {
    let text = match (&value.date, &value.text) {
        (Some(d), _) => d.to_string(),
        (None, Some(word)) => word.clone(),
        (None, None) => String::new(),
    };
    format!("{text}{}", if value.inferred { "*" } else { "" })
}

fn amount(value: &Value) -> String {
    let mark = match value.basis {
        Basis::Printed => "",
        Basis::Inferred => "*",
        Basis::Repaired => "!",
    };
    format!("{}{mark}", plain(value.amount))
}
