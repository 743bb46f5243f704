//! YE0112: a column number that contradicts the heading.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The number over a column contradicts its words.
    ///
    /// ## What it checks
    /// Where a table prints the layout's column numbers over its headings, both name the same
    /// field.
    ///
    /// ## Why it matters
    /// A number row that is off by one column moves every figure into its neighbour's box for
    /// whoever loads the table by number.
    ///
    /// ## What to do
    /// Compare a few figures with the fund's notice, and correct the template.
    ///
    /// ## Authority
    /// ICI Primary Layout, column numbers 1 to 41.
    "YE0112", "heading-number", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::HeadingNumberDiffers, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "the number over {} contradicts its heading: {}{}{}",
            seen.what_or("a column"),
            seen.printed(),
            seen.read_as(),
            seen.because()
        ),
        "compare a few figures with the fund's notice, and correct the template",
    )
}
