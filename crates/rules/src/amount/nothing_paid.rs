//! YE0610: a security of zeros.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;

rule! {
    /// Every amount of the security is zero.
    ///
    /// ## What it checks
    /// A security whose lines state amounts has at least one other than zero.
    ///
    /// ## Why it matters
    /// It usually means what it says: the fund paid nothing. Rarely, the figures were not yet
    /// filled in.
    ///
    /// ## What to do
    /// Nothing, if the fund paid nothing.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 10.
    "YE0610", "nothing-paid", Note, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let mut amounts =
        security.lines().filter_map(Line::amounts).filter(|a| !a.is_empty()).peekable();
    if amounts.peek().is_some() && amounts.all(|a| a.iter().all(|(_, v)| v.amount.is_zero())) {
        let finding = security.finding(&RULE, "every amount of the security is zero");
        sink.push(security.at, finding.help("nothing to do if the fund paid nothing"));
    }
}
