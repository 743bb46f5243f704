//! The recipients' data for forms, in the order of accounts.

use super::accounts::{Accounts, Directory};
use super::clean::{Cleaner, plain};
use super::sequence::Sequence;
use crate::error::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray, UInt32Array};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::{concat, concat_batches};
use arrow_select::filter::{filter, filter_record_batch};
use arrow_select::take::take_record_batch;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The column that names the payer.
pub const PAYER: &str = "payer_id";

/// The text columns: the payer, the recipient as the form names it ([`RECIPIENT`]), the state.
pub const TEXTS: [&str; 19] = [
    PAYER,
    "tin",
    "tin_type",
    "business_name",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "additional_name",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "zip",
    "province",
    "postal_code",
    "country",
    "tax_state",
    "payer_state_id",
];

/// The recipient's texts in the order of `forms.parquet`, after the key.
pub const RECIPIENT: &[&str] = TEXTS.split_at(17).0.split_at(1).1;

/// The flag columns.
pub const FLAGS: [&str; 6] = [
    "exempt_recipient",
    "nonresident",
    "fatca",
    "second_tin_notice",
    "de_minimis_election",
    "backup_withholding",
];

/// The flags that `forms.parquet` holds too: all but the last, which only gives a warning there.
pub const FORM_FLAGS: &[&str] = FLAGS.split_at(5).0;

/// The columns of [`TEXTS`] and [`FLAGS`], every one present and clean, each in arrays that follow
/// each other. Texts come by dictionaries where the accounts file has them so.
#[derive(Clone, Debug)]
pub struct Recipients {
    columns: Vec<Vec<ArrayRef>>,
}

impl Recipients {
    fn of(parts: Vec<Vec<ArrayRef>>) -> Recipients {
        let mut columns = vec![Vec::with_capacity(parts.len()); TEXTS.len() + FLAGS.len()];
        for part in parts {
            for (column, array) in columns.iter_mut().zip(part) {
                column.push(array);
            }
        }
        Recipients { columns }
    }

    /// Any column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> &[ArrayRef] {
        let i = TEXTS.iter().chain(&FLAGS).position(|n| *n == name).unwrap_or(0);
        &self.columns[i]
    }

    /// The texts of a column by its name.
    ///
    /// # Errors
    /// The texts together are too long for one array.
    pub fn texts(&self, name: &str, path: &Path) -> Result<StringArray> {
        let parts: Vec<ArrayRef> =
            self.column(name).iter().map(|p| plain(p, path)).collect::<Result<_>>()?;
        let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        let all = concat(&parts).map_err(Error::arrow(path))?;
        Ok(all.as_string().clone())
    }

    /// The rows in which a column has a value, by its name; `None` if it has one in each.
    #[must_use]
    pub fn valid(&self, name: &str) -> Option<BooleanBuffer> {
        let parts = self.column(name);
        if parts.iter().all(|p| p.logical_null_count() == 0) {
            return None;
        }
        let mut out = BooleanBufferBuilder::new(parts.iter().map(|p| p.len()).sum());
        for p in parts {
            match p.logical_nulls() {
                Some(nulls) => out.append_buffer(nulls.inner()),
                None => out.append_n(p.len(), true),
            }
        }
        Some(out.finish())
    }

    /// A flag column by its name.
    #[must_use]
    pub fn flags(&self, name: &str) -> BooleanBuffer {
        let parts = self.column(name);
        let mut out = BooleanBufferBuilder::new(parts.iter().map(|p| p.len()).sum());
        parts.iter().for_each(|p| out.append_buffer(p.as_boolean().values()));
        out.finish()
    }
}

fn schema() -> Arc<Schema> {
    let text = TEXTS.iter().map(|n| Field::new(*n, DataType::Utf8, true));
    let flag = FLAGS.iter().map(|n| Field::new(*n, DataType::Boolean, true));
    Arc::new(Schema::new(text.chain(flag).collect::<Vec<_>>()))
}

/// Reads recipients by rank. A sorted accounts file is entered where the ranks stand; an unsorted
/// one is scanned once per window of accounts that memory holds.
#[derive(Debug)]
pub struct RecipientReader<'a> {
    accounts: &'a Accounts,
    directory: &'a Directory,
    rank_of_row: Option<Vec<u32>>,
    window: u32,
    held: Mutex<Option<(Range<u32>, RecordBatch)>>,
    sequence: Sequence<'a>,
}

/// What a recipient takes in memory, roughly.
const BYTES: u64 = 400;

impl<'a> RecipientReader<'a> {
    /// A reader that holds about `memory` bytes of recipients at most.
    #[must_use]
    pub fn new(accounts: &'a Accounts, directory: &'a Directory, memory: u64) -> Self {
        let rank_of_row = directory.rows.as_ref().map(|rows| {
            let mut ranks = vec![0; rows.len()];
            for (rank, row) in rows.iter().enumerate() {
                ranks[*row as usize] = rank as u32;
            }
            ranks
        });
        let window = u32::try_from((memory / BYTES).max(1 << 16)).unwrap_or(u32::MAX);
        let (held, sequence) = (Mutex::new(None), Sequence::default());
        RecipientReader { accounts, directory, rank_of_row, window, held, sequence }
    }

    /// Begins again with the first row group of forms.
    pub fn rewind(&self) {
        self.sequence.rewind();
    }

    /// The recipients of ascending ranks, one row each, for a row group of forms. Every row group
    /// from the first on must be asked for once, by whichever thread; a later one may have to wait
    /// for the earlier ones.
    ///
    /// # Errors
    /// The file is damaged, or a value cannot be used.
    pub fn read(&self, group: usize, ranks: &[u32]) -> Result<Recipients> {
        let table = &self.accounts.table;
        if self.rank_of_row.is_some() {
            self.in_windows(ranks)
        } else if table.is_parquet() {
            self.sequence.take(group, table, ranks).map(Recipients::of)
        } else {
            self.in_units(ranks)
        }
    }

    /// From a file of which only whole units can be read.
    fn in_units(&self, ranks: &[u32]) -> Result<Recipients> {
        let table = &self.accounts.table;
        let (Some(first), Some(last)) = (ranks.first(), ranks.last()) else {
            return Ok(Recipients::of(Vec::new()));
        };
        let mut parts = Vec::new();
        let mut next = 0;
        let mut cleaner = Cleaner::default();
        for (unit, want) in table.covering(u64::from(*first)..u64::from(*last) + 1) {
            table.read(unit, None, 1 << 16, |batch, first_row| {
                let rows = first_row..first_row + batch.num_rows() as u64;
                let from = next;
                let mine =
                    ranks[next..].iter().take_while(|r| u64::from(**r) < rows.end.min(want.end));
                next += mine.count();
                let here = &ranks[from..next];
                if here.is_empty() {
                    return Ok(());
                }
                let part = cleaner.clean(batch, &table.path, first_row)?;
                parts.push(if here.len() == batch.num_rows() {
                    part
                } else {
                    let mut mask = vec![false; batch.num_rows()];
                    for r in here {
                        mask[(u64::from(*r) - first_row) as usize] = true;
                    }
                    let mask = BooleanArray::from(mask);
                    let some = part.iter().map(|c| filter(c, &mask));
                    some.collect::<std::result::Result<_, _>>()
                        .map_err(Error::arrow(&table.path))?
                });
                Ok(())
            })?;
        }
        Ok(Recipients::of(parts))
    }

    fn in_windows(&self, ranks: &[u32]) -> Result<Recipients> {
        let path = &self.accounts.table.path;
        let mut parts = Vec::new();
        let mut rest = ranks;
        while let Some(first) = rest.first() {
            let start = first / self.window * self.window;
            let end = start.saturating_add(self.window).min(self.directory.len() as u32);
            let n = rest.partition_point(|r| *r < end);
            let (here, later) = rest.split_at(n);
            rest = later;
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let batch = match &*held {
                Some((range, batch)) if range.start == start => batch.clone(),
                _ => {
                    *held = None;
                    let batch = self.load(start..end)?;
                    *held = Some((start..end, batch.clone()));
                    batch
                }
            };
            drop(held);
            let index: UInt32Array = here.iter().map(|r| r - start).collect::<Vec<_>>().into();
            let some = take_record_batch(&batch, &index).map_err(Error::arrow(path))?;
            parts.push(some.columns().to_vec());
        }
        Ok(Recipients::of(parts))
    }

    fn load(&self, window: Range<u32>) -> Result<RecordBatch> {
        let table = &self.accounts.table;
        let ranks = self.rank_of_row.as_deref().unwrap_or_default();
        let mut parts = Vec::new();
        let mut order: Vec<(u32, u32)> = Vec::new();
        let mut cleaner = Cleaner::default();
        for unit in table.units(u64::MAX) {
            table.read(unit, None, 1 << 14, |batch, first_row| {
                let first = first_row as usize;
                let mine = &ranks[first..first + batch.num_rows()];
                let mask: Vec<bool> = mine.iter().map(|r| window.contains(r)).collect();
                if !mask.contains(&true) {
                    return Ok(());
                }
                for r in mine.iter().filter(|r| window.contains(r)) {
                    order.push((*r, order.len() as u32));
                }
                // Windows are put together from many batches, each with its dictionary.
                let clean = cleaner.clean(batch, &table.path, first_row)?;
                let columns = clean.iter().map(|c| plain(c, &table.path)).collect::<Result<_>>()?;
                let part = RecordBatch::try_new(schema(), columns);
                let part = part.and_then(|p| filter_record_batch(&p, &mask.into()));
                parts.push(part.map_err(Error::arrow(&table.path))?);
                Ok(())
            })?;
        }
        order.sort_unstable();
        let index: UInt32Array = order.into_iter().map(|(_, i)| i).collect::<Vec<_>>().into();
        let all = concat_batches(&schema(), &parts).map_err(Error::arrow(&table.path))?;
        take_record_batch(&all, &index).map_err(Error::arrow(&table.path))
    }
}
