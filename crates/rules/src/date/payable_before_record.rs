//! YE0504: paid before the record date.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// The payable date is before the record date.
    ///
    /// ## What it checks
    /// Column 9 is not before column 7.
    ///
    /// ## Why it matters
    /// Nobody can be paid before it is known who holds the shares: one of the dates is wrong, and
    /// payments are matched by them.
    ///
    /// ## What to do
    /// Compare with the fund's distribution calendar.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 and 9.
    "YE0504", "payable-before-record", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::wrong_order(line, sink, &RULE, Field::RecordDate);
}
