//! Typed views of Arrow columns: exactly the type that is expected, or an error that says so.

use crate::error::{Error, Result};
use crate::money::MAX_CENTS;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal64Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Date32Array, StringArray};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::DataType;
use std::path::Path;

/// Where a column stands, for errors.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The file.
    pub path: &'a Path,
    /// The column's name.
    pub name: &'a str,
    /// How many rows of the file stand before the batch.
    pub first_row: u64,
}

impl At<'_> {
    fn column(&self, reason: impl Into<String>) -> Error {
        Error::column(self.path, self.name, reason)
    }

    pub(crate) fn row(&self, index: usize, reason: &str) -> Error {
        let row = self.first_row + index as u64 + 1;
        Error::row(self.path, row, format!("column {}: {reason}", self.name))
    }
}

/// Integers of a fixed scale, with their nulls.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// The integers; a null's is not defined.
    pub values: ScalarBuffer<i64>,
    /// The nulls.
    pub nulls: Option<NullBuffer>,
}

impl Scaled {
    /// The value of a row; `None` if it is null.
    #[inline]
    #[must_use]
    pub fn get(&self, i: usize) -> Option<i64> {
        let valid = self.nulls.as_ref().is_none_or(|n| n.is_valid(i));
        valid.then(|| self.values[i])
    }

    pub(crate) fn refuse_nulls(&self, at: At<'_>) -> Result<()> {
        match first_null(self.nulls.as_ref()) {
            Some(i) => Err(at.row(i, "is empty")),
            None => Ok(()),
        }
    }
}

/// The first null of a column.
#[must_use]
pub fn first_null(nulls: Option<&NullBuffer>) -> Option<usize> {
    let nulls = nulls.filter(|n| n.null_count() > 0)?;
    (0..nulls.len()).find(|i| nulls.is_null(*i))
}

/// Decimals as integers of `10^-scale`; zero-copy where the column has that scale and 64 bits.
pub fn scaled(array: &ArrayRef, scale: u8, at: At<'_>) -> Result<Scaled> {
    let nulls = array.nulls().filter(|n| n.null_count() > 0).cloned();
    let target = i32::from(scale);
    let out = match array.data_type() {
        DataType::Decimal64(_, s) => {
            let a = array.as_primitive::<Decimal64Type>();
            if i32::from(*s) == target {
                a.values().clone()
            } else {
                rescaled(
                    a.values().iter().map(|v| i128::from(*v)),
                    target - i32::from(*s),
                    &nulls,
                    at,
                )?
            }
        }
        DataType::Decimal128(_, s) => {
            let a = array.as_primitive::<Decimal128Type>();
            rescaled(a.values().iter().copied(), target - i32::from(*s), &nulls, at)?
        }
        DataType::Float32 | DataType::Float64 => {
            return Err(at.column(
                "is a binary floating-point column, which cannot hold cents exactly; store it as \
                 DECIMAL",
            ));
        }
        other => return Err(at.column(format!("has type {other}; DECIMAL is expected"))),
    };
    let values: &[i64] = &out;
    let beyond = |v: i64| v.unsigned_abs() > MAX_CENTS as u64;
    // The bits that any value has, but for its sign: mostly few enough to know that none is beyond.
    let bits = values.iter().fold(0, |bits, v| bits | (v ^ (v >> 63)));
    if bits >= 1 << MAX_CENTS.ilog2() {
        let valid = |i: &usize| nulls.as_ref().is_none_or(|n| n.is_valid(*i));
        if let Some(i) = (0..values.len()).filter(valid).find(|i| beyond(values[*i])) {
            return Err(at.row(i, "has more than 18 digits"));
        }
    }
    Ok(Scaled { values: out, nulls })
}

fn rescaled(
    values: impl Iterator<Item = i128>,
    shift: i32,
    nulls: &Option<NullBuffer>,
    at: At<'_>,
) -> Result<ScalarBuffer<i64>> {
    let factor = 10i128
        .checked_pow(shift.unsigned_abs())
        .ok_or_else(|| at.column("has a scale that is out of range"))?;
    let mut out = Vec::with_capacity(values.size_hint().0);
    for (i, v) in values.enumerate() {
        if nulls.as_ref().is_some_and(|n| n.is_null(i)) {
            out.push(0);
            continue;
        }
        let exact = if shift >= 0 {
            v.checked_mul(factor)
        } else if v % factor == 0 {
            Some(v / factor)
        } else {
            return Err(at.row(i, "has more decimal places than are allowed"));
        };
        match exact.and_then(|v| i64::try_from(v).ok()) {
            Some(v) => out.push(v),
            None => return Err(at.row(i, "has more than 18 digits")),
        }
    }
    Ok(out.into())
}

/// Dates.
pub fn dates(array: &ArrayRef, at: At<'_>) -> Result<Date32Array> {
    match array.data_type() {
        DataType::Date32 => Ok(array.as_primitive::<Date32Type>().clone()),
        other => Err(at.column(format!("has type {other}; DATE is expected"))),
    }
}

/// Texts.
pub fn texts(array: &ArrayRef, at: At<'_>) -> Result<StringArray> {
    match array.data_type() {
        DataType::Utf8 => Ok(array.as_string::<i32>().clone()),
        other => Err(at.column(format!("has type {other}; text is expected"))),
    }
}

/// Flags.
pub fn flags(array: &ArrayRef, at: At<'_>) -> Result<BooleanArray> {
    match array.data_type() {
        DataType::Boolean => Ok(array.as_boolean().clone()),
        other => Err(at.column(format!("has type {other}; BOOLEAN is expected"))),
    }
}

/// Account numbers: text or whole numbers, none of them missing.
pub fn account_ids(array: &ArrayRef, at: At<'_>) -> Result<AccountColumn> {
    if let Some(i) = first_null(array.nulls()) {
        return Err(at.row(i, "is empty"));
    }
    match array.data_type() {
        DataType::Utf8 => {
            let a = array.as_string::<i32>().clone();
            match (0..a.len()).find(|i| a.value_length(*i) == 0) {
                Some(i) => Err(at.row(i, "is empty")),
                None => Ok(AccountColumn::Text(a)),
            }
        }
        DataType::Int64 => {
            Ok(AccountColumn::Int(array.as_primitive::<Int64Type>().values().clone()))
        }
        DataType::Int32 => {
            let a = array.as_primitive::<Int32Type>();
            let wide: Vec<i64> = a.values().iter().map(|v| i64::from(*v)).collect();
            Ok(AccountColumn::Int(wide.into()))
        }
        other => Err(at.column(format!("has type {other}; text or INT64 is expected"))),
    }
}

/// Account numbers of a batch.
#[derive(Clone, Debug)]
pub enum AccountColumn {
    /// Whole numbers.
    Int(ScalarBuffer<i64>),
    /// Texts.
    Text(StringArray),
}

impl AccountColumn {
    /// As texts, whole numbers in plain digits.
    #[must_use]
    pub fn into_text(self) -> AccountColumn {
        match self {
            AccountColumn::Int(a) => {
                AccountColumn::Text(StringArray::from_iter_values(a.iter().map(i64::to_string)))
            }
            text => text,
        }
    }

    /// The account number of a row as text.
    #[must_use]
    pub fn text(&self, i: usize) -> String {
        match self {
            AccountColumn::Int(a) => a[i].to_string(),
            AccountColumn::Text(a) => a.value(i).to_owned(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            AccountColumn::Int(a) => a.len(),
            AccountColumn::Text(a) => a.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
