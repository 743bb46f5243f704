//! Payments: what was posted to whom, by which security, when.

use super::columns::{AccountColumn, At, Scaled, account_ids, dates, scaled};
use super::file::{CSV_SHARE_SCALE, Column, Kind, Table, Unit};
use crate::error::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, Date32Array, RecordBatch, StringArray};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::DataType;
use std::path::{Path, PathBuf};

const fn column(name: &'static str, kind: Kind, required: bool) -> Column {
    Column { name, kind, required }
}

/// The columns of a payments file.
pub const COLUMNS: [Column; 8] = [
    column("account_id", Kind::Account, true),
    column("cusip", Kind::Code, true),
    column("payable_date", Kind::Date, false),
    column("record_date", Kind::Date, false),
    column("cash", Kind::Cents, true),
    column("shares", Kind::Shares, false),
    column("withheld", Kind::Cents, false),
    column("state_withheld", Kind::Cents, false),
];

/// CUSIPs of a batch, as the file stores them.
#[derive(Clone, Debug)]
pub enum CusipColumn {
    /// Each text by itself.
    Text(StringArray),
    /// Indexes into the distinct texts.
    Dictionary {
        /// Index of each row; a null's is not defined.
        keys: ScalarBuffer<i32>,
        /// Missing CUSIPs.
        nulls: Option<NullBuffer>,
        /// The distinct texts.
        values: StringArray,
    },
}

impl CusipColumn {
    /// The CUSIP of a row as printed; empty if missing.
    #[must_use]
    pub fn text(&self, i: usize) -> &str {
        match self {
            CusipColumn::Text(a) if a.is_null(i) => "",
            CusipColumn::Text(a) => a.value(i),
            CusipColumn::Dictionary { nulls, .. }
                if nulls.as_ref().is_some_and(|n| n.is_null(i)) =>
            {
                ""
            }
            CusipColumn::Dictionary { keys, values, .. } => values.value(keys[i] as usize),
        }
    }
}

/// A batch of payments with its columns typed.
#[derive(Clone, Debug)]
pub struct PaymentBatch {
    /// Account numbers.
    pub accounts: AccountColumn,
    /// CUSIPs.
    pub cusips: CusipColumn,
    /// Payable dates.
    pub payable: Option<Date32Array>,
    /// Record dates.
    pub record: Option<Date32Array>,
    /// Cash in cents; reversals below zero.
    pub cash: ScalarBuffer<i64>,
    /// Shares in units of `10^-share_scale`.
    pub shares: Option<Scaled>,
    /// Decimal places of the shares.
    pub share_scale: u8,
    /// Federal tax withheld in cents.
    pub withheld: Option<Scaled>,
    /// State tax withheld in cents.
    pub state_withheld: Option<Scaled>,
}

impl PaymentBatch {
    /// Types the columns of a record batch that bears the names of [`COLUMNS`].
    ///
    /// # Errors
    /// A column is missing or of a type that does not hold its values exactly, or a row lacks its
    /// account, its cash, or both dates. `path` and `first_row` (rows before the batch) say where.
    pub fn new(batch: &RecordBatch, path: &Path, first_row: u64) -> Result<PaymentBatch> {
        let at = |name| At { path, name, first_row };
        let get = |name: &str| batch.column_by_name(name);
        let need =
            |name: &'static str| get(name).ok_or_else(|| Error::column(path, name, "is missing"));
        let opt_scaled = |name: &'static str| get(name).map(|a| scaled(a, 2, at(name))).transpose();
        let opt_dates = |name: &'static str| get(name).map(|a| dates(a, at(name))).transpose();
        let cash = scaled(need("cash")?, 2, at("cash"))?;
        cash.refuse_nulls(at("cash"))?;
        let (payable, record) = (opt_dates("payable_date")?, opt_dates("record_date")?);
        refuse_dateless(batch.num_rows(), payable.as_ref(), record.as_ref(), at("payable_date"))?;
        let share_scale = get("shares").map_or(0, |a| match a.data_type() {
            DataType::Decimal64(_, s) | DataType::Decimal128(_, s) => (*s).clamp(0, 9) as u8,
            _ => CSV_SHARE_SCALE as u8,
        });
        Ok(PaymentBatch {
            accounts: account_ids(need("account_id")?, at("account_id"))?,
            cusips: cusips(need("cusip")?, at("cusip"))?,
            payable,
            record,
            cash: cash.values,
            shares: get("shares").map(|a| scaled(a, share_scale, at("shares"))).transpose()?,
            share_scale,
            withheld: opt_scaled("withheld")?,
            state_withheld: opt_scaled("state_withheld")?,
        })
    }

    /// How many payments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cash.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cash.is_empty()
    }
}

fn refuse_dateless(
    rows: usize,
    payable: Option<&Date32Array>,
    record: Option<&Date32Array>,
    at: At<'_>,
) -> Result<()> {
    let complete = |a: Option<&Date32Array>| a.is_some_and(|a| a.null_count() == 0);
    if complete(payable) || complete(record) {
        return Ok(());
    }
    let has = |a: Option<&Date32Array>, i| a.is_some_and(|a| a.is_valid(i));
    match (0..rows).find(|i| !has(payable, *i) && !has(record, *i)) {
        Some(i) => Err(at.row(i, "is empty, and there is no record date either")),
        None => Ok(()),
    }
}

fn cusips(array: &ArrayRef, at: At<'_>) -> Result<CusipColumn> {
    if let DataType::Dictionary(_, _) = array.data_type()
        && let Some(d) = array.as_dictionary_opt::<Int32Type>()
        && let Some(values) = d.values().as_string_opt::<i32>()
    {
        return Ok(CusipColumn::Dictionary {
            keys: d.keys().values().clone(),
            nulls: d.keys().nulls().filter(|n| n.null_count() > 0).cloned(),
            values: values.clone(),
        });
    }
    super::columns::texts(array, at).map(CusipColumn::Text)
}

/// The payments files of a run.
#[derive(Debug)]
pub struct Payments {
    tables: Vec<Table>,
    /// Every unit: which file, and which run of its rows.
    pub units: Vec<(usize, Unit)>,
    /// Rows in all files.
    pub rows: u64,
}

/// Rows that one thread takes at a time: enough to spread the cost, few enough to stay small.
const UNIT_ROWS: u64 = 1 << 20;

/// The rows at the end that are taken in smaller units, so that no thread has much to do when the
/// others are done, and how many rows these units have.
const END_ROWS: u64 = UNIT_ROWS;
const END_UNIT_ROWS: u64 = UNIT_ROWS / 4;

/// Cuts the last units into smaller ones where their files can be entered anywhere.
fn end_finely(units: Vec<(usize, Unit)>, cut: impl Fn(usize) -> bool) -> Vec<(usize, Unit)> {
    let mut after: u64 = units.iter().map(|(_, u)| u.rows).sum();
    let mut out = Vec::with_capacity(units.len());
    for (file, unit) in units {
        after -= unit.rows;
        let parts = match after < END_ROWS && cut(file) {
            true => unit.rows.div_ceil(END_UNIT_ROWS).max(1),
            false => 1,
        };
        let at = |part: u64| unit.rows * part / parts;
        out.extend((0..parts).map(|p| {
            let (from, to) = (at(p), at(p + 1));
            let (offset, first_row) = (unit.offset + from, unit.first_row + from);
            (file, Unit { offset, first_row, rows: to - from, ..unit })
        }));
    }
    out
}

impl Payments {
    /// Opens the files and checks their columns.
    ///
    /// # Errors
    /// A file cannot be read, or a column is missing or of the wrong type.
    pub fn open(paths: &[PathBuf]) -> Result<Payments> {
        let tables: Vec<Table> =
            paths.iter().map(|p| Table::open(p, &COLUMNS)).collect::<Result<_>>()?;
        for t in &tables {
            if !t.has("payable_date") && !t.has("record_date") {
                let reason = "is missing, and so is record_date; one of them is needed";
                return Err(Error::column(&t.path, "payable_date", reason));
            }
        }
        let units = tables
            .iter()
            .enumerate()
            .flat_map(|(i, t)| t.units(UNIT_ROWS).into_iter().map(move |u| (i, u)))
            .collect();
        let rows = tables.iter().map(|t| t.rows).sum();
        let units = end_finely(units, |i| tables[i].is_parquet());
        Ok(Payments { tables, units, rows })
    }

    /// The files.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Reads one unit in batches.
    ///
    /// # Errors
    /// The file is damaged or a value cannot be used; or what `each` returns.
    pub fn read(
        &self,
        unit: usize,
        batch_rows: usize,
        mut each: impl FnMut(&PaymentBatch) -> Result<()>,
    ) -> Result<()> {
        let (file, unit) = self.units[unit];
        let table = &self.tables[file];
        table.read(unit, None, batch_rows, |batch, first_row| {
            each(&PaymentBatch::new(batch, &table.path, first_row)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_cut_finely_and_nothing_is_lost() {
        let unit = |group: usize, first_row, rows| Unit { group, offset: 0, first_row, rows };
        let rows = [UNIT_ROWS, UNIT_ROWS, UNIT_ROWS, UNIT_ROWS, 7, END_UNIT_ROWS + 1];
        let mut first = 0;
        let mut all = Vec::new();
        for (group, n) in rows.into_iter().enumerate() {
            all.push((group / 3, unit(group, first, n)));
            first += n;
        }
        let cut = end_finely(all.clone(), |_| true);
        assert_eq!(cut[..3], all[..3]);
        assert!(cut.len() > 6 && cut.iter().skip(3).all(|(_, u)| u.rows <= END_UNIT_ROWS));
        let mut next = 0;
        for (file, u) in &cut {
            assert_eq!((u.first_row, *file), (next, all[u.group].0));
            assert_eq!(u.offset, u.first_row - all[u.group].1.first_row);
            next += u.rows;
        }
        assert_eq!(next, first);
        assert_eq!(end_finely(all.clone(), |_| false), all);
    }
}
