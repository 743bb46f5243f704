//! YE0303: several cells printed as one.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Two or more cells were printed as one, and they can be cut in one way only.
    ///
    /// ## What it checks
    /// A cell holds the text of several columns without a gap, and exactly one way to cut it
    /// puts every figure where the identities of the line hold.
    ///
    /// ## Why it matters
    /// Read as one figure it is nonsense; skipped, all that follows on the line stands one column
    /// too far to the left, under another box of the form.
    ///
    /// ## What to do
    /// The figures cut apart are used. Look at the line beside the document once.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0303", "fused-cells", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::FusedCells, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "cells were printed as one at {}: {}{}{}",
            seen.what_or("this line"),
            seen.printed(),
            seen.read_as(),
            seen.because()
        ),
        "the figures cut apart are used; compare the line with the document",
    )
}
