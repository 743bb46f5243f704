//! Cents and counts by security, 16 bytes each, since every payment touches one.

use std::collections::HashMap;

/// Sums by an index that is known beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tallies {
    cells: Vec<(i64, u64)>,
    /// What did not fit 64 bits.
    carry: HashMap<u32, i128>,
}

impl Tallies {
    pub(super) fn new(n: usize) -> Tallies {
        Tallies { cells: vec![(0, 0); n], carry: HashMap::new() }
    }

    /// Adds an amount of cents that stands for some items.
    #[inline]
    pub(super) fn add(&mut self, index: u32, cents: i64, count: u64) {
        let cell = &mut self.cells[index as usize];
        cell.1 += count;
        match cell.0.checked_add(cents) {
            Some(sum) => cell.0 = sum,
            None => {
                *self.carry.entry(index).or_default() += i128::from(cell.0);
                cell.0 = cents;
            }
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
