//! Opening a Parquet file for reading in batches.

use crate::error::{Error, Result};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Type;
use parquet::errors::ParquetError;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Rows per batch: enough to keep the cores busy, little enough to keep memory flat.
const BATCH_ROWS: usize = 2048;

/// Opens a Parquet file; of its columns those that `wanted` accepts.
pub(super) fn open(
    path: &Path,
    wanted: Option<fn(&str) -> bool>,
) -> Result<ParquetRecordBatchReader> {
    let file = File::open(path).map_err(Error::io(path))?;
    reader(file, wanted).map_err(|e| Error::forms(path, format!("cannot be read as Parquet: {e}")))
}

fn reader(
    file: File,
    wanted: Option<fn(&str) -> bool>,
) -> std::result::Result<ParquetRecordBatchReader, ParquetError> {
    // What the writing program held in memory does not matter, the cheapest reading does.
    let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let meta = ArrowReaderMetadata::load(&file, plain)?;
    let fields: Vec<Field> = meta
        .schema()
        .fields()
        .iter()
        .map(|f| {
            let column = meta.parquet_schema().columns().iter().find(|c| c.name() == f.name());
            let is_int = column.is_some_and(|c| c.physical_type() == Type::INT64);
            let kind = match f.data_type() {
                DataType::Decimal128(precision @ ..=18, scale) if is_int => {
                    DataType::Decimal64(*precision, *scale)
                }
                DataType::Utf8 => DataType::Utf8View,
                other => other.clone(),
            };
            Field::new(f.name(), kind, f.is_nullable())
        })
        .collect();
    let options = ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_schema(Arc::new(Schema::new(fields)));
    let meta = ArrowReaderMetadata::try_new(meta.metadata().clone(), options)?;
    let mask = match wanted {
        None => ProjectionMask::all(),
        Some(wanted) => {
            let names: Vec<_> = meta.schema().fields().iter().map(|f| f.name().clone()).collect();
            let names = names.iter().map(String::as_str).filter(|n| wanted(n));
            ProjectionMask::columns(meta.parquet_schema(), names)
        }
    };
    ParquetRecordBatchReaderBuilder::new_with_metadata(file, meta)
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
}
