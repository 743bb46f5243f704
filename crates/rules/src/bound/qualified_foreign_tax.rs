//! YE0403: qualified foreign tax within foreign tax.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Qualified foreign tax exceeds foreign tax.
    ///
    /// ## What it checks
    /// Column 20 ≤ column 16, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// The tax on the qualified part cannot be larger than all the tax.
    ///
    /// ## What to do
    /// Ask the sender which of the two is right; a shifted cell is the usual cause.
    ///
    /// ## Authority
    /// Internal Revenue Code sections 1(h)(11) and 853(b); ICI Primary Layout, columns 16 and 20.
    "YE0403", "qualified-foreign-tax", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::QualifiedForeignTax);
}
