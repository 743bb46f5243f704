//! YE0503: lines without an ex-dividend date.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Lines have no ex-dividend date.
    ///
    /// ## What it checks
    /// Column 8 holds a date, or a word such as `DAILY` for funds that accrue every day. One note
    /// is made for a table.
    ///
    /// ## Why it matters
    /// The holding period for qualified dividends is counted around the ex-dividend date.
    ///
    /// ## What to do
    /// Nothing, if payments are matched by payable date.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 8; Internal Revenue Code section 1(h)(11)(B)(iii).
    "YE0503", "ex-missing", Note, since "0.1",
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    super::note_missing(table, sink, &RULE, Field::ExDividendDate);
}
