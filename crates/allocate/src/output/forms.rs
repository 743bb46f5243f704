//! `forms.parquet`: one form per account, payer and year.

use super::groups::Store;
use super::lines::decimals;
use crate::error::{Error, Result};
use crate::input::Directory;
use crate::input::recipients::Recipients;
use crate::kernel::bounds::BOUNDS;
use crate::kernel::{BOX_COLUMNS, SLOTS, Slot};
use crate::reportable::{Status, reportable};
use crate::state::Form;
use arrow_array::{Array, ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;

/// The recipient's texts in the order of the file, after the key.
pub const RECIPIENT: [&str; 16] = [
    "tin",
    "tin_type",
    "business_name",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "additional_name",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "zip",
    "province",
    "postal_code",
    "country",
];

/// The recipient's flags in the order of the file.
pub const FLAGS: [&str; 5] =
    ["exempt_recipient", "nonresident", "fatca", "second_tin_notice", "de_minimis_election"];

/// The columns.
#[must_use]
pub fn schema() -> Schema {
    let text = |n: &str, null| Field::new(n, DataType::Utf8, null);
    let mut fields = vec![
        Field::new("tax_year", DataType::Int32, false),
        text("payer_id", false),
        text("account_id", false),
    ];
    let present = ["tin_type", "country"];
    fields.extend(RECIPIENT.iter().map(|n| text(n, !present.contains(n))));
    fields.extend(FLAGS.iter().map(|n| Field::new(*n, DataType::Boolean, false)));
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

/// A row group.
///
/// # Errors
/// A box leaves the range of DECIMAL(18,2), or the columns do not fit (a defect).
pub fn batch(
    year: u16,
    directory: &Directory,
    forms: &[Form],
    recipients: &Recipients,
    schema: SchemaRef,
    path: &Path,
) -> Result<(RecordBatch, FormCounts)> {
    let mut counts = FormCounts { forms: forms.len() as u64, ..FormCounts::default() };
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(Int32Array::from(vec![i32::from(year); forms.len()])),
        recipients.column("payer_id").clone(),
        Arc::new(directory.id_column(forms.iter().map(|f| f.rank))),
    ];
    columns.extend(RECIPIENT.iter().chain(&FLAGS).map(|n| recipients.column(n).clone()));
    for (i, b) in BOX_COLUMNS.iter().enumerate() {
        match b.column {
            "box_9" => columns.push(Arc::new(StringArray::new_null(forms.len()))),
            "box_16" => columns.extend(state_boxes(forms, recipients)),
            _ => {}
        }
        let cents = box_column(directory, forms, b)?;
        counts.boxes[i] = cents.iter().map(|c| i128::from(*c)).sum();
        columns.push(decimals(cents));
    }
    let (exempt, nonresident) =
        (recipients.flag("exempt_recipient"), recipients.flag("nonresident"));
    let verdicts: Vec<(bool, &str)> = forms
        .iter()
        .enumerate()
        .map(|(i, f)| {
            let status = Status { exempt: exempt.value(i), nonresident: nonresident.value(i) };
            reportable(&f.sums, status)
        })
        .collect();
    counts.reportable = verdicts.iter().filter(|v| v.0).count() as u64;
    columns.push(Arc::new(BooleanArray::from_iter(verdicts.iter().map(|v| Some(v.0)))));
    columns.push(Arc::new(StringArray::from_iter_values(verdicts.iter().map(|v| v.1))));
    let warnings: StringArray =
        forms.iter().enumerate().map(|(i, f)| warnings(f, i, recipients, verdicts[i].0)).collect();
    counts.warned = (warnings.len() - warnings.null_count()) as u64;
    columns.push(Arc::new(warnings));
    let batch = RecordBatch::try_new(schema, columns).map_err(Error::arrow(path))?;
    Ok((batch, counts))
}

fn box_column(
    directory: &Directory,
    forms: &[Form],
    b: &crate::kernel::FormBox,
) -> Result<Vec<i64>> {
    let cents = |f: &Form| {
        b.amount(&f.sums)
            .filter(|c| c.unsigned_abs() <= crate::money::MAX_CENTS as u64)
            .ok_or_else(|| Error::Overflow { account: directory.id(f.rank), what: b.column })
    };
    forms.iter().map(cents).collect()
}

/// Boxes 14 and 15: the state that tax was withheld for, or that the account names.
fn state_boxes(forms: &[Form], recipients: &Recipients) -> [ArrayRef; 2] {
    let (tax, home) = (recipients.text("tax_state"), recipients.text("state"));
    let value = |a: &StringArray, i: usize| a.is_valid(i).then(|| a.value(i).to_owned());
    let state = |(i, f): (usize, &Form)| {
        let withheld = f.sums[Slot::StateWithheld as usize] != 0;
        value(tax, i).or_else(|| value(home, i).filter(|_| withheld))
    };
    if tax.null_count() == forms.len()
        && forms.iter().all(|f| f.sums[Slot::StateWithheld as usize] == 0)
    {
        return [
            Arc::new(StringArray::new_null(forms.len())),
            recipients.column("payer_state_id").clone(),
        ];
    }
    let states: StringArray = forms.iter().enumerate().map(state).collect();
    [Arc::new(states), recipients.column("payer_state_id").clone()]
}

/// What a person should look at before the form is filed.
fn warnings(form: &Form, i: usize, recipients: &Recipients, due: bool) -> Option<String> {
    let sums = &form.sums;
    let sum = |slots: &[Slot]| slots.iter().map(|s| i128::from(sums[*s as usize])).sum::<i128>();
    let mut out: Vec<String> = Vec::new();
    if sums.iter().any(|s| *s < 0) {
        let below = BOX_COLUMNS.iter().filter(|b| sum(b.slots) < 0);
        out.extend(below.map(|b| format!("{} is below zero", b.column.replace('_', " "))));
    }
    if exceeds_any(sums) {
        let broken = BOUNDS.iter().filter(|b| sum(b.parts) > sum(b.whole));
        out.extend(broken.map(|b| format!("exceeds {}", b.name)));
    }
    if due && recipients.text("tin").is_null(i) {
        out.push("no taxpayer number".to_owned());
    }
    if due && sums[Slot::Withheld as usize] == 0 && recipients.flag("backup_withholding").value(i) {
        out.push("subject to backup withholding, but nothing was withheld".to_owned());
    }
    (!out.is_empty()).then(|| out.join("; "))
}

/// The three sums and box 13, cheaply; [`BOUNDS`] says which.
fn exceeds_any(s: &[i64; SLOTS]) -> bool {
    let v = |slot: Slot| i128::from(s[slot as usize]);
    let one_a = v(Slot::Income) + v(Slot::ShortTermGain) + v(Slot::GrossUp);
    let parts_a = [Slot::Qualified, Slot::Section897Ordinary, Slot::Section199a];
    let parts_2a = [Slot::Section1250, Slot::Section1202, Slot::Collectibles, Slot::Section897Gain];
    let over = |parts: &[Slot], whole: i128| {
        parts.iter().map(|p| v(*p)).sum::<i128>() > whole || parts.iter().any(|p| v(*p) > whole)
    };
    over(&parts_a, one_a)
        || over(&parts_2a, v(Slot::CapitalGain))
        || over(&[Slot::PrivateActivity], v(Slot::ExemptInterest))
}
