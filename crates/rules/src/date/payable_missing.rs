//! YE0501: a payment without a payable date.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, Severity};

rule! {
    /// A line with amounts has no payable date.
    ///
    /// ## What it checks
    /// Every line with an amount other than zero has a payable date. It is a note where a word
    /// stands there, such as `VARIOUS`.
    ///
    /// ## Why it matters
    /// The payable date finds the payment that a line describes, and says for which year it
    /// counts.
    ///
    /// ## What to do
    /// Ask the sender for the date.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 9.
    "YE0501", "payable-missing", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let Some(distribution) = line.distribution else { return };
    let payable = &distribution.payable_date;
    if payable.date.is_some() || distribution.amounts.iter().all(|(_, v)| v.amount.is_zero()) {
        return;
    }
    let field = Field::PayableDate;
    let finding = match &payable.text {
        None => line.finding_on(&RULE, field, "the line has amounts and no payable date"),
        Some(word) => {
            let message = format!("the payable date is a word: {}", words::quoted(word));
            let mut finding = line.finding_on(&RULE, field, message);
            finding.severity = Severity::Note;
            finding
        }
    };
    sink.push(line.at, finding.help("ask the sender for the date; payments are matched by it"));
}
