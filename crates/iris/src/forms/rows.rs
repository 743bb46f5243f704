//! The rows of `forms.parquet`, batch by batch.

use super::columns::{Cents, Columns, Reason, flag, value};
use super::open::open;
use crate::boxes::{Amounts, BOXES, MoneyBox};
use crate::error::{Error, Result};
use arrow_array::{Array, BooleanArray, Int32Array, RecordBatch, StringViewArray};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// One form as allocated. Texts are as the accounts file has them.
#[derive(Clone, Copy, Debug)]
pub struct FormRow<'a> {
    /// Tax year.
    pub tax_year: i32,
    /// The payer's key in `filer.toml`.
    pub payer_id: &'a str,
    /// The account.
    pub account_id: &'a str,
    /// TIN.
    pub tin: Option<&'a str>,
    /// `individual`, `business` or `unknown`.
    pub tin_type: Option<&'a str>,
    /// Business name; else the person's names.
    pub business_name: Option<&'a str>,
    /// First name.
    pub first_name: Option<&'a str>,
    /// Middle name.
    pub middle_name: Option<&'a str>,
    /// Last name.
    pub last_name: Option<&'a str>,
    /// Suffix.
    pub suffix: Option<&'a str>,
    /// A second owner or other addition.
    pub additional_name: Option<&'a str>,
    /// Street.
    pub address_line1: Option<&'a str>,
    /// Second line.
    pub address_line2: Option<&'a str>,
    /// City.
    pub city: Option<&'a str>,
    /// State, for US addresses.
    pub state: Option<&'a str>,
    /// ZIP, for US addresses.
    pub zip: Option<&'a str>,
    /// Province, for foreign addresses.
    pub province: Option<&'a str>,
    /// Postal code, for foreign addresses.
    pub postal_code: Option<&'a str>,
    /// ISO 3166 alpha-2; absent means US.
    pub country: Option<&'a str>,
    /// Exempt recipient: no form is due unless tax was withheld.
    pub exempt_recipient: bool,
    /// Nonresident: belongs on Form 1042-S.
    pub nonresident: bool,
    /// Box 11.
    pub fatca: bool,
    /// Second TIN notice.
    pub second_tin_notice: bool,
    /// Boxes 1a to 13, in cents.
    pub amounts: Amounts,
    /// Box 8, ISO 3166 alpha-2.
    pub box_8: Option<&'a str>,
    /// Box 14: state.
    pub box_14: Option<&'a str>,
    /// Box 15: payer's state identification number.
    pub box_15: Option<&'a str>,
    /// Box 16: state tax withheld, in cents.
    pub box_16: i128,
    /// Whether a form is due.
    pub reportable: bool,
}

/// A batch of forms.
#[derive(Debug)]
pub struct FormBatch {
    tax_year: Int32Array,
    keys: [StringViewArray; 2],
    /// `None` where every row is null, as many are.
    text: Vec<Option<StringViewArray>>,
    additional_name: Option<StringViewArray>,
    flags: [BooleanArray; 5],
    /// `None` where every row is zero, as in most boxes.
    boxes: Vec<Option<Cents>>,
    box_16: Cents,
}

const KEYS: [&str; 2] = ["payer_id", "account_id"];
const TEXTS: [&str; 18] = [
    "tin",
    "tin_type",
    "business_name",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "zip",
    "province",
    "postal_code",
    "country",
    "box_8",
    "box_14",
    "box_15",
];
const FLAGS: [&str; 5] =
    ["exempt_recipient", "nonresident", "fatca", "second_tin_notice", "reportable"];

/// The columns that are read; the others are for people.
fn is_wanted(name: &str) -> bool {
    matches!(name, "tax_year" | "additional_name" | "box_16")
        || KEYS.contains(&name)
        || TEXTS.contains(&name)
        || FLAGS.contains(&name)
        || MoneyBox::ALL.iter().any(|b| b.column() == name)
}

impl FormBatch {
    fn new(batch: &RecordBatch) -> std::result::Result<FormBatch, Reason> {
        let c = Columns::new(batch);
        let any = |column: StringViewArray| (column.null_count() < column.len()).then_some(column);
        let mut text = Vec::with_capacity(TEXTS.len());
        for name in TEXTS {
            text.push(any(c.text(name)?));
        }
        let mut boxes = Vec::with_capacity(BOXES);
        for b in MoneyBox::ALL {
            boxes.push(Some(c.cents(b.column())?).filter(Cents::any));
        }
        let [exempt, nonresident, fatca, second, reportable] = FLAGS;
        Ok(FormBatch {
            tax_year: c.int("tax_year")?,
            keys: [c.key(KEYS[0])?, c.key(KEYS[1])?],
            text,
            additional_name: c.text_if_any("additional_name")?.and_then(any),
            flags: [
                c.flag(exempt)?,
                c.flag(nonresident)?,
                c.flag(fatca)?,
                c.flag(second)?,
                c.flag(reportable)?,
            ],
            boxes,
            box_16: c.cents("box_16")?,
        })
    }

    /// The number of forms.
    #[must_use]
    pub fn len(&self) -> usize {
        Array::len(&self.tax_year)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Payer and account of a row.
    #[must_use]
    pub fn key(&self, row: usize) -> (&str, &str) {
        (self.keys[0].value(row), self.keys[1].value(row))
    }

    /// The boxes of a row, in cents.
    #[must_use]
    pub fn amounts(&self, row: usize) -> Amounts {
        let mut amounts = Amounts::default();
        for (cents, column) in amounts.0.iter_mut().zip(&self.boxes) {
            if let Some(column) = column {
                *cents = column.value(row);
            }
        }
        amounts
    }

    /// The form of a row.
    #[must_use]
    pub fn row(&self, row: usize) -> FormRow<'_> {
        let text = |i: usize| self.text[i].as_ref().and_then(|c| value(c, row));
        FormRow {
            tax_year: self.tax_year.value(row),
            payer_id: self.keys[0].value(row),
            account_id: self.keys[1].value(row),
            tin: text(0),
            tin_type: text(1),
            business_name: text(2),
            first_name: text(3),
            middle_name: text(4),
            last_name: text(5),
            suffix: text(6),
            address_line1: text(7),
            address_line2: text(8),
            city: text(9),
            state: text(10),
            zip: text(11),
            province: text(12),
            postal_code: text(13),
            country: text(14),
            box_8: text(15),
            box_14: text(16),
            box_15: text(17),
            additional_name: self.additional_name.as_ref().and_then(|c| value(c, row)),
            exempt_recipient: flag(&self.flags[0], row),
            nonresident: flag(&self.flags[1], row),
            fatca: flag(&self.flags[2], row),
            second_tin_notice: flag(&self.flags[3], row),
            reportable: flag(&self.flags[4], row),
            amounts: self.amounts(row),
            box_16: self.box_16.value(row),
        }
    }
}

/// The batches of a file, as a thread reads them.
type Ahead = Receiver<Result<FormBatch>>;

/// A `forms.parquet` file.
#[derive(Clone, Debug)]
pub struct FormsFile {
    path: PathBuf,
    /// What is read already.
    begun: Arc<Mutex<Option<Ahead>>>,
}

impl FormsFile {
    /// The file itself, or the folder that `yearend allocate` wrote.
    #[must_use]
    pub fn new(path: &Path) -> FormsFile {
        let path = if path.is_dir() { path.join("forms.parquet") } else { path.to_owned() };
        FormsFile { path, begun: Arc::default() }
    }

    /// Reads the first batches on a thread of its own, while the caller makes other things ready.
    #[must_use]
    pub fn begin(self) -> FormsFile {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.ahead());
        self
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file from its beginning, the next batches while one is worked on.
    ///
    /// # Errors
    /// As for [`FormsFile::batches`], and the first of `work`.
    pub fn for_each(&self, mut work: impl FnMut(FormBatch) -> Result<()>) -> Result<()> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).take();
        let ahead = begun.unwrap_or_else(|| self.ahead());
        ahead.into_iter().try_for_each(|batch| work(batch?))
    }

    /// Starts the thread that reads. It ends when nobody listens any more.
    fn ahead(&self) -> Ahead {
        let (sender, receiver) = sync_channel(AHEAD);
        let file = FormsFile::new(&self.path);
        std::thread::spawn(move || match file.batches() {
            Ok(mut batches) => while batches.next().is_some_and(|b| sender.send(b).is_ok()) {},
            // Nobody listens: nobody needs to know.
            Err(e) => drop(sender.send(Err(e))),
        });
        receiver
    }

    /// Reads the file from its beginning.
    ///
    /// # Errors
    /// The file cannot be opened, or is no Parquet file.
    pub fn batches(&self) -> Result<impl Iterator<Item = Result<FormBatch>> + use<>> {
        let path = self.path.clone();
        let reader = open(&path, Some(is_wanted))?;
        Ok(reader.map(move |batch| {
            let batch = batch.map_err(|e| Error::forms(&path, e.to_string()))?;
            FormBatch::new(&batch).map_err(|e| Error::forms(&path, e))
        }))
    }
}
