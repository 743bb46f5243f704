//! YE0306: a run of cells one column off.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A run of cells stands one column off, and moved back it satisfies every identity.
    ///
    /// ## What it checks
    /// The figures of a line break the identities where they stand, and satisfy all of them one
    /// column to the left or to the right, and only there.
    ///
    /// ## Why it matters
    /// A shifted line puts every amount into the wrong box, and each single figure looks sound.
    ///
    /// ## What to do
    /// The figures moved back are used. Look at the line beside the document once.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0306", "shifted-cells", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::ShiftedCells, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("the cells from {} on stand one column off{}", seen.what(), seen.because()),
        "the figures moved back are used; compare the line with the document",
    )
}
