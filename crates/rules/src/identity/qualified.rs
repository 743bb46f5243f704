//! YE0324: column 21 is box 1b.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Qualified dividends (box 1b) are not the sum of their breakdown.
    ///
    /// ## What it checks
    /// Column 21 = 18 + 19 + 20, exactly, on every distribution and every printed total. One of the
    /// three that is not stated counts as zero where the column of 14 to 16 that it is a part of is
    /// zero, or must be by column 17.
    ///
    /// ## Why it matters
    /// Box 1b is taxed at the rates of long-term gain. A wrong sum gives holders a rate they are
    /// not due, or takes one away.
    ///
    /// ## What to do
    /// Look first whether the qualified foreign tax (20) was left out.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 21 (18+19+20); Internal Revenue Code section 1(h)(11).
    "YE0324", "qualified-breakdown", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::QualifiedDividends);
}
