//! Amounts, numbers and flags.

use super::bits::run;
use super::delta::delta;
use super::pages::Values;
use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal64Type, Int32Type};
use arrow_buffer::BooleanBufferBuilder;
use parquet::basic::Encoding;
use parquet::file::statistics::{Statistics, ValueStatistics};
use std::borrow::Cow;

/// A column of one value: a dictionary of it, and one run.
fn one_value(plain: &[u8], rows: usize) -> Values {
    let mut data = vec![0];
    run(0, rows, 0, &mut data);
    Values {
        rows,
        dictionary: Some((plain.to_vec(), 1)),
        data,
        encoding: Some(Encoding::RLE_DICTIONARY),
        statistics: None,
    }
}

/// Cents: in differences; a box that is zero on all forms takes a few bytes.
pub(super) fn amounts(parts: &[ArrayRef], rows: usize) -> Values {
    let values: Cow<'_, [i64]> = match parts {
        [one] => Cow::Borrowed(one.as_primitive::<Decimal64Type>().values()),
        _ => {
            parts.iter().flat_map(|p| p.as_primitive::<Decimal64Type>().values()).copied().collect()
        }
    };
    let first = values.first().copied().unwrap_or(0);
    let (mut least, mut most) = (first, first);
    for v in values.iter() {
        least = least.min(*v);
        most = most.max(*v);
    }
    let mut out = if least == most {
        one_value(&least.to_le_bytes(), rows)
    } else {
        let mut data = Vec::with_capacity(values.len() * 4);
        delta(&values, &mut data);
        let encoding = Some(Encoding::DELTA_BINARY_PACKED);
        Values { rows, data, encoding, ..Values::default() }
    };
    let statistics = ValueStatistics::new(Some(least), Some(most), None, Some(0), false);
    out.statistics = Some(Statistics::Int64(statistics.with_backwards_compatible_min_max(true)));
    out
}

/// Numbers that are all the same, such as the tax year.
pub(super) fn same_integer(parts: &[ArrayRef], rows: usize) -> Option<Values> {
    let all = || parts.iter().flat_map(|p| p.as_primitive::<Int32Type>().values());
    let first = *all().next()?;
    all().all(|v| *v == first).then(|| one_value(&first.to_le_bytes(), rows))
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
