//! YE0410: the AMT percentage is a fraction.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// The AMT percentage is not between 0 and 1.
    ///
    /// ## What it checks
    /// Column 31 is a fraction of column 30, from 0 to 1. A figure above 1 that reached the
    /// reading is a rate given in percent (25 rather than 0.25), or a figure of another column.
    ///
    /// ## Why it matters
    /// The box for private activity bond interest is column 30 times column 31; it cannot be
    /// more than column 30, nor below zero.
    ///
    /// ## What to do
    /// Divide by a hundred if the sender gives percent; ask otherwise.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 31; Instructions for Form 1099-DIV, specified private activity
    /// bond interest dividends (included in exempt-interest dividends).
    "YE0410", "amt-out-of-range", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.may_hold(Field::AmtPercentage) {
        return;
    }
    let Some(rate) = line.amount(Field::AmtPercentage) else { return };
    if line.is_total() || (Decimal::ZERO..=Decimal::ONE).contains(&rate) {
        return;
    }
    let help = if rate > Decimal::ONE && rate <= Decimal::ONE_HUNDRED {
        let fraction = rate / Decimal::ONE_HUNDRED;
        format!("if it is meant in percent, it is {} as a fraction", words::figure(fraction))
    } else {
        "ask the sender; a figure of another column may stand here".to_owned()
    };
    let message =
        format!("AMT percentage (column 31) is {}, not between 0 and 1", words::figure(rate));
    sink.push(line.at, line.finding_on(&RULE, Field::AmtPercentage, message).help(help));
}
