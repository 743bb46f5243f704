//! YE0206: a security in two tables.

use crate::line::{Line, Table};
use crate::rule::rule;
use crate::sink::Sink;
use std::collections::HashMap;
use yearend_model::{Field, Reading, Severity, TaxYear};

rule! {
    /// A security stands in two tables of the document with different figures.
    ///
    /// ## What it checks
    /// Where a CUSIP stands in more than one table of the same tax year (a sheet of all funds and
    /// a sheet of one class, for instance), its lines are the same in all of them. If they are, a
    /// note says so; if not, it is an error.
    ///
    /// ## Why it matters
    /// One of the two is out of date.
    ///
    /// ## What to do
    /// Ask the sender which table is the right one, and load each security once.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 1 and 2.
    "YE0206", "two-layouts", Error, since "0.1",
    Reading(check)
}

fn check(reading: &Reading, sink: &mut Sink) {
    if reading.layouts.len() < 2 {
        return;
    }
    let mut first: HashMap<(&str, Option<TaxYear>), Line<'_>> = HashMap::new();
    for security in Table::of(reading).flat_map(Table::securities) {
        let key = (security.security.cusip.as_str(), security.layout.tax_year);
        let other = *first.entry(key).or_insert(security);
        if key.0.is_empty() || other.at.layout == security.at.layout {
            continue;
        }
        let same = same_lines(&other, &security);
        let message = match same {
            true => format!("{} stands in two tables, with the same figures", key.0),
            false => format!("{} stands in two tables, with different figures", key.0),
        };
        let mut finding = security.finding(&RULE, message).at(other.place);
        finding.field = Some(Field::Cusip);
        if same {
            finding.severity = Severity::Note;
        }
        sink.push(security.at, finding.help("load it once; ask the sender which table counts"));
    }
}

fn same_lines(a: &Line<'_>, b: &Line<'_>) -> bool {
    let (a, b) = (a.lines(), b.lines());
    a.clone().count() == b.clone().count() && a.zip(b).all(|(a, b)| same_line(a, b))
}

/// Whether two lines say the same, wherever they stand.
pub(crate) fn same_line(a: Line<'_>, b: Line<'_>) -> bool {
    let status = |l: Line<'_>| l.distribution.and_then(|d| d.status);
    status(a) == status(b)
        && Field::DATES.into_iter().all(|f| a.date(f) == b.date(f))
        && Field::amounts().all(|f| a.amount(f) == b.amount(f))
}
