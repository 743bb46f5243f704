//! YE0325: columns 16 and 27 are the same tax.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Foreign tax in box 1a and foreign tax paid differ.
    ///
    /// ## What it checks
    /// Column 27 = column 16, exactly, on every distribution and every printed total where both
    /// are stated.
    ///
    /// ## Why it matters
    /// A fund that passes foreign tax through adds it to the holder's income (16) and to the
    /// holder's credit (27): the same amount. One without the other is tax without credit, or
    /// credit without income.
    ///
    /// ## What to do
    /// Ask the sender which of the two columns is right.
    ///
    /// ## Authority
    /// Internal Revenue Code section 853(b)(2); ICI Primary Layout, columns 16 and 27;
    /// Instructions for Form 1099-DIV, foreign tax paid (box 6 to 2017, box 7 since).
    "YE0325", "foreign-tax", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::ForeignTaxPaid);
}
