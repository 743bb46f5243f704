//! YE0513: lines not in the order of their dates.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// A security's lines are not in the order of their payable dates.
    ///
    /// ## What it checks
    /// The distributions of a security follow each other by payable date, apart from lines that
    /// restate earlier ones. One note is made for a security.
    ///
    /// ## Why it matters
    /// A mistyped month shows itself this way.
    ///
    /// ## What to do
    /// Look at the dates.
    ///
    /// ## Authority
    /// None; it is the habit of the senders.
    "YE0513", "lines-out-of-order", Note, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let mut latest = None;
    for line in security.lines().filter(|l| !l.restates()) {
        let Some(date) = line.date(Field::PayableDate) else { continue };
        if let Some(before) = latest.filter(|b| *b > date) {
            let message = format!(
                "the line payable {} stands after one payable {}",
                words::date(date),
                words::date(before)
            );
            let finding = line.finding_on(&RULE, Field::PayableDate, message);
            return sink.push(line.at, finding.help("look whether a month is mistyped"));
        }
        latest = Some(date);
    }
}
