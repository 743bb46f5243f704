//! Numbers and flags.

use super::bits::run;
use super::cents::Cents;
use super::delta::delta;
use super::pages::Values;
use super::{levels, validity};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal64Type, Int32Type};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::BooleanBufferBuilder;
use arrow_schema::DataType;
use parquet::basic::Encoding;

/// A column of one value: a dictionary of it, and one run after what says which rows have it.
pub(super) fn one_value(plain: &[u8], rows: usize, present: usize, mut data: Vec<u8>) -> Values {
    data.push(0);
    run(0, present, 0, &mut data);
    Values {
        rows,
        dictionary: Some((plain.to_vec(), 1)),
        data,
        encoding: Some(Encoding::RLE_DICTIONARY),
        statistics: None,
    }
}

/// The cents of arrays that follow each other.
pub(super) fn amounts(parts: &[ArrayRef]) -> Cents<'_> {
    let mut out = Cents::default();
    for p in parts {
        let values = p.as_primitive::<Decimal64Type>().values();
        out.push(values.len(), vec![values]);
    }
    out
}

/// Numbers and dates (as day numbers), of which some may be missing. `None` for numbers so large
/// that their differences leave 32 bits.
pub(super) fn integers(parts: &[ArrayRef], rows: usize, optional: bool) -> Option<Values> {
    let mut values: Vec<i64> = Vec::with_capacity(rows);
    for p in parts {
        let all = match p.data_type() {
            DataType::Date32 => p.as_primitive::<Date32Type>().values(),
            _ => p.as_primitive::<Int32Type>().values(),
        };
        match p.nulls().filter(|n| n.null_count() > 0) {
            None => values.extend(all.iter().map(|v| i64::from(*v))),
            Some(nulls) => {
                values
                    .extend(all.iter().zip(nulls).filter(|(_, v)| *v).map(|(n, _)| i64::from(*n)));
            }
        }
    }
    let first = *values.first()?;
    if values.iter().any(|v| v.unsigned_abs() >= 1 << 30) {
        return None;
    }
    let mut data = Vec::with_capacity(values.len() * 2);
    if optional {
        levels(rows, values.len(), || validity(parts, rows), &mut data);
    }
    if values.iter().all(|v| *v == first) {
        let plain = (first as i32).to_le_bytes();
        return Some(one_value(&plain, rows, values.len(), data));
    }
    delta(&values, &mut data);
    let encoding = Some(Encoding::DELTA_BINARY_PACKED);
    Some(Values { rows, data, encoding, ..Values::default() })
}

/// Flags, a bit each.
pub(super) fn flags(parts: &[ArrayRef], rows: usize) -> Values {
    let mut bits = BooleanBufferBuilder::new(rows);
    for p in parts {
        bits.append_buffer(p.as_boolean().values());
    }
    let data = bits.finish().into_inner().as_slice()[..rows.div_ceil(8)].to_vec();
    Values { rows, data, encoding: Some(Encoding::PLAIN), ..Values::default() }
}
