//! A table file, Parquet or CSV, read in units that threads can take in any order.

use super::csv::CsvFile;
use super::window::Windows;
use crate::error::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Encoding;
use parquet::file::metadata::ColumnChunkMetaData;
use std::collections::VecDeque;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Account number: text or a whole number.
    Account,
    /// Text: read as a dictionary where the file has nothing else.
    Text,
    /// Text with few different values: read as a dictionary where the file has one.
    Code,
    /// A calendar date.
    Date,
    /// Dollars, exact to the cent.
    Cents,
    /// A number of shares.
    Shares,
    /// True or false.
    Flag,
}

/// A column that a file may or must have.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the file is refused without it.
    pub required: bool,
}

/// A run of rows that one thread reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Row group of a Parquet file; 0 for CSV.
    pub group: usize,
    /// Rows of the row group before it, or the byte of a CSV file at which it begins.
    pub offset: u64,
    /// Rows of the file before it.
    pub first_row: u64,
    /// How many rows it has.
    pub rows: u64,
}

/// Decimal places of a CSV file's shares.
pub const CSV_SHARE_SCALE: i8 = 6;

/// A table file, open and checked.
#[derive(Debug)]
pub struct Table {
    /// Its path.
    pub path: PathBuf,
    /// The columns that are read, in the order of the declaration.
    pub columns: Vec<Column>,
    /// Columns of the file that are not read.
    pub ignored: Vec<String>,
    /// Rows in all.
    pub rows: u64,
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Parquet(ArrowReaderMetadata),
    Csv(CsvFile),
}

fn is_parquet(path: &Path) -> Result<bool> {
    use std::io::Read;
    let mut magic = [0u8; 4];
    let mut file = File::open(path).map_err(Error::io(path))?;
    match file.read_exact(&mut magic) {
        Ok(()) => Ok(&magic == b"PAR1"),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(Error::io(path)(e)),
    }
}

impl Table {
    /// Opens a file and checks that the columns are there and have types that hold them exactly.
    /// A file that begins with `PAR1` is Parquet, any other is CSV with a header line.
    ///
    /// # Errors
    /// The file cannot be read, or a column is missing or of the wrong type.
    pub fn open(path: &Path, columns: &[Column]) -> Result<Table> {
        let (inner, names, rows) = if is_parquet(path)? {
            let meta = parquet_metadata(path, columns)?;
            let names = meta.schema().fields().iter().map(|f| f.name().clone()).collect();
            let rows = u64::try_from(meta.metadata().file_metadata().num_rows()).unwrap_or(0);
            (Inner::Parquet(meta), names, rows)
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
            let source = parquet::errors::ParquetError::General(
                "it does not begin with PAR1: empty, cut off, or of another format".to_owned(),
            );
            return Err(Error::Parquet { path: path.to_owned(), source });
        } else {
            let csv = CsvFile::open(path)?;
            let (names, rows) = (csv.header.clone(), csv.rows);
            (Inner::Csv(csv), names, rows)
        };
        check_names(path, &names, columns)?;
        let ignored =
            names.iter().filter(|n| !columns.iter().any(|c| c.name == **n)).cloned().collect();
        let columns = columns.iter().filter(|c| names.iter().any(|n| n == c.name)).copied();
        Ok(Table { path: path.to_owned(), columns: columns.collect(), ignored, rows, inner })
    }

    /// Whether the file has the column.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|c| c.name == name)
    }

    /// Whether the file is Parquet.
    #[must_use]
    pub fn is_parquet(&self) -> bool {
        matches!(self.inner, Inner::Parquet(_))
    }

    /// The rows in runs of at most `max_rows`.
    #[must_use]
    pub fn units(&self, max_rows: u64) -> Vec<Unit> {
        let meta = match &self.inner {
            Inner::Csv(csv) => return csv.units.clone(),
            Inner::Parquet(meta) => meta,
        };
        let mut out = Vec::new();
        let mut first_row = 0;
        for (group, g) in meta.metadata().row_groups().iter().enumerate() {
            let total = u64::try_from(g.num_rows()).unwrap_or(0);
            let slices = total.div_ceil(max_rows).max(1);
            let each = total.div_ceil(slices);
            let mut offset = 0;
            while offset < total {
                let rows = each.min(total - offset);
                out.push(Unit { group, offset, first_row: first_row + offset, rows });
                offset += rows;
            }
            first_row += total;
        }
        out
    }

    /// Whether the column holds whole numbers.
    #[must_use]
    pub fn is_integer(&self, name: &str) -> bool {
        match &self.inner {
            Inner::Csv(_) => false,
            Inner::Parquet(meta) => meta
                .schema()
                .field_with_name(name)
                .is_ok_and(|f| matches!(f.data_type(), DataType::Int32 | DataType::Int64)),
        }
    }

    /// The runs that cover a range of rows, and for each the part of it that is asked.
    #[must_use]
    pub fn covering(&self, rows: Range<u64>) -> Vec<(Unit, Range<u64>)> {
        let overlap = |u: &Unit| rows.start.max(u.first_row)..rows.end.min(u.first_row + u.rows);
        let all = self.units(u64::MAX);
        let hit = all.into_iter().map(|u| (u, overlap(&u))).filter(|(_, r)| !r.is_empty());
        match &self.inner {
            Inner::Csv(_) => hit.collect(),
            // A row group can be entered anywhere.
            Inner::Parquet(_) => hit
                .map(|(u, r)| {
                    let part = Unit {
                        offset: r.start - u.first_row,
                        first_row: r.start,
                        rows: r.end - r.start,
                        ..u
                    };
                    (part, r)
                })
                .collect(),
        }
    }

    /// Reads the rows of a unit in batches: those of `names` that the file has, in the order of
    /// the declaration.
    ///
    /// # Errors
    /// The file is damaged, or a value cannot be read exactly (CSV); or what `each` returns.
    pub fn read(
        &self,
        unit: Unit,
        names: Option<&[&str]>,
        batch_rows: usize,
        mut each: impl FnMut(&RecordBatch, u64) -> Result<()>,
    ) -> Result<()> {
        let wanted = |c: &&Column| names.is_none_or(|n| n.contains(&c.name));
        let columns: Vec<Column> = self.columns.iter().filter(wanted).copied().collect();
        let mut row = unit.first_row;
        let mut seen = 0;
        match &self.inner {
            Inner::Csv(csv) => csv.read(&self.path, unit, &columns, batch_rows, |batch| {
                each(&batch, row)?;
                row += batch.num_rows() as u64;
                seen += batch.num_rows() as u64;
                Ok(())
            })?,
            Inner::Parquet(meta) => {
                for batch in self.reader(meta, unit, &columns, batch_rows)? {
                    let batch = batch.map_err(Error::arrow(&self.path))?;
                    each(&batch, row)?;
                    row += batch.num_rows() as u64;
                    seen += batch.num_rows() as u64;
                }
            }
        }
        if seen == unit.rows { Ok(()) } else { Err(self.short(unit.rows, seen)) }
    }

    fn reader(
        &self,
        meta: &ArrowReaderMetadata,
        unit: Unit,
        columns: &[Column],
        batch_rows: usize,
    ) -> Result<ParquetRecordBatchReader> {
        let file = File::open(&self.path).map_err(Error::io(&self.path))?;
        let mask = ProjectionMask::columns(meta.parquet_schema(), columns.iter().map(|c| c.name));
        let group = meta.metadata().row_group(unit.group);
        let windows = Windows::new(file, group, |leaf| mask.leaf_included(leaf))
            .map_err(Error::io(&self.path))?;
        ParquetRecordBatchReaderBuilder::new_with_metadata(windows, meta.clone())
            .with_projection(mask)
            .with_row_groups(vec![unit.group])
            .with_offset(unit.offset as usize)
            .with_limit(unit.rows as usize)
            .with_batch_size(batch_rows)
            .build()
            .map_err(Error::parquet(&self.path))
    }

    fn short(&self, promised: u64, seen: u64) -> Error {
        let text = format!("{promised} rows are promised, {seen} are there");
        let source = parquet::errors::ParquetError::General(text);
        Error::Parquet { path: self.path.clone(), source }
    }

    /// The columns but one from a row on to the end, to be read bit by bit; `None` for CSV, which
    /// is read in its [units](Table::units).
    #[must_use]
    pub fn from_row(&self, row: u64, but: &str, batch_rows: usize) -> Option<Batches<'_>> {
        let Inner::Parquet(meta) = &self.inner else { return None };
        let units = self.covering(row..self.rows).into_iter().map(|(u, _)| u).collect();
        let columns = self.columns.iter().filter(|c| c.name != but).copied().collect();
        Some(Batches { table: self, meta, columns, units, open: None, row, batch_rows })
    }
}

/// The batches of a Parquet file from a row on.
pub struct Batches<'a> {
    table: &'a Table,
    meta: &'a ArrowReaderMetadata,
    columns: Vec<Column>,
    units: VecDeque<Unit>,
    open: Option<(ParquetRecordBatchReader, Unit)>,
    row: u64,
    batch_rows: usize,
}

impl Batches<'_> {
    /// The row of the file with which the next batch begins.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The next batch; `None` after the last.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            let Some((reader, unit)) = &mut self.open else {
                let Some(unit) = self.units.pop_front() else { return Ok(None) };
                let reader = self.table.reader(self.meta, unit, &self.columns, self.batch_rows)?;
                self.open = Some((reader, unit));
                continue;
            };
            match reader.next() {
                Some(batch) => {
                    let batch = batch.map_err(Error::arrow(&self.table.path))?;
                    self.row += batch.num_rows() as u64;
                    return Ok(Some(batch));
                }
                None if self.row == unit.first_row + unit.rows => self.open = None,
                None => return Err(self.table.short(unit.rows, self.row - unit.first_row)),
            }
        }
    }
}

impl std::fmt::Debug for Batches<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").field("row", &self.row).finish_non_exhaustive()
    }
}

fn check_names(path: &Path, names: &[String], columns: &[Column]) -> Result<()> {
    for c in columns {
        let times = names.iter().filter(|n| *n == c.name).count();
        if times > 1 {
            return Err(Error::column(path, c.name, "stands more than once in the file"));
        }
        if times == 0 && c.required {
            let have = names.join(", ");
            return Err(Error::column(path, c.name, format!("is missing; the file has: {have}")));
        }
    }
    Ok(())
}

/// The metadata with a schema that reads each column the cheapest exact way.
fn parquet_metadata(path: &Path, columns: &[Column]) -> Result<ArrowReaderMetadata> {
    let damaged = Error::parquet(path);
    let file = File::open(path).map_err(Error::io(path))?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let meta = ArrowReaderMetadata::load(&file, options).map_err(damaged)?;
    let mut fields = Vec::new();
    for f in meta.schema().fields() {
        let Some(c) = columns.iter().find(|c| c.name == f.name()) else {
            fields.push(f.as_ref().clone());
            continue;
        };
        let data_type = read_type(path, c, f.data_type(), &meta)?;
        fields.push(Field::new(f.name(), data_type, f.is_nullable()));
    }
    let options = ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_schema(Arc::new(Schema::new(fields)));
    ArrowReaderMetadata::try_new(meta.metadata().clone(), options).map_err(damaged)
}

fn read_type(
    path: &Path,
    column: &Column,
    stored: &DataType,
    meta: &ArrowReaderMetadata,
) -> Result<DataType> {
    use DataType::{Binary, Boolean, Date32, Decimal64, Decimal128, Int32, Int64, Utf8};
    let expected = match (column.kind, stored) {
        (Kind::Account, Utf8 | Int32 | Int64) | (Kind::Date, Date32) | (Kind::Flag, Boolean) => {
            return Ok(stored.clone());
        }
        (Kind::Account | Kind::Text, Binary) | (Kind::Text | Kind::Code, Utf8) => {
            let dictionary = match column.kind {
                Kind::Code => dictionary_encoded(meta, column.name),
                Kind::Text => dictionary_only(meta, column.name),
                _ => false,
            };
            return Ok(match dictionary {
                true => DataType::Dictionary(Box::new(Int32), Box::new(Utf8)),
                false => Utf8,
            });
        }
        (Kind::Cents | Kind::Shares, Decimal128(p, s)) => {
            return Ok(if *p <= 18 { Decimal64(*p, *s) } else { stored.clone() });
        }
        (Kind::Cents, _) => "DECIMAL dollars, such as DECIMAL(18,2)",
        (Kind::Shares, _) => "DECIMAL, such as DECIMAL(18,4)",
        (Kind::Account, _) => "text or INT64",
        (Kind::Text | Kind::Code, _) => "text (a number loses leading zeros)",
        (Kind::Date, _) => "DATE",
        (Kind::Flag, _) => "BOOLEAN",
    };
    let hint = match stored {
        DataType::Float32 | DataType::Float64 => {
            "; a binary floating-point number cannot hold the value exactly"
        }
        _ => "",
    };
    let reason = format!("has type {stored}; {expected} is expected{hint}");
    Err(Error::column(path, column.name, reason))
}

/// Whether every row group stores the column by a dictionary, so that reading it as one is cheap.
fn dictionary_encoded(meta: &ArrowReaderMetadata, name: &str) -> bool {
    chunks(meta, name).all(|c| {
        c.encodings().any(|e| matches!(e, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY))
    })
}

/// Whether that is known of every page: a dictionary that grew too large gives way to plain texts.
fn dictionary_only(meta: &ArrowReaderMetadata, name: &str) -> bool {
    chunks(meta, name).all(|c| {
        c.page_encoding_stats_mask().is_some_and(|m| {
            m.is_only(Encoding::RLE_DICTIONARY) || m.is_only(Encoding::PLAIN_DICTIONARY)
        })
    })
}

fn chunks<'a>(
    meta: &'a ArrowReaderMetadata,
    name: &'a str,
) -> impl Iterator<Item = &'a ColumnChunkMetaData> {
    let groups = meta.metadata().row_groups().iter();
    groups.flat_map(|g| g.columns()).filter(move |c| c.column_path().parts() == [name])
}
