//! YE0603: more than a fund pays.

use crate::line::Line;
use crate::rule::rule;
use crate::scan::LARGE;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// An amount per share is implausibly large.
    ///
    /// ## What it checks
    /// No amount of a line is more than 1,000 dollars per share; on a line that pays a liquidation
    /// none is more than 1,000,000.
    ///
    /// ## Why it matters
    /// A lost decimal point turns 2.14080 into 214080.
    ///
    /// ## What to do
    /// Compare with the fund's net asset value per share.
    ///
    /// ## Authority
    /// None; it is a matter of size.
    "YE0603", "implausibly-large", Warning, since "0.1",
    Figures(check)
}

/// More than the whole share of any fund.
const LIQUIDATION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.large {
        return;
    }
    let liquidation = [Field::CashLiquidation, Field::NoncashLiquidation];
    let most = if line.scan.may_hold_any(&liquidation) { LIQUIDATION } else { LARGE };
    let Some(amounts) = line.amounts().filter(|_| !line.is_total()) else { return };
    let mut large = amounts.iter().filter(|(f, v)| f.is_summed() && v.amount > most);
    let Some((field, value)) = large.next() else { return };
    let message =
        format!("{} is {} dollars per share", words::column(field), words::figure(value.amount));
    let finding = line.finding_on(&RULE, field, message);
    sink.push(line.at, finding.help("look for a lost decimal point"));
}
