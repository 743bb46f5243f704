//! YE0211: a security without lines.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;

rule! {
    /// A security is listed without any distribution.
    ///
    /// ## What it checks
    /// Every listed security has at least one line with a date or an amount. A fund that paid
    /// nothing is left out of a layout, or listed with zeros.
    ///
    /// ## Why it matters
    /// Its lines may have been lost.
    ///
    /// ## What to do
    /// Ask the sender whether the fund paid nothing.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0211", "no-distributions", Warning, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    if security.security.distributions.is_empty() && security.security.total.is_none() {
        let message = format!("{} is listed without any distribution", security.security.cusip);
        let finding = security.finding(&RULE, message);
        sink.push(security.at, finding.help("ask the sender whether the fund paid nothing"));
    }
}
