//! YE0412: an AMT percentage of nothing.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, Finding, Severity};

rule! {
    /// An AMT percentage is stated, but no exempt-interest dividend.
    ///
    /// ## What it checks
    /// A line with a percentage in column 31 has an amount in column 30 that it is a part of. It is
    /// a note if the security pays exempt interest with another distribution, and a warning if it
    /// pays none at all.
    ///
    /// ## Why it matters
    /// A fund may repeat its yearly percentage on every line. But the figure may also stand in the
    /// wrong column, and surely does where there is nothing that it could be a part of.
    ///
    /// ## What to do
    /// Nothing, if the fund pays no exempt interest with this distribution but with others;
    /// otherwise look whether the figure belongs to a column beside.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 31 (percentage of AMT in column 30).
    "YE0412", "amt-without-exempt-interest", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.may_hold(Field::AmtPercentage) {
        return;
    }
    let Some(rate) = line.amount(Field::AmtPercentage) else { return };
    let pays = |l: Line<'_>| !l.or_zero(Field::ExemptInterestDividends).is_zero();
    if line.is_total() || rate.is_zero() || pays(*line) {
        return;
    }
    let (rate, of) = (words::figure(rate), words::column(Field::ExemptInterestDividends));
    let finding = if line.lines().any(pays) {
        let message = format!("AMT percentage is {rate} and {of} are 0");
        let note = line.finding_on(&RULE, Field::AmtPercentage, message);
        Finding { severity: Severity::Note, ..note }
            .help("nothing to do if the fund paid no exempt interest here")
    } else {
        let message = format!("AMT percentage is {rate}, and the security states no {of}");
        line.finding_on(&RULE, Field::AmtPercentage, message)
            .help("look whether the figure belongs to a column beside")
    };
    sink.push(line.at, finding);
}
