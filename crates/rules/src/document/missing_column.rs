//! YE0110: a column that every layout has is not there.

use crate::observed::{Said, Seen, is_essential};
use crate::rule::rule;
use yearend_model::Severity;

rule! {
    /// A column that every layout has is not in the table.
    ///
    /// ## What it checks
    /// A table names the CUSIP, the payable date and what was distributed. It is an error if the
    /// CUSIP or the payable date is missing, a note otherwise: the other columns may follow from
    /// those that are there.
    ///
    /// ## Why it matters
    /// Without a CUSIP no position can be found, without a payable date no payment.
    ///
    /// ## What to do
    /// Ask the sender for a complete layout.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 2, 9 and 10.
    "YE0110", "missing-column", Error, since "0.1",
    Observed(yearend_model::ObservationKind::MissingColumn, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let severity = if is_essential(seen.of.field) { Severity::Error } else { Severity::Note };
    Said::new(
        format!(
            "the table has no column for {}{}",
            seen.what_or("a field that every layout has"),
            seen.because()
        ),
        "ask the sender for a complete layout",
    )
    .severity(severity)
}
