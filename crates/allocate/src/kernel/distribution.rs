//! One distribution as ratios, and a cash amount by them.

use super::apportion::largest_remainder;
use super::bounds::{Keeps, repair};
use super::ratio::{Ratio, half_up_wide};
use super::slot::{SLOTS, Slot};
use yearend_model::Decimal;

/// The most terms a distribution has: every slot but the two of withholding.
pub const MAX_TERMS: usize = SLOTS - 2;

/// The amounts of one line, in the order of [`Distribution::slots`].
pub type Values = [i64; MAX_TERMS];

/// The figures of a distribution, dollars per share by slot ([`Slot::PrivateActivity`] holds
/// column 30 × column 31). Withholding slots are ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// One figure per slot.
    pub by_slot: [Decimal; SLOTS],
}

impl Rates {
    /// The figure of a slot.
    #[must_use]
    pub fn get(&self, slot: Slot) -> Decimal {
        self.by_slot[slot as usize]
    }

    /// Sets the figure of a slot.
    pub fn set(&mut self, slot: Slot, value: Decimal) {
        self.by_slot[slot as usize] = value;
    }

    /// The current year's cash per share: the sum of the leaves.
    #[must_use]
    pub fn current(&self) -> Decimal {
        Slot::LEAVES.iter().map(|s| self.get(*s)).sum()
    }

    /// The cash per share: prior, current and next year.
    #[must_use]
    pub fn cash(&self) -> Decimal {
        self.get(Slot::PriorYear) + self.current() + self.get(Slot::NextYear)
    }
}

/// Why figures cannot be turned into ratios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateError {
    /// A figure is below zero.
    Negative(Slot),
    /// The figures have more digits than 128-bit products hold.
    TooFine,
    /// There is a box without cash in the current year, beside cash of another year.
    BoxWithoutCash(Slot),
}

/// A ratio of 128-bit integers, for figures of many digits and for exact comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    pub(super) num: u128,
    pub(super) den: u128,
}

/// The terms are kept in this order, with how many of each; the sums that bounds look at are
/// then sums of neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) leaves: u8,
    /// How many of the first leaves are part of box 1a (income, short-term gain).
    pub(super) ordinary: u8,
    pub(super) gross_up: u8,
    /// Boxes 1b, 2e, 5.
    pub(super) within_1a: u8,
    /// Boxes 2b, 2c, 2d, 2f.
    pub(super) within_2a: u8,
    /// Box 13.
    pub(super) within_12: u8,
    /// Boxes 7 and 10.
    pub(super) free: u8,
    /// Prior and next year.
    pub(super) years: u8,
    /// Index of the capital gain and of exempt interest among the leaves; zero where there is none,
    /// and then nothing that they bound is there either, or the bound is exceeded as it stands.
    capital_gain: u8,
    exempt: u8,
    has: u8,
}

const HAS_GAIN: u8 = 1;
const HAS_EXEMPT: u8 = 2;

impl Shape {
    /// Box 1a of a line.
    #[inline]
    pub(super) fn ordinary(self, values: &Values) -> i64 {
        let leaves: i64 = values[..usize::from(self.ordinary)].iter().sum();
        leaves + if self.gross_up == 1 { values[usize::from(self.leaves)] } else { 0 }
    }

    /// Box 2a of a line.
    #[inline]
    pub(super) fn gain(self, values: &Values) -> i64 {
        if self.has & HAS_GAIN != 0 { values[usize::from(self.capital_gain)] } else { 0 }
    }

    /// Box 12 of a line.
    #[inline]
    pub(super) fn interest(self, values: &Values) -> i64 {
        if self.has & HAS_EXEMPT != 0 { values[usize::from(self.exempt)] } else { 0 }
    }

    /// Whether boxes sum to more than what they are parts of.
    #[inline]
    fn exceeds(self, values: &Values) -> bool {
        let a = usize::from(self.leaves + self.gross_up);
        let b = a + usize::from(self.within_1a);
        let c = b + usize::from(self.within_2a);
        (b > a && values[a..b].iter().sum::<i64>() > self.ordinary(values))
            || (c > b && values[b..c].iter().sum::<i64>() > self.gain(values))
            || (self.within_12 > 0 && values[c] > self.interest(values))
    }
}

/// A ratio and what its product is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    ratio: Ratio,
    /// What the product is.
    pub slot: Slot,
}

fn negate(values: &mut [i64]) {
    for v in values {
        *v = -*v;
    }
}

/// Allocates cents by terms in the order of a shape. Returns whether a bound is exceeded.
#[inline]
fn allocate(shape: Shape, terms: &[Term], cents: u64, values: &mut Values) -> bool {
    let n_leaves = usize::from(shape.leaves).min(6);
    if n_leaves == 1 {
        values[0] = cents as i64;
    } else {
        let mut rems = [0u64; 6];
        let mut left = cents;
        for ((v, rem), t) in values.iter_mut().zip(&mut rems).zip(&terms[..n_leaves]) {
            let (q, r) = t.ratio.floor(cents);
            *v = q as i64;
            *rem = r + 1;
            left -= q;
        }
        while left > 0 {
            let mut best = 0;
            for i in 1..n_leaves {
                if rems[i] > rems[best] {
                    best = i;
                }
            }
            values[best] += 1;
            rems[best] = 0;
            left -= 1;
        }
    }
    for (v, t) in values[n_leaves..].iter_mut().zip(&terms[n_leaves..]) {
        *v = t.ratio.half_up(cents) as i64;
    }
    shape.exceeds(values)
}

/// The ratios of one distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    pub(super) shape: Shape,
    pub(super) keeps: Keeps,
    fast: bool,
    by_shares: bool,
    slots: Vec<Slot>,
    /// Empty where the figures take the wide way.
    terms: Vec<Term>,
    pub(super) exact: Vec<Exact>,
    /// The current year's cash per share, of which every denominator is a divisor.
    pub(super) common: u128,
    /// Prior, current and next year, in cash; used where years are split.
    years: [u128; 3],
}

const ORDER: [Slot; MAX_TERMS] = [
    Slot::Income,
    Slot::ShortTermGain,
    Slot::CapitalGain,
    Slot::Nondividend,
    Slot::CashLiquidation,
    Slot::ExemptInterest,
    Slot::GrossUp,
    Slot::Qualified,
    Slot::Section897Ordinary,
    Slot::Section199a,
    Slot::Section1250,
    Slot::Section1202,
    Slot::Collectibles,
    Slot::Section897Gain,
    Slot::PrivateActivity,
    Slot::ForeignTax,
    Slot::Noncash,
    Slot::PriorYear,
    Slot::NextYear,
];

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A decimal as an integer of `10^-scale`, or `None` if it does not fit.
fn scaled(value: Decimal, scale: u32) -> Option<u128> {
    let value = value.normalize();
    let mantissa = u128::try_from(value.mantissa()).ok()?;
    mantissa.checked_mul(10u128.checked_pow(scale.checked_sub(value.scale())?)?)
}

impl Distribution {
    /// The ratios of the figures.
    ///
    /// # Errors
    /// See [`RateError`]: such a distribution allocates nothing.
    pub fn new(rates: &Rates) -> Result<Distribution, RateError> {
        if let Some(slot) = ORDER.into_iter().find(|s| rates.get(*s) < Decimal::ZERO) {
            return Err(RateError::Negative(slot));
        }
        let scale = ORDER.iter().map(|s| rates.get(*s).normalize().scale()).max().unwrap_or(0);
        let num = |d: Decimal| scaled(d, scale).ok_or(RateError::TooFine);
        let current = num(rates.current())?;
        let by_shares = rates.cash().is_zero();
        let mut out = Distribution {
            shape: Shape::default(),
            keeps: Keeps::of(rates),
            fast: !by_shares,
            by_shares,
            slots: Vec::new(),
            terms: Vec::new(),
            exact: Vec::new(),
            common: current,
            years: [num(rates.get(Slot::PriorYear))?, current, num(rates.get(Slot::NextYear))?],
        };
        let unit = 10u128.checked_pow(scale).ok_or(RateError::TooFine)?;
        let leaf_gcd =
            Slot::LEAVES.iter().try_fold(current, |g, s| Ok(gcd(g, num(rates.get(*s))?)))?;
        for slot in ORDER.into_iter().filter(|s| !rates.get(*s).is_zero()) {
            let n = num(rates.get(slot))?;
            let leaf = Slot::LEAVES.contains(&slot);
            let year = matches!(slot, Slot::PriorYear | Slot::NextYear);
            let exact = if year {
                Exact { num: 0, den: 1 }
            } else if by_shares {
                Exact { num: n, den: unit }
            } else if current == 0 {
                return Err(RateError::BoxWithoutCash(slot));
            } else {
                // Leaves share one denominator, so that their remainders compare.
                let g = if leaf { leaf_gcd } else { gcd(n, current) }.max(1);
                Exact { num: n / g, den: current / g }
            };
            out.push(slot, exact)?;
        }
        let all = out.years.iter().try_fold(0u128, |a, y| a.checked_add(*y));
        let g = out.years.iter().fold(0, |g, y| gcd(g, *y)).max(1);
        out.years = out.years.map(|y| y / g);
        if all.is_none_or(|a| a / g > u128::MAX >> 62) {
            return Err(RateError::TooFine);
        }
        if !out.fast {
            out.terms.clear();
        }
        Ok(out)
    }

    fn push(&mut self, slot: Slot, exact: Exact) -> Result<(), RateError> {
        // Twice the product with 10^18 cents must fit 128 bits.
        if exact.num > u128::MAX >> 62 || exact.den > u128::MAX >> 62 {
            return Err(RateError::TooFine);
        }
        let index = self.slots.len() as u8;
        let s = &mut self.shape;
        *match slot {
            Slot::Income | Slot::ShortTermGain => {
                s.ordinary += 1;
                &mut s.leaves
            }
            Slot::CapitalGain => {
                s.capital_gain = index;
                s.has |= HAS_GAIN;
                &mut s.leaves
            }
            Slot::ExemptInterest => {
                s.exempt = index;
                s.has |= HAS_EXEMPT;
                &mut s.leaves
            }
            Slot::Nondividend | Slot::CashLiquidation => &mut s.leaves,
            Slot::GrossUp => &mut s.gross_up,
            Slot::Qualified | Slot::Section897Ordinary | Slot::Section199a => &mut s.within_1a,
            Slot::Section1250 | Slot::Section1202 | Slot::Collectibles | Slot::Section897Gain => {
                &mut s.within_2a
            }
            Slot::PrivateActivity => &mut s.within_12,
            Slot::PriorYear | Slot::NextYear => &mut s.years,
            _ => &mut s.free,
        } += 1;
        let ratio = u64::try_from(exact.num)
            .ok()
            .zip(u64::try_from(exact.den).ok())
            .and_then(|(n, d)| Ratio::new(n, d));
        match ratio {
            Some(ratio) => self.terms.push(Term { ratio, slot }),
            None => self.fast = false,
        }
        self.slots.push(slot);
        self.exact.push(exact);
        Ok(())
    }

    /// A distribution that allocates nothing; stands in for one whose figures cannot be used.
    #[must_use]
    pub fn empty() -> Distribution {
        Distribution {
            shape: Shape::default(),
            keeps: Keeps::of(&Rates::default()),
            fast: false,
            by_shares: true,
            slots: Vec::new(),
            terms: Vec::new(),
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
        &self.slots
    }

    /// Whether no cash is paid, so that boxes follow from shares (a noncash liquidation).
    #[must_use]
    pub fn by_shares(&self) -> bool {
        self.by_shares
    }

    /// Whether anything of the distribution belongs on the current year's form.
    #[must_use]
    pub fn has_current_year(&self) -> bool {
        self.slots.len() > usize::from(self.shape.years)
    }

    /// Splits cash into the prior, the current and the next year's part, to the cent. Ties go to
    /// the earlier year, so the next year's run, which sees the same two parts as prior and
    /// current, splits alike and no cent is reported twice.
    #[must_use]
    pub fn split_years(&self, cents: u64) -> [u64; 3] {
        if self.shape.years == 0 {
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
    /// below zero gives the mirror image of the same cash above. `|cash|` must be at most 10^18.
    pub fn line(&self, cash: i64, values: &mut Values) {
        self.slow_line(cash.unsigned_abs(), values);
        if cash < 0 {
            negate(&mut values[..self.slots.len()]);
        }
    }

    fn slow_line(&self, cents: u64, values: &mut Values) {
        let [prior, current, next] = self.split_years(cents);
        let n = self.slots.len() - usize::from(self.shape.years);
        for (slot, v) in self.slots.iter().zip(values.iter_mut()).skip(n) {
            *v = if *slot == Slot::PriorYear { prior } else { next } as i64;
        }
        if self.fast {
            let n = self.terms.len() - usize::from(self.shape.years);
            if allocate(self.shape, &self.terms[..n], current, values) {
                repair(self, current, values);
            }
            return;
        }
        let n_leaves = usize::from(self.shape.leaves);
        let mut nums = [0u128; 6];
        for (num, e) in nums.iter_mut().zip(&self.exact[..n_leaves]) {
            *num = e.num;
        }
        if let Some(e) = self.exact[..n_leaves].first() {
            let parts = largest_remainder(current, nums, e.den).unwrap_or_default();
            for (v, p) in values[..n_leaves].iter_mut().zip(parts) {
                *v = p as i64;
            }
        }
        for (v, e) in values[n_leaves..n].iter_mut().zip(&self.exact[n_leaves..n]) {
            *v = half_up_wide(current, e.num, e.den).unwrap_or(0) as i64;
        }
        if self.shape.exceeds(values) {
            repair(self, current, values);
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
            let cents = i64::try_from(rounded).ok().filter(|c| *c <= crate::money::MAX_CENTS)?;
            *v = if shares < 0 { -cents } else { cents };
        }
        Some(())
    }
}

/// What the fast way needs of a distribution, beside its terms.
#[derive(Clone, Copy, Debug)]
struct Head {
    start: u32,
    n: u8,
    shape: Shape,
}

/// The distributions of a plan, by index. What every payment touches lies close together: a head
/// and the terms of each distribution, in two arrays.
#[derive(Clone, Debug)]
pub struct Kernel {
    distributions: Vec<Distribution>,
    heads: Vec<Head>,
    terms: Vec<Term>,
    starts: Vec<u32>,
}

impl Default for Kernel {
    fn default() -> Self {
        let (distributions, heads, terms) = (Vec::new(), Vec::new(), Vec::new());
        Kernel { distributions, heads, terms, starts: vec![0] }
    }
}

impl Kernel {
    /// Appends a distribution.
    pub fn push(&mut self, d: Distribution) {
        let last = self.starts.last().copied().unwrap_or(0);
        self.starts.push(last + d.slots.len() as u32);
        let fast = d.fast && d.shape.years == 0;
        let (start, n) = (self.terms.len() as u32, if fast { d.terms.len() as u8 } else { 0 });
        self.heads.push(Head { start, n, shape: d.shape });
        self.terms.extend_from_slice(&d.terms[..usize::from(n)]);
        self.distributions.push(d);
    }

    /// The distribution of an index.
    #[inline]
    #[must_use]
    pub fn get(&self, index: u32) -> &Distribution {
        &self.distributions[index as usize]
    }

    /// As [`Distribution::line`], for the distributions that take the fast way (64-bit ratios, one
    /// year): the terms whose amounts the values then are. `None` for the others.
    #[inline]
    pub fn fast_line(&self, index: u32, cash: i64, values: &mut Values) -> Option<&[Term]> {
        let head = &self.heads[index as usize];
        if head.n == 0 {
            return None;
        }
        let terms = &self.terms[head.start as usize..][..usize::from(head.n)];
        let cents = cash.unsigned_abs();
        if allocate(head.shape, terms, cents, values) {
            repair(self.get(index), cents, values);
        }
        if cash < 0 {
            negate(&mut values[..terms.len()]);
        }
        Some(terms)
    }

    /// Reads what [`Kernel::fast_line`] will need, and gives a number that depends on it. Payments
    /// name distributions in no order, so each would wait for memory in turn; reading for many in
    /// a plain loop lets them wait together.
    #[inline]
    #[must_use]
    pub fn touch(&self, index: u32) -> u64 {
        let head = &self.heads[index as usize];
        // Two terms share a cache line, and few distributions have more than four.
        let term = |i: u32| self.terms.get((head.start + i) as usize).map_or(0, |t| t.slot as u64);
        term(0) ^ term(2)
    }

    /// Where the terms of each distribution begin when all are numbered through; one more element
    /// than there are distributions.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }
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
    fn figures_of_many_digits_take_the_wide_way() {
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
    fn negative_figures_allocate_nothing() {
        assert_eq!(
            Distribution::new(&rates(&[(Slot::Income, "-0.1")])),
            Err(RateError::Negative(Slot::Income))
        );
    }
}
