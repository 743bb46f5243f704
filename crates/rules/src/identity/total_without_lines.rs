//! YE0329: a total of nothing.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;

rule! {
    /// A total is printed, but no distribution.
    ///
    /// ## What it checks
    /// A security with a printed total has at least one line.
    ///
    /// ## Why it matters
    /// Boxes are made line by line, from the shares held on each record date. A total alone says
    /// nothing of when it was paid.
    ///
    /// ## What to do
    /// Ask the sender for the lines.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0329", "total-without-lines", Error, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let Some(total) = security.total() else { return };
    if security.security.distributions.is_empty() {
        let finding = total.finding(&RULE, "a total is printed, but no distribution");
        sink.push(total.at, finding.help("ask the sender for the lines that it sums"));
    }
}
