//! Columns of a record batch by name, with their type made sure.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Decimal64Type, Decimal128Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal64Array, Decimal128Array, Int32Array, PrimitiveArray,
    RecordBatch, StringViewArray,
};
use arrow_cast::cast;
use arrow_schema::DataType;

/// The columns of one batch.
pub(super) struct Columns<'a> {
    batch: &'a RecordBatch,
}

/// Why a column cannot be used.
pub(super) type Reason = String;

impl<'a> Columns<'a> {
    pub(super) fn new(batch: &'a RecordBatch) -> Self {
        Columns { batch }
    }

    fn column(&self, name: &str) -> Result<&'a ArrayRef, Reason> {
        self.batch.column_by_name(name).ok_or_else(|| format!("column `{name}` is missing"))
    }

    /// A text column; any encoding of text is taken.
    pub(super) fn text(&self, name: &str) -> Result<StringViewArray, Reason> {
        let column = self.column(name)?;
        let text = match column.data_type() {
            DataType::Utf8View => column.clone(),
            DataType::LargeUtf8 | DataType::Utf8 | DataType::Dictionary(..) => {
                cast(column, &DataType::Utf8View).map_err(|e| format!("column `{name}`: {e}"))?
            }
            DataType::Null => arrow_array::new_null_array(&DataType::Utf8View, column.len()),
            other => return Err(format!("column `{name}` is {other}; wanted: text")),
        };
        Ok(text.as_string_view().clone())
    }

    /// A text column that must not have nulls.
    pub(super) fn key(&self, name: &str) -> Result<StringViewArray, Reason> {
        let text = self.text(name)?;
        match (0..text.len()).find(|i| text.is_null(*i)) {
            None => Ok(text),
            Some(row) => Err(format!("column `{name}` is null in row {} of the batch", row + 1)),
        }
    }

    /// A text column that an older file may lack.
    pub(super) fn text_if_any(&self, name: &str) -> Result<Option<StringViewArray>, Reason> {
        if self.batch.column_by_name(name).is_none() {
            return Ok(None);
        }
        self.text(name).map(Some)
    }

    /// A column of yes and no; null is no.
    pub(super) fn flag(&self, name: &str) -> Result<BooleanArray, Reason> {
        let column = self.column(name)?;
        column
            .as_boolean_opt()
            .cloned()
            .ok_or_else(|| format!("column `{name}` is {}; wanted: BOOLEAN", column.data_type()))
    }

    /// A column of dollars with two decimals, in cents.
    pub(super) fn cents(&self, name: &str) -> Result<Cents, Reason> {
        let column = self.column(name)?;
        let narrow = column.as_primitive_opt::<Decimal64Type>().map(|c| Cents::Narrow(whole(c)));
        let wide = column.as_primitive_opt::<Decimal128Type>().map(|c| Cents::Wide(whole(c)));
        match column.data_type() {
            DataType::Decimal64(_, 2) | DataType::Decimal128(_, 2) => narrow.or(wide),
            _ => None,
        }
        .ok_or_else(|| format!("column `{name}` is {}; wanted: DECIMAL(18,2)", column.data_type()))
    }

    /// A column of whole numbers.
    pub(super) fn int(&self, name: &str) -> Result<Int32Array, Reason> {
        let column = self.column(name)?;
        column
            .as_primitive_opt::<Int32Type>()
            .cloned()
            .ok_or_else(|| format!("column `{name}` is {}; wanted: INT32", column.data_type()))
    }
}

/// The value of a text column, blank as absent.
#[inline]
pub(super) fn value(column: &StringViewArray, row: usize) -> Option<&str> {
    if column.is_null(row) {
        return None;
    }
    let text = column.value(row);
    // Mostly the first byte decides.
    let blank =
        !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty();
    (!blank).then_some(text)
}

/// A column of cents, null as zero.
#[derive(Debug)]
pub(super) enum Cents {
    /// Of at most 18 digits.
    Narrow(Decimal64Array),
    /// Of more.
    Wide(Decimal128Array),
}

impl Cents {
    /// Whether any row is not zero.
    pub(super) fn any(&self) -> bool {
        match self {
            Cents::Narrow(c) => c.values().iter().any(|v| *v != 0),
            Cents::Wide(c) => c.values().iter().any(|v| *v != 0),
        }
    }

    /// The cents of a row.
    #[inline]
    pub(super) fn value(&self, row: usize) -> i128 {
        match self {
            Cents::Narrow(c) => i128::from(c.values()[row]),
            Cents::Wide(c) => c.values()[row],
        }
    }
}

/// A column without nulls: each becomes zero, once, and not at every look.
fn whole<T: ArrowPrimitiveType>(column: &PrimitiveArray<T>) -> PrimitiveArray<T> {
    if column.null_count() == 0 {
        return column.clone();
    }
    PrimitiveArray::from_iter_values(column.iter().map(Option::unwrap_or_default))
}

/// A flag, null as no.
pub(super) fn flag(column: &BooleanArray, row: usize) -> bool {
    !column.is_null(row) && column.value(row)
}
