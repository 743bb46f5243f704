//! YE0604: figures that are still estimates.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, Status};

rule! {
    /// Figures are still estimates.
    ///
    /// ## What it checks
    /// Lines flagged `E` in column 4. One note is made for a security.
    ///
    /// ## Why it matters
    /// The final figures will differ, and forms made from estimates have to be corrected.
    ///
    /// ## What to do
    /// Wait for the final layout before filing; `yearend diff` shows what changed.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 4.
    "YE0604", "estimated", Note, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let is_estimate =
        |l: &Line<'_>| l.distribution.is_some_and(|d| d.status == Some(Status::Estimated));
    let mut estimates = security.lines().filter(is_estimate);
    let Some(first) = estimates.next() else { return };
    let n = estimates.count() + 1;
    let message = format!("the figures of {} are estimates (E)", words::count(n, "line", "lines"));
    let mut finding = first.finding(&RULE, message).help("wait for the final layout before filing");
    finding.field = Some(Field::Estimated);
    sink.push(first.at, finding);
}
