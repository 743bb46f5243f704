//! The distributions of a plan, by index, with what every payment touches close together.

use super::bounds::repair;
use super::check::Check;
use super::distribution::Distribution;
use super::quick::{self, Quick};
use super::shape::{PADDED, Shape, Values};
use super::slot::Slot;

/// What a payment as it should be touches of its distribution: one line of the cache. Payments name
/// distributions in no order, so each line that is touched may have to come from afar.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Record {
    check: Check,
    /// What its amounts are summed under.
    pub(super) group: u32,
    /// Where the multipliers begin that do not stand here.
    far: u32,
    /// Which of the shapes; [`NOT_QUICK`] where there is no quick way.
    pub(super) class: u16,
    /// Cash below two to this many bits goes the quick way.
    bits: u8,
    /// The first multipliers.
    near: [u64; NEAR],
}

const _: () = assert!(size_of::<Record>() == 64);

const NEAR: usize = 4;
const NOT_QUICK: u16 = u16::MAX;

/// The distributions of a plan.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    distributions: Vec<Distribution>,
    pub(super) records: Vec<Record>,
    far: Vec<u64>,
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
    /// Appends a distribution, whose amounts are summed under `group` (its security).
    pub fn push(&mut self, d: Distribution, group: u32) {
        let far = self.far.len() as u32;
        let check = Check::CLOSED;
        let mut record = Record { check, group, far, class: NOT_QUICK, bits: 0, near: [0; NEAR] };
        if let Some(quick) = Quick::of(&d) {
            let known = self.shapes.iter().position(|s| *s == d.shape);
            let class = known.unwrap_or(self.shapes.len());
            // More shapes than a plan can have in earnest go the plain way.
            if class < usize::from(NOT_QUICK) {
                if known.is_none() {
                    self.shapes.push(d.shape);
                }
                let (near, far) = quick.multipliers.split_at(quick.multipliers.len().min(NEAR));
                record.near[..near.len()].copy_from_slice(near);
                self.far.extend(far);
                (record.class, record.bits) = (class as u16, quick.bits);
            }
        }
        self.records.push(record);
        self.distributions.push(d);
    }

    /// Says how payments of a distribution are checked; nothing goes unchecked before.
    pub(crate) fn set_check(&mut self, index: u32, check: Check) {
        self.records[index as usize].check = check;
    }

    /// How payments of a distribution are checked; `None` where there is no distribution.
    #[inline]
    pub(crate) fn check(&self, index: u32) -> Option<&Check> {
        self.records.get(index as usize).map(|r| &r.check)
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
        self.records.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What the amounts of a distribution are summed under.
    #[inline]
    #[must_use]
    pub fn group(&self, index: u32) -> u32 {
        self.records[index as usize].group
    }

    /// Whether [`Kernel::quick_line`] and [`Kernel::enter`] take the cash.
    #[inline]
    #[must_use]
    pub fn is_quick(&self, index: u32, cash: i64) -> bool {
        let record = &self.records[index as usize];
        // No bit of the cash above those that the way allows.
        (record.class != NOT_QUICK) & (cash.unsigned_abs() >> record.bits == 0)
    }

    /// The values of quick cash that is not below zero, by a distribution of that shape, which has
    /// that many leaves and terms; those beyond its slots are left as they are.
    #[inline(always)]
    pub(super) fn values<const LEAVES: usize>(
        &self,
        (index, record): (u32, &Record),
        (shape, can_exceed): (&Shape, bool),
        terms: usize,
        cents: u64,
        values: &mut Values,
    ) {
        // The one leaf of all the cash has no multiplier.
        let n = terms - usize::from(LEAVES == 1);
        if n <= NEAR {
            quick::values::<LEAVES>(&record.near[..n], record.bits, cents, values);
        } else {
            let mut all = [0; PADDED];
            all[..NEAR].copy_from_slice(&record.near);
            all[NEAR..n].copy_from_slice(&self.far[record.far as usize..][..n - NEAR]);
            quick::values::<LEAVES>(&all[..n], record.bits, cents, values);
        }
        if can_exceed && shape.exceeds(values) {
            repair(self.get(index), cents, values);
        }
    }

    /// As [`Distribution::line`], for cash that [is quick](Kernel::is_quick). Any amount is below
    /// 2^42 then.
    #[inline]
    pub fn quick_line(&self, index: u32, cash: i64, values: &mut Values) -> Terms<'_> {
        let record = &self.records[index as usize];
        let shape = &self.shapes[usize::from(record.class)];
        *values = Values::default();
        let (of, by, cents) = ((index, record), (shape, shape.can_exceed()), cash.unsigned_abs());
        let n = shape.slots().len();
        match shape.leaves() {
            0..=1 => self.values::<1>(of, by, n, cents, values),
            2 => self.values::<2>(of, by, n, cents, values),
            3 => self.values::<3>(of, by, n, cents, values),
            4 => self.values::<4>(of, by, n, cents, values),
            5 => self.values::<5>(of, by, n, cents, values),
            _ => self.values::<6>(of, by, n, cents, values),
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
