//! YE0321 to YE0335: the equations of a line and of a printed total.
//!
//! The equations are data in the model (`yearend_model::identity`); each has a rule of its own
//! here, so that each has a code, a page and an authority. How a broken one is said is the same
//! for all and stands in this file.

pub(crate) mod box_not_stated;
pub(crate) mod breakdown_incomplete;
pub(crate) mod current_year;
pub(crate) mod current_year_not_stated;
pub(crate) mod distribution_by_year;
pub(crate) mod foreign_tax;
pub(crate) mod foreign_tax_one_sided;
pub(crate) mod ordinary;
pub(crate) mod parts_not_stated;
pub(crate) mod printed_total;
pub(crate) mod qualified;
pub(crate) mod section_199a;
pub(crate) mod section_897;
pub(crate) mod total_not_stated;
pub(crate) mod total_without_lines;
pub(crate) mod zero_not_stated;

use crate::bound;
use crate::line::Line;
use crate::rule::Rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::identity::{Check, IDENTITIES, Identity};
use yearend_model::{Amounts, Decimal, Field, decimal};

/// The boxes that columns of their own break down: 1a, 1b, 5 and 2e.
pub(crate) const BOXES: [Field; 4] = [
    Field::OrdinaryDividends,
    Field::QualifiedDividends,
    Field::Section199aDividends,
    Field::Section897OrdinaryDividends,
];

/// Reports the identity of a sum field where the line breaks it.
pub(crate) fn judge(line: &Line<'_>, sink: &mut Sink, rule: &Rule, total: Field) {
    let Some(identity) = IDENTITIES.iter().find(|i| i.total == total) else { return };
    let Some((stated, sum, words)) = broken(identity, line) else { return };
    let subject = if line.is_total() { "the printed total of " } else { "" };
    let message = match identity.parts {
        [same] => format!(
            "{subject}{} is {}, and {} is {}",
            words::column(total),
            words::figure(stated),
            words::column(*same),
            words::figure(sum),
        ),
        parts => format!(
            "{subject}{} {} is {words} {} = {}",
            words::field(total),
            words::figure(stated),
            words::sum_of(parts),
            words::figure(sum),
        ),
    };
    let finding = line.finding_on(rule, total, message).help(hint(line, stated, sum));
    sink.push(line.at, finding);
}

/// The stated total, the sum of the parts, and how they differ. With a part that is not stated,
/// the parts that are must not exceed the total, as none of them is negative.
fn broken(identity: &Identity, line: &Line<'_>) -> Option<(Decimal, Decimal, &'static str)> {
    let amounts = line.amounts()?;
    let stated = amounts.amount(identity.total)?;
    if line.sum(identity.parts) == stated {
        return None;
    }
    match identity.check(amounts) {
        Check::Holds => None,
        Check::Broken { stated, sum } => Some((stated, sum, "not")),
        Check::Open => {
            let parts = || identity.parts.iter().filter_map(|f| amounts.amount(*f));
            let sum = decimal::sum(parts());
            let plain = stated >= Decimal::ZERO && parts().all(|p| p >= Decimal::ZERO);
            let unstated = || identity.parts.iter().filter(|f| amounts.amount(**f).is_none());
            let all_told = unstated().all(|f| bound::must_be_zero(line, *f));
            if (all_told || year_alone(identity, amounts)) && sum != stated {
                return Some((stated, sum, "not"));
            }
            (plain && sum > stated).then_some((stated, sum, "less than"))
        }
    }
}

/// Whether of what was paid only the part of the current year is stated: the others would be told if
/// there were any, and a part of nothing says that all belongs to them.
fn year_alone(identity: &Identity, amounts: &Amounts) -> bool {
    let other = [Field::PriorYear, Field::NextYear];
    identity.total == Field::TotalDistribution
        && other.iter().all(|f| amounts.or_zero(*f).is_zero())
        && amounts.amount(Field::CurrentYear).is_some_and(|y| !y.is_zero())
}

/// What the difference looks like, for whoever has to find the fault.
fn hint(line: &Line<'_>, stated: Decimal, sum: Decimal) -> String {
    let difference = stated.saturating_sub(sum).abs();
    // A difference as large as one side says nothing but that the other is zero.
    let one_sided = stated.is_zero() || sum.is_zero();
    let amounts = line.amounts().filter(|_| !one_sided);
    let same = amounts.and_then(|a| a.iter().find(|(_, v)| v.amount == difference));
    let like = match same {
        Some((f, _)) => format!(", as much as {}", words::column(f)),
        None if digits_exchanged(stated, sum) => ", as if two digits were exchanged".to_owned(),
        None => String::new(),
    };
    format!(
        "they differ by {}{like}; ask the sender which is right before using the line",
        words::figure(difference)
    )
}

/// Whether one figure becomes the other by exchanging two neighbouring digits.
fn digits_exchanged(a: Decimal, b: Decimal) -> bool {
    let scale = a.scale().max(b.scale());
    let digits = |d: Decimal| {
        let mut d = d;
        d.rescale(scale);
        d.to_string().into_bytes()
    };
    let (a, b) = (digits(a), digits(b));
    if a.len() != b.len() {
        return false;
    }
    let differ: Vec<usize> = (0..a.len()).filter(|i| a[*i] != b[*i]).collect();
    match differ[..] {
        [i, j] => a[i] == b[j] && a[j] == b[i] && a[i + 1..j].iter().all(|c| *c == b'.'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_digits_may_be_exchanged_across_the_point() {
        let d = |s: &str| Decimal::from_str_exact(s).unwrap();
        assert!(digits_exchanged(d("0.57187952"), d("0.51787952")));
        assert!(digits_exchanged(d("12.5"), d("15.2")));
        assert!(!digits_exchanged(d("0.571"), d("0.175")));
        assert!(!digits_exchanged(d("1.2"), d("1.3")));
    }
}
