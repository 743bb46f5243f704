//! YE0328: a printed total is the sum of the lines.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field, decimal};

rule! {
    /// The printed total is not the sum of the security's lines.
    ///
    /// ## What it checks
    /// Every field of a printed total is the sum of the same field over the security's
    /// distributions, exactly. A field that no line states is not compared, nor is the AMT
    /// percentage: a sum of percentages means nothing.
    ///
    /// ## Why it matters
    /// A line is missing, doubled or mistyped, or the total is: either way a year's income is in
    /// doubt.
    ///
    /// ## What to do
    /// Count the lines against the payments received; then ask the sender.
    ///
    /// ## Authority
    /// ICI Primary Layout: a total is the sum of the security's distributions, column by column.
    "YE0328", "printed-total", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let Some(amounts) = line.amounts().filter(|_| line.is_total()) else { return };
    if line.security.distributions.is_empty() {
        return;
    }
    let differ: Vec<(Field, Decimal, Decimal)> = amounts
        .iter()
        .filter(|(f, _)| f.is_summed())
        .filter_map(|(f, value)| {
            let printed = value.amount;
            let lines = line.security.distributions.iter();
            let mut stated = lines.filter_map(|d| d.amounts.amount(f)).peekable();
            stated.peek()?;
            let sum = decimal::sum(stated);
            (sum != printed).then_some((f, printed, sum))
        })
        .collect();
    let Some(&(field, printed, sum)) = differ.first() else { return };
    let message = format!(
        "the printed total of {} is {} and its {} to {}",
        words::column(field),
        words::figure(printed),
        match line.security.distributions.len() {
            1 => "one line comes".to_owned(),
            n => format!("{n} lines sum"),
        },
        words::figure(sum),
    );
    let others: Vec<String> = differ[1..].iter().map(|(f, ..)| words::column(*f)).collect();
    let also = match others.len() {
        0 => String::new(),
        1..=4 => format!("the same holds of {}; ", words::list(&others)),
        n => format!("the same holds of {n} other columns; "),
    };
    let finding = line.finding_on(&RULE, field, message);
    sink.push(
        line.at,
        finding.help(format!("{also}count the lines against the payments received")),
    );
}
