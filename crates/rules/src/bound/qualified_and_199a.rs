//! YE0413: a dividend is qualified or section 199A, not both.

use crate::line::{Line, Table};
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// Qualified dividends and section 199A dividends together exceed ordinary dividends.
    ///
    /// ## What it checks
    /// Column 21 + column 36 ≤ column 17, on lines that do not restate earlier figures. One note
    /// is made for a table.
    ///
    /// ## Why it matters
    /// A dividend taxed at the qualified rate is no qualified REIT dividend: the same dollar
    /// cannot be in box 1b and in box 5.
    ///
    /// ## What to do
    /// Ask the fund's tax adviser. Many layouts are filled by the ratio of each kind, and the
    /// ratios overlap; the boxes are reported as the fund states them.
    ///
    /// ## Authority
    /// Internal Revenue Code section 199A(e)(3)(B) (a qualified REIT dividend is not qualified
    /// dividend income).
    "YE0413", "qualified-and-199a", Note, since "0.1" from 2018,
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    let mut first: Option<(Line<'_>, Decimal, Decimal)> = None;
    let mut securities = 0;
    for security in table.securities() {
        let Some(found) = security.lines().find_map(|l| overlap(&l)) else { continue };
        securities += 1;
        first = first.or(Some(found));
    }
    let Some((line, both, ordinary)) = first else { return };
    let on = match securities {
        1 => String::new(),
        n => {
            format!(", and so on {} of the table", words::count(n - 1, "other security", "others"))
        }
    };
    let message = format!(
        "columns 21+36 of {} are {}, more than {} {}{on}",
        line.security.cusip,
        words::figure(both),
        words::column(Field::OrdinaryDividends),
        words::figure(ordinary),
    );
    let place = line.place_of(Field::Section199aDividends);
    let finding = RULE.finding(message).field(Field::Section199aDividends).at(place);
    sink.push(table.at(), finding.help("ask the fund; the boxes are reported as it states them"));
}

/// The line with the sum of both kinds and the ordinary dividends, where neither kind exceeds
/// them alone (which is another rule's) but both together do.
fn overlap<'a>(line: &Line<'a>) -> Option<(Line<'a>, Decimal, Decimal)> {
    let real_estate = line.or_zero(Field::Section199aDividends);
    if real_estate.is_zero() || line.restates() {
        return None;
    }
    let ordinary = line.amount(Field::OrdinaryDividends)?;
    let qualified = line.or_zero(Field::QualifiedDividends);
    let both = qualified.saturating_add(real_estate);
    (both > ordinary && qualified <= ordinary && real_estate <= ordinary)
        .then_some((*line, both, ordinary))
}
