//! YE0412: an AMT percentage of nothing.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// An AMT percentage is stated, but no exempt-interest dividend.
    ///
    /// ## What it checks
    /// A line with a percentage in column 31 has an amount in column 30 that it is a part of.
    ///
    /// ## Why it matters
    /// Usually nothing: a fund may repeat its yearly percentage on every line. But the dividend
    /// may also stand in the wrong column.
    ///
    /// ## What to do
    /// Nothing, if the fund pays no exempt interest with this distribution.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 31 (percentage of AMT in column 30).
    "YE0412", "amt-without-exempt-interest", Note, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.may_hold(Field::AmtPercentage) {
        return;
    }
    let Some(rate) = line.amount(Field::AmtPercentage) else { return };
    let exempt = line.amount(Field::ExemptInterestDividends);
    if line.is_total() || rate.is_zero() || exempt.is_none_or(|e| !e.is_zero()) {
        return;
    }
    let message = format!(
        "AMT percentage is {} and exempt interest dividends (column 30) are 0",
        words::figure(rate)
    );
    let finding = line.finding_on(&RULE, Field::AmtPercentage, message);
    sink.push(line.at, finding.help("nothing to do if the fund paid no exempt interest here"));
}
