//! YE0302: a mistyped figure that the identities correct.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A figure has exchanged or mistyped digits, and the identities give the right one.
    ///
    /// ## What it checks
    /// A printed figure breaks the identities of its line, and exactly one figure in its place
    /// satisfies all of them; it differs by two exchanged digits or by a mistyped one.
    ///
    /// ## Why it matters
    /// Exchanged digits look like any other figure. Every statement and form made from it would
    /// be wrong by the same amount.
    ///
    /// ## What to do
    /// The corrected figure is used. Ask the sender to confirm it and to send a corrected layout
    /// (column 6) to everyone.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0302", "misprint", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::Misprint, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "{} is printed as {} and must be {}{}",
            seen.what(),
            seen.printed(),
            seen.of.used,
            seen.because()
        ),
        "the corrected figure is used; ask the sender to confirm it",
    )
}
