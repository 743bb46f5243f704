//! YE0607: a value outside every column.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A value stands in a column that the header does not name.
    ///
    /// ## What it checks
    /// A row of a security holds a value where the table has no heading.
    ///
    /// ## Why it matters
    /// The value is in no field of the reading; or the row is shifted and every value is in the
    /// wrong one.
    ///
    /// ## What to do
    /// Look at the row beside the header.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 1 to 41.
    "YE0607", "stray-value", Error, since "0.1",
    Observed(yearend_model::ObservationKind::StrayValue, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("{} stands in a column without a heading{}", seen.printed(), seen.because()),
        "it is not in the reading; compare the row with the header",
    )
}
