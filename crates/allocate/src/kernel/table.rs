//! The distributions of a plan, by index, with what every payment touches close together.

use super::bounds::repair;
use super::distribution::Distribution;
use super::quick::{Quick, Rounding, apportion};
use super::shape::{Shape, Values};
use super::slot::{SLOTS, Slot};

/// What the quick way needs of a distribution beside its multipliers.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Where its multipliers begin.
    start: u32,
    /// What its amounts are summed under.
    group: u32,
    shape: u16,
    bits: u8,
    flags: u8,
    /// Terms in fours.
    fours: u8,
    leaves: u8,
}

/// How many distributions [`Kernel::touch`] reads at most: what fits the first-level cache.
pub const TOUCHED: usize = 128;

/// There is a quick way.
const QUICK: u8 = 1;
/// Each term is rounded by itself: there are two leaves at most, and rounding lifts no part over
/// its whole.
const APART: u8 = 2;
/// Rounding can lift parts over their whole.
const CAN_EXCEED: u8 = 4;

/// Sums by slot, with room for the terms that fill up a four.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums([i64; SUMS]);

const SUMS: usize = 32;
/// Where the terms that fill up a four are summed: nothing.
const NOTHING: u8 = SUMS as u8 - 1;

impl Sums {
    /// The sums of the slots.
    #[must_use]
    pub fn slots(&self) -> &[i64; SLOTS] {
        let (slots, _) = self.0.split_first_chunk().unwrap_or((&[0; SLOTS], &[]));
        slots
    }

    #[inline]
    fn add(&mut self, slot: u8, v: i64) {
        self.0[usize::from(slot) % SUMS] += v;
    }
}

/// The distributions of a plan.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    distributions: Vec<Distribution>,
    heads: Vec<Head>,
    /// In fours, filled up by zeros; with their slots.
    multipliers: Vec<[u64; 4]>,
    slots: Vec<[u8; 4]>,
    /// The shapes that occur; there are few.
    shapes: Vec<Shape>,
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
        let shape = self.shapes.iter().position(|s| *s == d.shape).unwrap_or_else(|| {
            self.shapes.push(d.shape);
            self.shapes.len() - 1
        });
        let start = self.multipliers.len() as u32;
        let leaves = d.shape.leaves() as u8;
        let mut head = Head { start, group, shape: 0, bits: 0, flags: 0, fours: 0, leaves };
        // More shapes than a plan can have in earnest leave the plain way.
        if let (Some(quick), Ok(shape)) = (Quick::of(&d), u16::try_from(shape)) {
            for (m, s) in quick.multipliers.chunks(4).zip(d.slots().chunks(4)) {
                let (mut four, mut slots) = ([0; 4], [NOTHING; 4]);
                four[..m.len()].copy_from_slice(m);
                slots.iter_mut().zip(s).for_each(|(a, b)| *a = *b as u8);
                self.multipliers.push(four);
                self.slots.push(slots);
            }
            let way = if d.shape.can_exceed() {
                CAN_EXCEED
            } else if leaves <= 2 {
                APART
            } else {
                0
            };
            let fours = self.multipliers.len() as u32 - start;
            head = Head { shape, bits: quick.bits, flags: QUICK | way, fours: fours as u8, ..head };
        }
        self.heads.push(head);
        self.distributions.push(d);
    }

    /// The distribution of an index.
    #[inline]
    #[must_use]
    pub fn get(&self, index: u32) -> &Distribution {
        &self.distributions[index as usize]
    }

    /// What the amounts of a distribution are summed under.
    #[inline]
    #[must_use]
    pub fn group(&self, index: u32) -> u32 {
        self.heads[index as usize].group
    }

    /// Whether [`Kernel::quick_line`] and [`Kernel::enter`] take the cash.
    #[inline]
    #[must_use]
    pub fn is_quick(&self, index: u32, cash: i64) -> bool {
        let head = &self.heads[index as usize];
        // No bit of the cash above those that the way allows, and none at all without a way.
        (head.flags & QUICK != 0) & (cash.unsigned_abs() >> head.bits == 0)
    }

    /// Reads what the quick way will need, and gives a number that depends on it. Payments name
    /// distributions in no order, so each would wait for memory in turn; reading for many in plain
    /// loops lets them wait together.
    #[inline]
    #[must_use]
    pub fn touch(&self, indexes: impl Iterator<Item = u32>) -> u64 {
        let mut starts = [0; TOUCHED];
        let mut n = 0;
        for (start, index) in starts.iter_mut().zip(indexes) {
            let head = &self.heads[index as usize];
            *start = head.start;
            n += 1;
        }
        let read = |at: u32| self.multipliers.get(at as usize).map_or(0, |m| m[0] ^ m[3]);
        starts[..n].iter().fold(0, |a, s| a ^ read(*s))
    }

    #[inline]
    fn fours(&self, head: &Head) -> (&[[u64; 4]], &[[u8; 4]]) {
        let range = head.start as usize..head.start as usize + usize::from(head.fours);
        (&self.multipliers[range.clone()], &self.slots[range])
    }

    /// The values of cash that is quick and not below zero.
    #[inline]
    fn values(&self, index: u32, head: &Head, cents: u64, values: &mut Values) {
        let (multipliers, _) = self.fours(head);
        let rounding = Rounding::of(head.leaves, head.bits);
        for (i, (m, v)) in multipliers.iter().zip(values.chunks_exact_mut(4)).enumerate() {
            v.copy_from_slice(&rounding.four(i, cents << 1, *m));
        }
        values[multipliers.len() * 4..].fill(0);
        let (m, bits) = (multipliers.as_flattened(), head.bits);
        match head.leaves {
            0..=2 => {}
            3 => apportion::<3>(m, bits, cents, values),
            4 => apportion::<4>(m, bits, cents, values),
            5 => apportion::<5>(m, bits, cents, values),
            _ => apportion::<6>(m, bits, cents, values),
        }
        if head.flags & CAN_EXCEED != 0 && self.shapes[usize::from(head.shape)].exceeds(values) {
            repair(self.get(index), cents, values);
        }
    }

    /// As [`Distribution::line`], for cash that [is quick](Kernel::is_quick). Any amount is below
    /// 2^42 then.
    #[inline]
    pub fn quick_line(&self, index: u32, cash: i64, values: &mut Values) -> Terms<'_> {
        let head = &self.heads[index as usize];
        self.values(index, head, cash.unsigned_abs(), values);
        if cash < 0 {
            for v in values.iter_mut() {
                *v = -*v;
            }
        }
        Terms(&self.shapes[usize::from(head.shape)])
    }

    /// Adds the amounts of a line of quick cash to two sums, and returns what its leaves add up
    /// to.
    #[inline]
    pub fn enter(&self, index: u32, cash: i64, one: &mut Sums, other: &mut Sums) -> i64 {
        let head = &self.heads[index as usize];
        let (multipliers, slots) = self.fours(head);
        let (cents, sign) = (cash.unsigned_abs(), cash >> 63);
        let mut enter = |slots: &[u8; 4], four: [i64; 4]| {
            for (slot, v) in slots.iter().zip(four) {
                let v = (v ^ sign) - sign;
                one.add(*slot, v);
                other.add(*slot, v);
            }
        };
        let leaves = if head.flags & APART != 0 {
            let rounding = Rounding::of(head.leaves, head.bits);
            let mut leaves = 0;
            for (i, (m, s)) in multipliers.iter().zip(slots).enumerate() {
                let four = rounding.four(i, cents << 1, *m);
                if i == 0 {
                    leaves = four[0] + if head.leaves == 2 { four[1] } else { 0 };
                }
                enter(s, four);
            }
            leaves
        } else {
            let mut values = Values::default();
            self.values(index, head, cents, &mut values);
            let (fours, _) = values.as_chunks::<4>();
            for (four, s) in fours.iter().zip(slots) {
                enter(s, *four);
            }
            values[..6].iter().zip(0..head.leaves).map(|(v, _)| v).sum()
        };
        (leaves ^ sign) - sign
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
