//! YE0216: figures without a security.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A row holds figures but belongs to no security.
    ///
    /// ## What it checks
    /// A row of a table has amounts, and neither it nor a row above says whose they are.
    ///
    /// ## Why it matters
    /// The figures are in no security of the reading: they may be a distribution that no
    /// shareholder would be told of.
    ///
    /// ## What to do
    /// Look at the row and the one above it; a CUSIP may be missing, or the row may be a subtotal
    /// or a footnote.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 1 and 2.
    "YE0216", "orphan-row", Error, since "0.1",
    Observed(yearend_model::ObservationKind::OrphanRow, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "this row holds figures but belongs to no security: {}{}",
            seen.printed(),
            seen.because()
        ),
        "its figures are not in the reading; look whether its CUSIP is missing",
    )
}
