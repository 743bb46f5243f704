//! YE0402: qualified short-term gain within short-term gain.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Qualified short-term gain exceeds short-term capital gain.
    ///
    /// ## What it checks
    /// Column 19 ≤ column 15, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// The qualified part of a distribution cannot be larger than the distribution.
    ///
    /// ## What to do
    /// Ask the sender which of the two is right; a shifted cell is the usual cause.
    ///
    /// ## Authority
    /// Internal Revenue Code section 1(h)(11)(B); ICI Primary Layout, columns 15 and 19.
    "YE0402", "qualified-short-term-gain", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::QualifiedShortTermGain);
}
