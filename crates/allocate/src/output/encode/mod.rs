//! The columns of a row group in Parquet's encodings, for the kinds that most of the output
//! consists of: amounts, dates, flags, and texts that are distinct or come by a dictionary. What is left
//! is encoded by the Parquet writer.
//!
//! The writer hashes each text of a dictionary column, row by row, and compresses what it has
//! encoded. Here a dictionary of the accounts file passes through (a row costs a look at a table),
//! differences and lengths are packed, and nothing is compressed.

mod bits;
mod cents;
mod delta;
mod numbers;
mod pages;
#[cfg(test)]
mod tests;
mod texts;

use super::groups::Store;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use bits::{packed_head, run};
use pages::Values;
use parquet::basic::Encoding;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

pub(crate) use cents::{Cents, Facts};
pub(crate) use pages::Chunk;

/// Encodes a column that comes in arrays that follow each other. `None` for what the Parquet writer
/// has to encode.
///
/// # Errors
/// The column does not fit (a defect).
pub(crate) fn column(
    parts: &[ArrayRef],
    store: Store,
    column: &ColumnDescPtr,
) -> Result<Option<Chunk>> {
    let rows = parts.iter().map(|p| p.len()).sum();
    if rows == 0 {
        return Ok(None);
    }
    let optional = column.max_def_level() > 0;
    if !optional && parts.iter().any(|p| p.logical_null_count() > 0) {
        let what = format!("column {} is empty in a row", column.name());
        return Err(ParquetError::General(what));
    }
    let is = |kind: fn(&DataType) -> bool| parts.iter().all(|p| kind(p.data_type()));
    let absent = || parts.iter().all(|p| p.null_count() == p.len());
    let values = if optional && absent() {
        let mut data = Vec::new();
        levels(rows, 0, || unreachable!("every row is null"), &mut data);
        Some(Values { rows, data, encoding: Some(Encoding::PLAIN), ..Values::default() })
    } else if is(|t| matches!(t, DataType::Decimal64(_, _))) && !optional {
        (store == Store::Packed).then(|| cents::cents(&numbers::amounts(parts)).0)
    } else if is(|t| matches!(t, DataType::Int32 | DataType::Date32)) {
        numbers::integers(parts, rows, optional)
    } else if is(|t| matches!(t, DataType::Boolean)) && !optional {
        Some(numbers::flags(parts, rows))
    } else if is(|t| matches!(t, DataType::Utf8)) && !store.is_dictionary() {
        Some(texts::distinct(parts, rows, optional, store))
    } else if is(|t| matches!(t, DataType::Dictionary(_, _))) {
        texts::by_dictionary(parts, rows, optional, store)
    } else {
        None
    };
    values.map(|v| v.into_chunk(column)).transpose()
}

/// Encodes amounts, of which there is one at least, and says what they are.
///
/// # Errors
/// The column does not fit (a defect).
pub(crate) fn amounts(all: &Cents<'_>, column: &ColumnDescPtr) -> Result<(Chunk, Facts)> {
    let (values, facts) = cents::cents(all);
    Ok((values.into_chunk(column)?, facts))
}

/// Appends which rows have a value: `valid` gives the bits, the lowest first, and is asked only if
/// some rows have one and some have none.
fn levels(rows: usize, present: usize, valid: impl FnOnce() -> Vec<u8>, out: &mut Vec<u8>) {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    if present == 0 || present == rows {
        run(u64::from(present > 0), rows, 1, out);
    } else {
        packed_head(rows, out);
        out.extend_from_slice(&valid());
    }
    let length = (out.len() - at - 4) as u32;
    out[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

/// The bits that say which rows of some arrays have a value.
fn validity(parts: &[ArrayRef], rows: usize) -> Vec<u8> {
    let mut bits = arrow_buffer::BooleanBufferBuilder::new(rows);
    for p in parts {
        match p.logical_nulls() {
            Some(nulls) => bits.append_buffer(nulls.inner()),
            None => bits.append_n(p.len(), true),
        }
    }
    bits.finish().into_inner().as_slice()[..rows.div_ceil(8)].to_vec()
}
