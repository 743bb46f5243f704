//! YE0106: a title that names another year.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The title prints a year that disagrees with the tax year.
    ///
    /// ## What it checks
    /// The year in the title is compared with the tax year that payable dates and headings
    /// support.
    ///
    /// ## Why it matters
    /// A title is changed last and forgotten first; but it may also be right, and the dates typed
    /// for the wrong year.
    ///
    /// ## What to do
    /// Make sure that this is the document of the year you expect, and have the title corrected.
    ///
    /// ## Authority
    /// ICI Primary Layout, title line.
    "YE0106", "title-year", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::TitleYearDiffers, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let year = match seen.layout.and_then(|l| l.tax_year) {
        Some(year) => format!("; the document is of tax year {year}"),
        None => String::new(),
    };
    Said::new(
        format!("the title prints {}{year}{}", seen.printed(), seen.because()),
        "make sure that this is the document of the year you expect, and have the title corrected",
    )
}
