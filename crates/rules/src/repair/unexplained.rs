//! YE0312: no explanation fits.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The figures contradict each other and no single fault explains it.
    ///
    /// ## What it checks
    /// A line or total breaks its identities, and no repair of the known kinds makes them hold.
    ///
    /// ## Why it matters
    /// At least one figure is wrong and nothing in the document tells which.
    ///
    /// ## What to do
    /// The figures are kept as printed. Do not use them before the sender has corrected them.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0312", "unexplained", Error, since "0.1",
    Observed(yearend_model::ObservationKind::Unexplained, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let printed = match seen.of.printed.trim() {
        "" => String::new(),
        _ => format!(" (printed {})", seen.printed()),
    };
    Said::new(
        format!(
            "the figures of {}{printed} contradict each other{}",
            seen.what_or("the line"),
            seen.because()
        ),
        "they are kept as printed; ask the sender for the right figures before using them",
    )
}
