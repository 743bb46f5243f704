//! YE0203: a security without a CUSIP.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// A security has no CUSIP.
    ///
    /// ## What it checks
    /// Column 2 is filled for every security.
    ///
    /// ## Why it matters
    /// Positions are found by CUSIP; without it the figures reach no holder.
    ///
    /// ## What to do
    /// Find the CUSIP by the ticker or name and have the sender add it.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 2.
    "YE0203", "cusip-missing", Error, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    if security.security.cusip.is_empty() {
        let name = words::quoted(&security.security.name);
        let mut finding = security
            .finding(&RULE, format!("the security {name} has no CUSIP"))
            .help("find the CUSIP by ticker or name, and have the sender add it");
        finding.field = Some(Field::Cusip);
        sink.push(security.at, finding);
    }
}
