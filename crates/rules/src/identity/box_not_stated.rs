//! YE0332: the parts of a box without the box.

use crate::identity::BOXES;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Severity};

rule! {
    /// The parts of a box are stated, but the box is not.
    ///
    /// ## What it checks
    /// A line that states amounts in the parts of box 1a (14 to 16), 1b (18 to 20), 5 (33 to 35)
    /// or 2e (37 to 39) states the box as well (17, 21, 36, 40). It is a note where the table
    /// leaves the box's column out and states every part, so that the box follows.
    ///
    /// ## Why it matters
    /// Forms are made from the boxes: what is in the parts and not in the box is reported to
    /// nobody.
    ///
    /// ## What to do
    /// Ask the sender for the column; the sum of the parts is what it must hold.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 17, 21, 36 and 40.
    "YE0332", "box-not-stated", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if line.is_total() {
        return;
    }
    for field in BOXES {
        let parts = field.info().parts;
        if line.states(field) || !line.scan.may_hold_any(parts) {
            continue;
        }
        let sum: Decimal = line.sum(parts);
        if sum.is_zero() {
            continue;
        }
        let message = format!(
            "{} is not stated, and {} are {}",
            words::column(field),
            words::sum_of(parts),
            words::figure(sum)
        );
        let mut finding = line.finding_on(&RULE, field, message);
        let follows = parts.iter().all(|f| line.states(*f));
        if follows && line.layout.column(field).is_none() {
            finding.severity = Severity::Note;
        }
        sink.push(line.at, finding.help("the sum of the parts belongs there; ask for the column"));
    }
}
