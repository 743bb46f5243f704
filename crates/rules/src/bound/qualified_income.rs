//! YE0401: qualified income within income.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Qualified income dividends exceed income dividends.
    ///
    /// ## What it checks
    /// Column 18 ≤ column 14, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// The qualified part of a dividend cannot be larger than the dividend.
    ///
    /// ## What to do
    /// Ask the sender which of the two is right; a shifted cell is the usual cause.
    ///
    /// ## Authority
    /// Internal Revenue Code section 1(h)(11)(B); ICI Primary Layout, columns 14 and 18.
    "YE0401", "qualified-income", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::QualifiedIncomeDividends);
}
