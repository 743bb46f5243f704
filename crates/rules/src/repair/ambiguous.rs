//! YE0311: several explanations fit.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The figures are wrong, and several corrections fit equally well.
    ///
    /// ## What it checks
    /// A line breaks an identity, and more than one repair of the same likelihood would satisfy
    /// all of them.
    ///
    /// ## Why it matters
    /// To choose would be to guess with other people's tax returns. The printed figures are kept,
    /// and at least one of them is wrong.
    ///
    /// ## What to do
    /// Do not use the line before the sender has said which candidate is right. A printed total,
    /// or the same fund's other classes, would settle it too.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0311", "ambiguous", Error, since "0.1",
    Observed(yearend_model::ObservationKind::Ambiguous, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let printed = match seen.of.printed.trim() {
        "" => String::new(),
        _ => format!(" (printed {})", seen.printed()),
    };
    Said::new(
        format!(
            "{}{printed} cannot be settled, several corrections fit{}",
            seen.what_or("the line"),
            seen.because()
        ),
        "the printed figures are kept; ask the sender which is right before using them",
    )
}
