//! Cents and counts by security, 16 bytes each, since every payment touches one.

use std::collections::HashMap;

/// Sums by an index that is known beforehand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tallies {
    /// Cents, and how many items they are of: below 2^62 of them, besides what was added since as
    /// [few](Tallies::add_few).
    cells: Vec<(i64, u64)>,
    /// What did not fit.
    carry: HashMap<u32, i128>,
    /// How often few cents were added since the cells were last looked at.
    added: u64,
}

/// Few cents: below two to 42.
const FEW: i64 = 1 << 42;
/// So often few cents may be added to a cell of not more than 2^62.
const OFTEN: u64 = 1 << 20;

impl Tallies {
    pub(super) fn new(n: usize) -> Tallies {
        Tallies { cells: vec![(0, 0); n], ..Tallies::default() }
    }

    /// Adds an amount of cents that stands for some items.
    #[inline]
    pub(super) fn add(&mut self, index: u32, cents: i64, count: u64) {
        let cell = &mut self.cells[index as usize];
        cell.1 += count;
        match cell.0.checked_add(cents) {
            Some(sum) if sum.unsigned_abs() < 1 << 62 => cell.0 = sum,
            _ => {
                *self.carry.entry(index).or_default() += i128::from(cell.0) + i128::from(cents);
                cell.0 = 0;
            }
        }
    }

    /// Prepares for so many items of few cents, at most 2^20 of them.
    pub(super) fn expect_few(&mut self, n: usize) {
        self.added += n as u64;
        if self.added > OFTEN {
            for index in 0..self.cells.len() as u32 {
                self.add(index, 0, 0);
            }
            self.added = n as u64;
        }
    }

    /// Adds an item of [few](FEW) cents, of as many as are [expected](Tallies::expect_few).
    #[inline(always)]
    pub(super) fn add_few(&mut self, index: u32, cents: i64) {
        debug_assert!(cents.abs() < FEW);
        let cell = &mut self.cells[index as usize];
        cell.0 = cell.0.wrapping_add(cents);
        cell.1 += 1;
    }

    /// Adds items of [few](FEW) cents, at most 2^20 of them.
    #[inline]
    pub(super) fn add_all_few(&mut self, indexes: &[u32], cents: &[i64]) {
        self.expect_few(indexes.len());
        let cells = self.cells.as_mut_slice();
        for (index, cents) in indexes.iter().zip(cents) {
            debug_assert!(cents.abs() < FEW);
            let cell = &mut cells[*index as usize];
            *cell = (cell.0.wrapping_add(*cents), cell.1 + 1);
        }
    }

    /// Adds amounts that stand for one item each; those of an index beyond the last are left out.
    #[inline]
    pub(super) fn add_all(&mut self, indexes: &[u32], cents: &[i64]) {
        for (index, cents) in indexes.iter().zip(cents) {
            if (*index as usize) < self.cells.len() {
                self.add(*index, *cents, 1);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Tallies) {
        for (i, (cents, count)) in (0..).zip(&other.cells) {
            self.add(i, *cents, *count);
        }
        for (i, cents) in &other.carry {
            *self.carry.entry(*i).or_default() += cents;
        }
    }

    pub(crate) fn cents(&self, index: u32) -> i128 {
        let carried = self.carry.get(&index).copied().unwrap_or(0);
        i128::from(self.cells[index as usize].0) + carried
    }

    pub(crate) fn count(&self, index: u32) -> u64 {
        self.cells[index as usize].1
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_cents_very_often() {
        let mut a = Tallies::new(1);
        let n = 3 << 20;
        a.add(0, 1 << 61, 1);
        for _ in 0..n {
            a.expect_few(1);
            a.add_few(0, FEW - 1);
        }
        let cents = (1 << 61) + i128::from(FEW - 1) * i128::from(n);
        assert_eq!((a.cents(0), a.count(0)), (cents, n as u64 + 1));
        let mut b = Tallies::new(1);
        b.merge(&a);
        assert_eq!((b.cents(0), b.count(0)), (cents, n as u64 + 1));
    }

    #[test]
    fn sums_go_on_beyond_64_bits() {
        let mut a = Tallies::new(2);
        let mut b = a.clone();
        for _ in 0..20 {
            a.add(1, 1 << 60, 1);
            b.add(1, -(1 << 60), 2);
        }
        assert_eq!((a.cents(1), a.count(1)), (20 << 60, 20));
        a.merge(&b);
        assert_eq!((a.cents(1), a.count(1), a.cents(0)), (0, 60, 0));
    }
}
