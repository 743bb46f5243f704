//! Accounts: who is paid by whom, and what the form says of the recipient.
//!
//! Only the account numbers are held in memory, sorted; the recipients' data is read when their
//! forms are written.

use super::columns::{AccountColumn, At, account_ids};
use super::file::{Column, Kind, Table, Unit};
use super::payments::CusipColumn;
use super::recipients::{FLAGS, PAYER, TEXTS};
use crate::error::{Error, Result};
use crate::parallel;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_buffer::OffsetBuffer;
use std::collections::BTreeMap;
use std::path::Path;

/// The columns of an accounts file: the account, and what [`TEXTS`] and [`FLAGS`] name.
pub const COLUMNS: [Column; 1 + TEXTS.len() + FLAGS.len()] = {
    let account = Column { name: "account_id", kind: Kind::Account, required: true };
    let mut all = [account; 1 + TEXTS.len() + FLAGS.len()];
    let mut i = 0;
    while i < TEXTS.len() {
        all[1 + i] = match i {
            0 => Column { name: PAYER, kind: Kind::Code, required: true },
            _ => Column { name: TEXTS[i], kind: Kind::Text, required: false },
        };
        i += 1;
    }
    i = 0;
    while i < FLAGS.len() {
        all[1 + TEXTS.len() + i] = Column { name: FLAGS[i], kind: Kind::Flag, required: false };
        i += 1;
    }
    all
};

/// Account numbers in ascending order.
#[derive(Clone, Debug)]
pub enum Ids {
    /// Whole numbers, by value.
    Int(Vec<i64>),
    /// Texts, by their bytes.
    Text(StringArray),
}

/// A place in the order of account numbers: `2 · rank + 1` of a known account, `2 · rank` of one
/// that would stand before it but is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u32);

impl Key {
    /// The key of a known account.
    #[must_use]
    pub fn known(rank: u32) -> Key {
        Key(rank * 2 + 1)
    }

    /// Whether the account is known.
    #[must_use]
    #[inline]
    pub fn is_known(self) -> bool {
        self.0 & 1 == 1
    }

    /// The rank of a known account.
    #[must_use]
    pub fn rank(self) -> Option<u32> {
        self.is_known().then_some(self.0 / 2)
    }
}

/// The account numbers of a run, each with its rank, and their payers.
#[derive(Debug)]
pub struct Directory {
    ids: Ids,
    /// Row of each rank; `None` where the file is sorted and they are the same.
    pub(crate) rows: Option<Vec<u32>>,
    /// Payers in ascending order.
    pub payers: Vec<String>,
    /// Payer of each rank; empty where there is only one.
    payer_of: Vec<u32>,
}

impl Directory {
    /// Sorts account numbers; `payers` holds one name per account, or one for all.
    ///
    /// # Errors
    /// The rows (from 0) of two accounts with the same number.
    pub fn new(
        ids: AccountColumn,
        payers: Vec<String>,
        payer_of_row: Vec<u32>,
    ) -> std::result::Result<Directory, (String, u32, u32)> {
        let n = ids.len() as u32;
        let sorted = match &ids {
            AccountColumn::Int(a) => a.is_sorted_by(|x, y| x < y),
            AccountColumn::Text(a) => (1..a.len()).all(|i| a.value(i - 1) < a.value(i)),
        };
        if sorted {
            let ids = match ids {
                AccountColumn::Int(a) => Ids::Int(a.into()),
                AccountColumn::Text(a) => Ids::Text(a),
            };
            return Ok(Directory { ids, rows: None, payers, payer_of: payer_of_row });
        }
        let mut rows: Vec<u32> = (0..n).collect();
        let twice = |rows: &[u32], same: &dyn Fn(usize, usize) -> bool| {
            rows.windows(2)
                .find(|w| same(w[0] as usize, w[1] as usize))
                .map(|w| (w[0].min(w[1]), w[0].max(w[1])))
        };
        let (ids, double) = match ids {
            AccountColumn::Int(a) => {
                rows.sort_unstable_by_key(|r| (a[*r as usize], *r));
                let double = twice(&rows, &|x, y| a[x] == a[y])
                    .map(|(x, y)| (a[x as usize].to_string(), x, y));
                (Ids::Int(rows.iter().map(|r| a[*r as usize]).collect()), double)
            }
            AccountColumn::Text(a) => {
                rows.sort_unstable_by_key(|r| (a.value(*r as usize), *r));
                let double = twice(&rows, &|x, y| a.value(x) == a.value(y))
                    .map(|(x, y)| (a.value(x as usize).to_owned(), x, y));
                let in_order = rows.iter().map(|r| a.value(*r as usize));
                (Ids::Text(StringArray::from_iter_values(in_order)), double)
            }
        };
        if let Some(double) = double {
            return Err(double);
        }
        let payer_of = match payer_of_row.len() {
            0 => payer_of_row,
            _ => rows.iter().map(|r| payer_of_row[*r as usize]).collect(),
        };
        Ok(Directory { ids, rows: Some(rows), payers, payer_of })
    }

    /// How many accounts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.ids {
            Ids::Int(a) => a.len(),
            Ids::Text(a) => a.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether account numbers are whole numbers, ordered by value.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        matches!(self.ids, Ids::Int(_))
    }

    /// The index of a rank's payer in [`Directory::payers`].
    #[must_use]
    pub fn payer(&self, rank: u32) -> usize {
        self.payer_of.get(rank as usize).map_or(0, |p| *p as usize)
    }

    /// The account number of a rank as text.
    #[must_use]
    pub fn id(&self, rank: u32) -> String {
        match &self.ids {
            Ids::Int(a) => a[rank as usize].to_string(),
            Ids::Text(a) => a.value(rank as usize).to_owned(),
        }
    }

    /// The account numbers of ranks, of so many, as a column.
    #[must_use]
    pub fn id_column(&self, ranks: impl Iterator<Item = u32>, n: usize) -> StringArray {
        match &self.ids {
            Ids::Text(a) => StringArray::from_iter_values(ranks.map(|r| a.value(r as usize))),
            Ids::Int(a) => {
                // The last number mostly is among the longest.
                let mut last = Vec::new();
                decimal(a.last().copied().unwrap_or(0), &mut last);
                let mut text = Vec::with_capacity(n * last.len() + MOST_DIGITS);
                let mut ends = Vec::with_capacity(n + 1);
                ends.push(0);
                for r in ranks {
                    decimal(a[r as usize], &mut text);
                    ends.push(text.len() as i32);
                }
                StringArray::new(OffsetBuffer::new(ends.into()), text.into(), None)
            }
        }
    }

    /// The keys of a batch's accounts, found from where the last search ended: cheap where the
    /// payments are sorted by account. The column must be of the directory's kind.
    pub(crate) fn resolve(&self, column: &AccountColumn, cursor: &mut usize, out: &mut Vec<Key>) {
        out.clear();
        match (&self.ids, column) {
            (Ids::Int(ids), AccountColumn::Int(a)) => {
                let mut last: Option<(i64, Key)> = None;
                out.extend(a.iter().map(|id| match last {
                    Some((l, key)) if l == *id => key,
                    _ => {
                        let key = seek(ids.len(), cursor, |i| ids[i].cmp(id));
                        last = Some((*id, key));
                        key
                    }
                }));
            }
            (Ids::Text(ids), AccountColumn::Text(a)) => {
                let mut last: Option<(usize, Key)> = None;
                out.extend((0..a.len()).map(|i| {
                    let id = a.value(i);
                    match last {
                        Some((l, key)) if a.value(l) == id => key,
                        _ => {
                            let key = seek(ids.len(), cursor, |j| ids.value(j).cmp(id));
                            last = Some((i, key));
                            key
                        }
                    }
                }));
            }
            _ => unreachable!("account numbers are brought to one kind when the files are opened"),
        }
    }
}

/// The digits of every number of two.
const TWO: [[u8; 2]; 100] = {
    let mut two = [[0; 2]; 100];
    let mut i = 0;
    while i < 100 {
        two[i] = [b'0' + (i / 10) as u8, b'0' + (i % 10) as u8];
        i += 1;
    }
    two
};

/// What a whole number of 64 bits takes at most, with its sign.
const MOST_DIGITS: usize = 20;

/// Appends a whole number in digits: what its `Display` gives, without the formatter.
fn decimal(id: i64, out: &mut Vec<u8>) {
    let mut left = id.unsigned_abs();
    let sign = usize::from(id < 0);
    let n = sign + left.checked_ilog10().map_or(1, |d| d as usize + 1);
    // As much room each time: that takes less than to ask how much. The digits are written where
    // they stay, since what was just written bit by bit is slow to move.
    let from = out.len();
    out.extend_from_slice(&[b'-'; MOST_DIGITS]);
    out.truncate(from + n);
    let digits = &mut out[from + sign..];
    let (odd, pairs) = digits.split_at_mut((n - sign) % 2);
    for two in pairs.as_chunks_mut::<2>().0.iter_mut().rev() {
        *two = TWO[(left % 100) as usize];
        left /= 100;
    }
    if let [first] = odd {
        *first = b'0' + left as u8;
    }
}

/// Searches outward from the cursor by doubling steps; `cmp(i)` compares the i-th id with the
/// one sought.
#[inline]
fn seek(len: usize, cursor: &mut usize, cmp: impl Fn(usize) -> std::cmp::Ordering) -> Key {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let start = (*cursor).min(len);
    // Almost always: the account after the last one, or the same.
    let (mut low, mut high) = (0, len);
    if start < len {
        match cmp(start) {
            Equal => {
                *cursor = start;
                return Key::known(start as u32);
            }
            Less => {
                low = start + 1;
                let mut step = 1;
                while low + step <= len {
                    match cmp(low + step - 1) {
                        Equal => {
                            *cursor = low + step - 1;
                            return Key::known(*cursor as u32);
                        }
                        Less => low += step,
                        Greater => {
                            high = low + step - 1;
                            break;
                        }
                    }
                    step *= 2;
                }
            }
            Greater => {
                high = start;
                let mut step = 1;
                while high >= step {
                    match cmp(high - step) {
                        Equal => {
                            *cursor = high - step;
                            return Key::known(*cursor as u32);
                        }
                        Greater => high -= step,
                        Less => {
                            low = high - step + 1;
                            break;
                        }
                    }
                    step *= 2;
                }
            }
        }
    }
    while low < high {
        let mid = low + (high - low) / 2;
        match cmp(mid) {
            Equal => {
                *cursor = mid;
                return Key::known(mid as u32);
            }
            Less => low = mid + 1,
            Greater => high = mid,
        }
    }
    *cursor = low;
    Key(low as u32 * 2)
}

/// The accounts file of a run.
#[derive(Debug)]
pub struct Accounts {
    /// The file.
    pub table: Table,
}

impl Accounts {
    /// Opens the file and checks its columns.
    ///
    /// # Errors
    /// The file cannot be read, or a column is missing or of the wrong type.
    pub fn open(path: &Path) -> Result<Accounts> {
        Ok(Accounts { table: Table::open(path, &COLUMNS)? })
    }

    /// Reads the account numbers and payers by so many threads. `as_text` brings whole numbers to
    /// text, for payments that state them so.
    ///
    /// # Errors
    /// The file is damaged, an account or payer is missing, or an account stands twice.
    pub fn directory(&self, as_text: bool, threads: usize) -> Result<Directory> {
        let table = &self.table;
        if table.rows > u64::from(u32::MAX / 4) {
            return Err(Error::row(&table.path, table.rows, "more accounts than a run can hold"));
        }
        let units = table.units(u64::MAX);
        let mut ids = Gathered::default();
        let mut payers: BTreeMap<String, u32> = BTreeMap::new();
        let mut payer_of = Runs::default();
        let runs: Vec<&[Unit]> =
            units.chunks(units.len().div_ceil(threads.max(1)).max(1)).collect();
        for part in parallel::map(&runs, threads, |units| self.part(units, as_text)) {
            let (some, of, names) = part?;
            ids.append(some);
            // Numbered anew, in the order in which they are met in the file.
            let next = |payers: &BTreeMap<String, u32>| payers.len() as u32;
            let numbers: Vec<u32> = names
                .into_iter()
                .map(|name| {
                    let n = next(&payers);
                    *payers.entry(name).or_insert(n)
                })
                .collect();
            for (n, rows) in of.0 {
                payer_of.push(numbers[n as usize], rows);
            }
        }
        // Numbered as met; ranked by name now.
        let mut rank = vec![0; payers.len()];
        for (i, met) in payers.values().enumerate() {
            rank[*met as usize] = i as u32;
        }
        let names: Vec<String> = payers.into_keys().collect();
        let payer_of = if names.len() < 2 {
            Vec::new()
        } else {
            let of = |(p, rows): (u32, usize)| std::iter::repeat_n(rank[p as usize], rows);
            payer_of.0.into_iter().flat_map(of).collect()
        };
        Directory::new(ids.finish(), names, payer_of).map_err(|(id, a, b)| {
            let reason = format!("account {id} stands in row {} already", a + 1);
            Error::row(&table.path, u64::from(b) + 1, reason)
        })
    }

    /// The account numbers of units that follow each other, the number of each one's payer, and the
    /// payers.
    fn part(&self, units: &[Unit], as_text: bool) -> Result<(Gathered, Runs, Vec<String>)> {
        let table = &self.table;
        let mut ids = Gathered::default();
        let mut payers: BTreeMap<String, u32> = BTreeMap::new();
        let mut payer_of = Runs::default();
        let rows: u64 = units.iter().map(|u| u.rows).sum();
        for unit in units {
            table.read(*unit, Some(&["account_id", "payer_id"]), 1 << 14, |batch, first_row| {
                let at = |name| At { path: &table.path, name, first_row };
                let column = batch
                    .column_by_name("account_id")
                    .ok_or_else(|| Error::column(&table.path, "account_id", "is missing"))?;
                let column = account_ids(column, at("account_id"))?;
                ids.extend(if as_text { column.into_text() } else { column }, rows as usize);
                push_payers(batch, at("payer_id"), &mut payers, &mut payer_of)?;
                Ok(())
            })?;
        }
        let mut names = vec![String::new(); payers.len()];
        for (name, n) in payers {
            names[n as usize] = name;
        }
        Ok((ids, payer_of, names))
    }
}

/// Account numbers of several batches.
#[derive(Default)]
struct Gathered {
    ints: Vec<i64>,
    texts: arrow_array::builder::StringBuilder,
    is_text: bool,
}

impl Gathered {
    /// Takes some account numbers of so many.
    fn extend(&mut self, column: AccountColumn, of: usize) {
        match column {
            AccountColumn::Int(a) => {
                self.ints.reserve(of.saturating_sub(self.ints.len()).max(a.len()));
                self.ints.extend_from_slice(&a);
            }
            AccountColumn::Text(a) => {
                self.is_text = true;
                for v in a.iter().flatten() {
                    self.texts.append_value(v);
                }
            }
        }
    }

    fn append(&mut self, mut other: Gathered) {
        if other.is_text {
            self.extend(other.finish(), 0);
        } else if self.ints.is_empty() {
            self.ints = other.ints;
        } else {
            self.ints.append(&mut other.ints);
        }
    }

    fn finish(mut self) -> AccountColumn {
        if self.is_text {
            AccountColumn::Text(self.texts.finish())
        } else {
            AccountColumn::Int(self.ints.into())
        }
    }
}

/// Numbers in their order, each with how many rows in a row have it: mostly there are few payers.
#[derive(Default)]
struct Runs(Vec<(u32, usize)>);

impl Runs {
    fn push(&mut self, number: u32, rows: usize) {
        match self.0.last_mut() {
            Some(last) if last.0 == number => last.1 += rows,
            _ => self.0.push((number, rows)),
        }
    }
}

fn push_payers(
    batch: &RecordBatch,
    at: At<'_>,
    payers: &mut BTreeMap<String, u32>,
    out: &mut Runs,
) -> Result<()> {
    let Some(column) = batch.column_by_name("payer_id") else {
        return Err(Error::column(at.path, at.name, "is missing"));
    };
    if let Some(i) = super::columns::first_null(column.nulls()) {
        return Err(at.row(i, "is empty"));
    }
    let mut number = |name: &str| match payers.get(name) {
        Some(n) => *n,
        None => {
            let n = payers.len() as u32;
            payers.insert(name.to_owned(), n);
            n
        }
    };
    let column = if let Some(d) = column.as_dictionary_opt::<Int32Type>()
        && let Some(values) = d.values().as_string_opt::<i32>()
    {
        CusipColumn::Dictionary {
            keys: d.keys().values().clone(),
            nulls: None,
            values: values.clone(),
        }
    } else {
        CusipColumn::Text(super::columns::texts(column, at)?)
    };
    match &column {
        CusipColumn::Dictionary { keys, values, .. } => {
            if values.len() == 1 && !keys.is_empty() {
                out.push(number(values.value(0)), keys.len());
                return Ok(());
            }
            let mut known: Vec<Option<u32>> = vec![None; values.len()];
            for k in keys.iter() {
                let slot = &mut known[*k as usize];
                out.push(*slot.get_or_insert_with(|| number(values.value(*k as usize))), 1);
            }
        }
        CusipColumn::Text(a) => {
            let mut last: Option<(&str, u32)> = None;
            for v in a.iter().flatten() {
                let n = match last {
                    Some((l, n)) if l == v => n,
                    _ => number(v),
                };
                last = Some((v, n));
                out.push(n, 1);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(ids: &[i64]) -> Directory {
        Directory::new(AccountColumn::Int(ids.to_vec().into()), vec!["p".into()], vec![]).unwrap()
    }

    #[test]
    fn keys_hold_the_order_of_known_and_unknown_accounts() {
        let ids: Vec<i64> = (0..100).map(|i| i * 10).collect();
        let d = directory(&ids);
        let mut out = Vec::new();
        for start in [0, 3, 50, 99, 100] {
            let asked: Vec<i64> = vec![-5, 0, 5, 10, 10, 985, 990, 995, 40, 45, 500];
            let mut cursor = start;
            d.resolve(&AccountColumn::Int(asked.into()), &mut cursor, &mut out);
            let keys: Vec<u32> = out.iter().map(|k| k.0).collect();
            assert_eq!(keys, [0, 1, 2, 3, 3, 198, 199, 200, 9, 10, 101], "from {start}");
        }
    }

    #[test]
    fn numbers_in_digits() {
        for id in [0, 7, -7, 10, 99, 100, -100, 1_000_000_007, i64::MAX, i64::MIN] {
            let mut text = Vec::new();
            decimal(id, &mut text);
            assert_eq!(String::from_utf8(text).unwrap(), id.to_string());
        }
    }

    #[test]
    fn unsorted_and_double_accounts() {
        let d = directory(&[30, 10, 20]);
        assert_eq!(d.rows.as_deref(), Some(&[1, 2, 0][..]));
        assert_eq!(d.id(0), "10");
        let double = Directory::new(AccountColumn::Int(vec![3, 1, 3].into()), vec![], vec![]);
        assert_eq!(double.unwrap_err(), ("3".to_owned(), 0, 2));
    }
}
