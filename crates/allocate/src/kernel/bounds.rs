//! Containments between boxes, kept through rounding.
//!
//! Where the exact figures of a distribution keep a bound, so do the rounded boxes of every line:
//! a box that rounding lifted over the bound gives a cent back, the one lifted most first. Where
//! the layout's own figures exceed a bound, nothing is changed; the plan warns and names the
//! security.
//!
//! The bounds are those of the Instructions for Form 1099-DIV (boxes 1b, 2e and 5 are parts of
//! 1a; 2b, 2c, 2d and 2f of 2a; 13 of 12) and the sum that the IRS checks on receipt,
//! 1b + 2e + 5 + 6 ≤ 1a (box 6 is always zero here).

use super::distribution::Distribution;
use super::shape::Values;
use super::slot::{SLOTS, Slot};

/// A containment: the sum of some boxes does not exceed the sum of some amounts.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// As people say it: `1b + 2e + 5 <= 1a`.
    pub name: &'static str,
    /// The boxes that are parts.
    pub parts: &'static [Slot],
    /// What they are parts of.
    pub whole: &'static [Slot],
}

const ONE_A: &[Slot] = &[Slot::Income, Slot::ShortTermGain, Slot::GrossUp];
const TWO_A: &[Slot] = &[Slot::CapitalGain];

/// The bounds, sums before their single parts.
pub const BOUNDS: [Bound; 10] = [
    Bound {
        name: "1b + 2e + 5 + 6 <= 1a",
        parts: &[Slot::Qualified, Slot::Section897Ordinary, Slot::Section199a],
        whole: ONE_A,
    },
    Bound { name: "1b <= 1a", parts: &[Slot::Qualified], whole: ONE_A },
    Bound { name: "2e <= 1a", parts: &[Slot::Section897Ordinary], whole: ONE_A },
    Bound { name: "5 <= 1a", parts: &[Slot::Section199a], whole: ONE_A },
    Bound {
        name: "2b + 2c + 2d + 2f <= 2a",
        parts: &[Slot::Section1250, Slot::Section1202, Slot::Collectibles, Slot::Section897Gain],
        whole: TWO_A,
    },
    Bound { name: "2b <= 2a", parts: &[Slot::Section1250], whole: TWO_A },
    Bound { name: "2c <= 2a", parts: &[Slot::Section1202], whole: TWO_A },
    Bound { name: "2d <= 2a", parts: &[Slot::Collectibles], whole: TWO_A },
    Bound { name: "2f <= 2a", parts: &[Slot::Section897Gain], whole: TWO_A },
    Bound { name: "13 <= 12", parts: &[Slot::PrivateActivity], whole: &[Slot::ExemptInterest] },
];

/// What the figures of some slots sum to; `None` if it does not fit.
pub(super) fn total(figures: &[u128; SLOTS], slots: &[Slot]) -> Option<u128> {
    slots.iter().try_fold(0u128, |sum, s| sum.checked_add(figures[*s as usize]))
}

/// Which of [`BOUNDS`] the exact figures of a distribution keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeps(u16);

impl Keeps {
    /// Every bound: where there are no figures.
    pub(super) const ALL: Keeps = Keeps((1 << BOUNDS.len()) - 1);

    /// Compares the figures themselves, by slot in whole numbers of one unit. `None` if they are too
    /// large to be compared.
    pub(super) fn of(figures: &[u128; SLOTS]) -> Option<Keeps> {
        let mut keeps = 0;
        for (i, b) in BOUNDS.iter().enumerate() {
            keeps |= u16::from(total(figures, b.parts)? <= total(figures, b.whole)?) << i;
        }
        Some(Keeps(keeps))
    }

    /// Whether the bound of that index is kept.
    #[must_use]
    pub fn has(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    /// The names of the bounds that the figures exceed.
    pub fn broken(self) -> impl Iterator<Item = &'static str> {
        BOUNDS.iter().enumerate().filter(move |(i, _)| !self.has(*i)).map(|(_, b)| b.name)
    }
}

/// Gives cents back until every bound that the exact figures keep holds.
#[cold]
pub(super) fn repair(d: &Distribution, cents: u64, values: &mut Values) {
    let slots = d.slots();
    let at = |s: &Slot| slots.iter().position(|x| x == s);
    for (index, bound) in BOUNDS.iter().enumerate() {
        if !d.keeps.has(index) {
            continue;
        }
        let whole: i64 = match index {
            0..=3 => d.shape.ordinary(values),
            4..=8 => d.shape.gain(values),
            _ => d.shape.interest(values),
        };
        let parts: Vec<usize> = bound.parts.iter().filter_map(at).collect();
        let mut excess = parts.iter().map(|i| values[*i]).sum::<i64>() - whole;
        while excess > 0 {
            let Some(i) = most_lifted(d, cents, values, &parts) else { break };
            values[i] -= 1;
            excess -= 1;
        }
    }
}

/// The part above zero that rounding lifted most over its exact value; the first of equals.
fn most_lifted(d: &Distribution, cents: u64, values: &Values, parts: &[usize]) -> Option<usize> {
    // Exact, in units of one part of the common denominator: a few of it at most, so the wrapped
    // difference is the true one.
    let lift = |i: usize| {
        let e = d.exact[i];
        let rounded: u128 = values[i].unsigned_abs().into();
        let (up, down) = (e.den.wrapping_mul(rounded), e.num.wrapping_mul(cents.into()));
        (up.wrapping_sub(down) as i128).saturating_mul((d.common / e.den) as i128)
    };
    let mut best: Option<(i128, usize)> = None;
    for &i in parts.iter().filter(|i| values[**i] > 0) {
        let l = lift(i);
        if best.is_none_or(|(b, _)| l > b) {
            best = Some((l, i));
        }
    }
    best.map(|(_, i)| i)
}
