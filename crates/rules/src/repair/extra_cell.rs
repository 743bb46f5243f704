//! YE0304: a cell too many in a row.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A row has a cell too many, and only one cell can go.
    ///
    /// ## What it checks
    /// A row holds more cells than the header has columns, and exactly one of them can be left
    /// out so that the identities hold.
    ///
    /// ## Why it matters
    /// Every figure after the extra cell stands under the heading of its neighbour: a long-term
    /// gain would be reported as section 1250 gain.
    ///
    /// ## What to do
    /// The figures moved back are used. Look at the line beside the document once.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0304", "extra-cell", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::ExtraCell, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("the row has a cell too many at {}{}", seen.what_or("this line"), seen.because()),
        "the figures after it are used one column further left; compare the line with the \
         document",
    )
}
