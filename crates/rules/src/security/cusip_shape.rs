//! YE0202: the shape of a CUSIP.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, cusip};

rule! {
    /// What stands as CUSIP is none: it has not nine characters.
    ///
    /// ## What it checks
    /// A CUSIP has nine letters and digits; blanks and hyphens between its parts do not count. A
    /// spreadsheet drops leading zeros, and turns 12345E107 into a power of ten.
    ///
    /// ## Why it matters
    /// The figures reach no holder.
    ///
    /// ## What to do
    /// Take the CUSIP from the prospectus; have the sender format the column as text.
    ///
    /// ## Authority
    /// ANSI X9.6 (CUSIP); ICI Primary Layout, column 2.
    "YE0202", "cusip-shape", Error, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let printed = security.security.cusip.as_str();
    if printed.is_empty() || cusip::has_shape(printed) || cusip::is_valid(printed) {
        return;
    }
    let message =
        format!("{} is no CUSIP: it must be nine letters and digits", words::quoted(printed));
    let padded = format!("{printed:0>9}");
    let help = if printed.len() < 9 && cusip::is_valid(&padded) {
        format!("with its leading zeros it is {padded}; have the column formatted as text")
    } else {
        "take the CUSIP from the prospectus".to_owned()
    };
    let mut finding = security.finding(&RULE, message).help(help);
    finding.field = Some(Field::Cusip);
    sink.push(security.at, finding);
}
