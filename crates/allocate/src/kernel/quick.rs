//! The quick way: one multiplication per amount.
//!
//! A ratio `n/d` becomes the multiplier `m = ceil(n · 2^63 / d)`. Then `2c · m / 2^64` exceeds the
//! exact `c · n / d` by less than `c / 2^63`. The exact product is a whole number of `1/d`, so while
//! `c · d < 2^61` the excess is below a quarter of `1/d`, and rounding the approximate product down,
//! or half up, gives what rounding the exact one gives. The low 64 bits hold the remainder, again
//! to a quarter of `1/d`: two remainders are equal exactly where theirs differ by less than that.
//!
//! What does not fit (large cash, many digits, several years) takes the plain way in 128 bits; a
//! property test holds the two against each other.

use super::distribution::Distribution;
use super::shape::{Shape, Values};

/// Cash below two to this many bits may go the quick way; the sums of many lines then stay far
/// within 64 bits.
pub(super) const MAX_BITS: u32 = 40;
/// Below this many bits (about ten dollars) the quick way is not worth having.
const MIN_BITS: u32 = 10;
/// Bits of `c · d`.
const PRODUCT_BITS: u32 = 61;

/// The multipliers of a distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quick {
    /// Cash below two to this many bits is exact by the multipliers.
    pub(super) bits: u8,
    /// One per slot, but none for the one leaf of all the cash.
    pub(super) multipliers: Vec<u64>,
}

impl Quick {
    /// `None` where a distribution only has the plain way.
    pub(super) fn of(d: &Distribution) -> Option<Quick> {
        if d.by_shares() || d.shape.years() > 0 || d.shape.leaves() == 0 {
            return None;
        }
        let largest = d.exact.iter().map(|e| e.den).max()?;
        // The denominator is below two to this many bits.
        let den_bits = u128::BITS - largest.leading_zeros();
        let bits = PRODUCT_BITS.checked_sub(den_bits)?.min(MAX_BITS);
        if bits < MIN_BITS {
            return None;
        }
        // Of an amount twice the cash and more there is no multiplier of 64 bits.
        let multiplier = |num: u128, den: u128| {
            (num < 2 * den).then(|| u64::try_from((num << 63).div_ceil(den)).ok()).flatten()
        };
        let multipliers: Option<Vec<u64>> =
            d.exact.iter().map(|e| multiplier(e.num, e.den)).collect();
        let mut multipliers = multipliers?;
        multipliers.drain(..multipliers.len() - multipliers_of(&d.shape));
        Some(Quick { bits: bits as u8, multipliers })
    }
}

/// A distribution with its multipliers, which any thread can work out before it comes to a kernel.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(super) distribution: Distribution,
    pub(super) quick: Option<Quick>,
}

impl Prepared {
    pub(crate) fn new(distribution: Distribution) -> Prepared {
        let quick = Quick::of(&distribution);
        Prepared { distribution, quick }
    }

    pub(crate) fn distribution(&self) -> &Distribution {
        &self.distribution
    }
}

/// How many multipliers a distribution of some shape has.
fn multipliers_of(shape: &Shape) -> usize {
    shape.slots().len() - usize::from(shape.leaves() == 1)
}

/// Half of what the low 64 bits of a product can hold.
const HALF: u64 = 1 << 63;

#[inline]
fn product(twice: u64, multiplier: u64) -> u128 {
    u128::from(twice) * u128::from(multiplier)
}

/// A product, rounded up if the rest is `2^64 - up` at least.
#[inline]
fn round(twice: u64, multiplier: u64, up: u64) -> i64 {
    ((product(twice, multiplier) + u128::from(up)) >> 64) as i64
}

/// The values of quick cash that is not below zero, by a distribution of so many leaves and its
/// multipliers; values beyond them are left as they are.
#[inline(always)]
pub(super) fn values<const LEAVES: usize>(
    multipliers: &[u64],
    bits: u8,
    cents: u64,
    values: &mut Values,
) {
    let twice = cents << 1;
    match (LEAVES, multipliers) {
        // The one leaf is all of the cash.
        (1, _) => values[0] = cents as i64,
        // The second of two leaves is rounded half down, because it gets what the first does not
        // (largest remainder, ties to the first): up by less than a half by more than products
        // exceed the exact ones, and by less than what the next value above a half exceeds it.
        (2, [first, second, ..]) => {
            values[0] = round(twice, *first, HALF);
            values[1] = round(twice, *second, HALF - same(bits));
        }
        _ => apportion::<LEAVES>(multipliers, bits, cents, values),
    }
    let others = if LEAVES == 1 { multipliers } else { &multipliers[LEAVES..] };
    for (v, m) in values[LEAVES..].iter_mut().zip(others) {
        *v = round(twice, *m, HALF);
    }
}

/// Remainders that differ by no more are equal.
#[inline]
fn same(bits: u8) -> u64 {
    2 << bits
}

/// Largest remainder between three leaves and more: each gets a cent if fewer leaves stand before
/// it, by remainder and then by place, than cents are left.
#[inline]
fn apportion<const N: usize>(multipliers: &[u64], bits: u8, cents: u64, values: &mut Values) {
    let mut rests = [0u64; N];
    let mut left = cents as i64;
    for ((v, rest), m) in values.iter_mut().zip(&mut rests).zip(multipliers) {
        let p = product(cents << 1, *m);
        *v = (p >> 64) as i64;
        *rest = p as u64;
        left -= *v;
    }
    for i in 0..N {
        let mut before = 0;
        for j in 0..N {
            // Remainders end below the last quarter of `1/d`, so nothing is lost by saturation.
            before += i64::from(match j.cmp(&i) {
                std::cmp::Ordering::Less => rests[i] <= rests[j].saturating_add(same(bits)),
                std::cmp::Ordering::Equal => false,
                std::cmp::Ordering::Greater => rests[j] > rests[i].saturating_add(same(bits)),
            });
        }
        values[i] += i64::from(before < left);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kernel, Rates, SLOTS, Slot, Sums, Waiting};
    use super::*;
    use proptest::prelude::*;
    use yearend_model::Decimal;

    /// Both ways, for cash that the quick way takes; whether it did.
    fn check(rates: &Rates, cash: i64) -> bool {
        let Ok(d) = Distribution::new(rates) else { return false };
        let mut kernel = Kernel::default();
        kernel.push(d.clone(), 0);
        if !kernel.is_quick(0, cash) {
            return false;
        }
        let (mut quick, mut plain) = (Values::default(), Values::default());
        let n = kernel.quick_line(0, cash, &mut quick).slots().len();
        d.line(cash, &mut plain);
        assert_eq!(quick[..n], plain[..n], "{cash} {rates:?}");
        let current: i64 = quick[..d.shape.leaves()].iter().sum();
        assert_eq!(current, cash);
        let mut sums = [0; SLOTS];
        for (slot, v) in d.slots().iter().zip(plain) {
            sums[*slot as usize] += v;
        }
        assert_eq!(entered(&kernel, cash), (sums, sums.map(i128::from), cash), "{cash} {rates:?}");
        true
    }

    /// What the first distribution's line of that cash adds to its form, to the totals and to the
    /// cash of its group.
    fn entered(kernel: &Kernel, cash: i64) -> ([i64; SLOTS], [i128; SLOTS], i64) {
        let (mut forms, mut totals, mut leaves) = (Sums::default(), [0; SLOTS], 0);
        forms.open(1);
        let mut waiting = Waiting::default();
        waiting.expect(kernel, 1);
        waiting.push(kernel, 0, 0, cash);
        kernel.enter(&mut waiting, &mut forms, &mut totals, |_, cents| leaves += cents);
        (forms.row(0), totals, leaves)
    }

    fn rates(figures: &[(Slot, i64)], scale: u32) -> Rates {
        let mut r = Rates::default();
        for (slot, units) in figures {
            r.set(*slot, Decimal::new(*units, scale));
        }
        r
    }

    /// Small denominators, where products are whole or end in one half all the time.
    #[test]
    fn every_small_case() {
        for a in 0..5 {
            for b in 0..5 {
                for c in 0..5 {
                    let leaves =
                        [(Slot::Income, a), (Slot::CapitalGain, b), (Slot::ExemptInterest, c)];
                    let parts = [(Slot::Qualified, a / 2), (Slot::Section1250, b)];
                    let r = rates(&[leaves.as_slice(), &parts].concat(), 1);
                    for cash in -60..60 {
                        assert!(check(&r, cash) || a + b + c == 0);
                    }
                }
            }
        }
    }

    #[test]
    fn large_cash_goes_the_plain_way() {
        let mut kernel = Kernel::default();
        let r = rates(&[(Slot::Income, 1), (Slot::ExemptInterest, 999_999_999)], 9);
        kernel.push(Distribution::new(&r).unwrap(), 0);
        let most = 1i64 << 31;
        assert!(kernel.is_quick(0, most - 1) && kernel.is_quick(0, 1 - most));
        assert!(!kernel.is_quick(0, most) && !kernel.is_quick(0, -most));
        assert!(check(&r, most - 1) && check(&r, 1 - most));
    }

    #[test]
    fn boxes_far_above_the_cash_go_the_plain_way() {
        let r = rates(&[(Slot::Income, 5), (Slot::Noncash, 9)], 1);
        assert!(check(&r, 1_001));
        for noncash in [10, 11, 1 << 20, i64::MAX] {
            assert!(!check(&rates(&[(Slot::Income, 5), (Slot::Noncash, noncash)], 1), 1_001));
        }
    }

    fn figure() -> impl Strategy<Value = i64> {
        prop_oneof![3 => Just(0), 2 => 1i64..100, 3 => 1i64..2_000_000_000, 1 => Just(50_000_000)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 50_000 }))]
        #[test]
        fn the_two_ways_agree(
            leaves in proptest::array::uniform6(figure()),
            parts in proptest::array::uniform10((0u8..4, 0u32..=100)),
            cash in prop_oneof![-1_000i64..1_000, -100_000_000i64..100_000_000, any::<i64>()],
            multiple in 1i64..50,
        ) {
            let income = leaves[0] + leaves[1];
            let mut figures: Vec<(Slot, i64)> =
                Slot::LEAVES.into_iter().zip(leaves).collect();
            let wholes = [income / 8, income, income, income, leaves[2], leaves[2], leaves[2],
                leaves[2], leaves[5], income / 8];
            for ((slot, whole), (kind, percent)) in
                Slot::ALL[6..16].iter().zip(wholes).zip(parts)
            {
                let of = |p: u32| (i128::from(whole) * i128::from(p) / 100) as i64;
                let value = match kind { 0 => 0, 1 => whole, _ => of(percent) };
                figures.push((*slot, value));
            }
            let r = rates(&figures, 8);
            check(&r, cash);
            // Cash that the figures give exactly, and halves of it: ties.
            let total: i64 = leaves.iter().sum();
            check(&r, total.wrapping_mul(multiple) / 2);
        }
    }
}
