//! YE0608: a flag that is none of its letters.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A flag column holds something other than its letters.
    ///
    /// ## What it checks
    /// Columns 4 to 6 hold `E`, `R` and `C` or nothing, column 32 `M`, `Y` or nothing.
    ///
    /// ## Why it matters
    /// An estimated line must be replaced later, a reclassification is added to what was sent
    /// before, a correction takes its place. Without its flag the line is counted as a payment.
    ///
    /// ## What to do
    /// Ask the sender what the mark means.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 4, 5, 6 and 32.
    "YE0608", "unknown-flag", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::UnknownFlag, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "{} holds {}, which is none of its letters{}{}",
            seen.what_or("a flag column"),
            seen.printed(),
            seen.read_as(),
            seen.because()
        ),
        "ask the sender what the mark means",
    )
}
