//! YE0702: share classes that pay on different dates.

use crate::family::funds;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use std::collections::BTreeSet;
use yearend_model::{Date, Field, Reading};

rule! {
    /// A share class lacks a payable date that its fund's other classes have.
    ///
    /// ## What it checks
    /// Classes of the same fund (same name and tax year, different CUSIPs) are paid on the same
    /// dates, between the first and the last date of the class itself. One note is made for a
    /// class.
    ///
    /// ## Why it matters
    /// A line may be missing. But a class whose expenses eat its income pays none, and one that
    /// was opened in the year starts late.
    ///
    /// ## What to do
    /// Compare with the fund's calendar.
    ///
    /// ## Authority
    /// None; it is the habit of funds.
    "YE0702", "sibling-dates", Note, since "0.1",
    Reading(check)
}

fn dates<'a>(line: &Line<'a>) -> impl Iterator<Item = Date> + use<'a> {
    line.lines().filter_map(|l| l.date(Field::PayableDate))
}

fn check(reading: &Reading, sink: &mut Sink) {
    for siblings in funds(reading) {
        let all: BTreeSet<Date> = siblings.iter().flat_map(dates).collect();
        for class in &siblings {
            let own: BTreeSet<Date> = dates(class).collect();
            let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
            let missing: Vec<String> = all
                .range(*first..=*last)
                .filter(|d| !own.contains(d))
                .map(Date::to_string)
                .collect();
            if missing.is_empty() {
                continue;
            }
            let message = format!(
                "no line is payable on {}, as other classes of the fund have",
                words::list(&missing)
            );
            let finding = class.finding(&RULE, message);
            sink.push(class.at, finding.help("compare with the fund's calendar"));
        }
    }
}
