//! One distribution as ratios, and a cash amount by them, in the plainest exact way.

use super::apportion::largest_remainder;
use super::bounds::{Keeps, repair, total};
use super::rates::{RateError, Rates};
use super::shape::{MAX_TERMS, Shape, Values};
use super::slot::{SLOTS, Slot};
use crate::money::MAX_CENTS;
use yearend_model::Decimal;

/// A ratio of 128-bit integers, for figures of many digits and for exact comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    pub(super) num: u128,
    pub(super) den: u128,
}

/// The ratios of one distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    pub(super) shape: Shape,
    pub(super) keeps: Keeps,
    by_shares: bool,
    /// One per slot; the leaves share one denominator, so that their remainders compare.
    pub(super) exact: Vec<Exact>,
    /// The current year's cash per share, of which every denominator is a divisor.
    pub(super) common: u128,
    /// Prior, current and next year, in cash; used where years are split.
    years: [u128; 3],
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Most figures have few digits, and a division of 128 bits takes long.
        if let (Ok(mut x), Ok(mut y)) = (u64::try_from(a), u64::try_from(b)) {
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return x.into();
        }
        (a, b) = (b, a % b);
    }
    a
}

/// A decimal without trailing zeros as an integer of `10^-scale`, or `None` if it does not fit.
fn scaled(value: Decimal, scale: u32) -> Option<u128> {
    let mantissa = u128::try_from(value.mantissa()).ok()?;
    mantissa.checked_mul(10u128.checked_pow(scale.checked_sub(value.scale())?)?)
}

/// What 128 bits hold of a ratio: twice its product with 10^18 cents must fit.
const LIMIT: u128 = u128::MAX >> 62;

impl Distribution {
    /// The ratios of the figures.
    ///
    /// # Errors
    /// See [`RateError`]: such a distribution allocates nothing.
    pub fn new(rates: &Rates) -> Result<Distribution, RateError> {
        let all = &Slot::ALL[..MAX_TERMS];
        if let Some(slot) = all.iter().find(|s| rates.get(**s) < Decimal::ZERO) {
            return Err(RateError::Negative(*slot));
        }
        let stated = all.iter().map(|s| (*s, rates.get(*s))).filter(|(_, rate)| !rate.is_zero());
        let stated: Vec<(Slot, Decimal)> = stated.map(|(s, rate)| (s, rate.normalize())).collect();
        let scale = stated.iter().map(|(_, rate)| rate.scale()).max().unwrap_or(0);
        // Whole numbers of one unit, in which everything is exact and quick.
        let mut nums = [0; SLOTS];
        for (slot, rate) in &stated {
            nums[*slot as usize] = scaled(*rate, scale).ok_or(RateError::TooFine)?;
        }
        let num = |slot: Slot| nums[slot as usize];
        let sum = |slots: &[Slot]| total(&nums, slots).ok_or(RateError::TooFine);
        let current = sum(&Slot::LEAVES)?;
        let by_shares = current == 0 && num(Slot::PriorYear) == 0 && num(Slot::NextYear) == 0;
        let unit = 10u128.checked_pow(scale).ok_or(RateError::TooFine)?;
        let leaf_gcd = Slot::LEAVES.iter().fold(current, |g, s| gcd(g, num(*s)));
        let slots: Vec<Slot> = stated.iter().map(|(slot, _)| *slot).collect();
        let mut exact = Vec::with_capacity(slots.len());
        for slot in &slots {
            let n = num(*slot);
            let e = if matches!(slot, Slot::PriorYear | Slot::NextYear) {
                Exact { num: 0, den: 1 }
            } else if by_shares {
                Exact { num: n, den: unit }
            } else if current == 0 {
                return Err(RateError::BoxWithoutCash(*slot));
            } else {
                let leaf = Slot::LEAVES.contains(slot);
                let g = if leaf { leaf_gcd } else { gcd(n, current) }.max(1);
                Exact { num: n / g, den: current / g }
            };
            if e.num > LIMIT || e.den > LIMIT {
                return Err(RateError::TooFine);
            }
            exact.push(e);
        }
        let years = [num(Slot::PriorYear), current, num(Slot::NextYear)];
        let cash = years.iter().try_fold(0u128, |a, y| a.checked_add(*y));
        let g = years.iter().fold(0, |g, y| gcd(g, *y)).max(1);
        if cash.is_none_or(|a| a / g > LIMIT) {
            return Err(RateError::TooFine);
        }
        Ok(Distribution {
            shape: Shape::new(&slots),
            keeps: Keeps::of(&nums).ok_or(RateError::TooFine)?,
            by_shares,
            exact,
            common: current,
            years: years.map(|y| y / g),
        })
    }

    /// A distribution that allocates nothing; stands in for one whose figures cannot be used.
    #[must_use]
    pub fn empty() -> Distribution {
        Distribution {
            shape: Shape::new(&[]),
            keeps: Keeps::ALL,
            by_shares: true,
            exact: Vec::new(),
            common: 0,
            years: [0; 3],
        }
    }

    /// The names of the bounds that the layout's own figures exceed.
    pub fn broken_bounds(&self) -> impl Iterator<Item = &'static str> {
        self.keeps.broken()
    }

    /// What the values of a line are, in their order.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        self.shape.slots()
    }

    /// Whether no cash is paid, so that boxes follow from shares (a noncash liquidation).
    #[must_use]
    pub fn by_shares(&self) -> bool {
        self.by_shares
    }

    /// Whether anything of the distribution belongs on the current year's form.
    #[must_use]
    pub fn has_current_year(&self) -> bool {
        self.slots().len() > self.shape.years()
    }

    /// Splits cash into the prior, the current and the next year's part, to the cent. Ties go to
    /// the earlier year, so the next year's run, which sees the same two parts as prior and
    /// current, splits alike and no cent is reported twice.
    #[must_use]
    pub fn split_years(&self, cents: u64) -> [u64; 3] {
        if self.shape.years() == 0 {
            return [0, cents, 0];
        }
        let all = self.years.iter().sum();
        largest_remainder(cents, self.years, all).unwrap_or([0, cents, 0])
    }

    /// The current year's part of an amount that goes with the cash, such as tax withheld.
    #[must_use]
    pub fn current_part(&self, cents: i64) -> i64 {
        let current = self.split_years(cents.unsigned_abs())[1] as i64;
        if cents < 0 { -current } else { current }
    }

    /// Allocates the net cash of a line: `values[i]` is the amount of `slots()[i]` in cents. Cash
    /// below zero gives the mirror image of the same cash above. `|cash|` must be at most 10^18. An
    /// amount beyond 64 bits (a box many times the cash) is the greatest of 64 bits, which is more
    /// than a form can state.
    pub fn line(&self, cash: i64, values: &mut Values) {
        *values = Values::default();
        let [prior, current, next] = self.split_years(cash.unsigned_abs());
        let n = self.slots().len() - self.shape.years();
        for (slot, v) in self.slots().iter().zip(values.iter_mut()).skip(n) {
            *v = if *slot == Slot::PriorYear { prior } else { next } as i64;
        }
        let leaves = self.shape.leaves();
        let mut nums = [0u128; 6];
        for (num, e) in nums.iter_mut().zip(&self.exact[..leaves]) {
            *num = e.num;
        }
        if let Some(e) = self.exact[..leaves].first() {
            let parts = largest_remainder(current, nums, e.den).unwrap_or_default();
            for (v, p) in values[..leaves].iter_mut().zip(parts) {
                *v = p as i64;
            }
        }
        for (v, e) in values[leaves..n].iter_mut().zip(&self.exact[leaves..n]) {
            *v = half_up(current, e.num, e.den).unwrap_or(i64::MAX);
        }
        // An amount that no form can state stops the run; there is nothing to repair in it.
        if values.iter().all(|v| *v <= MAX_CENTS) && self.shape.exceeds(values) {
            repair(self, current, values);
        }
        if cash < 0 {
            for v in values.iter_mut() {
                *v = -*v;
            }
        }
    }

    /// The boxes of a distribution without cash, from `shares` in units of 10^-9. `None` if an
    /// amount leaves the range of DECIMAL(18,2).
    #[must_use]
    pub fn line_by_shares(&self, shares: i128, values: &mut Values) -> Option<()> {
        const SHARE_UNITS: u128 = 1_000_000_000;
        for (v, e) in values.iter_mut().zip(&self.exact) {
            let num = shares.unsigned_abs().checked_mul(e.num)?.checked_mul(100)?;
            let den = e.den.checked_mul(SHARE_UNITS)?;
            let rounded = num.checked_mul(2)?.checked_add(den)? / den.checked_mul(2)?;
            let cents = i64::try_from(rounded).ok().filter(|c| *c <= MAX_CENTS)?;
            *v = if shares < 0 { -cents } else { cents };
        }
        Some(())
    }
}

/// `cents · num / den` rounded half up in 128 bits; `None` if it does not fit 64.
fn half_up(cents: u64, num: u128, den: u128) -> Option<i64> {
    let twice = u128::from(cents).checked_mul(num)?.checked_mul(2)?.checked_add(den)?;
    i64::try_from(twice / den.checked_mul(2)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(figures: &[(Slot, &str)]) -> Rates {
        let mut r = Rates::default();
        for (slot, text) in figures {
            r.set(*slot, Decimal::from_str_exact(text).unwrap());
        }
        r
    }

    fn line(d: &Distribution, cash: i64) -> Vec<(Slot, i64)> {
        let mut v = Values::default();
        d.line(cash, &mut v);
        d.slots().iter().copied().zip(v).collect()
    }

    #[test]
    fn foreign_tax_comes_on_top_of_the_cash() {
        // Overseas, June 2013: 0.74366788 paid, 0.08849648 foreign tax.
        let d = Distribution::new(&rates(&[
            (Slot::Income, "0.74366788"),
            (Slot::GrossUp, "0.08849648"),
            (Slot::ForeignTax, "0.08849648"),
            (Slot::Qualified, "0.7822345"),
        ]))
        .unwrap();
        // 1000 shares: 743.67 cash, 88.49648… tax.
        assert_eq!(
            line(&d, 74_367),
            [
                (Slot::Income, 74_367),
                (Slot::GrossUp, 8_850),
                (Slot::Qualified, 78_224),
                (Slot::ForeignTax, 8_850)
            ]
        );
        assert_eq!(line(&d, -74_367)[0], (Slot::Income, -74_367));
    }

    #[test]
    fn years_are_split_alike_from_both_sides() {
        let this = Distribution::new(&rates(&[
            (Slot::Income, "0.14548072"),
            (Slot::NextYear, "0.06575729"),
        ]))
        .unwrap();
        let next = Distribution::new(&rates(&[
            (Slot::PriorYear, "0.14548072"),
            (Slot::Income, "0.06575729"),
        ]))
        .unwrap();
        for cash in 0..5_000 {
            let [_, a, b] = this.split_years(cash);
            assert_eq!(next.split_years(cash), [a, b, 0]);
            assert_eq!(a + b, cash);
        }
    }

    #[test]
    fn figures_of_many_digits() {
        let d = Distribution::new(&rates(&[
            (Slot::Income, "0.123456789012"),
            (Slot::ExemptInterest, "0.987654321098"),
            (Slot::PrivateActivity, "0.0505679012402176"),
        ]))
        .unwrap();
        let v = line(&d, 100_000_000_000_000);
        assert_eq!(v[0].1 + v[1].1, 100_000_000_000_000);
    }

    #[test]
    fn a_noncash_liquidation_follows_the_shares() {
        let d = Distribution::new(&rates(&[(Slot::Noncash, "12.345")])).unwrap();
        assert!(d.by_shares());
        let mut v = Values::default();
        d.line_by_shares(100_500_000_000, &mut v).unwrap();
        assert_eq!(v[0], 124_067);
    }

    #[test]
    fn an_amount_beyond_64_bits_is_not_taken_for_another() {
        let d = Distribution::new(&rates(&[(Slot::Income, "0.001"), (Slot::Noncash, "1000")]));
        let d = d.unwrap();
        let most = crate::money::MAX_CENTS;
        assert_eq!(line(&d, most), [(Slot::Income, most), (Slot::Noncash, i64::MAX)]);
        assert_eq!(line(&d, -most), [(Slot::Income, -most), (Slot::Noncash, -i64::MAX)]);
    }

    #[test]
    fn negative_figures_allocate_nothing() {
        assert_eq!(
            Distribution::new(&rates(&[(Slot::Income, "-0.1")])),
            Err(RateError::Negative(Slot::Income))
        );
    }
}
