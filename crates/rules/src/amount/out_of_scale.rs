//! YE0611: a payment of another size than the others.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// An income dividend is of another size than the security's others.
    ///
    /// ## What it checks
    /// Where a security has at least four lines with income dividends (14), none is more than 50
    /// times the median of them.
    ///
    /// ## Why it matters
    /// A decimal point off by two places looks like this. So does a special dividend.
    ///
    /// ## What to do
    /// Compare with the fund's notice.
    ///
    /// ## Authority
    /// None; it is a matter of size.
    "YE0611", "out-of-scale", Note, since "0.1",
    Security(check)
}

const LINES: usize = 4;

fn check(security: &Line<'_>, sink: &mut Sink) {
    if security.security.distributions.len() < LINES {
        return;
    }
    let income = |l: Line<'_>| l.amount(Field::IncomeDividends).filter(|a| *a > Decimal::ZERO);
    let mut amounts: Vec<Decimal> = security.lines().filter_map(income).collect();
    if amounts.len() < LINES {
        return;
    }
    amounts.sort_unstable();
    let median = amounts[amounts.len() / 2];
    let most = median.saturating_mul(Decimal::from(50u8));
    for line in security.lines() {
        let Some(amount) = income(line).filter(|a| *a > most) else { continue };
        let message = format!(
            "{} is {}, and half of the security's others are at most {}",
            words::column(Field::IncomeDividends),
            words::figure(amount),
            words::figure(median)
        );
        let finding = line.finding_on(&RULE, Field::IncomeDividends, message);
        sink.push(line.at, finding.help("look for a misplaced decimal point"));
    }
}
