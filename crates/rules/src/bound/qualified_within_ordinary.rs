//! YE0404: box 1b within box 1a.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Qualified dividends (box 1b) exceed ordinary dividends (box 1a).
    ///
    /// ## What it checks
    /// Column 21 ≤ column 17, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// Box 1b is a part of box 1a; the IRS rejects a form that says otherwise.
    ///
    /// ## What to do
    /// Ask the sender which of the two is right.
    ///
    /// ## Authority
    /// Instructions for Form 1099-DIV, box 1b (the portion of box 1a that may be eligible).
    "YE0404", "qualified-within-ordinary", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::QualifiedDividends);
}
