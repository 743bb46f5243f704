//! `forms.parquet`: one form per account, payer and year.

use super::groups::Store;
use super::lines::decimals;
use crate::error::{Error, Result};
use crate::input::Directory;
use crate::input::recipients::{FORM_FLAGS, PAYER, RECIPIENT, Recipients};
use crate::kernel::bounds::BOUNDS;
use crate::kernel::{BOX_COLUMNS, SLOTS, Slot};
use crate::reportable::{Status, reportable};
use crate::state::Form;
use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, Int32Array, StringArray};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};
use arrow_schema::{DataType, Field, Schema};
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

/// The columns of a row group, from the forms of several slices; each column in arrays that follow
/// each other.
///
/// # Errors
/// A box leaves the range of DECIMAL(18,2), or the texts of a column do not fit together.
pub fn columns(
    year: u16,
    directory: &Directory,
    forms: &[&[Form]],
    recipients: &Recipients,
    path: &Path,
) -> Result<(Vec<Vec<ArrayRef>>, FormCounts)> {
    let all = || forms.iter().copied().flatten();
    let n = forms.iter().map(|f| f.len()).sum();
    let mut counts = FormCounts { forms: n as u64, ..FormCounts::default() };
    let mut columns: Vec<Vec<ArrayRef>> = vec![
        vec![Arc::new(Int32Array::from(vec![i32::from(year); n]))],
        recipients.column(PAYER).to_vec(),
        vec![Arc::new(directory.id_column(all().map(|f| f.rank)))],
    ];
    columns.extend(RECIPIENT.iter().chain(FORM_FLAGS).map(|n| recipients.column(n).to_vec()));
    let boxes = box_columns(directory, forms, n)?;
    for (i, (b, cents)) in BOX_COLUMNS.iter().zip(boxes).enumerate() {
        match b.column {
            "box_9" => columns.push(vec![Arc::new(StringArray::new_null(n))]),
            "box_16" => {
                columns.push(vec![state_box(forms, n, recipients, path)?]);
                columns.push(recipients.column("payer_state_id").to_vec());
            }
            _ => {}
        }
        // Eight amounts of 18 digits sum within 64 bits.
        counts.boxes[i] = cents.chunks(8).map(|c| i128::from(c.iter().sum::<i64>())).sum();
        columns.push(vec![decimals(cents)]);
    }
    let (exempt, nonresident) =
        (recipients.flags("exempt_recipient"), recipients.flags("nonresident"));
    let look = Look::at(recipients);
    let mut reasons = Reasons::default();
    let mut due = BooleanBufferBuilder::new(n);
    let mut warned: Vec<(usize, String)> = Vec::new();
    for (i, f) in all().enumerate() {
        let status = Status { exempt: exempt.value(i), nonresident: nonresident.value(i) };
        let (reportable, reason) = reportable(&f.sums, status);
        due.append(reportable);
        reasons.push(reason);
        if let Some(text) = look.warnings(f, i, reportable) {
            warned.push((i, text));
        }
    }
    let due = due.finish();
    counts.reportable = due.count_set_bits() as u64;
    counts.warned = warned.len() as u64;
    columns.push(vec![Arc::new(BooleanArray::new(due, None))]);
    columns.push(vec![reasons.column()]);
    columns.push(vec![Arc::new(sparse(n, &warned))]);
    Ok((columns, counts))
}

/// The reasons, of which there are few.
#[derive(Default)]
struct Reasons {
    texts: Vec<&'static str>,
    keys: Vec<i32>,
}

impl Reasons {
    fn push(&mut self, reason: &'static str) {
        let known = self.texts.iter().position(|t| std::ptr::eq(*t, reason) || *t == reason);
        let key = known.unwrap_or_else(|| {
            self.texts.push(reason);
            self.texts.len() - 1
        });
        self.keys.push(key as i32);
    }

    fn column(self) -> ArrayRef {
        let texts = Arc::new(StringArray::from(self.texts));
        Arc::new(DictionaryArray::new(Int32Array::from(self.keys), texts))
    }
}

/// A column of texts for some rows; mostly for none.
fn sparse(n: usize, texts: &[(usize, String)]) -> StringArray {
    if texts.is_empty() {
        return StringArray::new_null(n);
    }
    let mut left = texts.iter().peekable();
    (0..n).map(|i| left.next_if(|(at, _)| *at == i).map(|(_, text)| text.as_str())).collect()
}

/// Forms that are turned into columns at a time: what stays in the nearest memory meanwhile.
const TURNED: usize = 64;

fn box_columns(directory: &Directory, forms: &[&[Form]], n: usize) -> Result<Vec<Vec<i64>>> {
    let mut columns: Vec<Vec<i64>> = BOX_COLUMNS.iter().map(|_| Vec::with_capacity(n)).collect();
    for some in forms.iter().flat_map(|f| f.chunks(TURNED)) {
        for (b, column) in BOX_COLUMNS.iter().zip(&mut columns) {
            match b.slots {
                [] => column.resize(column.len() + some.len(), 0),
                [slot] => column.extend(some.iter().map(|f| f.sums[*slot as usize])),
                _ => {
                    for f in some {
                        let cents = b.amount(&f.sums).filter(|c| c.unsigned_abs() <= MOST);
                        column.push(cents.ok_or_else(|| Error::Overflow {
                            account: directory.id(f.rank),
                            what: b.column,
                        })?);
                    }
                }
            }
        }
    }
    Ok(columns)
}

/// The largest amount of a box; a sum of one slot was held against it when the form was made.
const MOST: u64 = crate::money::MAX_CENTS as u64;

/// Box 14: the state that tax was withheld for, or that the account names.
fn state_box(
    forms: &[&[Form]],
    n: usize,
    recipients: &Recipients,
    path: &Path,
) -> Result<ArrayRef> {
    let withheld = |f: &Form| f.sums[Slot::StateWithheld as usize] != 0;
    let all = || forms.iter().copied().flatten();
    let named = recipients.valid("tax_state").is_none_or(|v| v.count_set_bits() > 0);
    if !named && !all().any(withheld) {
        return Ok(Arc::new(StringArray::new_null(n)));
    }
    let (tax, home) = (recipients.texts("tax_state", path)?, recipients.texts("state", path)?);
    let state = |(f, (tax, home)): (&Form, (Option<&str>, Option<&str>))| {
        tax.or(home.filter(|_| withheld(f))).map(str::to_owned)
    };
    let states: StringArray = all().zip(tax.iter().zip(&home)).map(state).collect();
    Ok(Arc::new(states))
}

/// What warnings look at beside the amounts.
struct Look {
    tin: Option<BooleanBuffer>,
    backup_withholding: BooleanBuffer,
}

impl Look {
    fn at(recipients: &Recipients) -> Look {
        let backup_withholding = recipients.flags("backup_withholding");
        Look { tin: recipients.valid("tin"), backup_withholding }
    }

    /// Whether a recipient's data may give a warning if the form is due.
    fn concerns(&self, i: usize) -> bool {
        self.tin.as_ref().is_some_and(|v| !v.value(i)) || self.backup_withholding.value(i)
    }

    /// What a person should look at before the form is filed.
    fn warnings(&self, form: &Form, i: usize, due: bool) -> Option<String> {
        let sums = &form.sums;
        let below = sums.iter().fold(0, |a, s| a | s) < 0;
        let look = below || exceeds_any(sums) || (due && self.concerns(i));
        if !look {
            return None;
        }
        let sum =
            |slots: &[Slot]| slots.iter().map(|s| i128::from(sums[*s as usize])).sum::<i128>();
        let mut out: Vec<String> = Vec::new();
        if below {
            let below = BOX_COLUMNS.iter().filter(|b| sum(b.slots) < 0);
            out.extend(below.map(|b| format!("{} is below zero", b.column.replace('_', " "))));
        }
        if exceeds_any(sums) {
            let broken = BOUNDS.iter().filter(|b| sum(b.parts) > sum(b.whole));
            out.extend(broken.map(|b| format!("exceeds {}", b.name)));
        }
        if due && self.tin.as_ref().is_some_and(|v| !v.value(i)) {
            out.push("no taxpayer number".to_owned());
        }
        if due && sums[Slot::Withheld as usize] == 0 && self.backup_withholding.value(i) {
            out.push("subject to backup withholding, but nothing was withheld".to_owned());
        }
        (!out.is_empty()).then(|| out.join("; "))
    }
}

/// The three sums and box 13, cheaply; [`BOUNDS`] says which. An amount has 18 digits at most, so
/// that four of them sum within 64 bits.
fn exceeds_any(s: &[i64; SLOTS]) -> bool {
    let v = |slot: Slot| s[slot as usize];
    let one_a = v(Slot::Income) + v(Slot::ShortTermGain) + v(Slot::GrossUp);
    let parts_a = [Slot::Qualified, Slot::Section897Ordinary, Slot::Section199a];
    let parts_2a = [Slot::Section1250, Slot::Section1202, Slot::Collectibles, Slot::Section897Gain];
    let over = |parts: &[Slot], whole: i64| {
        parts.iter().map(|p| v(*p)).sum::<i64>() > whole
            || parts.iter().fold(false, |any, p| any | (v(*p) > whole))
    };
    over(&parts_a, one_a)
        || over(&parts_2a, v(Slot::CapitalGain))
        || over(&[Slot::PrivateActivity], v(Slot::ExemptInterest))
}
