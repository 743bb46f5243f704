//! What lines add up to, form by form, held column by column: forms are written so, and a box that
//! no fund pays takes neither memory nor time.

use super::shape::PADDED;
use super::slot::{SLOTS, Slot};

/// Cents of many forms by slot.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    len: usize,
    /// How many forms a column has room for from its beginning.
    room: usize,
    /// One number a form, or none at all where every form has zero. A column may end early, with
    /// zeros left out, until [`Sums::settle`].
    columns: [Vec<i64>; SLOTS],
}

impl Sums {
    /// No forms yet, but room for so many.
    #[must_use]
    pub fn with_room(forms: usize) -> Sums {
        Sums { room: forms, ..Sums::default() }
    }

    /// How many forms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends some forms without amounts.
    #[inline]
    pub fn open(&mut self, n: usize) {
        self.len += n;
    }

    /// Appends a form with its amounts.
    pub fn push(&mut self, sums: &[i64; SLOTS]) {
        for (column, cents) in self.columns.iter_mut().zip(sums) {
            if *cents != 0 {
                column.resize(self.len, 0);
                column.push(*cents);
            }
        }
        self.len += 1;
    }

    /// Brings every column that has amounts to its full length.
    pub fn settle(&mut self) {
        let len = self.len;
        for column in self.columns.iter_mut().filter(|c| !c.is_empty()) {
            column.resize(len, 0);
        }
    }

    /// The amounts of a slot, one for each form; `None` if all are zero. They must be
    /// [settled](Sums::settle).
    #[must_use]
    pub fn column(&self, slot: Slot) -> Option<&[i64]> {
        let column = &self.columns[slot as usize];
        if column.is_empty() {
            return None;
        }
        assert_eq!(column.len(), self.len, "amounts are not settled");
        Some(column)
    }

    /// The amounts of one form.
    #[must_use]
    pub fn row(&self, index: usize) -> [i64; SLOTS] {
        Slot::ALL.map(|s| self.columns[s as usize].get(index).copied().unwrap_or(0))
    }

    /// Lends the columns of different slots, in their order and at their full length, until
    /// [`Sums::take_back`].
    pub(super) fn lend(&mut self, slots: &[Slot]) -> [Vec<i64>; PADDED] {
        let mut lent: [Vec<i64>; PADDED] = Default::default();
        for (column, slot) in lent.iter_mut().zip(slots) {
            *column = std::mem::take(&mut self.columns[*slot as usize]);
            if column.capacity() == 0 {
                column.reserve_exact(self.room);
            }
            column.resize(self.len, 0);
        }
        lent
    }

    /// Takes back the columns of slots.
    pub(super) fn take_back(&mut self, slots: &[Slot], lent: [Vec<i64>; PADDED]) {
        for (column, slot) in lent.into_iter().zip(slots) {
            self.columns[*slot as usize] = column;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_begin_late_and_end_early() {
        let mut sums = Sums::default();
        sums.open(2);
        let mut third = [0; SLOTS];
        third[Slot::Noncash as usize] = -7;
        sums.push(&third);
        let slots = [Slot::Income, Slot::Qualified];
        let mut lent = sums.lend(&slots);
        lent[1][0] = 5;
        sums.take_back(&slots, lent);
        sums.open(1);
        sums.settle();
        assert_eq!(sums.len(), 4);
        assert_eq!(sums.column(Slot::Noncash), Some([0, 0, -7, 0].as_slice()));
        assert_eq!(sums.column(Slot::Qualified), Some([5, 0, 0, 0].as_slice()));
        assert_eq!(sums.column(Slot::Withheld), None);
        assert_eq!((sums.row(2), sums.row(1)), (third, [0; SLOTS]));
    }
}
