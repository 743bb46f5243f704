//! YE0501 to YE0514: dates, and the year a payment counts for.

pub(crate) mod ex_far_from_record;
pub(crate) mod ex_missing;
pub(crate) mod january_not_prior;
pub(crate) mod late_payment;
pub(crate) mod lines_out_of_order;
pub(crate) mod next_year_unfounded;
pub(crate) mod payable_before_ex;
pub(crate) mod payable_before_record;
pub(crate) mod payable_missing;
pub(crate) mod payable_outside_year;
pub(crate) mod prior_year_unfounded;
pub(crate) mod record_missing;
pub(crate) mod swapped_dates;
pub(crate) mod weekend;

use crate::line::{Line, Table};
use crate::rule::Rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Date, Field};

/// The record date, or the ex-dividend date where there is no record date: what says whether a
/// payment was of record in the last quarter of a year.
pub(crate) fn of_record(line: &Line<'_>) -> Option<Date> {
    line.date(Field::RecordDate).or_else(|| line.date(Field::ExDividendDate))
}

/// One note for a table whose lines lack a date that is not essential.
pub(crate) fn note_missing(table: &Table<'_>, sink: &mut Sink, rule: &Rule, field: Field) {
    let lacks = |l: &Line<'_>| {
        let date = l.distribution.and_then(|d| d.date(field));
        date.is_some_and(|d| d.date.is_none() && d.text.is_none())
    };
    let mut lines = table.securities().flat_map(Line::lines).filter(lacks);
    let Some(first) = lines.next() else { return };
    let n = lines.count() + 1;
    let lines = words::count(n, "line has", "lines have");
    let message = format!("{lines} no {}", words::field(field));
    let finding = rule.finding(message).field(field).at(first.place);
    sink.push(table.at(), finding.help("nothing to do if payments are matched by payable date"));
}

/// A finding that two dates of a line stand in the wrong order.
pub(crate) fn wrong_order(line: &Line<'_>, sink: &mut Sink, rule: &Rule, earlier: Field) {
    let (Some(payable), Some(other)) = (line.date(Field::PayableDate), line.date(earlier)) else {
        return;
    };
    if payable >= other {
        return;
    }
    let message = format!(
        "payable date {} is before {} {}",
        words::date(payable),
        words::field(earlier),
        words::date(other)
    );
    let finding = line
        .finding_on(rule, Field::PayableDate, message)
        .help("one of the two dates is wrong, or they stand in each other's place")
        .at(line.place_of(earlier));
    sink.push(line.at, finding);
}
