//! YE0305: a cell too few in a row.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A row has a cell too few, and it can be missing in one place only.
    ///
    /// ## What it checks
    /// A row holds fewer cells than the header has columns, and exactly one place for an empty
    /// cell makes the identities hold.
    ///
    /// ## Why it matters
    /// Every figure after the gap stands under the heading of its neighbour.
    ///
    /// ## What to do
    /// The figures moved back are used. Look at the line beside the document once.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0305", "missing-cell", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::MissingCell, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("the row lacks a cell at {}{}", seen.what_or("this line"), seen.because()),
        "the figures after it are used one column further right; compare the line with the \
         document",
    )
}
