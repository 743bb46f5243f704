//! YE0405: the parts of box 2a within box 2a.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// The parts of box 2a exceed box 2a.
    ///
    /// ## What it checks
    /// Columns 23 + 24 + 25 + 41 ≤ column 22 (boxes 2b, 2c, 2d and 2f within box 2a), on every
    /// line that does not restate earlier figures. No equality is asked.
    ///
    /// ## Why it matters
    /// Each part is taxed at a rate of its own; together they cannot be more than the gain.
    ///
    /// ## What to do
    /// Ask the sender which is right; a gain in the wrong column is the usual cause.
    ///
    /// ## Authority
    /// Instructions for Form 1099-DIV, boxes 2a to 2f (amounts included in box 2a).
    "YE0405", "capital-gain-parts", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::UnrecapturedSection1250Gain);
}
