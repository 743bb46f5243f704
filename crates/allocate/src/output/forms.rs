//! `forms.parquet`: one form per account, payer and year.

use super::due::Due;
use super::encode::Cents;
use super::groups::{Column, GroupFile, Store};
use crate::error::{Error, Result};
use crate::input::Directory;
use crate::input::recipients::{FORM_FLAGS, PAYER, RECIPIENT, Recipients};
use crate::kernel::{BOX_COLUMNS, FormBox, Slot};
use crate::reportable::REASONS;
use crate::state::Forms;
use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, Int32Array, StringArray};
use arrow_schema::{DataType, Field, Schema};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The columns.
#[must_use]
pub fn schema() -> Schema {
    let text = |n: &str, null| Field::new(n, DataType::Utf8, null);
    let mut fields = vec![
        Field::new("tax_year", DataType::Int32, false),
        text(PAYER, false),
        text("account_id", false),
    ];
    let present = ["tin_type", "country"];
    fields.extend(RECIPIENT.iter().map(|n| text(n, !present.contains(n))));
    fields.extend(FORM_FLAGS.iter().map(|n| Field::new(*n, DataType::Boolean, false)));
    for b in &BOX_COLUMNS {
        match b.column {
            "box_9" => fields.push(text("box_8", true)),
            "box_16" => fields.extend([text("box_14", true), text("box_15", true)]),
            _ => {}
        }
        fields.push(Field::new(b.column, DataType::Decimal64(18, 2), false));
    }
    fields.push(Field::new("reportable", DataType::Boolean, false));
    fields.push(text("reason", false));
    fields.push(text("warnings", true));
    Schema::new(fields)
}

/// How each column is stored.
#[must_use]
pub fn store(column: &str) -> Store {
    match column {
        "box_8" | "box_14" | "box_15" => Store::Dictionary,
        "tax_year" => Store::Dictionary,
        c if c.starts_with("box_") => Store::Packed,
        "account_id" => Store::Key,
        "payer_id" | "tin_type" | "suffix" | "city" | "state" | "province" | "country"
        | "additional_name" | "reason" | "warnings" => Store::Dictionary,
        _ => Store::Plain,
    }
}

/// Cents by box over all forms of a row group, to be compared with the lines.
pub type BoxTotals = [i128; BOX_COLUMNS.len()];

/// What a row group holds beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormCounts {
    /// Forms.
    pub forms: u64,
    /// Forms that must be filed.
    pub reportable: u64,
    /// Forms with a warning.
    pub warned: u64,
    /// Cents by box.
    pub boxes: BoxTotals,
}

impl FormCounts {
    /// Adds another row group's.
    pub fn add(&mut self, other: &FormCounts) {
        self.forms += other.forms;
        self.reportable += other.reportable;
        self.warned += other.warned;
        for (a, b) in self.boxes.iter_mut().zip(other.boxes) {
            *a += b;
        }
    }
}

/// Some forms of several in the order of accounts.
pub(crate) type Stretch<'a> = (&'a Forms, Range<usize>);

/// The columns of a row group, and what is known before they are encoded.
pub(crate) struct Group<'a> {
    pub(crate) columns: Vec<Column<'a>>,
    counts: FormCounts,
    /// The box of each column, if it is one.
    boxes: Vec<Option<usize>>,
}

/// The columns of a row group, from the forms of several stretches.
///
/// # Errors
/// The texts of a column do not fit together.
pub(crate) fn columns<'a>(
    year: u16,
    directory: &Directory,
    forms: &[Stretch<'a>],
    recipients: &Recipients,
    path: &Path,
) -> Result<Group<'a>> {
    let n = forms.iter().map(|(_, rows)| rows.len()).sum();
    let ranks = || forms.iter().flat_map(|(f, rows)| f.ranks[rows.clone()].iter().copied());
    let one = |a: ArrayRef| Column::Arrays(vec![a]);
    let of = |name: &str| Column::Arrays(recipients.column(name).to_vec());
    let mut columns = vec![
        one(Arc::new(Int32Array::from(vec![i32::from(year); n]))),
        of(PAYER),
        one(Arc::new(directory.id_column(ranks(), n))),
    ];
    columns.extend(RECIPIENT.iter().chain(FORM_FLAGS).map(|n| of(n)));
    let mut boxes = Vec::new();
    for (i, b) in BOX_COLUMNS.iter().enumerate() {
        match b.column {
            "box_9" => columns.push(one(Arc::new(StringArray::new_null(n)))),
            "box_16" => {
                columns.push(one(state_box(forms, n, recipients, path)?));
                columns.push(of("payer_state_id"));
            }
            _ => {}
        }
        boxes.resize(columns.len(), None);
        boxes.push(Some(i));
        columns.push(Column::Cents(cents(b, forms)));
    }
    let due = Due::of(forms, recipients);
    let mut counts = FormCounts { forms: n as u64, ..FormCounts::default() };
    counts.reportable = due.flags.count_set_bits() as u64;
    counts.warned = due.warnings.len() as u64;
    columns.push(one(Arc::new(BooleanArray::new(due.flags, None))));
    columns.push(one(reasons(due.reasons)));
    columns.push(one(Arc::new(sparse(n, &due.warnings))));
    Ok(Group { columns, counts, boxes })
}

impl Group<'_> {
    /// Writes the row group; what it says of forms is returned.
    ///
    /// # Errors
    /// A box leaves the range of DECIMAL(18,2), or the file cannot be written.
    pub(crate) fn put(
        &self,
        file: &GroupFile,
        index: usize,
        forms: &[Stretch<'_>],
        directory: &Directory,
    ) -> Result<FormCounts> {
        let mut counts = self.counts.clone();
        file.put_parts(index, &self.columns, |column, facts| {
            let Some(Some(i)) = self.boxes.get(column) else { return Ok(()) };
            counts.boxes[*i] = facts.total;
            match facts.least.unsigned_abs().max(facts.most.unsigned_abs()) {
                0..=MOST => Ok(()),
                _ => Err(too_large(&BOX_COLUMNS[*i], forms, directory)),
            }
        })?;
        Ok(counts)
    }
}

/// The amounts of a box. The sum of three slots of 18 digits fits 64 bits.
fn cents<'a>(b: &FormBox, forms: &[Stretch<'a>]) -> Cents<'a> {
    let mut out = Cents::default();
    for (f, rows) in forms {
        let column = |slot: &Slot| f.sums.column(*slot).map(|c| &c[rows.clone()]);
        out.push(rows.len(), b.slots.iter().filter_map(column).collect());
    }
    out
}

/// The largest amount of a box; a sum of one slot was held against it when the form was made.
const MOST: u64 = crate::money::MAX_CENTS as u64;

/// The account whose box no form can state.
#[cold]
fn too_large(b: &FormBox, forms: &[Stretch<'_>], directory: &Directory) -> Error {
    let mut all = forms.iter().flat_map(|(f, rows)| rows.clone().map(|i| (*f, i)));
    let fits = |cents: Option<i64>| cents.is_some_and(|c| c.unsigned_abs() <= MOST);
    let found = all.find(|(f, i)| !fits(b.amount(&f.sums.row(*i))));
    let account = found.map(|(f, i)| directory.id(f.ranks[i])).unwrap_or_default();
    Error::Overflow { account, what: b.column }
}

fn reasons(keys: Vec<i32>) -> ArrayRef {
    let texts = Arc::new(StringArray::from_iter_values(REASONS.iter().map(|r| r.1)));
    Arc::new(DictionaryArray::new(Int32Array::from(keys), texts))
}

/// A column of texts for some rows; mostly for none.
fn sparse(n: usize, texts: &[(usize, String)]) -> StringArray {
    if texts.is_empty() {
        return StringArray::new_null(n);
    }
    let mut left = texts.iter().peekable();
    (0..n).map(|i| left.next_if(|(at, _)| *at == i).map(|(_, text)| text.as_str())).collect()
}

/// Box 14: the state that tax was withheld for, or that the account names.
fn state_box(
    forms: &[Stretch<'_>],
    n: usize,
    recipients: &Recipients,
    path: &Path,
) -> Result<ArrayRef> {
    let mut withheld = vec![false; n];
    let mut from = 0;
    for (f, rows) in forms {
        if let Some(cents) = f.sums.column(Slot::StateWithheld) {
            let some = withheld[from..].iter_mut().zip(&cents[rows.clone()]);
            some.for_each(|(is, cents)| *is = *cents != 0);
        }
        from += rows.len();
    }
    let named = recipients.valid("tax_state").is_none_or(|v| v.count_set_bits() > 0);
    if !named && !withheld.contains(&true) {
        return Ok(Arc::new(StringArray::new_null(n)));
    }
    let (tax, home) = (recipients.texts("tax_state", path)?, recipients.texts("state", path)?);
    let state = |(withheld, (tax, home)): (bool, (Option<&str>, Option<&str>))| {
        tax.or(home.filter(|_| withheld)).map(str::to_owned)
    };
    let states: StringArray = withheld.into_iter().zip(tax.iter().zip(&home)).map(state).collect();
    Ok(Arc::new(states))
}
