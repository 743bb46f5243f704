//! YE0205: a security twice in a table.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::Sink;
use std::collections::HashMap;
use yearend_model::{Field, Place};

rule! {
    /// A CUSIP stands twice in the same table.
    ///
    /// ## What it checks
    /// A table lists each security once, with all its distributions together.
    ///
    /// ## Why it matters
    /// The second entry is a repeat, whose payments would count twice, or another fund under a
    /// wrong CUSIP.
    ///
    /// ## What to do
    /// Compare names, tickers and dates of the two entries, and ask the sender.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 1 and 2.
    "YE0205", "duplicate-cusip", Error, since "0.1",
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    let mut first: HashMap<&str, (Place, &str)> = HashMap::new();
    for security in table.securities() {
        let s = security.security;
        if s.cusip.is_empty() {
            continue;
        }
        let Some((place, name)) = first.insert(&s.cusip, (security.place, &s.name)) else {
            continue;
        };
        let other = if name == s.name { String::new() } else { format!(", as {name:?} before") };
        let mut finding = security
            .finding(&RULE, format!("{} stands twice in this table{other}", s.cusip))
            .help("the second entry is a repeat or has a wrong CUSIP; ask the sender")
            .at(place);
        finding.field = Some(Field::Cusip);
        sink.push(security.at, finding);
    }
}
