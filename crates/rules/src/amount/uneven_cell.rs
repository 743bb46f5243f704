//! YE0606: a cell with more or fewer values than lines.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A cell holds more or fewer values than the security has lines.
    ///
    /// ## What it checks
    /// Where a security stands in one row with several values in a cell, every cell should hold
    /// one value for each distribution (and one for the total, if there is one).
    ///
    /// ## Why it matters
    /// Nothing in the cell says which value belongs to which distribution.
    ///
    /// ## What to do
    /// Compare the cell with its neighbours, and ask the sender for the missing value.
    ///
    /// ## Authority
    /// ICI Primary Layout: one line for each distribution of the year.
    "YE0606", "uneven-cell", Error, since "0.1",
    Observed(yearend_model::ObservationKind::UnevenCell, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "{} holds {}, not one for each line of the security{}{}",
            seen.what_or("a cell of this row"),
            seen.of.printed,
            seen.read_as(),
            seen.because()
        ),
        "compare the cell with its neighbours, and ask the sender for the missing value",
    )
}
