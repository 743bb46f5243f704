//! YE0310: values that follow from the document.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Values that the line does not print follow from the rest of the document.
    ///
    /// ## What it checks
    /// A column is left out or a cell is blank by the document's own habit, and the columns that
    /// are there determine it.
    ///
    /// ## Why it matters
    /// The value is used as if it were printed; whoever compares the two documents should know
    /// that it is not there.
    ///
    /// ## What to do
    /// Nothing. The reading lists such fields under `inferred`.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21 and 36.
    "YE0310", "inferred-value", Note, since "0.1",
    Observed(yearend_model::ObservationKind::InferredValue, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let used = match seen.of.used.as_str() {
        "" => String::new(),
        text => format!(" as {text}"),
    };
    Said::new(
        format!(
            "{} is not printed here and follows{used}{}",
            seen.what_or("what is missing"),
            seen.because()
        ),
        "nothing to do; the reading marks the value as inferred",
    )
}
