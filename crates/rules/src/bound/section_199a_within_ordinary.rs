//! YE0406: box 5 within box 1a.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Section 199A dividends (box 5) exceed ordinary dividends (box 1a).
    ///
    /// ## What it checks
    /// Column 36 ≤ column 17, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// Box 5 is a part of box 1a. Holders would deduct a fifth of income they never had.
    ///
    /// ## What to do
    /// Ask the sender which of the two is right.
    ///
    /// ## Authority
    /// Instructions for Form 1099-DIV, box 5 (included in box 1a); Treasury Regulations section
    /// 1.199A-3(d).
    "YE0406", "section-199a-within-ordinary", Error, since "0.1" from 2018,
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::Section199aDividends);
}
