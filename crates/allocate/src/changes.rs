//! What changed since an earlier run: `changes.parquet`, one row per form that differs.
//!
//! A corrected form is due where an amount was wrong by more than $100, or tax withheld by more
//! than $25: below that, the safe harbour of sections 6721(c)(3) and 6722(c)(3) treats the form as
//! correct, unless the recipient elected out of it (section 6722(c)(3)(B); the account's
//! `de_minimis_election`). A box of a form that need not be filed is no error.

use crate::error::{Error, Result};
use crate::kernel::BOX_COLUMNS;
use crate::output::folder::Folder;
use crate::output::groups::{GroupFile, Store};
use crate::output::lines::decimals;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal64Type, Int32Type};
use arrow_array::{ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use std::cmp::Ordering;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Cents by which an amount may be wrong before a corrected form is due (section 6721(c)(3)(A)).
pub const SAFE_HARBOUR_CENTS: u64 = 10_000;
/// The same for tax withheld.
pub const SAFE_HARBOUR_WITHHELD_CENTS: u64 = 2_500;

const BOXES: usize = BOX_COLUMNS.len();

/// What to compare with, and how.
#[derive(Clone, Debug)]
pub struct ChangeOptions {
    /// The earlier run's folder.
    pub previous: PathBuf,
    /// Whether every difference makes a corrected form due.
    pub correct_all: bool,
}

/// How many forms differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// In both runs, with different amounts.
    pub changed: u64,
    /// Only in the new run.
    pub new: u64,
    /// Only in the earlier run.
    pub gone: u64,
    /// For which a corrected form (or a first one) is due.
    pub due: u64,
}

/// A form as far as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    payer: String,
    account: String,
    year: i32,
    boxes: [i64; BOXES],
    reportable: bool,
    election: bool,
    /// No form goes to such a recipient, whatever the amounts: exempt, or a nonresident.
    exempt: bool,
}

/// The forms of a run, in their order.
struct Forms {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    integers: bool,
    batch: Option<(RecordBatch, usize)>,
}

impl Forms {
    fn open(path: &Path) -> Result<Forms> {
        let damaged = Error::parquet(path);
        let file = File::open(path).map_err(Error::io(path))?;
        let columns = needed();
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let meta = ArrowReaderMetadata::load(&file, plain).map_err(damaged)?;
        let mut fields = Vec::new();
        for f in meta.schema().fields() {
            let narrow = matches!(f.data_type(), DataType::Decimal128(18, 2));
            let kind = if narrow { DataType::Decimal64(18, 2) } else { f.data_type().clone() };
            fields.push(Field::new(f.name(), kind, f.is_nullable()));
        }
        for c in &columns {
            if !fields.iter().any(|f| f.name() == c) {
                return Err(Error::column(path, c, "is missing; is this a forms.parquet?"));
            }
        }
        let integers =
            meta.metadata().file_metadata().key_value_metadata().into_iter().flatten().any(|kv| {
                kv.key == "yearend.account_order" && kv.value.as_deref() == Some("integer")
            });
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            .with_schema(Arc::new(Schema::new(fields)));
        let meta =
            ArrowReaderMetadata::try_new(meta.metadata().clone(), options).map_err(damaged)?;
        let mask =
            ProjectionMask::columns(meta.parquet_schema(), columns.iter().map(String::as_str));
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, meta)
            .with_projection(mask)
            .with_batch_size(1 << 13)
            .build()
            .map_err(damaged)?;
        Ok(Forms { path: path.to_owned(), reader, integers, batch: None })
    }

    fn next(&mut self) -> Result<Option<Row>> {
        loop {
            if let Some((batch, at)) = &mut self.batch
                && *at < batch.num_rows()
            {
                *at += 1;
                return row(batch, *at - 1, &self.path).map(Some);
            }
            match self.reader.next() {
                None => return Ok(None),
                Some(b) => self.batch = Some((b.map_err(Error::arrow(&self.path))?, 0)),
            }
        }
    }
}

fn needed() -> Vec<String> {
    ["tax_year", "payer_id", "account_id", "reportable", "de_minimis_election"]
        .into_iter()
        .chain(["exempt_recipient", "nonresident"])
        .chain(BOX_COLUMNS.iter().map(|b| b.column))
        .map(str::to_owned)
        .collect()
}

fn row(batch: &RecordBatch, i: usize, path: &Path) -> Result<Row> {
    let get = |name: &'static str| {
        batch.column_by_name(name).ok_or_else(|| Error::column(path, name, "is missing"))
    };
    let wrong = |name| Error::column(path, name, "has another type than `yearend allocate` writes");
    let text = |name| -> Result<String> {
        let a = get(name)?.as_string_opt::<i32>().ok_or_else(|| wrong(name))?;
        Ok(a.value(i).to_owned())
    };
    let flag = |name| -> Result<bool> {
        Ok(get(name)?.as_boolean_opt().ok_or_else(|| wrong(name))?.value(i))
    };
    let mut boxes = [0; BOXES];
    for (b, info) in boxes.iter_mut().zip(&BOX_COLUMNS) {
        let a = get(info.column)?.as_primitive_opt::<Decimal64Type>();
        *b = a.ok_or_else(|| wrong(info.column))?.value(i);
    }
    let year = get("tax_year")?.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong("tax_year"))?;
    Ok(Row {
        payer: text("payer_id")?,
        account: text("account_id")?,
        year: year.value(i),
        boxes,
        reportable: flag("reportable")?,
        election: flag("de_minimis_election")?,
        exempt: flag("exempt_recipient")? || flag("nonresident")?,
    })
}

/// The order in which both files stand.
fn order(a: &Row, b: &Row, integers: bool) -> Ordering {
    let number = |r: &Row| r.account.parse::<i64>().ok();
    let accounts = match (integers, number(a), number(b)) {
        (true, Some(x), Some(y)) => x.cmp(&y),
        _ => a.account.cmp(&b.account),
    };
    a.payer.cmp(&b.payer).then(accounts)
}

/// A difference and what follows from it.
struct Change {
    key: (i32, String, String),
    kind: &'static str,
    old: Option<Row>,
    new: Option<Row>,
    due: bool,
    reason: &'static str,
}

fn judge(old: Option<Row>, new: Option<Row>, correct_all: bool) -> Option<Change> {
    let key = |r: &Row| (r.year, r.payer.clone(), r.account.clone());
    let (kind, due, reason) = match (&old, &new) {
        (None, None) => return None,
        (Some(o), Some(n)) if o.boxes == n.boxes && o.reportable == n.reportable => return None,
        (Some(o), Some(n)) => {
            let (due, reason) = verdict(o, n, correct_all);
            ("changed", due, reason)
        }
        (None, Some(n)) if n.reportable => {
            ("new", true, "no form was made before: file a first one")
        }
        (None, Some(_)) => ("new", false, "need not be filed"),
        (Some(o), None) if o.reportable => {
            ("gone", true, "the form should not exist: amounts to zero")
        }
        (Some(_), None) => ("gone", false, "need not have been filed"),
    };
    let key = old.as_ref().or(new.as_ref()).map(key)?;
    Some(Change { key, kind, old, new, due, reason })
}

fn verdict(old: &Row, new: &Row, correct_all: bool) -> (bool, &'static str) {
    let beyond = |(i, b): (usize, &crate::kernel::FormBox)| {
        let withheld = matches!(b.column, "box_4" | "box_16");
        let limit = if withheld { SAFE_HARBOUR_WITHHELD_CENTS } else { SAFE_HARBOUR_CENTS };
        old.boxes[i].abs_diff(new.boxes[i]) > limit
    };
    match (old.reportable, new.reportable) {
        (false, false) => (false, "need not be filed, before or now"),
        (false, true) => (true, "needed no filing before: file a first one"),
        // A return that should not have been filed is corrected to zero (General Instructions for
        // Certain Information Returns, corrected returns); one that only fell below a threshold
        // states the recipient's income still, and says it truly. `yearend file correct` does so.
        (true, false) if new.exempt => (true, "no form is due to this recipient: amounts to zero"),
        (true, false) => (true, "below the thresholds now: corrected to its true amounts"),
        (true, true) if BOX_COLUMNS.iter().enumerate().any(beyond) => {
            (true, "beyond the safe harbour of $100 ($25 withheld)")
        }
        (true, true) if correct_all => (true, "every difference is corrected (--correct-all)"),
        (true, true) if old.election || new.election => {
            (true, "the recipient elected out of the safe harbour")
        }
        (true, true) => (false, "within the safe harbour of $100 ($25 withheld)"),
    }
}

/// The columns.
#[must_use]
pub fn schema() -> Schema {
    let text = |n: &str| Field::new(n, DataType::Utf8, false);
    let mut fields = vec![Field::new("tax_year", DataType::Int32, false)];
    fields.extend([text("payer_id"), text("account_id"), text("kind")]);
    for side in ["old", "new"] {
        for b in &BOX_COLUMNS {
            let name = format!("{side}_{}", b.column);
            fields.push(Field::new(name, DataType::Decimal64(18, 2), false));
        }
    }
    for n in ["old_reportable", "new_reportable", "corrected_due"] {
        fields.push(Field::new(n, DataType::Boolean, false));
    }
    fields.push(text("reason"));
    Schema::new(fields)
}

fn store(column: &str) -> Store {
    match column {
        "account_id" => Store::Plain,
        c if c.contains("_box_") => Store::Packed,
        _ => Store::Dictionary,
    }
}

fn batch(all: &[Change], file: &GroupFile, path: &Path) -> Result<RecordBatch> {
    let text = |f: &dyn Fn(&Change) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(all.iter().map(f)))
    };
    let flag = |f: &dyn Fn(&Change) -> bool| -> ArrayRef {
        Arc::new(BooleanArray::from_iter(all.iter().map(|c| Some(f(c)))))
    };
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(Int32Array::from_iter_values(all.iter().map(|c| c.key.0))),
        text(&|c| &c.key.1),
        text(&|c| &c.key.2),
        text(&|c| c.kind),
    ];
    for side in
        [|c: &Change| c.old.as_ref().map(|r| r.boxes), |c: &Change| c.new.as_ref().map(|r| r.boxes)]
    {
        for i in 0..BOXES {
            columns.push(decimals(all.iter().map(|c| side(c).map_or(0, |b| b[i])).collect()));
        }
    }
    columns.push(flag(&|c| c.old.as_ref().is_some_and(|r| r.reportable)));
    columns.push(flag(&|c| c.new.as_ref().is_some_and(|r| r.reportable)));
    columns.push(flag(&|c| c.due));
    columns.push(text(&|c| c.reason));
    RecordBatch::try_new(file.schema(), columns).map_err(Error::arrow(path))
}

const GROUP_ROWS: usize = 1 << 15;

/// Compares the forms of a folder in the making with those of an earlier run, and writes
/// `changes.parquet` into it. Both are read once, side by side.
///
/// # Errors
/// The earlier folder has no readable forms, or they are of another year or order of accounts.
pub fn compare(folder: &Folder, options: &ChangeOptions) -> Result<ChangeCounts> {
    let mut new = Forms::open(&folder.file("forms.parquet"))?;
    let mut old = Forms::open(&options.previous.join("forms.parquet"))?;
    let (a, b) = (old.next()?, new.next()?);
    if let (Some(o), Some(n)) = (&a, &b) {
        let refuse = |reason: &str| {
            Err(Error::Output { path: options.previous.clone(), reason: reason.to_owned() })
        };
        if o.year != n.year {
            return refuse("holds forms of another tax year");
        }
        if old.integers != new.integers {
            return refuse(
                "was made from account numbers of another type (whole numbers or text); make it \
                 again from files of the same type",
            );
        }
    }
    let integers = new.integers;
    let path = folder.file("changes.parquet");
    let file = GroupFile::create(&path, schema(), store, Vec::new())?;
    let mut counts = ChangeCounts::default();
    let mut held: Vec<Change> = Vec::new();
    let mut groups = 0;
    let (mut o, mut n) = (a, b);
    loop {
        let side = match (&o, &n) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(x), Some(y)) => order(x, y, integers),
        };
        let left = if side.is_le() { std::mem::replace(&mut o, old.next()?) } else { None };
        let right = if side.is_ge() { std::mem::replace(&mut n, new.next()?) } else { None };
        let Some(change) = judge(left, right, options.correct_all) else { continue };
        match change.kind {
            "changed" => counts.changed += 1,
            "new" => counts.new += 1,
            _ => counts.gone += 1,
        }
        counts.due += u64::from(change.due);
        held.push(change);
        if held.len() == GROUP_ROWS {
            file.put(groups, &batch(&held, &file, &path)?)?;
            groups += 1;
            held.clear();
        }
    }
    if !held.is_empty() {
        file.put(groups, &batch(&held, &file, &path)?)?;
    }
    file.close()?;
    Ok(counts)
}
