//! YE0701: share classes that disagree on capital gains.

use crate::family::funds;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use std::collections::BTreeMap;
use yearend_model::{Date, Decimal, Field, Reading};

rule! {
    /// Share classes of one fund disagree on capital gains per share.
    ///
    /// ## What it checks
    /// Classes of the same fund (same name and tax year, different CUSIPs) that pay on the same
    /// date pay the same long-term gain per share (22). Where most classes agree, those that do
    /// not are named; where none is in the majority, all are.
    ///
    /// ## Why it matters
    /// Gains belong to the portfolio, not to the class: the classes differ by their expenses, and
    /// those reduce income. A class with another gain is mistyped, or under a wrong name.
    ///
    /// ## What to do
    /// Compare with the fund's notice of its capital gains.
    ///
    /// ## Authority
    /// Investment Company Act Rule 18f-3(c); Revenue Procedure 96-47 and Internal Revenue Code
    /// section 562(c) (no preference among shares).
    "YE0701", "sibling-capital-gains", Warning, since "0.1",
    Reading(check)
}

/// A class on a date: its line, and its gain over all lines of that date.
type Paid<'a> = (Line<'a>, Decimal);

fn check(reading: &Reading, sink: &mut Sink) {
    for siblings in funds(reading) {
        for (date, paid) in by_date(&siblings) {
            compare(date, &paid, sink);
        }
    }
}

fn by_date<'a>(siblings: &[Line<'a>]) -> BTreeMap<Date, Vec<Paid<'a>>> {
    let mut dates: BTreeMap<Date, Vec<Paid<'a>>> = BTreeMap::new();
    for line in siblings.iter().flat_map(|s| s.lines()).filter(|l| !l.restates()) {
        let (Some(date), Some(gain)) =
            (line.date(Field::PayableDate), line.amount(Field::CapitalGainDistributions))
        else {
            continue;
        };
        let paid = dates.entry(date).or_default();
        // Income and gains of one payment may stand on two lines.
        match paid.last_mut().filter(|(l, _)| l.security.cusip == line.security.cusip) {
            Some((_, sum)) => *sum = sum.saturating_add(gain),
            None => paid.push((line, gain)),
        }
    }
    dates
}

fn compare(date: Date, paid: &[Paid<'_>], sink: &mut Sink) {
    let votes = |gain: Decimal| paid.iter().filter(|(_, g)| *g == gain).count();
    let majority = paid.iter().map(|(_, g)| *g).find(|g| votes(*g) * 2 > paid.len());
    for (i, (line, gain)) in paid.iter().enumerate() {
        if majority == Some(*gain) {
            continue;
        }
        let differs = |(j, (_, g)): &(usize, &Paid<'_>)| *j != i && *g != *gain;
        let Some((_, (other, theirs))) =
            paid.iter().enumerate().find(|x| differs(x) && majority.is_none_or(|m| m == x.1.1))
        else {
            continue;
        };
        let message = format!(
            "{} payable {date} is {}, and {} of {}, another class of the fund",
            words::column(Field::CapitalGainDistributions),
            words::figure(*gain),
            words::figure(*theirs),
            other.security.cusip,
        );
        let finding = line
            .finding_on(&RULE, Field::CapitalGainDistributions, message)
            .help("classes of a fund pay the same gains; compare with the fund's notice")
            .at(other.place_of(Field::CapitalGainDistributions));
        sink.push(line.at, finding);
    }
}
