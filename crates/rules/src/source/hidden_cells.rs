//! YE0801: hidden rows or columns.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Rows or columns of the sheet are hidden; they were read.
    ///
    /// ## What it checks
    /// A workbook hides no row or column that holds figures.
    ///
    /// ## Why it matters
    /// Whoever looks at the sheet does not see what was read. Columns of zeros are often hidden
    /// to save paper, but a hidden row may be one that the sender meant to take out.
    ///
    /// ## What to do
    /// Unhide them and look.
    ///
    /// ## Authority
    /// None; it is a matter of what the sender can have meant.
    "YE0801", "hidden-cells", Note, since "0.1",
    Observed(yearend_model::ObservationKind::HiddenCells, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let which = match seen.of.printed.as_str() {
        "" => "rows or columns of this sheet",
        text => text,
    };
    let message = match seen.of.because.as_str() {
        "" => format!("{which}: hidden, and read"),
        because => format!("{which}: {because}"),
    };
    Said::new(message, "unhide them and look whether the sender meant to leave them out")
}
