//! YE0308: a line printed twice.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A line was printed twice and is counted once.
    ///
    /// ## What it checks
    /// Two lines of a security are the same in every column, and the printed total holds only if
    /// one of them is left out.
    ///
    /// ## Why it matters
    /// Counted twice, the payment is taxed twice.
    ///
    /// ## What to do
    /// The line is counted once. Ask the sender to confirm that there was one payment.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0308", "duplicate-line", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::DuplicateLine, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("a line is printed twice and counted once{}", seen.because()),
        "ask the sender to confirm that there was one payment",
    )
}
