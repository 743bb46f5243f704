//! Which amounts the lines of a distribution have.

use super::slot::{SLOTS, Slot};

/// The most terms a distribution has: every slot but the two of withholding.
pub const MAX_TERMS: usize = SLOTS - 2;

/// Room for the terms in full vectors.
pub(super) const PADDED: usize = MAX_TERMS.next_multiple_of(4);

/// The amounts of one line, in the order of its distribution's slots; zero beyond them.
pub type Values = [i64; PADDED];

/// Some slots in their order. The sums that bounds look at are then sums of neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    slots: [Slot; MAX_TERMS],
    n: u8,
    /// How many of the slots are leaves, and how many of those are part of box 1a.
    leaves: u8,
    ordinary: u8,
    /// How many slots stand before the parts of 1a, of 2a, of 12, and before what no bound holds.
    marks: [u8; 4],
    /// How many are prior and next year, at the end.
    years: u8,
    capital_gain: Option<u8>,
    exempt: Option<u8>,
}

impl Shape {
    /// The shape of slots that ascend.
    pub(super) fn new(all: &[Slot]) -> Shape {
        debug_assert!(all.is_sorted() && all.len() <= MAX_TERMS);
        let before = |slot: Slot| all.partition_point(|s| *s < slot) as u8;
        let at = |slot: Slot| all.iter().position(|s| *s == slot).map(|i| i as u8);
        let mut slots = [Slot::Income; MAX_TERMS];
        slots[..all.len()].copy_from_slice(all);
        Shape {
            slots,
            n: all.len() as u8,
            leaves: before(Slot::GrossUp),
            ordinary: before(Slot::CapitalGain),
            marks: [
                before(Slot::Qualified),
                before(Slot::Section1250),
                before(Slot::PrivateActivity),
                before(Slot::ForeignTax),
            ],
            years: all.len() as u8 - before(Slot::PriorYear),
            capital_gain: at(Slot::CapitalGain),
            exempt: at(Slot::ExemptInterest),
        }
    }

    #[inline]
    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots[..usize::from(self.n)]
    }

    #[inline]
    pub(super) fn leaves(&self) -> usize {
        usize::from(self.leaves)
    }

    /// How many slots at the end are of other years.
    pub(super) fn years(&self) -> usize {
        usize::from(self.years)
    }

    /// Box 1a of a line.
    #[inline]
    pub(super) fn ordinary(&self, values: &Values) -> i64 {
        let leaves: i64 = values[..usize::from(self.ordinary)].iter().sum();
        let tax = &values[self.leaves()..usize::from(self.marks[0])];
        leaves + tax.iter().sum::<i64>()
    }

    /// Box 2a of a line.
    #[inline]
    pub(super) fn gain(&self, values: &Values) -> i64 {
        self.capital_gain.map_or(0, |i| values[usize::from(i)])
    }

    /// Box 12 of a line.
    #[inline]
    pub(super) fn interest(&self, values: &Values) -> i64 {
        self.exempt.map_or(0, |i| values[usize::from(i)])
    }

    /// Whether boxes of cash that is not below zero sum to more than what they are parts of.
    #[inline]
    pub(super) fn exceeds(&self, values: &Values) -> bool {
        let [a, b, c, d] = self.marks;
        let sum = |from: u8, to: u8| values[usize::from(from)..usize::from(to)].iter().sum::<i64>();
        (a < b && sum(a, b) > self.ordinary(values))
            || (b < c && sum(b, c) > self.gain(values))
            || (c < d && sum(c, d) > self.interest(values))
    }

    /// The bounds that [`Shape::exceeds`] asks about, each as what to count every value by: the sum
    /// is above zero where it is exceeded.
    pub(super) fn excesses(&self) -> Vec<Values> {
        let [a, b, c, d] = self.marks.map(usize::from);
        let one = |at: Option<u8>| at.map_or(0..0, |at| usize::from(at)..usize::from(at) + 1);
        let ordinary = [0..usize::from(self.ordinary), self.leaves()..a];
        let bounds = [
            (a..b, ordinary),
            (b..c, [one(self.capital_gain), 0..0]),
            (c..d, [one(self.exempt), 0..0]),
        ];
        let stated = bounds.into_iter().filter(|(parts, _)| !parts.is_empty());
        stated
            .map(|(parts, whole)| {
                let mut by = Values::default();
                by[parts].fill(1);
                whole.into_iter().for_each(|some| by[some].fill(-1));
                by
            })
            .collect()
    }

    /// Whether rounding can lift parts over their whole at all. It cannot where the part is one
    /// and its whole is rounded half up like it: all of the cash (with foreign tax on top or not),
    /// or the first of two leaves alone. `kept` says whether the exact figures keep the bounds.
    pub(super) fn can_exceed(&self) -> bool {
        let [a, b, c, d] = self.marks;
        let (leaves, ordinary) = (self.leaves, self.ordinary);
        let tax = self.marks[0] > leaves;
        let first_of_two = |i: u8| leaves <= 2 && i == 0;
        let rounded_alike = [
            (leaves <= 2 && ordinary == leaves) || (leaves == 2 && ordinary == 1 && !tax),
            self.capital_gain.is_some_and(first_of_two),
            self.exempt.is_some_and(first_of_two),
        ];
        [b - a, c - b, d - c].into_iter().zip(rounded_alike).any(|(parts, alike)| match parts {
            0 => false,
            1 => !alike,
            _ => true,
        })
    }
}
