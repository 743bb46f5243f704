//! Texts.

use super::bits::{pack_small, packed_head, run, width};
use super::delta::delta;
use super::pages::Values;
use super::{levels, validity};
use crate::input::clean::same;
use crate::output::groups::Store;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, StringArray};
use parquet::basic::Encoding;
use parquet::data_type::ByteArray;
use parquet::file::statistics::{Statistics, ValueStatistics};
use std::collections::HashMap;

/// Texts that are nearly all distinct: their lengths in differences, then all of them.
pub(super) fn distinct(parts: &[ArrayRef], rows: usize, optional: bool, store: Store) -> Values {
    let present = rows - parts.iter().map(|p| p.null_count()).sum::<usize>();
    let mut data = Vec::new();
    if optional {
        levels(rows, present, || validity(parts, rows), &mut data);
    }
    let mut lengths: Vec<i64> = Vec::with_capacity(present);
    for p in parts {
        let a = p.as_string::<i32>();
        let ends = a.value_offsets();
        let all = ends[1..].iter().zip(ends).map(|(to, from)| i64::from(to - from));
        match a.nulls().filter(|n| n.null_count() > 0) {
            None => lengths.extend(all),
            Some(nulls) => lengths.extend(all.zip(nulls).filter(|(_, v)| *v).map(|(l, _)| l)),
        }
    }
    let size: i64 = lengths.iter().sum();
    data.reserve(size as usize + rows);
    delta(&lengths, &mut data);
    for p in parts {
        let a = p.as_string::<i32>();
        if a.null_count() == 0 {
            let offsets = a.value_offsets();
            let (from, to) = (offsets[0] as usize, offsets[a.len()] as usize);
            data.extend_from_slice(&a.value_data()[from..to]);
        } else {
            a.iter().flatten().for_each(|t| data.extend_from_slice(t.as_bytes()));
        }
    }
    let encoding = Some(Encoding::DELTA_LENGTH_BYTE_ARRAY);
    let all = parts.iter().flat_map(|p| p.as_string::<i32>().iter().flatten());
    let statistics = store.is_key().then(|| extremes(all, rows - present)).flatten();
    Values { rows, dictionary: None, data, encoding, statistics }
}

/// The least and the greatest text; quick where they come in order.
fn extremes<'a>(texts: impl Iterator<Item = &'a str>, nulls: usize) -> Option<Statistics> {
    let mut out: Option<(&str, &str)> = None;
    for t in texts {
        match &mut out {
            None => out = Some((t, t)),
            Some((_, most)) if t >= *most => *most = t,
            Some((least, _)) if t < *least => *least = t,
            _ => {}
        }
    }
    let (least, most) = out?;
    let bytes = |t: &str| Some(ByteArray::from(t));
    let nulls = Some(nulls as u64);
    let statistics = ValueStatistics::new(bytes(least), bytes(most), None, nulls, false);
    Some(Statistics::ByteArray(statistics))
}

const NOT_MET: u32 = u32::MAX;

/// Rows that are numbered together.
const TOGETHER: usize = 64;

/// The distinct texts of a row group, numbered as rows name them.
#[derive(Default)]
struct Dictionary<'a> {
    texts: Vec<&'a str>,
    /// By text, where several dictionaries come together.
    numbers: HashMap<&'a str, u32>,
}

impl<'a> Dictionary<'a> {
    fn number(&mut self, text: &'a str, several: bool) -> u32 {
        let next = self.texts.len() as u32;
        let n = if several { *self.numbers.entry(text).or_insert(next) } else { next };
        if n == next {
            self.texts.push(text);
        }
        n
    }

    /// In plain encoding.
    fn plain(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.texts.iter().map(|t| 4 + t.len()).sum());
        for t in &self.texts {
            out.extend_from_slice(&(t.len() as u32).to_le_bytes());
            out.extend_from_slice(t.as_bytes());
        }
        out
    }
}

/// Texts that come by dictionaries. `None` if these are not of 32-bit numbers and texts.
pub(super) fn by_dictionary(
    parts: &[ArrayRef],
    rows: usize,
    optional: bool,
    store: Store,
) -> Option<Values> {
    let mut arrays = Vec::with_capacity(parts.len());
    for p in parts {
        let a = p.as_dictionary_opt::<Int32Type>()?;
        arrays.push((a, a.values().as_string_opt::<i32>()?));
    }
    let several = arrays.windows(2).any(|w| !same(w[0].1, w[1].1));
    let mut dictionary = Dictionary::default();
    let mut numbers: Vec<u32> = Vec::with_capacity(rows);
    let mut of: Option<(&StringArray, Vec<u32>)> = None;
    for (array, texts) in arrays {
        let mut known = match of.take() {
            Some((before, known)) if same(before, texts) => known,
            _ => vec![NOT_MET; texts.len()],
        };
        let mut number = |known: &mut [u32], key: i32| {
            let slot = &mut known[key as usize];
            if *slot == NOT_MET {
                *slot = dictionary.number(texts.value(key as usize), several);
            }
            *slot
        };
        let keys = array.keys();
        match array.logical_nulls().filter(|n| n.null_count() > 0) {
            None => {
                for some in keys.values().chunks(TOGETHER) {
                    let from = numbers.len();
                    numbers.extend(some.iter().map(|k| known[*k as usize]));
                    // Soon most texts were met, and nothing is left to do.
                    if numbers[from..].iter().fold(false, |new, n| new | (*n == NOT_MET)) {
                        let new = numbers[from..].iter_mut().zip(some);
                        new.for_each(|(n, k)| *n = number(&mut known, *k));
                    }
                }
            }
            Some(nulls) => {
                let valid = keys.values().iter().zip(&nulls).filter(|(_, v)| *v);
                numbers.extend(valid.map(|(k, _)| number(&mut known, *k)));
            }
        }
        of = Some((texts, known));
    }
    let mut data = Vec::with_capacity(rows * 2);
    if optional {
        levels(rows, numbers.len(), || validity(parts, rows), &mut data);
    }
    let texts = dictionary.texts.iter().copied();
    let statistics = store.is_key().then(|| extremes(texts, rows - numbers.len())).flatten();
    let bits = width((dictionary.texts.len() as u64).saturating_sub(1));
    let plain = dictionary.plain();
    // Where nearly every text is another one, they are smaller without a dictionary.
    let text = |n: &u32| dictionary.texts[*n as usize];
    let size = || numbers.iter().map(|n| text(n).len()).sum::<usize>();
    let with_dictionary = plain.len() + numbers.len() * bits as usize / 8;
    let least = dictionary.texts.iter().map(|t| t.len()).min().unwrap_or(0);
    if least * numbers.len() < with_dictionary && size() < with_dictionary {
        let lengths: Vec<i64> = numbers.iter().map(|n| text(n).len() as i64).collect();
        delta(&lengths, &mut data);
        numbers.iter().for_each(|n| data.extend_from_slice(text(n).as_bytes()));
        let encoding = Some(Encoding::DELTA_LENGTH_BYTE_ARRAY);
        return Some(Values { rows, dictionary: None, data, encoding, statistics });
    }
    data.push(bits as u8);
    if dictionary.texts.len() == 1 {
        run(0, numbers.len(), bits, &mut data);
    } else {
        packed_head(numbers.len(), &mut data);
        numbers.resize(numbers.len().next_multiple_of(8), 0);
        pack_small(&numbers, bits, &mut data);
    }
    Some(Values {
        rows,
        dictionary: Some((plain, dictionary.texts.len())),
        data,
        encoding: Some(Encoding::RLE_DICTIONARY),
        statistics,
    })
}
