//! YE0210: a security without a name.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// A security has no name.
    ///
    /// ## What it checks
    /// Column 1 is filled for every security.
    ///
    /// ## Why it matters
    /// The name is printed on the holder's statement, and is the first thing to compare when a
    /// CUSIP is in doubt.
    ///
    /// ## What to do
    /// Look whether the row above names the fund.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 1.
    "YE0210", "name-missing", Warning, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    if security.security.name.trim().is_empty() {
        let message = format!("{} has no name", security.security.cusip);
        let mut finding =
            security.finding(&RULE, message).help("look whether the row above names the fund");
        finding.field = Some(Field::SecurityDescription);
        sink.push(security.at, finding);
    }
}
