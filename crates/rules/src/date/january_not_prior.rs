//! YE0508: a January payment that counts for the year before.

use crate::calendar::in_last_quarter;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// A January payment of record in the last quarter is counted for the wrong year.
    ///
    /// ## What it checks
    /// A line payable in January of the tax year and of record in October to December before it
    /// was taxed in the year before: its dividends belong into column 11, and none of them into
    /// this year's boxes. A return of capital (26) is no dividend and stays with the year of
    /// payment.
    ///
    /// ## Why it matters
    /// The holder was told of the dividend on last year's form; told again, it is taxed twice.
    ///
    /// ## What to do
    /// Compare with last year's layout. If it lists the payment, the line is last year's.
    ///
    /// ## Authority
    /// Internal Revenue Code section 852(b)(7); ICI Primary Layout, column 11.
    "YE0508", "january-not-prior", Warning, since "0.1",
    Line(check)
}

const DIVIDENDS: [Field; 4] = [
    Field::IncomeDividends,
    Field::ShortTermCapitalGain,
    Field::CapitalGainDistributions,
    Field::ExemptInterestDividends,
];

fn check(line: &Line<'_>, sink: &mut Sink) {
    let (Some(year), Some(payable)) = (line.year(), line.date(Field::PayableDate)) else { return };
    let Some(record) = line.date(Field::RecordDate) else { return };
    let january = payable.year() == year && payable.month() == 1;
    if !january || !in_last_quarter(record, year - 1) || line.restates() {
        return;
    }
    let dividends = line.sum(&DIVIDENDS);
    if dividends <= Decimal::ZERO || !line.or_zero(Field::PriorYear).is_zero() {
        return;
    }
    let message = format!(
        "payable {} and of record {}: dividends of {} count for {}, not {year}",
        words::date(payable),
        words::date(record),
        words::figure(dividends),
        year - 1,
    );
    let finding = line.finding_on(&RULE, Field::PriorYear, message).at(line.place);
    sink.push(line.at, finding.help("column 11 should hold them; compare with last year's layout"));
}
