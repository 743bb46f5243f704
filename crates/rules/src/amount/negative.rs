//! YE0601: an amount below zero.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;

rule! {
    /// An amount is below zero on a line that restates nothing.
    ///
    /// ## What it checks
    /// Amounts are zero or more, except on lines flagged as a reclassification (column 5) or a
    /// correction (column 6). One finding is made for a line.
    ///
    /// ## Why it matters
    /// A fund does not take distributions back: the flag is missing, and the line would be taken
    /// for a payment, or the sign is wrong.
    ///
    /// ## What to do
    /// Ask the sender whether the line restates an earlier one.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 5 and 6.
    "YE0601", "negative-amount", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if !line.scan.negative || line.restates() || line.is_total() {
        return;
    }
    let Some(amounts) = line.amounts() else { return };
    let below = |a: &yearend_model::Value| a.amount.is_sign_negative() && !a.amount.is_zero();
    let mut negative = amounts.iter().filter(|(_, v)| below(v));
    let Some((field, value)) = negative.next() else { return };
    let more = match negative.count() {
        0 => String::new(),
        n => {
            format!(", as {} on the line", words::count(n, "other amount is", "other amounts are"))
        }
    };
    let message = format!(
        "{} is {}, below zero{more}, and the line is flagged neither R nor C",
        words::column(field),
        words::figure(value.amount)
    );
    let finding = line.finding_on(&RULE, field, message);
    sink.push(line.at, finding.help("ask the sender whether the line restates an earlier one"));
}
