//! YE0509: column 11 without a January payment.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// Column 11 (prior year) is used on a line that was not paid in January.
    ///
    /// ## What it checks
    /// Only a distribution payable in January of the tax year, of record in the quarter before,
    /// can be income of the prior year.
    ///
    /// ## Why it matters
    /// What stands in column 11 is in no box of this year. If it should be, income is left out.
    ///
    /// ## What to do
    /// Look whether the amount stands one column off, or the date is mistyped.
    ///
    /// ## Authority
    /// Internal Revenue Code section 852(b)(7); ICI Primary Layout, column 11.
    "YE0509", "prior-year-unfounded", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.may_hold(Field::PriorYear) {
        return;
    }
    let (Some(year), Some(payable)) = (line.year(), line.date(Field::PayableDate)) else { return };
    let prior = line.or_zero(Field::PriorYear);
    if prior.is_zero() || line.restates() || (payable.year() == year && payable.month() == 1) {
        return;
    }
    let message = format!(
        "prior year (column 11) is {}, but the line is payable {}, not in January {year}",
        words::figure(prior),
        words::date(payable),
    );
    let finding = line.finding_on(&RULE, Field::PriorYear, message);
    sink.push(line.at, finding.help("look whether the amount stands one column off"));
}
