//! The distributions of a plan, by index, with what every payment touches close together.

use super::bounds::repair;
use super::check::{Check, MOST_CLASS, NOT_QUICK, Unit};
use super::distribution::Distribution;
use super::quick::{self, Prepared};
use super::shape::{Shape, Values};
use super::slot::Slot;

/// What a line needs to know of its distribution before the multipliers. Payments name distributions
/// in no order, so what all of them take together decides how near it stays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Where the multipliers begin, and how many bits of cash the quick way takes, in six bits.
    quick: u32,
    /// What amounts are summed under.
    pub(super) group: u32,
}

impl Place {
    #[inline(always)]
    fn start(self) -> usize {
        (self.quick >> 6) as usize
    }

    #[inline(always)]
    fn bits(self) -> u8 {
        (self.quick & 0x3f) as u8
    }
}

/// The distributions of a plan.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    distributions: Vec<Distribution>,
    pub(super) checks: Vec<Check>,
    places: Vec<Place>,
    multipliers: Vec<u64>,
    /// The shapes that occur; there are few.
    pub(super) shapes: Vec<Shape>,
}

/// What the amounts of a line are.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a>(&'a Shape);

impl<'a> Terms<'a> {
    /// What each value is.
    #[inline]
    #[must_use]
    pub fn slots(self) -> &'a [Slot] {
        self.0.slots()
    }
}

impl Kernel {
    /// Makes room for so many distributions more.
    pub fn reserve(&mut self, n: usize) {
        self.distributions.reserve(n);
        self.checks.reserve(n);
        self.places.reserve(n);
    }

    /// Appends a distribution, whose amounts are summed under `group` (its security).
    pub fn push(&mut self, d: Distribution, group: u32) {
        self.push_prepared(Prepared::new(d), group);
    }

    /// The same for a distribution that was prepared elsewhere.
    pub(crate) fn push_prepared(&mut self, prepared: Prepared, group: u32) {
        let Prepared { distribution: d, quick } = prepared;
        let mut check = Check::CLOSED;
        let start = self.multipliers.len() as u32;
        let mut place = Place { quick: 0, group };
        if let Some(quick) = quick.filter(|_| start < 1 << 26) {
            let known = self.shapes.iter().position(|s| *s == d.shape);
            let class = known.unwrap_or(self.shapes.len());
            // More shapes than a plan can have in earnest go the plain way.
            if class <= MOST_CLASS.into() {
                if known.is_none() {
                    self.shapes.push(d.shape);
                }
                place.quick = start << 6 | u32::from(quick.bits);
                self.multipliers.extend(quick.multipliers);
                (check.class, check.bits) = (class as u16, quick.bits);
            }
        }
        self.checks.push(check);
        self.places.push(place);
        self.distributions.push(d);
    }

    /// Says how payments of a distribution are checked; nothing goes unchecked before.
    pub(crate) fn set_check(&mut self, index: u32, check: Check) {
        let held = &mut self.checks[index as usize];
        let (bits, class) = (held.bits, held.class);
        *held = check;
        (held.bits, held.class) = (bits, class);
    }

    /// How payments of a distribution are checked; `None` where there is no distribution.
    #[inline]
    pub(crate) fn check(&self, index: u32) -> Option<&Check> {
        self.checks.get(index as usize)
    }

    /// The distribution of an index.
    #[inline]
    #[must_use]
    pub fn get(&self, index: u32) -> &Distribution {
        &self.distributions[index as usize]
    }

    /// How many distributions there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What the amounts of a distribution are summed under.
    #[inline]
    #[must_use]
    pub fn group(&self, index: u32) -> u32 {
        self.places[index as usize].group
    }

    /// Whether [`Kernel::quick_line`] and [`Kernel::enter`] take the cash.
    #[inline]
    #[must_use]
    pub fn is_quick(&self, index: u32, cash: i64) -> bool {
        self.checks[index as usize].is_quick(cash)
    }

    /// How many of some payments, before the first that is not so, are plainly of the distributions
    /// of these indexes, by day and by shares × rate, and [are quick](Kernel::is_quick) and not below
    /// zero; tells the [class](Check::class) of these.
    #[inline]
    pub(crate) fn confirm_quick<const MOST: usize>(
        &self,
        indexes: &[u32],
        days: &[i32],
        (cash, shares): (&[i64], &[i64]),
        unit: &Unit,
        classes: &mut [u16],
    ) -> usize {
        // Brought together first, so that all that must come from afar are waited for at once.
        let mut checks = [Check::CLOSED; MOST];
        let known = self.checks.as_slice();
        for (check, index) in checks.iter_mut().zip(indexes) {
            *check = *known.get(*index as usize).unwrap_or(&Check::CLOSED);
        }
        let of = classes.iter_mut().zip(&checks[..indexes.len()]).zip(days);
        for (((class, check), day), (cash, shares)) in of.zip(cash.iter().zip(shares)) {
            let good = check.confirms_quick(*day, *cash, *shares, unit);
            *class = if good { check.class } else { NOT_QUICK };
        }
        let n = indexes.len();
        match classes.iter().fold(0, |bits, class| bits | class) {
            0..=MOST_CLASS => n,
            _ => classes.iter().position(|class| *class == NOT_QUICK).unwrap_or(n),
        }
    }

    /// The shape of a quick distribution.
    #[inline]
    pub(super) fn class(&self, index: u32) -> u16 {
        self.checks[index as usize].class
    }

    /// Reads something of what [`Kernel::values`] will read of a distribution with multipliers.
    #[inline(always)]
    pub(super) fn touch(&self, index: u32) -> u64 {
        self.multipliers.get(self.place(index).start()).copied().unwrap_or(0)
    }

    /// What a line needs to know of a distribution.
    #[inline(always)]
    pub(super) fn place(&self, index: u32) -> Place {
        self.places[index as usize]
    }

    /// The values of quick cash that is not below zero, by a distribution that has that many leaves
    /// and terms, before parts that exceed their whole are [repaired](Kernel::repair); those beyond
    /// its terms are left as they are.
    #[inline(always)]
    pub(super) fn values<const LEAVES: usize>(
        &self,
        place: Place,
        terms: usize,
        cents: u64,
        values: &mut Values,
    ) {
        // The one leaf of all the cash has no multiplier.
        let n = terms - usize::from(LEAVES == 1);
        if n == 0 {
            return quick::values::<LEAVES>(&[], 0, cents, values);
        }
        let multipliers = &self.multipliers[place.start()..][..n];
        quick::values::<LEAVES>(multipliers, place.bits(), cents, values);
    }

    /// The values with every bound kept that the exact figures keep.
    #[cold]
    pub(super) fn repair(&self, index: u32, cents: u64, mut values: Values) -> Values {
        repair(self.get(index), cents, &mut values);
        values
    }

    /// As [`Distribution::line`], for cash that [is quick](Kernel::is_quick). Any amount is below
    /// 2^42 then.
    #[inline]
    pub fn quick_line(&self, index: u32, cash: i64, values: &mut Values) -> Terms<'_> {
        let shape = &self.shapes[usize::from(self.class(index))];
        *values = Values::default();
        let (n, cents) = (shape.slots().len(), cash.unsigned_abs());
        let place = self.place(index);
        match shape.leaves() {
            0..=1 => self.values::<1>(place, n, cents, values),
            2 => self.values::<2>(place, n, cents, values),
            3 => self.values::<3>(place, n, cents, values),
            4 => self.values::<4>(place, n, cents, values),
            5 => self.values::<5>(place, n, cents, values),
            _ => self.values::<6>(place, n, cents, values),
        }
        if shape.can_exceed() && shape.exceeds(values) {
            *values = self.repair(index, cents, *values);
        }
        if cash < 0 {
            for v in values.iter_mut() {
                *v = -*v;
            }
        }
        Terms(shape)
    }

    /// As [`Distribution::line`], the quick way where there is one.
    #[inline]
    pub fn line(&self, index: u32, cash: i64, values: &mut Values) -> Terms<'_> {
        if self.is_quick(index, cash) {
            return self.quick_line(index, cash, values);
        }
        let d = self.get(index);
        d.line(cash, values);
        Terms(&d.shape)
    }
}
