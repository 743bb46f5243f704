//! YE0506: ex-dividend and record dates far apart.

use crate::calendar::business_days_apart;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// The ex-dividend and record dates are far apart.
    ///
    /// ## What it checks
    /// Columns 7 and 8 are within five business days of each other. An exchange-traded fund has
    /// its ex-date on the record date or up to two business days before it, a mutual fund usually
    /// the day after.
    ///
    /// ## Why it matters
    /// One of the two is mistyped.
    ///
    /// ## What to do
    /// Compare with the fund's distribution calendar.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 and 8; FINRA Rule 11140 (ex-dates of listed securities).
    "YE0506", "ex-far-from-record", Warning, since "0.1",
    Figures(check)
}

/// The most business days between the two dates that settlement cycles explain, with a margin.
const MOST: i64 = 5;

fn check(line: &Line<'_>, sink: &mut Sink) {
    let (record, ex) = (Field::RecordDate, Field::ExDividendDate);
    let (Some(r), Some(x)) = (line.date(record), line.date(ex)) else { return };
    let apart = business_days_apart(r, x);
    if apart <= MOST {
        return;
    }
    let message = format!(
        "ex-dividend date {} and record date {} are {apart} business days apart",
        words::date(x),
        words::date(r)
    );
    let finding = line.finding_on(&RULE, ex, message).at(line.place_of(record));
    sink.push(
        line.at,
        finding.help("one of the two is mistyped; compare with the fund's calendar"),
    );
}
