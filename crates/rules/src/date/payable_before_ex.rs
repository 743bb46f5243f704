//! YE0505: paid before the ex-dividend date.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// The payable date is before the ex-dividend date.
    ///
    /// ## What it checks
    /// Column 9 is not before column 8. Where it is before the record date as well, only that is
    /// said.
    ///
    /// ## Why it matters
    /// One of the dates is wrong, and payments are matched by them. The one exception is a very
    /// large distribution of a listed fund that trades with due bills until after it is paid.
    ///
    /// ## What to do
    /// Compare with the fund's distribution calendar.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 8 and 9.
    "YE0505", "payable-before-ex", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let before_record = line
        .date(Field::RecordDate)
        .zip(line.date(Field::PayableDate))
        .is_some_and(|(record, payable)| payable < record);
    if !before_record {
        super::wrong_order(line, sink, &RULE, Field::ExDividendDate);
    }
}
