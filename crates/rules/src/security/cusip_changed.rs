//! YE0214: a CUSIP that changed in the year.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// The security's CUSIP changed in the year (column 32).
    ///
    /// ## What it checks
    /// A line with `M` (merger) or `Y` (other reason) in column 32.
    ///
    /// ## Why it matters
    /// Holders of record may stand in the books under the other CUSIP; distributions of both must
    /// reach the same form.
    ///
    /// ## What to do
    /// Map the old CUSIP to the new one before allocating.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 32.
    "YE0214", "cusip-changed", Note, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let changed = security.lines().find_map(|l| Some((l, l.distribution?.cusip_change?)));
    let Some((line, letter)) = changed else { return };
    let why = match letter {
        'M' => "by a merger",
        'Y' => "for another reason than a merger",
        _ => return,
    };
    let message = format!("the CUSIP of this security changed in the year {why} ({letter})");
    let mut finding = line.finding(&RULE, message).help("map the old CUSIP to the new one");
    finding.field = Some(Field::CusipChange);
    sink.push(line.at, finding);
}
