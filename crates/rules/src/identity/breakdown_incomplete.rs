//! YE0331: a payment that its stated breakdown does not cover.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// The columns that are stated do not add up to what was paid for the year.
    ///
    /// ## What it checks
    /// Where a table leaves out column 13, or some of the columns that it sums, what was paid for
    /// the year (10 less 11 and 12) must still be the sum of those that are there. Where 14 or 15
    /// is left out, 17 less foreign tax stands for both. Lines that state every column are judged
    /// by YE0322, lines without any of them by YE0612.
    ///
    /// ## Why it matters
    /// A column that is left out of a table is one that the sender has nothing to put in. If the
    /// others do not explain the payment, part of it is in no box.
    ///
    /// ## What to do
    /// Ask the sender for the missing part, or for the column that was left out.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 10 and 13.
    "YE0331", "breakdown-incomplete", Warning, since "0.1",
    Figures(check)
}

const OTHERS: [Field; 4] = [
    Field::CapitalGainDistributions,
    Field::NondividendDistributions,
    Field::CashLiquidation,
    Field::ExemptInterestDividends,
];

fn check(line: &Line<'_>, sink: &mut Sink) {
    if line.is_total() {
        return;
    }
    let (Some(paid), Some(ordinary)) = (paid_for_the_year(line), ordinary(line)) else { return };
    let complete = line.states(Field::CurrentYear)
        && OTHERS.into_iter().all(|f| line.states(f))
        && line.states(Field::IncomeDividends)
        && line.states(Field::ShortTermCapitalGain);
    let sum = ordinary.saturating_add(line.sum(&OTHERS));
    if complete || sum == paid || exceeds_current_year(line) {
        return;
    }
    let message = format!(
        "{} was paid for the year, and the columns that are stated explain {}",
        words::figure(paid),
        words::figure(sum)
    );
    let field = match line.amount(Field::CurrentYear) {
        Some(_) => Field::CurrentYear,
        None => Field::TotalDistribution,
    };
    let help = format!(
        "{} is in no box or in two; ask the sender",
        words::figure(paid.saturating_sub(sum).abs())
    );
    sink.push(line.at, line.finding_on(&RULE, field, message).help(help));
}

/// Whether the parts of column 13 alone exceed it, which YE0322 says.
fn exceeds_current_year(line: &Line<'_>) -> bool {
    let parts = Field::CurrentYear.info().parts;
    let sum = line.sum(parts);
    line.amount(Field::CurrentYear).is_some_and(|c| sum > c)
}

fn paid_for_the_year(line: &Line<'_>) -> Option<Decimal> {
    line.amount(Field::CurrentYear).or_else(|| {
        let total = line.amount(Field::TotalDistribution)?;
        Some(total.saturating_sub(line.sum(&[Field::PriorYear, Field::NextYear])))
    })
}

/// What was paid as ordinary dividends, without foreign tax; `None` if no column says it.
fn ordinary(line: &Line<'_>) -> Option<Decimal> {
    let income = line.amount(Field::IncomeDividends);
    let gain = line.amount(Field::ShortTermCapitalGain);
    if let (Some(income), Some(gain)) = (income, gain) {
        return Some(income.saturating_add(gain));
    }
    let tax = line.amount(Field::ForeignTaxInOrdinary).or(line.amount(Field::ForeignTaxPaid));
    match line.amount(Field::OrdinaryDividends) {
        Some(ordinary) => Some(ordinary.saturating_sub(tax.unwrap_or_default())),
        None => income.or(gain),
    }
}
