//! The figures of a distribution, and why they may be of no use.

use super::slot::{SLOTS, Slot};
use yearend_model::Decimal;

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
        Slot::LEAVES.iter().map(|s| self.get(*s)).filter(|rate| !rate.is_zero()).sum()
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
