//! YE0803: a cell that shows an error or nothing.

use crate::observed::{Said, Seen};
use crate::rule::rule;
use yearend_model::Severity;

rule! {
    /// A cell of a workbook shows an error value, or a formula that was never computed.
    ///
    /// ## What it checks
    /// Every filled cell of a table has a value. A formula without a stored result and an error
    /// such as `#REF!` have none. It is a warning where the value follows from the rest of the
    /// line.
    ///
    /// ## Why it matters
    /// The sender sees a figure that is not in the file, or an error that nobody noticed.
    ///
    /// ## What to do
    /// Open the workbook, let it compute, and save it again; or ask the sender to.
    ///
    /// ## Authority
    /// ECMA-376 (Office Open XML), part 1, cell values.
    "YE0803", "cell-without-value", Error, since "0.1",
    Observed(yearend_model::ObservationKind::CellWithoutValue, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let said = Said::new(
        format!(
            "{} shows {} and has no value{}{}",
            seen.what_or("a cell"),
            seen.printed(),
            seen.read_as(),
            seen.because()
        ),
        "have the workbook computed and saved again",
    );
    if seen.of.used.is_empty() { said } else { said.severity(Severity::Warning) }
}
