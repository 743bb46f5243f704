//! YE0507: a payment of another year.

use crate::calendar::in_last_quarter;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, Severity};

rule! {
    /// The payable date is not in the tax year.
    ///
    /// ## What it checks
    /// The payable date lies in the tax year, or in January after it for a distribution of record
    /// in October to December. It is a warning where the payable date is in that January and the
    /// record date is not in the last quarter; an error for any other date.
    ///
    /// ## Why it matters
    /// A dividend declared and of record in the last quarter and paid in January counts as
    /// received on December 31. Any other payment counts for the year in which it is made, so this
    /// one would be reported for the wrong year.
    ///
    /// ## What to do
    /// Look for a mistyped year in the date; otherwise the line belongs into another document.
    ///
    /// ## Authority
    /// Internal Revenue Code section 852(b)(7).
    "YE0507", "payable-outside-year", Error, since "0.1",
    Line(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let (Some(year), Some(payable)) = (line.year(), line.date(Field::PayableDate)) else { return };
    if payable.year() == year {
        return;
    }
    let january = payable.year() == year + 1 && payable.month() == 1;
    let of_record = super::of_record(line);
    // Without a record date (a fund that accrues daily) nothing speaks against December.
    if january && of_record.is_none_or(|d| in_last_quarter(d, year)) {
        return;
    }
    let day = words::date(payable);
    let finding = match of_record {
        Some(record) if january => {
            let message = format!(
                "payable date {day} is in January after tax year {year}, and the line is of record \
                 on {}, not in October to December",
                words::date(record)
            );
            let mut finding = line.finding_on(&RULE, Field::PayableDate, message);
            finding.severity = Severity::Warning;
            finding.help("such a payment counts for the year in which it is made")
        }
        _ => line
            .finding_on(
                &RULE,
                Field::PayableDate,
                format!("payable date {day} is not in tax year {year}"),
            )
            .help("look for a mistyped year; otherwise the line belongs into another document"),
    };
    sink.push(line.at, finding);
}
