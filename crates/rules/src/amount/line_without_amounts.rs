//! YE0609: dates without an amount.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;

rule! {
    /// A line states no amount at all.
    ///
    /// ## What it checks
    /// Every line has at least one amount, be it zero.
    ///
    /// ## Why it matters
    /// The amounts of a distribution may have been lost.
    ///
    /// ## What to do
    /// Look at the line in the document; ask the sender for its amounts.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 10.
    "YE0609", "line-without-amounts", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.is_total() && line.amounts().is_some_and(|a| a.is_empty()) {
        let finding = line.finding(&RULE, "the line states no amount");
        sink.push(line.at, finding.help("ask the sender for its amounts"));
    }
}
