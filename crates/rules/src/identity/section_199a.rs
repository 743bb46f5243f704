//! YE0326: column 36 is box 5.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Section 199A dividends (box 5) are not the sum of their breakdown.
    ///
    /// ## What it checks
    /// Column 36 = 33 + 34 + 35, exactly, on every distribution and every printed total.
    ///
    /// ## Why it matters
    /// Holders deduct a fifth of box 5 from their income.
    ///
    /// ## What to do
    /// Ask the sender for the parts.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 36 (33+34+35); Treasury Regulations section
    /// 1.199A-3(d).
    "YE0326", "section-199a-breakdown", Error, since "0.1" from 2018,
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::Section199aDividends);
}
