//! Recipients of a sorted Parquet file, read once from the first row group of forms to the last.
//!
//! Row groups of forms are made by several threads, but each reads its recipients in turn, so that
//! nothing of the accounts file is decoded, or passed over, more than once.

use super::clean::Cleaner;
use super::file::{Batches, Table};
use crate::error::{Error, Result};
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_select::filter::filter;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Rows that are decoded at a time.
const BATCH_ROWS: usize = 1 << 14;

/// A gap of so many rows is not decoded but passed over.
const FAR: u64 = 1 << 15;

/// The file and how far it is read.
#[derive(Debug, Default)]
pub(super) struct Sequence<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State<'a> {
    turn: usize,
    batches: Option<Batches<'a>>,
    /// Rows that are decoded and not taken yet, and the number of the first.
    rest: Option<(u64, Vec<ArrayRef>)>,
    cleaner: Cleaner,
}

/// Whose turn it is; the next one's when it ends, however that is.
struct Turn<'s, 'a>(&'s Sequence<'a>, MutexGuard<'s, State<'a>>);

impl Drop for Turn<'_, '_> {
    fn drop(&mut self) {
        self.1.turn += 1;
        self.0.changed.notify_all();
    }
}

impl<'a> Sequence<'a> {
    /// Begins again with turn 0.
    pub(super) fn rewind(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    /// The columns of ascending rows, in arrays that follow each other. Waits until every earlier
    /// turn was taken.
    pub(super) fn take(
        &self,
        turn: usize,
        table: &'a Table,
        rows: &[u32],
    ) -> Result<Vec<Vec<ArrayRef>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.turn != turn {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let mut mine = Turn(self, state);
        let mut out = Vec::new();
        let mut left = rows;
        while let Some(first) = left.first() {
            let (start, columns) = mine.1.rows(table, u64::from(*first))?;
            let n = columns.first().map_or(0, |c| c.len());
            let here = left.partition_point(|r| u64::from(*r) < start + n as u64);
            let (now, later) = left.split_at(here);
            left = later;
            let place = |row: u32| (u64::from(row) - start) as usize;
            let (from, to) = (place(*first), now.last().map_or(0, |r| place(*r) + 1));
            if to < n {
                let rest = columns.iter().map(|c| c.slice(to, n - to)).collect();
                mine.1.rest = Some((start + to as u64, rest));
            }
            out.push(if now.len() == to - from {
                columns.iter().map(|c| c.slice(from, to - from)).collect()
            } else {
                let mut mask = vec![false; n];
                now.iter().for_each(|r| mask[place(*r)] = true);
                let mask = BooleanArray::from(mask);
                let some = columns.iter().map(|c| filter(c, &mask));
                some.collect::<std::result::Result<_, _>>().map_err(Error::arrow(&table.path))?
            });
        }
        if rows.last().is_some_and(|last| u64::from(*last) + 1 == table.rows) {
            // Nothing is read after the last row; its memory is given back while others work.
            let state = &mut *mine.1;
            *state = State { turn: state.turn, ..State::default() };
        }
        Ok(out)
    }
}

impl<'a> State<'a> {
    /// Decoded rows among which is the one that is asked for, and the number of their first.
    fn rows(&mut self, table: &'a Table, row: u64) -> Result<(u64, Vec<ArrayRef>)> {
        if let Some((start, columns)) = self.rest.take()
            && (start..start + columns.first().map_or(0, |c| c.len()) as u64).contains(&row)
        {
            return Ok((start, columns));
        }
        if !self.batches.as_ref().is_some_and(|b| (b.row()..b.row() + FAR).contains(&row)) {
            // The account numbers are known: the rows follow from them.
            self.batches = table.from_row(row, "account_id", BATCH_ROWS);
        }
        let short = || Error::row(&table.path, row + 1, "is promised, but is not there");
        let batches = self.batches.as_mut().ok_or_else(short)?;
        loop {
            let start = batches.row();
            let batch = batches.next_batch()?.ok_or_else(short)?;
            if row < batches.row() {
                return Ok((start, self.cleaner.clean(&batch, &table.path, start)?));
            }
        }
    }
}
