//! The fewest, likeliest changes of single values under which every condition holds.

use super::constraint::{Constraint, Figures};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// How a printed value could have become what it is. Costs are in tenths of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Printed as zero or not at all.
    Lost,
    /// A digit exchanged, mistyped, dropped or added; a sign or point moved.
    Misprint,
    /// Printed though it should be zero.
    Spurious,
    /// Any other change.
    Other,
}

/// One changed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub row: usize,
    pub f: usize,
    pub old: Option<Decimal>,
    pub new: Decimal,
    pub class: Class,
}

/// A set of changes under which everything holds.
#[derive(Clone, Debug)]
pub(crate) struct Repair {
    pub edits: Vec<Edit>,
    pub cost: u32,
}

/// A change of one line's value may cost this much and still be believed.
pub(crate) const BELIEVABLE: u32 = 22;
/// Two explanations closer than this are equally likely.
pub(crate) const MARGIN: u32 = 5;

/// Classifies a change and prices it.
pub(crate) fn classify(old: Option<Decimal>, new: Decimal) -> (Class, u32) {
    let Some(old) = old.filter(|d| !d.is_zero()) else { return (Class::Lost, 10) };
    if new.is_zero() {
        return (Class::Spurious, 25);
    }
    if old == -new {
        return (Class::Misprint, 13);
    }
    if old.is_sign_negative() != new.is_sign_negative() {
        return (Class::Other, 30);
    }
    let scale = old.normalize().scale().max(new.normalize().scale());
    let digits = |d: Decimal| {
        let mut d = d.abs();
        d.rescale(scale);
        d.mantissa().to_string().into_bytes()
    };
    let (mut a, mut b) = (digits(old), digits(new));
    let width = a.len().max(b.len());
    for x in [&mut a, &mut b] {
        while x.len() < width {
            x.insert(0, b'0');
        }
    }
    let wrong: Vec<usize> = (0..width).filter(|i| a[*i] != b[*i]).collect();
    match wrong.as_slice() {
        [_] => return (Class::Misprint, 11),
        [i, j] if a[*i] == b[*j] && a[*j] == b[*i] => {
            return (Class::Misprint, if *j == i + 1 { 10 } else { 12 });
        }
        _ => {}
    }
    let trimmed = |d: Decimal| d.abs().normalize().mantissa().to_string().into_bytes();
    let (x, y) = (trimmed(old), trimmed(new));
    // The same digits with the point elsewhere, or one digit more or less.
    if x == y || one_digit_apart(&x, &y) {
        return (Class::Misprint, 13);
    }
    (Class::Other, 30)
}

fn one_digit_apart(a: &[u8], b: &[u8]) -> bool {
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    long.len() == short.len() + 1
        && short.len() >= 4
        && (0..long.len()).any(|i| long[..i] == short[..i] && long[i + 1..] == short[i..])
}

/// No value stands in more conditions than this (two or three equations and a total), so no
/// change mends more.
const MENDS: usize = 4;

/// How many sets of changes are tried before the search gives up.
const NODES: u32 = 6_000;

/// All repairs of at most `depth` changes, cheapest first. Figures that already hold have none.
pub(crate) fn search(figures: &Figures, depth: usize) -> Vec<Repair> {
    let violated = figures.violated();
    if violated.is_empty() || violated.len() > 24 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut nodes = NODES;
    for limit in 1..=depth {
        let mut figures = figures.clone();
        descend(
            &mut figures,
            &violated,
            limit,
            0,
            &mut Vec::new(),
            &mut found,
            &mut seen,
            &mut nodes,
        );
        if !found.is_empty() {
            break;
        }
    }
    found.sort_by_key(|r: &Repair| r.cost);
    found
}

#[allow(clippy::too_many_arguments)]
fn descend(
    figures: &mut Figures,
    violated: &[Constraint],
    depth: usize,
    cost: u32,
    edits: &mut Vec<Edit>,
    found: &mut Vec<Repair>,
    seen: &mut BTreeSet<Vec<(usize, usize, Decimal)>>,
    nodes: &mut u32,
) {
    let Some(first) = violated.first() else {
        let mut key: Vec<_> = edits.iter().map(|e| (e.row, e.f, e.new.normalize())).collect();
        key.sort_unstable();
        let fits = edits.iter().all(|e| figures.plausible(e.row, e.f));
        if fits && seen.insert(key) {
            found.push(Repair { edits: edits.clone(), cost });
        }
        return;
    };
    if violated.len() > MENDS * depth {
        return;
    }
    for (row, f, new) in figures.remedies(*first) {
        if *nodes == 0 {
            return;
        }
        *nodes -= 1;
        let old = figures.rows[row][f];
        let same_cell = edits.iter().any(|e| e.row == row && e.f == f);
        if same_cell || old.unwrap_or_default() == new {
            continue;
        }
        let (class, base) = classify(old, new);
        figures.rows[row][f] = Some(new);
        let rest = figures.violated_after(violated, row, f);
        // Each further condition that the change mends confirms it.
        let mended = violated.iter().filter(|c| !rest.contains(c)).count();
        let broke = rest.iter().filter(|c| !violated.contains(c)).count();
        if broke == 0 || depth > 1 {
            let discount = 5 * u32::try_from(mended.saturating_sub(1)).unwrap_or(0);
            let price = base.saturating_sub(discount).max(5);
            edits.push(Edit { row, f, old, new, class });
            descend(figures, &rest, depth - 1, cost + price, edits, found, seen, nodes);
            edits.pop();
        }
        figures.rows[row][f] = old;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Decimal {
        s.parse().unwrap()
    }

    #[test]
    fn faults_and_their_prices() {
        for (old, new, class) in [
            ("0", "0.5", Class::Lost),
            ("0.51787952", "0.57187952", Class::Misprint),
            ("0.05824618", "0.05824681", Class::Misprint),
            ("0.75697012", "0.75687012", Class::Misprint),
            ("1.5", "0", Class::Spurious),
            ("0.5", "-0.5", Class::Misprint),
            ("1.5234", "0.15234", Class::Misprint),
            ("0.12345", "0.8315", Class::Other),
            ("0.1234567", "0.124567", Class::Misprint),
            ("0.4", "0.9171", Class::Other),
        ] {
            assert_eq!(classify(Some(d(old)), d(new)).0, class, "{old} -> {new}");
        }
    }
}
