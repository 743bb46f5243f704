//! YE0313: a printed total that does not fit and cannot be settled.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The printed total differs from the sum of the lines and no single repair settles it.
    ///
    /// ## What it checks
    /// The total line of a security states another sum than its lines give, and neither the
    /// total nor one line alone can be shown to be wrong.
    ///
    /// ## Why it matters
    /// A line may be missing, doubled or mistyped: the year's income of every holder hangs on it.
    ///
    /// ## What to do
    /// Both are kept as printed. Ask the sender which is right.
    ///
    /// ## Authority
    /// ICI Primary Layout: a total is the sum of the security's distributions, column by column.
    "YE0313", "total-differs", Error, since "0.1",
    Observed(yearend_model::ObservationKind::TotalDiffers, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let sum = match seen.of.used.as_str() {
        "" => "is not the sum of the lines".to_owned(),
        sum => format!("and the lines sum to {sum}"),
    };
    Said::new(
        format!(
            "the printed total of {} is {} {sum}{}",
            seen.what(),
            seen.printed(),
            seen.because()
        ),
        "ask the sender whether a line is missing or the total is wrong",
    )
}
