//! YE0301: a lost value that the identities give back.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A value is missing or printed as zero, and the identities give it.
    ///
    /// ## What it checks
    /// A cell is blank, or says zero, where the other figures of the line, its printed total or
    /// its sister classes leave exactly one value that satisfies every identity.
    ///
    /// ## Why it matters
    /// A lost long-term gain is income that no shareholder would be told of; nothing on the line
    /// itself draws the eye to it.
    ///
    /// ## What to do
    /// The value that follows is used and marked as inferred. Compare it with the fund's notice
    /// or ask the contact of the document to confirm it.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36; Instructions for Form
    /// 1099-DIV, boxes 1a to 2f.
    "YE0301", "lost-value", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::LostValue, say)
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
        "the value that the equation gives is used; ask the sender to confirm it",
    )
}
