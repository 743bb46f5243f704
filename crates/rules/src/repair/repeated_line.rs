//! YE0314: a line twice, and nothing to tell why.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Two lines are the same and nothing tells a repeat from a second payment.
    ///
    /// ## What it checks
    /// Two lines of a security are the same in every column, and no printed total says whether
    /// both count.
    ///
    /// ## Why it matters
    /// Counted wrongly, the payment is taxed twice or not at all.
    ///
    /// ## What to do
    /// Both lines are kept. Compare with the payments received, or ask the sender.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0314", "repeated-line", Error, since "0.1",
    Observed(yearend_model::ObservationKind::RepeatedLine, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("this line repeats another one in every column{}", seen.because()),
        "both are kept; compare with the payments received, or ask the sender",
    )
}
