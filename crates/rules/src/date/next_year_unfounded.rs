//! YE0510: column 12 without a January payment.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// Column 12 (next year) is used on a line that is not paid in January after the tax year.
    ///
    /// ## What it checks
    /// Only a distribution payable in January after the tax year can, in part, be income of the
    /// next year.
    ///
    /// ## Why it matters
    /// What stands in column 12 is in no box of this year. If it should be, income is left out.
    ///
    /// ## What to do
    /// Look whether the amount stands one column off, or the date is mistyped.
    ///
    /// ## Authority
    /// Internal Revenue Code section 852(b)(7); ICI Primary Layout, column 12.
    "YE0510", "next-year-unfounded", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.may_hold(Field::NextYear) {
        return;
    }
    let (Some(year), Some(payable)) = (line.year(), line.date(Field::PayableDate)) else { return };
    let next = line.or_zero(Field::NextYear);
    if next.is_zero() || line.restates() || payable.year() > year {
        return;
    }
    let message = format!(
        "next year (column 12) is {}, but the line is payable {}, not in January {}",
        words::figure(next),
        words::date(payable),
        year + 1,
    );
    let finding = line.finding_on(&RULE, Field::NextYear, message);
    sink.push(line.at, finding.help("look whether the amount stands one column off"));
}
