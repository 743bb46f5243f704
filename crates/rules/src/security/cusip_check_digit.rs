//! YE0201: the check digit of a CUSIP.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::{Field, cusip};

rule! {
    /// The CUSIP's check digit does not hold.
    ///
    /// ## What it checks
    /// The ninth character of a CUSIP follows from the first eight. It catches every single
    /// mistyped character and nearly every exchange of two.
    ///
    /// ## Why it matters
    /// Under a wrong CUSIP the figures reach no holder, or the holders of another fund.
    ///
    /// ## What to do
    /// Compare the CUSIP with the ticker and the fund's prospectus. Several CUSIPs differ from the
    /// printed one by one character, so none is chosen.
    ///
    /// ## Authority
    /// ANSI X9.6 (CUSIP), modulus 10 double add double; ICI Primary Layout, column 2.
    "YE0201", "cusip-check-digit", Error, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let printed = security.security.cusip.as_str();
    if !cusip::has_shape(printed) || cusip::is_valid(printed) {
        return;
    }
    let Some(payload) = printed.get(..8) else { return };
    let digit = match cusip::check_digit(payload) {
        Some(digit) => format!("; {payload} has check digit {digit}"),
        None => String::new(),
    };
    let finding =
        security.finding(&RULE, format!("{printed} is no CUSIP: its check digit is wrong"));
    let mut finding = finding
        .help(format!("a character is mistyped{digit}; compare with the ticker or the prospectus"));
    finding.field = Some(Field::Cusip);
    sink.push(security.at, finding);
}
