//! YE0407: box 2e within box 1a.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Section 897 ordinary dividends (box 2e) exceed ordinary dividends (box 1a).
    ///
    /// ## What it checks
    /// Column 40 ≤ column 17, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// Box 2e is a part of box 1a, and tax is withheld from it for foreign holders.
    ///
    /// ## What to do
    /// Ask the sender which of the two is right.
    ///
    /// ## Authority
    /// Instructions for Form 1099-DIV, box 2e (included in box 1a); Internal Revenue Code section
    /// 897(h).
    "YE0407", "section-897-within-ordinary", Error, since "0.1" from 2021,
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::Section897OrdinaryDividends);
}
