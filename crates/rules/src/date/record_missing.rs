//! YE0502: lines without a record date.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// Lines have no record date.
    ///
    /// ## What it checks
    /// Column 7 holds a date, or a word such as `DAILY` for funds that accrue every day. One note
    /// is made for a table.
    ///
    /// ## Why it matters
    /// Who held the shares on the record date is who was paid; and the record date says whether a
    /// January payment counts for the year before.
    ///
    /// ## What to do
    /// Nothing, if payments are matched by payable date.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 7; Internal Revenue Code section 852(b)(7).
    "YE0502", "record-missing", Note, since "0.1",
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    super::note_missing(table, sink, &RULE, Field::RecordDate);
}
