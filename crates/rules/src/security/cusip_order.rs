//! YE0204: securities out of CUSIP order.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::Sink;

rule! {
    /// The securities are not in CUSIP order.
    ///
    /// ## What it checks
    /// The layout asks for securities in CUSIP order. One note names the first that is not.
    ///
    /// ## Why it matters
    /// To a program it does not. To a person with two lists side by side it does.
    ///
    /// ## What to do
    /// Nothing; `yearend write` sorts.
    ///
    /// ## Authority
    /// ICI Primary Layout: "Please list Securities in Cusip Order".
    "YE0204", "cusip-order", Note, since "0.1",
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    let mut before: Option<&str> = None;
    for security in table.securities() {
        let cusip = security.security.cusip.as_str();
        if let Some(earlier) = before.filter(|b| *b > cusip) {
            let finding = RULE
                .finding(format!("{cusip} stands after {earlier}; the layout asks for CUSIP order"))
                .help("nothing to do")
                .at(security.place);
            return sink.push(table.at(), finding);
        }
        before = Some(cusip);
    }
}
