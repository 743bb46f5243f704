//! One scale for the percentages of a document.
//!
//! A figure above 1 in column 31 can only be in hundredths. The family that prints 12.34 prints 0.78 as
//! well where it means 0.78 %: read as the fraction of the layout, it would be a hundred times too
//! much, and no identity would be broken.

use rust_decimal::Decimal;
use std::collections::BTreeSet;
use yearend_model::decimal::plain;
use yearend_model::{Basis, Field, Layout, Observation, ObservationKind, Value};

/// How many times as many securities must print the one scale to leave no doubt about the other.
const MANY: usize = 3;

/// Reads figures of at most 1 as hundredths too where nearly all others are printed so; where the
/// scale is in doubt, says so of their securities.
pub(crate) fn one_scale(layouts: &mut [Layout], met: &[Observation]) -> Vec<Observation> {
    let hundredths = met.iter().filter(|o| o.kind == ObservationKind::PercentAsNumber);
    let over: BTreeSet<_> = hundredths.map(|o| (o.layout, o.security)).collect();
    if over.is_empty() {
        return Vec::new();
    }
    let mut under: Vec<(usize, usize, usize, Value)> = Vec::new();
    for (l, layout) in layouts.iter().enumerate() {
        for (s, security) in layout.securities.iter().enumerate() {
            for (d, line) in security.distributions.iter().enumerate() {
                let value = line.amounts.get(Field::AmtPercentage).copied();
                let small = |v: &Value| v.basis == Basis::Printed && !v.amount.is_zero();
                under.extend(value.filter(small).map(|v| (l, s, d, v)));
            }
        }
    }
    let fractions = under.iter().map(|u| (u.0, u.1)).collect::<BTreeSet<_>>().len();
    // A single figure among many fractions lacks its point.
    if fractions > MANY * over.len() {
        return Vec::new();
    }
    let sure = over.len() >= MANY * fractions && over.len() >= MANY;
    let tell = |(l, s, d, v): (usize, usize, usize, Value)| {
        let amount = v.amount / Decimal::ONE_HUNDRED;
        let kind = if sure { ObservationKind::PercentAsNumber } else { ObservationKind::Ambiguous };
        let mut o = Observation::new(kind);
        (o.layout, o.security, o.distribution) = (Some(l), Some(s), Some(d));
        o.field = Some(Field::AmtPercentage);
        o.places.push(v.place);
        o.printed = plain(v.amount);
        if sure {
            let value = Value { amount, basis: Basis::Repaired, place: v.place };
            layouts[l].securities[s].distributions[d].amounts.set(Field::AmtPercentage, value);
            o.used = plain(amount);
            o.because = "the other securities print percentages".into();
        } else {
            o.candidates = vec![plain(v.amount), plain(amount)];
            o.because = "other securities print percentages above 1".into();
        }
        o
    };
    under.into_iter().map(tell).collect()
}
