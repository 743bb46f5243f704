//! The whole store as Parquet: one file for each documented view.

use crate::db::{Db, Row, args};
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::views::{VIEWS, column_names};
use arrow_array::builder::{Decimal128Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as Column, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yearend_model::Field;
use yearend_model::decimal::parse_plain;

/// Amounts are DECIMAL(38, 18): a trillion dollars per share with eighteen places.
const PRECISION: u8 = 38;
const SCALE: u8 = 18;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// Its rows.
    pub rows: u64,
}

impl Store {
    /// Writes every view to `FOLDER/VIEW.parquet`, all of one moment. A file is replaced whole or
    /// not at all.
    ///
    /// # Errors
    /// If a file cannot be written, a value has more than eighteen places, or the database fails.
    pub fn export(&mut self, folder: &Path) -> Result<Vec<Exported>> {
        std::fs::create_dir_all(folder)
            .map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
        self.block(async |db| {
            db.begin_read().await?;
            let outcome = export(db, folder).await;
            db.rollback().await;
            outcome
        })
    }
}

async fn export(db: &mut Db, folder: &Path) -> Result<Vec<Exported>> {
    // First all drafts, then all names: a failure half-way leaves the earlier export as it was.
    let mut drafts = Vec::new();
    for (view, _) in VIEWS {
        let path = folder.join(format!("{view}.parquet"));
        let draft = tempfile::NamedTempFile::new_in(folder)
            .map_err(|source| StoreError::Io { path: path.clone(), source })?;
        let rows = write_view(db, view, &path, draft.as_file()).await?;
        drafts.push((draft, Exported { path, rows }));
    }
    let mut written = Vec::new();
    for (draft, exported) in drafts {
        draft
            .persist(&exported.path)
            .map_err(|e| StoreError::Io { path: exported.path.clone(), source: e.error })?;
        written.push(exported);
    }
    Ok(written)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Amount,
    Number,
    Text,
}

fn holds(column: &str) -> Holds {
    const NUMBERS: [&str; 14] = [
        "tax_year",
        "distribution",
        "size",
        "readings",
        "review",
        "amended",
        "versions",
        "decision",
        "provisional",
        "refers_to",
        "seq",
        "test",
        "bytes",
        "forms",
    ];
    if Field::from_name(column).is_some_and(Field::is_amount) {
        Holds::Amount
    } else if NUMBERS.contains(&column) {
        Holds::Number
    } else {
        Holds::Text
    }
}

async fn write_view(db: &mut Db, view: &str, path: &Path, file: &std::fs::File) -> Result<u64> {
    let columns: Vec<(String, Holds)> = column_names(view, db.dialect())
        .into_iter()
        .map(|name| {
            let holds = holds(&name);
            (name, holds)
        })
        .collect();
    let fields: Vec<Column> = columns
        .iter()
        .map(|(name, holds)| {
            let kind = match holds {
                Holds::Amount => DataType::Decimal128(PRECISION, SCALE as i8),
                Holds::Number => DataType::Int64,
                Holds::Text => DataType::Utf8,
            };
            Column::new(name, kind, true)
        })
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let failed = |e: parquet::errors::ParquetError| StoreError::Io {
        path: path.to_owned(),
        source: std::io::Error::other(e),
    };
    let zstd = ZstdLevel::try_new(3).map_err(failed)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(zstd)).build();
    let mut writer =
        ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(failed)?;
    let mut count = 0;
    let names: Vec<&str> = columns.iter().map(|(n, _)| n.as_str()).collect();
    let select = format!("SELECT {} FROM {view}", names.join(", "));
    for (condition, args) in portions(db, view).await? {
        let rows = db.all(&format!("{select} {condition}"), args).await?;
        if rows.is_empty() {
            continue;
        }
        count += rows.len() as u64;
        let arrays = columns
            .iter()
            .enumerate()
            .map(|(i, (name, holds))| array(&rows, i, name, *holds))
            .collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_new(schema.clone(), arrays)
            .map_err(|e| db.inconsistent(e.to_string()))?;
        writer.write(&batch).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    Ok(count)
}

/// The conditions that cut a view into parts of bounded size, in a stable order.
async fn portions(db: &mut Db, view: &str) -> Result<Vec<(String, Vec<crate::db::Arg>)>> {
    let mut out = Vec::new();
    match view {
        "versions" => {
            for row in db.all("SELECT sha256 FROM document ORDER BY id", args![]).await? {
                out.push(("WHERE document = $1".to_owned(), args![row.text(0)?]));
            }
        }
        "standing" => {
            const AT_ONCE: usize = 512;
            let sql = "SELECT DISTINCT cusip FROM security ORDER BY cusip";
            let rows = db.all(sql, args![]).await?;
            let cusips: Vec<String> = rows.iter().map(|r| r.text(0)).collect::<Result<_>>()?;
            for chunk in cusips.chunks(AT_ONCE) {
                let condition = "WHERE cusip >= $1 AND cusip <= $2 \
                     ORDER BY cusip, tax_year, kind, payable_date, document, distribution";
                let (first, last) = (&chunk[0], &chunk[chunk.len() - 1]);
                out.push((condition.to_owned(), args![first, last]));
            }
        }
        _ => out.push((String::new(), args![])),
    }
    Ok(out)
}

fn array(rows: &[Row], index: usize, name: &str, holds: Holds) -> Result<ArrayRef> {
    Ok(match holds {
        Holds::Number => {
            let mut b = Int64Builder::with_capacity(rows.len());
            for row in rows {
                b.append_option(row.opt_int(index)?);
            }
            Arc::new(b.finish())
        }
        Holds::Text => {
            let mut b = StringBuilder::new();
            for row in rows {
                b.append_option(row.opt_text(index)?);
            }
            Arc::new(b.finish())
        }
        Holds::Amount => {
            let kind = DataType::Decimal128(PRECISION, SCALE as i8);
            let mut b = Decimal128Builder::with_capacity(rows.len()).with_data_type(kind);
            for row in rows {
                let text = row.opt_text(index)?;
                b.append_option(text.as_deref().map(|t| unscaled(t, name)).transpose()?);
            }
            Arc::new(b.finish())
        }
    })
}

/// The decimal times 10^18, exactly.
fn unscaled(text: &str, name: &str) -> Result<i128> {
    let scaled = parse_plain(text).and_then(|d| {
        let up = u32::from(SCALE).checked_sub(d.normalize().scale())?;
        d.normalize().mantissa().checked_mul(10i128.checked_pow(up)?)
    });
    scaled.ok_or_else(|| {
        StoreError::Refused(format!(
            "{name} {text}: does not fit DECIMAL({PRECISION}, {SCALE}) exactly; nothing was exported"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        assert_eq!(unscaled("-2.5", "x").unwrap(), -2_500_000_000_000_000_000);
        assert_eq!(unscaled("0.000000000000000001", "x").unwrap(), 1);
        assert!(unscaled("0.0000000000000000001", "x").is_err());
    }
}
