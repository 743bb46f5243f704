//! CSV with a header line, parsed with the same strictness as Parquet.
//!
//! The file is scanned once for record boundaries (a quoted field may hold a line break), so that
//! runs of records can be parsed by several threads and more than once.

use super::file::{CSV_SHARE_SCALE, Column, Kind, Unit};
use crate::error::{Error, Result};
use crate::money::{parse_date, parse_scaled};
use ::csv::{ByteRecord, Reader, ReaderBuilder};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, Field, Schema};
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

const UNIT_ROWS: u64 = 1 << 18;

/// A CSV file: its header and where its records stand.
#[derive(Debug)]
pub struct CsvFile {
    pub(super) header: Vec<String>,
    pub(super) rows: u64,
    pub(super) units: Vec<Unit>,
}

fn reader(file: File) -> Reader<File> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file)
}

fn damaged(path: &Path, rows: u64, e: &::csv::Error) -> Error {
    Error::row(path, rows + 1, format!("is no CSV record: {e}"))
}

impl CsvFile {
    pub(super) fn open(path: &Path) -> Result<CsvFile> {
        let mut reader = reader(File::open(path).map_err(Error::io(path))?);
        let mut record = ByteRecord::new();
        let more = reader.read_byte_record(&mut record).map_err(|e| damaged(path, 0, &e))?;
        if !more {
            return Err(Error::row(path, 0, "the file is empty; a header line is expected"));
        }
        let header: Vec<String> = record
            .iter()
            .enumerate()
            .map(|(i, f)| {
                let text = String::from_utf8_lossy(f);
                let text = if i == 0 { text.trim_start_matches('\u{feff}') } else { &text };
                text.trim().to_owned()
            })
            .collect();
        let mut out = CsvFile { header, rows: 0, units: Vec::new() };
        loop {
            let at = reader.position().byte();
            if !reader.read_byte_record(&mut record).map_err(|e| damaged(path, out.rows, &e))? {
                return Ok(out);
            }
            match out.units.last_mut() {
                Some(u) if u.rows < UNIT_ROWS => u.rows += 1,
                _ => out.units.push(Unit { group: 0, offset: at, first_row: out.rows, rows: 1 }),
            }
            if record.len() != out.header.len() {
                let (n, want) = (record.len(), out.header.len());
                let reason = format!("has {n} fields, the header has {want}");
                return Err(Error::row(path, out.rows + 1, reason));
            }
            out.rows += 1;
        }
    }

    pub(super) fn read(
        &self,
        path: &Path,
        unit: Unit,
        columns: &[Column],
        batch_rows: usize,
        mut each: impl FnMut(RecordBatch) -> Result<()>,
    ) -> Result<()> {
        let mut file = File::open(path).map_err(Error::io(path))?;
        file.seek(SeekFrom::Start(unit.offset)).map_err(Error::io(path))?;
        let mut reader = reader(file);
        let at: Vec<usize> =
            columns.iter().filter_map(|c| self.header.iter().position(|h| h == c.name)).collect();
        let mut done = 0;
        while done < unit.rows {
            let n = (unit.rows - done).min(batch_rows as u64);
            let mut builders: Vec<Builder> = columns.iter().map(|c| Builder::new(c.kind)).collect();
            for i in 0..n {
                let row = unit.first_row + done + i;
                let mut record = ByteRecord::new();
                match reader.read_byte_record(&mut record) {
                    Ok(true) => {}
                    Ok(false) => return Err(Error::row(path, row + 1, "the file became shorter")),
                    Err(e) => return Err(damaged(path, row, &e)),
                }
                for ((b, c), at) in builders.iter_mut().zip(columns).zip(&at) {
                    b.push(record.get(*at).unwrap_or_default()).map_err(|reason| {
                        Error::row(path, row + 1, format!("column {}: {reason}", c.name))
                    })?;
                }
            }
            each(batch(columns, builders).map_err(Error::arrow(path))?)?;
            done += n;
        }
        Ok(())
    }
}

fn batch(
    columns: &[Column],
    builders: Vec<Builder>,
) -> std::result::Result<RecordBatch, ArrowError> {
    let arrays: Vec<ArrayRef> =
        builders.into_iter().map(Builder::finish).collect::<std::result::Result<_, _>>()?;
    let field = |(c, a): (&Column, &ArrayRef)| Field::new(c.name, a.data_type().clone(), true);
    let fields: Vec<Field> = columns.iter().zip(&arrays).map(field).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

enum Builder {
    Text(Vec<Option<String>>),
    Date(Vec<Option<i32>>),
    Decimal(Vec<Option<i64>>, u32),
    Flag(Vec<Option<bool>>),
}

impl Builder {
    fn new(kind: Kind) -> Builder {
        match kind {
            Kind::Account | Kind::Text | Kind::Code => Builder::Text(Vec::new()),
            Kind::Date => Builder::Date(Vec::new()),
            Kind::Cents => Builder::Decimal(Vec::new(), 2),
            Kind::Shares => Builder::Decimal(Vec::new(), CSV_SHARE_SCALE as u32),
            Kind::Flag => Builder::Flag(Vec::new()),
        }
    }

    fn push(&mut self, field: &[u8]) -> std::result::Result<(), &'static str> {
        let empty = field.is_empty();
        let text = || std::str::from_utf8(field).map_err(|_| "is not UTF-8 text");
        match self {
            Builder::Text(v) => v.push(if empty { None } else { Some(text()?.to_owned()) }),
            Builder::Date(v) if empty => v.push(None),
            Builder::Date(v) => {
                v.push(Some(parse_date(text()?).ok_or("is no date of the form 2025-06-26")?))
            }
            Builder::Decimal(v, _) if empty => v.push(None),
            Builder::Decimal(v, scale) => v.push(Some(parse_scaled(field, *scale).ok_or(
                "is no plain decimal number (such as -12.50) with at most the allowed decimals",
            )?)),
            Builder::Flag(v) => v.push(match text()?.to_ascii_lowercase().as_str() {
                "" => None,
                "true" | "1" | "y" | "yes" => Some(true),
                "false" | "0" | "n" | "no" => Some(false),
                _ => return Err("is neither true nor false"),
            }),
        }
        Ok(())
    }

    fn finish(self) -> std::result::Result<ArrayRef, ArrowError> {
        Ok(match self {
            Builder::Text(v) => Arc::new(StringArray::from(v)),
            Builder::Date(v) => Arc::new(Date32Array::from(v)),
            Builder::Flag(v) => Arc::new(BooleanArray::from(v)),
            Builder::Decimal(v, scale) => {
                let a = Decimal64Array::from(v);
                Arc::new(a.with_precision_and_scale(18, scale as i8)?)
            }
        })
    }
}
