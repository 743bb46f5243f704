//! YE0307: a distribution whose line is gone.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A distribution's line is missing; it is the printed total less the other lines.
    ///
    /// ## What it checks
    /// A security prints fewer lines of figures than dates, or the year's total where a line
    /// should stand. The missing line is the total less the lines that are there, and keeps every
    /// identity.
    ///
    /// ## Why it matters
    /// Taken as a distribution, a total counts the other lines twice. Left out, a whole payment
    /// is missing from every form.
    ///
    /// ## What to do
    /// The line that follows is used and marked as inferred. Ask the sender for the line as it
    /// was meant.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0307", "dropped-line", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::DroppedLine, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let printed = match seen.of.printed.as_str() {
        "" => String::new(),
        text => format!("; {text} is the total of the year"),
    };
    let used = match seen.of.used.as_str() {
        "" => String::new(),
        text => format!("; the distribution was {text}"),
    };
    Said::new(
        format!("the line of this distribution is not printed{printed}{used}{}", seen.because()),
        "the total less the other lines is used; ask the sender for the missing line",
    )
}
