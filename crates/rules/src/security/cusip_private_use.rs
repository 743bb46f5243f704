//! YE0212: a CUSIP that somebody made up.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::{Field, cusip};

rule! {
    /// The CUSIP is from the range that everybody may use for himself.
    ///
    /// ## What it checks
    /// Issuer numbers from 990000 on and those that end in 990 to 999 or 99A to 99Z are not
    /// assigned to any issuer; a sender uses them for its own books.
    ///
    /// ## Why it matters
    /// Another firm knows the security under another number, or another security under this one.
    ///
    /// ## What to do
    /// Ask the sender for the public CUSIP.
    ///
    /// ## Authority
    /// CUSIP Global Services, issuer numbers reserved for internal use.
    "YE0212", "cusip-private-use", Note, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let number = security.security.cusip.as_str();
    if !cusip::is_valid(number) || !is_private(cusip::issuer(number)) {
        return;
    }
    let message = format!("{number} is from the range reserved for a firm's own use");
    let mut finding = security.finding(&RULE, message).help("ask the sender for the public CUSIP");
    finding.field = Some(Field::Cusip);
    sink.push(security.at, finding);
}

fn is_private(issuer: &str) -> bool {
    issuer.starts_with("99") || issuer.get(3..).is_some_and(|tail| tail.starts_with("99"))
}
