//! YE0613: a reclassification of nothing.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// A line is flagged as a reclassification, and no other line has its payable date.
    ///
    /// ## What it checks
    /// A line flagged `R` in column 5 has the payable date of the line that it restates, where
    /// the security lists that line at all.
    ///
    /// ## Why it matters
    /// A reclassification moves an amount from one box to another of the same payment. Without
    /// the payment it cannot be placed.
    ///
    /// ## What to do
    /// Look for the payment in an earlier version of the layout.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 5.
    "YE0613", "reclass-alone", Note, since "0.1",
    Line(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let Some(date) = line.date(Field::PayableDate).filter(|_| line.is_reclass()) else { return };
    let mut others = line.lines().filter(|l| l.at != line.at);
    if !others.any(|l| l.date(Field::PayableDate) == Some(date) && !l.is_reclass()) {
        let message =
            format!("the line is a reclassification (R), and none else is payable {date}");
        let mut finding = line.finding(&RULE, message);
        finding.field = Some(Field::Reclass);
        let help = "look for the payment that it restates in an earlier version";
        sink.push(line.at, finding.help(help));
    }
}
