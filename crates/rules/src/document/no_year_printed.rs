//! YE0103: no year in title or headings.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The document names no tax year; it was taken from the payable dates.
    ///
    /// ## What it checks
    /// A layout names its tax year in the title or in the headings of columns 11 to 13.
    ///
    /// ## Why it matters
    /// Payments of January may belong to either year, and a file without a year is soon filed
    /// under the wrong one.
    ///
    /// ## What to do
    /// Nothing, if the year is the one you expect.
    ///
    /// ## Authority
    /// ICI Primary Layout, title line.
    "YE0103", "no-year-printed", Note, since "0.1",
    Observed(yearend_model::ObservationKind::NoYearPrinted, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let year = match seen.layout.and_then(|l| l.tax_year) {
        Some(year) => format!("the payable dates say {year}"),
        None => "the payable dates do not settle it".to_owned(),
    };
    Said::new(
        format!("the document names no tax year; {year}{}", seen.because()),
        "nothing to do if this is the year you expect",
    )
}
