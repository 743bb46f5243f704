//! The recipients' data for forms, in the order of accounts.

use super::accounts::{Accounts, Directory};
use super::columns::{At, flags, texts};
use crate::error::{Error, Result};
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use arrow_select::filter::filter_record_batch;
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

/// The columns of [`TEXTS`] and [`FLAGS`], every one present and clean.
#[derive(Clone, Debug)]
pub struct Recipients(pub RecordBatch);

impl Recipients {
    /// A text column by its name.
    #[must_use]
    pub fn text(&self, name: &str) -> &StringArray {
        self.column(name).as_string()
    }

    /// A flag column by its name.
    #[must_use]
    pub fn flag(&self, name: &str) -> &BooleanArray {
        self.column(name).as_boolean()
    }

    /// Any column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> &ArrayRef {
        let i = TEXTS.iter().chain(&FLAGS).position(|n| *n == name).unwrap_or(0);
        self.0.column(i)
    }
}

fn schema() -> Arc<Schema> {
    let text = TEXTS.iter().map(|n| Field::new(*n, DataType::Utf8, true));
    let flag = FLAGS.iter().map(|n| Field::new(*n, DataType::Boolean, true));
    Arc::new(Schema::new(text.chain(flag).collect::<Vec<_>>()))
}

/// Brings a batch of the accounts file to [`Recipients`].
fn clean(batch: &RecordBatch, path: &Path, first_row: u64) -> Result<RecordBatch> {
    let n = batch.num_rows();
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(TEXTS.len() + FLAGS.len());
    for name in TEXTS {
        let at = At { path, name, first_row };
        let given = batch.column_by_name(name);
        let column = match given {
            Some(a) if matches!(a.data_type(), DataType::Dictionary(_, _)) => {
                let plain = arrow_select::take::take(
                    a.as_any_dictionary().values(),
                    a.as_any_dictionary().keys(),
                    None,
                );
                texts(&plain.map_err(Error::arrow(path))?, at)?
            }
            Some(a) => texts(a, at)?,
            None => StringArray::new_null(n),
        };
        columns.push(Arc::new(match name {
            "tin" => tins(column, at)?,
            "tin_type" => tin_types(column, at)?,
            "country" => countries(column, at)?,
            _ => blank_is_null(column),
        }));
    }
    for name in FLAGS {
        let at = At { path, name, first_row };
        let column = match batch.column_by_name(name) {
            Some(a) => flags(a, at)?,
            None => BooleanArray::from(vec![false; n]),
        };
        columns.push(Arc::new(match column.null_count() {
            0 => column,
            _ => column.iter().map(|v| Some(v.unwrap_or(false))).collect(),
        }));
    }
    RecordBatch::try_new(schema(), columns).map_err(Error::arrow(path))
}

fn blank_is_null(a: StringArray) -> StringArray {
    if (0..a.len()).all(|i| a.is_null(i) || a.value_length(i) > 0) {
        return a;
    }
    a.iter().map(|v| v.filter(|t| !t.is_empty())).collect()
}

/// Nine digits each; hyphens and blanks between them are dropped.
fn tins(a: StringArray, at: At<'_>) -> Result<StringArray> {
    let good = |t: &str| t.len() == 9 && t.bytes().all(|b| b.is_ascii_digit());
    if a.iter().flatten().all(good) {
        return Ok(a);
    }
    let mut out = StringBuilder::new();
    for (i, v) in a.iter().enumerate() {
        let digits: Option<String> =
            v.map(|t| t.chars().filter(|c| !matches!(c, '-' | ' ')).collect());
        match digits {
            Some(d) if good(&d) => out.append_value(d),
            Some(d) if !d.is_empty() => {
                return Err(at.row(i, "is no taxpayer number of nine digits"));
            }
            _ => out.append_null(),
        }
    }
    Ok(out.finish())
}

fn tin_types(a: StringArray, at: At<'_>) -> Result<StringArray> {
    let good = |t: &str| matches!(t, "individual" | "business" | "unknown");
    if a.null_count() == 0 && a.iter().flatten().all(good) {
        return Ok(a);
    }
    let mut out = StringBuilder::new();
    for (i, v) in a.iter().enumerate() {
        out.append_value(match v.unwrap_or_default().to_ascii_lowercase().as_str() {
            "individual" | "ssn" | "itin" | "atin" => "individual",
            "business" | "ein" => "business",
            "unknown" | "" => "unknown",
            _ => return Err(at.row(i, "is none of individual, business, unknown")),
        });
    }
    Ok(out.finish())
}

/// ISO 3166 alpha-2; `US` where nothing is stated.
fn countries(a: StringArray, at: At<'_>) -> Result<StringArray> {
    let good = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_uppercase());
    if a.null_count() == 0 && a.iter().flatten().all(good) {
        return Ok(a);
    }
    let mut out = StringBuilder::new();
    for (i, v) in a.iter().enumerate() {
        match v.unwrap_or_default() {
            "" => out.append_value("US"),
            t if good(&t.to_ascii_uppercase()) => out.append_value(t.to_ascii_uppercase()),
            _ => return Err(at.row(i, "is no ISO 3166 code of two letters, such as US")),
        }
    }
    Ok(out.finish())
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
        RecipientReader { accounts, directory, rank_of_row, window, held: Mutex::new(None) }
    }

    /// The recipients of ascending ranks, one row each.
    ///
    /// # Errors
    /// The file is damaged, or a value cannot be used.
    pub fn read(&self, ranks: &[u32]) -> Result<Recipients> {
        let (Some(first), Some(last)) = (ranks.first(), ranks.last()) else {
            return Ok(Recipients(RecordBatch::new_empty(schema())));
        };
        if self.rank_of_row.is_some() {
            return self.in_windows(ranks);
        }
        let path = &self.accounts.table.path;
        let mut parts = Vec::new();
        let mut next = 0;
        for (unit, want) in self.accounts.table.covering(u64::from(*first)..u64::from(*last) + 1) {
            self.accounts.table.read(unit, None, 1 << 16, |batch, first_row| {
                let rows = first_row..first_row + batch.num_rows() as u64;
                let from = next;
                let mine =
                    ranks[next..].iter().take_while(|r| u64::from(**r) < rows.end.min(want.end));
                next += mine.count();
                let here = &ranks[from..next];
                if here.is_empty() {
                    return Ok(());
                }
                let part = clean(batch, path, first_row)?;
                parts.push(if here.len() == part.num_rows() {
                    part
                } else {
                    let mut mask = vec![false; part.num_rows()];
                    for r in here {
                        mask[(u64::from(*r) - first_row) as usize] = true;
                    }
                    filter_record_batch(&part, &mask.into()).map_err(Error::arrow(path))?
                });
                Ok(())
            })?;
        }
        concat_batches(&schema(), &parts).map(Recipients).map_err(Error::arrow(path))
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
            parts.push(take_record_batch(&batch, &index).map_err(Error::arrow(path))?);
        }
        concat_batches(&schema(), &parts).map(Recipients).map_err(Error::arrow(path))
    }

    fn load(&self, window: Range<u32>) -> Result<RecordBatch> {
        let table = &self.accounts.table;
        let ranks = self.rank_of_row.as_deref().unwrap_or_default();
        let mut parts = Vec::new();
        let mut order: Vec<(u32, u32)> = Vec::new();
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
                let part = clean(batch, &table.path, first_row)?;
                let part = filter_record_batch(&part, &mask.into());
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
