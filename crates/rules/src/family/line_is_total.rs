//! YE0704: a total among the distributions.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, decimal};

rule! {
    /// The last line of a security is the sum of the others.
    ///
    /// ## What it checks
    /// Where a security has three lines or more and no printed total, its last line is not the
    /// sum of the others in every column.
    ///
    /// ## Why it matters
    /// A total read as a distribution doubles the year.
    ///
    /// ## What to do
    /// Look whether the last line is a total without a label.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0704", "line-is-total", Warning, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let lines = &security.security.distributions;
    if lines.len() < 3 || security.security.total.is_some() {
        return;
    }
    let Some(last) = security.lines().last() else { return };
    let is_sum = |f: Field| {
        let others = lines[..lines.len() - 1].iter().map(|d| d.amounts.or_zero(f));
        decimal::sum(others) == last.or_zero(f)
    };
    let total = last.or_zero(Field::TotalDistribution);
    let paying = lines.iter().filter(|d| !d.amounts.or_zero(Field::TotalDistribution).is_zero());
    let summed = || Field::ALL.into_iter().filter(|f| f.is_summed());
    if total.is_zero() || paying.count() < 3 || !summed().all(is_sum) {
        return;
    }
    let message = format!(
        "the last line, with {} {}, is the sum of the others in every column",
        words::field(Field::TotalDistribution),
        words::figure(total)
    );
    let finding = last.finding_on(&RULE, Field::TotalDistribution, message);
    sink.push(last.at, finding.help("look whether it is a total without a label"));
}
