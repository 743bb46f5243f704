//! YE0105: years in the headings that disagree with the tax year.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Headings print years that disagree with the tax year.
    ///
    /// ## What it checks
    /// The headings of columns 11 to 13 may name years: the prior, the next and the current one.
    /// They are compared with the tax year that title and payable dates support. One finding is
    /// made for a table.
    ///
    /// ## Why it matters
    /// A template of the year before is often filled in again. The figures may be right and the
    /// labels old, or the whole document may be the old one.
    ///
    /// ## What to do
    /// Make sure that this is the document of the year you expect, and have the labels corrected.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 11 to 13.
    "YE0105", "year-label", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::YearLabelDiffers, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let year = match seen.layout.and_then(|l| l.tax_year) {
        Some(year) => format!(" in a document of tax year {year}"),
        None => String::new(),
    };
    let subject = match Seen::is_several(&seen.of.printed) {
        true => "the headings of the year columns print".to_owned(),
        false => format!("the heading of {} prints", seen.what_or("a year column")),
    };
    Said::new(
        format!("{subject} {}{year}{}", Seen::headings(&seen.of.printed), seen.because()),
        "make sure that this is the document of the year you expect, and have the labels corrected",
    )
}
