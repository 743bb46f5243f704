//! YE0612: a payment that is in no box.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// A line says what was paid, but not what kind of income it is.
    ///
    /// ## What it checks
    /// A line whose current-year amount is not zero states at least one of the columns that feed
    /// a box: 14, 15, 17, 22, 26, 28 or 30.
    ///
    /// ## Why it matters
    /// The payment is in no box: no shareholder would be told of it.
    ///
    /// ## What to do
    /// Ask the sender for the breakdown.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 13 to 30.
    "YE0612", "no-character", Warning, since "0.1",
    Figures(check)
}

const CHARACTER: [Field; 7] = [
    Field::IncomeDividends,
    Field::ShortTermCapitalGain,
    Field::OrdinaryDividends,
    Field::CapitalGainDistributions,
    Field::NondividendDistributions,
    Field::CashLiquidation,
    Field::ExemptInterestDividends,
];

fn check(line: &Line<'_>, sink: &mut Sink) {
    if line.is_total() || CHARACTER.into_iter().any(|f| line.states(f)) {
        return;
    }
    let other_years = line.sum(&[Field::PriorYear, Field::NextYear]);
    let total = line.or_zero(Field::TotalDistribution).saturating_sub(other_years);
    let current: Decimal = line.amount(Field::CurrentYear).unwrap_or(total);
    if current.is_zero() {
        return;
    }
    let message =
        format!("{} was paid for the year, and no column says as what", words::figure(current));
    let finding = line.finding_on(&RULE, Field::CurrentYear, message);
    sink.push(line.at, finding.help("ask the sender for columns 14 to 30"));
}
