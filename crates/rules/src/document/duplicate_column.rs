//! YE0109: two columns for one field.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Two columns were recognised as the same field.
    ///
    /// ## What it checks
    /// Every field of the layout stands in one column of a table.
    ///
    /// ## Why it matters
    /// One of the two columns is not what its heading seems to say, and its figures would be
    /// taken for the other's.
    ///
    /// ## What to do
    /// Compare both headings with the layout of the year.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 1 to 41.
    "YE0109", "duplicate-column", Error, since "0.1",
    Observed(yearend_model::ObservationKind::DuplicateColumn, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "two columns were recognised as {}: {}{}",
            seen.what_or("the same field"),
            seen.printed(),
            seen.because()
        ),
        "compare both headings with the layout of the year",
    )
}
