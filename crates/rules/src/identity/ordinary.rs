//! YE0323: column 17 is box 1a.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Ordinary dividends (box 1a) are not the sum of their breakdown.
    ///
    /// ## What it checks
    /// Column 17 = 14 + 15 + 16, exactly, on every distribution and every printed total. Column 16
    /// counts as zero where it is not stated and column 27 states no foreign tax.
    ///
    /// ## Why it matters
    /// Box 1a is income from net investment income and short-term gain, plus the foreign tax that
    /// holders are treated as having received and paid. It is the largest box of most forms.
    ///
    /// ## What to do
    /// Look first whether foreign tax (16) was left out of column 17 or counted twice.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 17 (14+15+16); Internal Revenue Code section 853(b)
    /// (foreign tax is included in income); Instructions for Form 1099-DIV, box 1a.
    "YE0323", "ordinary-breakdown", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::OrdinaryDividends);
}
