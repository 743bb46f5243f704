//! YE0514: a payment long after its record date.

use crate::calendar::days;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// The payable date is months after the record date.
    ///
    /// ## What it checks
    /// A line is payable within 123 days of its record date, or of its ex-dividend date where the
    /// record date is a word such as `DAILY`: from October 1 to January 31, the longest time that
    /// the January rule knows.
    ///
    /// ## Why it matters
    /// One of the two dates is mistyped, most often the year or month.
    ///
    /// ## What to do
    /// Compare with the fund's distribution calendar.
    ///
    /// ## Authority
    /// Internal Revenue Code section 852(b)(7), for the longest span.
    "YE0514", "late-payment", Warning, since "0.1",
    Figures(check)
}

/// October 1 to January 31, both counted.
const MOST: i64 = 123;

fn check(line: &Line<'_>, sink: &mut Sink) {
    let payable = Field::PayableDate;
    let (record, named) = match line.date(Field::RecordDate) {
        Some(_) => (Field::RecordDate, "record date"),
        None => (Field::ExDividendDate, "ex-dividend date"),
    };
    let (Some(r), Some(p)) = (line.date(record), line.date(payable)) else { return };
    let late = days(r, p);
    if late <= MOST || line.restates() {
        return;
    }
    let message =
        format!("payable date {} is {late} days after {named} {}", words::date(p), words::date(r));
    let finding = line.finding_on(&RULE, payable, message).at(line.place_of(record));
    sink.push(
        line.at,
        finding.help("one of the two is mistyped; compare with the fund's calendar"),
    );
}
