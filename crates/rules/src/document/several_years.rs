//! YE0107: tables of different years.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::{At, Sink};
use crate::words;
use std::collections::BTreeSet;
use yearend_model::{Reading, TaxYear};

rule! {
    /// The tables of the document are of different tax years.
    ///
    /// ## What it checks
    /// All primary tables of a document have the same tax year.
    ///
    /// ## Why it matters
    /// A sheet of the year before is easily left in a workbook, and easily filed again.
    ///
    /// ## What to do
    /// Nothing, if the document is meant to hold several years.
    ///
    /// ## Authority
    /// ICI Primary Layout, title line.
    "YE0107", "several-years", Note, since "0.1",
    Reading(check)
}

fn check(reading: &Reading, sink: &mut Sink) {
    let years: BTreeSet<TaxYear> = Table::of(reading).filter_map(|t| t.layout.tax_year).collect();
    if years.len() > 1 {
        let years: Vec<String> = years.iter().map(TaxYear::to_string).collect();
        let finding = RULE
            .finding(format!("the document holds tables of tax years {}", words::list(&years)))
            .help("nothing to do if it is meant to");
        sink.push(At::default(), finding);
    }
}
