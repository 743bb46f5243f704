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
use yearend_model::identity::{BOUNDS, Bound, IDENTITIES};
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
    let stated = line.amounts().and_then(|a| bound.excess(a)).map(|e| (e, None));
    let Some(((sum, most), of)) = stated.or_else(|| over_what_is_left(line, bound)) else { return };
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
    let over: Decimal = sum.saturating_sub(most);
    let most = match of {
        None => format!("{} {}", words::column(bound.bound), words::figure(most)),
        Some(total) => {
            let (bound, total) = (words::column(bound.bound), words::column(total));
            format!("{}, which is what {total} leaves for {bound}", words::figure(most))
        }
    };
    let message = format!("{subject} is {}, more than {most}", words::figure(sum));
    let help = format!("it is {} too much; ask the sender which is right", words::figure(over));
    sink.push(line.at, line.finding_on(rule, field, message).help(help));
}

/// The same where the bound is not stated, but its box is, and with it how much other parts of the
/// box leave for it: a blank income beside a short-term gain that is all of box 1a is none.
fn over_what_is_left(
    line: &Line<'_>,
    bound: &Bound,
) -> Option<((Decimal, Decimal), Option<Field>)> {
    let (left, total) = left_for(line, bound.bound)?;
    let sum = line.sum(bound.parts);
    (left >= Decimal::ZERO && sum > left).then_some(((sum, left), Some(total)))
}

/// What a stated box leaves for a part that is not stated beside others that are, and the box.
fn left_for(line: &Line<'_>, part: Field) -> Option<(Decimal, Field)> {
    if line.states(part) {
        return None;
    }
    let identity = IDENTITIES.iter().find(|i| i.parts.contains(&part))?;
    let total = line.amount(identity.total)?;
    let others = line.sum(identity.parts);
    (!others.is_zero()).then(|| (total.saturating_sub(others), identity.total))
}

/// Whether a part that is not stated can only be zero: what it is a part of is, or it is a foreign
/// tax where none was paid (column 27 is zero, or no line of the table states it).
pub(crate) fn must_be_zero(line: &Line<'_>, part: Field) -> bool {
    if part == Field::ForeignTaxInOrdinary {
        let paid = Field::ForeignTaxPaid;
        return line.amount(paid).map_or(!line.lacks(paid), |tax| tax.is_zero());
    }
    let Some(bound) = BOUNDS.iter().find(|b| b.parts == [part]) else { return false };
    match line.amount(bound.bound) {
        Some(most) => most.is_zero(),
        None => {
            left_for(line, bound.bound).is_some_and(|(left, _)| left.is_zero())
                || must_be_zero(line, bound.bound)
        }
    }
}
