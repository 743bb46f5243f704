//! YE0701 to YE0705: lines and securities that should agree with each other.

pub(crate) mod identical_lines;
pub(crate) mod line_is_total;
pub(crate) mod missing_month;
pub(crate) mod sibling_capital_gains;
pub(crate) mod sibling_dates;

use crate::line::{Line, Table};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use yearend_model::{Reading, TaxYear};

/// The share classes of one fund in one tax year.
type Siblings<'a> = Vec<Line<'a>>;

/// The funds of a document that have several share classes: securities of the same name and
/// tax year with different CUSIPs, in any of its tables. In the order of the document.
pub(crate) fn funds(reading: &Reading) -> Vec<Siblings<'_>> {
    let mut funds: Vec<Siblings<'_>> = Vec::new();
    // Most names are printed alike in every table, so that few need folding; most funds have one
    // class.
    let mut printed: HashMap<(Option<TaxYear>, &str), usize, RandomState> = HashMap::default();
    let mut known: HashMap<(Option<TaxYear>, String), usize, RandomState> = HashMap::default();
    let mut first: Vec<Line<'_>> = Vec::new();
    let mut more: Vec<(usize, Line<'_>)> = Vec::new();
    for security in Table::of(reading).flat_map(Table::securities) {
        let (year, name) = (security.layout.tax_year, security.security.name.as_str());
        let next = first.len();
        let fund = *printed
            .entry((year, name))
            .or_insert_with(|| *known.entry((year, folded(name))).or_insert(next));
        if fund == next {
            first.push(security);
        } else if name.contains(char::is_alphanumeric) {
            more.push((fund, security));
        }
    }
    more.sort_by_key(|(fund, _)| *fund);
    for classes in more.chunk_by(|(one, _), (other, _)| one == other) {
        let first = first[classes[0].0];
        funds.push(std::iter::once(first).chain(classes.iter().map(|(_, s)| *s)).collect());
    }
    funds.retain(|siblings| have_different_cusips(siblings));
    funds
}

fn have_different_cusips(siblings: &[Line<'_>]) -> bool {
    siblings.len() > 1
        && siblings.iter().all(|s| !s.security.cusip.is_empty())
        && siblings.iter().any(|s| s.security.cusip != siblings[0].security.cusip)
}

/// A name without differences of case, white space and dashes.
fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut apart = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            apart = true;
            continue;
        }
        if apart && !out.is_empty() {
            out.push(' ');
        }
        apart = false;
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn names_fold() {
        assert_eq!(
            folded("Global  Allocation Fund – Growth"),
            folded("GLOBAL ALLOCATION FUND-GROWTH")
        );
        assert_ne!(folded("Fund A"), folded("Fund B"));
        assert_eq!(folded(" -Fund  (A) 1–"), "fund a 1");
        assert_eq!(folded("--Fund  (A) 1."), "fund a 1");
    }
}
