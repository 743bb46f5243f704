//! YE0511: a date on a weekend.

use crate::calendar::{is_weekend, weekday};
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// A date falls on a Saturday or Sunday.
    ///
    /// ## What it checks
    /// Record, ex-dividend and payable dates are business days as a rule. One note is made for a
    /// security.
    ///
    /// ## Why it matters
    /// A mistyped date falls on a weekend two times in seven. Funds that accrue daily do pay on
    /// the last day of a month, whatever day it is.
    ///
    /// ## What to do
    /// Nothing, if the fund pays on calendar dates.
    ///
    /// ## Authority
    /// None; it is the habit of the market.
    "YE0511", "weekend", Note, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let mut dates = security.lines().flat_map(|line| {
        let dates = Field::DATES.into_iter().filter_map(move |f| Some((line, f, line.date(f)?)));
        dates.filter(|(_, _, d)| is_weekend(*d))
    });
    let Some((line, field, date)) = dates.next() else { return };
    let more = match dates.count() {
        0 => String::new(),
        n => format!(", and {n} more of its dates are on a weekend"),
    };
    let message =
        format!("{} {} is a {}{more}", words::field(field), words::date(date), weekday(date));
    let finding = line.finding_on(&RULE, field, message);
    sink.push(line.at, finding.help("nothing to do if the fund pays on calendar dates"));
}
