//! Recipients' columns brought to what forms state: blanks are nulls, taxpayer numbers have nine
//! digits, types and countries are spelled one way.
//!
//! A column that comes by a dictionary keeps it: its distinct texts are cleaned, not its rows.

use super::columns::{At, flags, texts};
use super::recipients::{FLAGS, TEXTS};
use crate::error::{Error, Result};
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, RecordBatch, StringArray};
use std::path::Path;
use std::sync::Arc;

/// Cleans batch after batch.
#[derive(Debug, Default)]
pub(super) struct Cleaner {
    /// By column, the last distinct texts and what they became: batches of a row group share them.
    known: [Option<(StringArray, ArrayRef)>; TEXTS.len()],
    /// The texts of a column that the file does not have, for so many rows at least.
    absent: Option<StringArray>,
}

impl Cleaner {
    /// The columns of [`TEXTS`] and [`FLAGS`] of a batch of the accounts file.
    pub(super) fn clean(
        &mut self,
        batch: &RecordBatch,
        path: &Path,
        first_row: u64,
    ) -> Result<Vec<ArrayRef>> {
        let n = batch.num_rows();
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(TEXTS.len() + FLAGS.len());
        for (i, name) in TEXTS.into_iter().enumerate() {
            let at = At { path, name, first_row };
            let Some(given) = batch.column_by_name(name) else {
                // Even so a type and a country are stated.
                columns.push(Arc::new(clean_texts(self.absent(n), at)?));
                continue;
            };
            if let Some(dictionary) = given.as_dictionary_opt::<Int32Type>()
                && let Some(column) = self.by_dictionary(i, dictionary, at)
            {
                columns.push(column);
                continue;
            }
            columns.push(Arc::new(clean_texts(texts(&plain(given, path)?, at)?, at)?));
        }
        for name in FLAGS {
            let at = At { path, name, first_row };
            let column = match batch.column_by_name(name) {
                Some(a) => flags(a, at)?,
                None => BooleanArray::from(vec![false; n]),
            };
            columns.push(Arc::new(match column.null_count() {
                0 => column,
                _ => column.iter().map(|v| Some(v.unwrap_or(false))).collect(),
            }));
        }
        Ok(columns)
    }

    fn absent(&mut self, n: usize) -> StringArray {
        match &self.absent {
            Some(absent) if absent.len() >= n => absent.slice(0, n),
            _ => self.absent.insert(StringArray::new_null(n)).clone(),
        }
    }

    /// `None` where the rows have to be looked at: one of the texts cannot be used (it may belong
    /// to no row), or rows without one get one.
    fn by_dictionary(
        &mut self,
        column: usize,
        given: &DictionaryArray<Int32Type>,
        at: At<'_>,
    ) -> Option<ArrayRef> {
        if given.null_count() > 0 && matches!(at.name, "tin_type" | "country") {
            return None;
        }
        let texts = given.values().as_string_opt::<i32>()?;
        let known = &mut self.known[column];
        if !known.as_ref().is_some_and(|(before, _)| same(before, texts)) {
            let clean = clean_texts(texts.clone(), at).ok()?;
            *known = Some((texts.clone(), Arc::new(clean)));
        }
        let (_, clean) = known.as_ref()?;
        // There are as many clean texts as there were texts, so that every key has one.
        Some(Arc::new(given.with_values(clean.clone())))
    }
}

/// Whether two columns are the same memory.
pub(crate) fn same(a: &StringArray, b: &StringArray) -> bool {
    a.len() == b.len()
        && a.value_data().as_ptr() == b.value_data().as_ptr()
        && a.value_offsets().as_ptr() == b.value_offsets().as_ptr()
}

/// A column without a dictionary.
pub(crate) fn plain(column: &ArrayRef, path: &Path) -> Result<ArrayRef> {
    match column.as_any_dictionary_opt() {
        Some(d) => arrow_select::take::take(d.values(), d.keys(), None).map_err(Error::arrow(path)),
        None => Ok(column.clone()),
    }
}

fn clean_texts(column: StringArray, at: At<'_>) -> Result<StringArray> {
    match at.name {
        "tin" => tins(column, at),
        "tin_type" => tin_types(column, at),
        "country" => countries(column, at),
        _ => Ok(blank_is_null(column)),
    }
}

fn blank_is_null(a: StringArray) -> StringArray {
    let some_each = |ends: &[i32]| ends.windows(2).fold(true, |all, w| all & (w[1] > w[0]));
    if a.null_count() == a.len()
        || some_each(a.value_offsets())
        || (0..a.len()).all(|i| a.is_null(i) || a.value_length(i) > 0)
    {
        return a;
    }
    a.iter().map(|v| v.filter(|t| !t.is_empty())).collect()
}

/// Whether every row has nine digits; it may say no where they have.
fn nine_digits_each(a: &StringArray) -> bool {
    let ends = a.value_offsets();
    let (from, to) = (ends[0] as usize, ends[a.len()] as usize);
    let other = ends.windows(2).fold(0, |other, w| other | ((w[1] - w[0]) ^ 9));
    let odd = |odd: u8, b: &u8| odd | u8::from(b.wrapping_sub(b'0') > 9);
    a.null_count() == 0 && other == 0 && a.value_data()[from..to].iter().fold(0, odd) == 0
}

/// Nine digits each; hyphens and blanks between them are dropped.
fn tins(a: StringArray, at: At<'_>) -> Result<StringArray> {
    let good = |t: &str| t.len() == 9 && t.bytes().all(|b| b.is_ascii_digit());
    if nine_digits_each(&a) || a.iter().flatten().all(good) {
        return Ok(a);
    }
    let mut out = StringBuilder::new();
    for (i, v) in a.iter().enumerate() {
        let digits: Option<String> =
            v.map(|t| t.chars().filter(|c| !matches!(c, '-' | ' ')).collect());
        match digits {
            Some(d) if good(&d) => out.append_value(d),
            Some(d) if !d.is_empty() => {
                return Err(at.row(i, "is no taxpayer number of nine digits"));
            }
            _ => out.append_null(),
        }
    }
    Ok(out.finish())
}

fn tin_types(a: StringArray, at: At<'_>) -> Result<StringArray> {
    let good = |t: &str| matches!(t, "individual" | "business" | "unknown");
    if a.null_count() == 0 && a.iter().flatten().all(good) {
        return Ok(a);
    }
    let mut out = StringBuilder::new();
    for (i, v) in a.iter().enumerate() {
        out.append_value(match v.unwrap_or_default().to_ascii_lowercase().as_str() {
            "individual" | "ssn" | "itin" | "atin" => "individual",
            "business" | "ein" => "business",
            "unknown" | "" => "unknown",
            _ => return Err(at.row(i, "is none of individual, business, unknown")),
        });
    }
    Ok(out.finish())
}

/// ISO 3166 alpha-2; `US` where nothing is stated.
fn countries(a: StringArray, at: At<'_>) -> Result<StringArray> {
    let good = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_uppercase());
    if a.null_count() == 0 && a.iter().flatten().all(good) {
        return Ok(a);
    }
    let mut out = StringBuilder::new();
    for (i, v) in a.iter().enumerate() {
        match v.unwrap_or_default() {
            "" => out.append_value("US"),
            t if good(&t.to_ascii_uppercase()) => out.append_value(t.to_ascii_uppercase()),
            _ => return Err(at.row(i, "is no ISO 3166 code of two letters, such as US")),
        }
    }
    Ok(out.finish())
}
