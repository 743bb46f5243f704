//! YE0101: figures without a table.

use crate::observed::{Said, Seen};
use crate::rule::rule;
use yearend_model::Severity;

rule! {
    /// No table was found in a part of the document that holds figures.
    ///
    /// ## What it checks
    /// A page, sheet or text with figures has a header that names the layout's columns. It is an
    /// error if the whole document has no table, a warning if another part has one.
    ///
    /// ## Why it matters
    /// What stands there is not in the reading.
    ///
    /// ## What to do
    /// Look whether that part holds distributions. If it does, its header row may be missing.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 1 to 41.
    "YE0101", "no-table", Error, since "0.1",
    Observed(yearend_model::ObservationKind::NoTable, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let said = Said::new(
        format!("figures stand here, but no table of the layout was found{}", seen.because()),
        "look whether this part holds distributions; its header row may be missing",
    );
    if seen.reading.layouts.is_empty() { said } else { said.severity(Severity::Warning) }
}
