//! YE0401 to YE0413: what no line may exceed.
//!
//! The bounds are data in the model (`yearend_model::identity::BOUNDS`); each has a rule of its
//! own here. They hold for lines that do not restate earlier figures.

pub(crate) mod amt_out_of_range;
pub(crate) mod amt_without_exempt_interest;
pub(crate) mod capital_gain_parts;
pub(crate) mod percent_as_number;
pub(crate) mod qualified_and_199a;
pub(crate) mod qualified_foreign_tax;
pub(crate) mod qualified_income;
pub(crate) mod qualified_short_term_gain;
pub(crate) mod qualified_within_ordinary;
pub(crate) mod section_199a_parts;
pub(crate) mod section_199a_within_ordinary;
pub(crate) mod section_897_parts;
pub(crate) mod section_897_within_ordinary;

use crate::line::Line;
use crate::rule::Rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::identity::{BOUNDS, Bound};
use yearend_model::{Decimal, Field};

/// Reports the bound of the model whose first part is the field, where the line exceeds it.
pub(crate) fn judge(line: &Line<'_>, sink: &mut Sink, rule: &Rule, first_part: Field) {
    if let Some(bound) = BOUNDS.iter().find(|b| b.parts.first() == Some(&first_part)) {
        judge_bound(line, sink, rule, bound);
    }
}

/// Reports the bound where the line exceeds it.
pub(crate) fn judge_bound(line: &Line<'_>, sink: &mut Sink, rule: &Rule, bound: &Bound) {
    if !line.scan.may_hold_any(bound.parts) || line.restates() {
        return;
    }
    let Some((sum, most)) = line.amounts().and_then(|a| bound.excess(a)) else { return };
    let stated: Vec<Field> = bound
        .parts
        .iter()
        .copied()
        .filter(|f| line.amount(*f).is_some_and(|a| !a.is_zero()))
        .collect();
    let (subject, field) = match stated[..] {
        [one] => (words::column(one), one),
        _ => (format!("the sum of columns {}", words::sum_of(&stated)), bound.parts[0]),
    };
    let message = format!(
        "{subject} is {}, more than {} {}",
        words::figure(sum),
        words::column(bound.bound),
        words::figure(most),
    );
    let over: Decimal = sum.saturating_sub(most);
    let help = format!("it is {} too much; ask the sender which is right", words::figure(over));
    sink.push(line.at, line.finding_on(rule, field, message).help(help));
}
