//! YE0115: pages that do not fit together.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Parts of a table on separate pages could not be joined.
    ///
    /// ## What it checks
    /// A table too wide for a page is printed in parts, each with some of the columns. The rows
    /// of the parts must match one to one.
    ///
    /// ## Why it matters
    /// Columns of the missing part are missing from every security, or a row would be joined to
    /// another security's.
    ///
    /// ## What to do
    /// Ask the sender for the workbook from which the document was printed.
    ///
    /// ## Authority
    /// ICI Primary Layout: one row holds columns 1 to 41.
    "YE0115", "unjoined-pages", Error, since "0.1",
    Observed(yearend_model::ObservationKind::UnjoinedPages, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("parts of the table on separate pages do not fit together{}", seen.because()),
        "ask the sender for the workbook from which the document was printed",
    )
}
