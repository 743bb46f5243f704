//! YE0309: a printed total that the lines refute.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A printed total differs from the sum of lines that keep every identity.
    ///
    /// ## What it checks
    /// The total line of a security states another sum than its lines give, the lines keep every
    /// identity, and the total itself does not.
    ///
    /// ## Why it matters
    /// The lines decide what shareholders are told; a wrong total makes every later control fail
    /// for a reason that is none.
    ///
    /// ## What to do
    /// The lines are used. Ask the sender to correct the total.
    ///
    /// ## Authority
    /// ICI Primary Layout: a total is the sum of the security's distributions, column by column.
    "YE0309", "misprinted-total", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::MisprintedTotal, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "the printed total of {} is {}, and its lines sum to {}{}",
            seen.what(),
            seen.printed(),
            seen.of.used,
            seen.because()
        ),
        "the lines are used; ask the sender to correct the total",
    )
}
