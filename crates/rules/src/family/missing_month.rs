//! YE0705: a month without a payment.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// A fund that pays every month pays nothing in one.
    ///
    /// ## What it checks
    /// Where the payable dates of a security lie in ten or eleven months of the tax year, no month
    /// between the first and the last is left out.
    ///
    /// ## Why it matters
    /// A line may be missing. A payment moved across a weekend can also leave a month empty.
    ///
    /// ## What to do
    /// Compare with the payments received.
    ///
    /// ## Authority
    /// None; it is the habit of funds.
    "YE0705", "missing-month", Note, since "0.1",
    Security(check)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn check(security: &Line<'_>, sink: &mut Sink) {
    let Some(year) = security.year() else { return };
    if security.security.distributions.len() < 10 {
        return;
    }
    let mut paid = [false; 12];
    for date in security.lines().filter_map(|l| l.date(Field::PayableDate)) {
        let month = usize::try_from(date.month() - 1).ok().filter(|_| date.year() == year);
        if let Some(slot) = month.and_then(|m| paid.get_mut(m)) {
            *slot = true;
        }
    }
    let n = paid.iter().filter(|p| **p).count();
    let first = paid.iter().position(|p| *p);
    let last = paid.iter().rposition(|p| *p);
    let (Some(first), Some(last)) = (first, last) else { return };
    let gap = (first..=last).find(|m| !paid[*m]);
    if let Some(month) = gap.filter(|_| n >= 10) {
        let message =
            format!("no line is payable in {} {year}, as in the other months", MONTHS[month]);
        let finding = security.finding(&RULE, message);
        sink.push(security.at, finding.help("compare with the payments received"));
    }
}
