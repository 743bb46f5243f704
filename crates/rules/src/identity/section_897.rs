//! YE0327: column 40 is box 2e.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Section 897 ordinary dividends (box 2e) are not the sum of their breakdown.
    ///
    /// ## What it checks
    /// Column 40 = 37 + 38 + 39, exactly, on every distribution and every printed total.
    ///
    /// ## Why it matters
    /// From box 2e tax is withheld for foreign holders.
    ///
    /// ## What to do
    /// Ask the sender for the parts.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 40 (37+38+39); Internal Revenue Code section 897(h).
    "YE0327", "section-897-breakdown", Error, since "0.1" from 2021,
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::Section897OrdinaryDividends);
}
