//! What changes from one tax year to the next: schema version, element order, code lists, rules.
//!
//! A new year is a new module beside `y2025` and a line in [`FilingYear::get`]. Nothing else in
//! the crate names a year.

mod countries;
mod y2025;

pub use countries::{Countries, CountryMatch};

use crate::boxes::{BOXES, MoneyBox};
use crate::check::Check;
use crate::xml::Tags;
use std::fmt;
use yearend_model::Field;

/// What the IRS does with a record or submission that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IrsSeverity {
    /// Accepted with errors: a correction is due.
    ReportError,
    /// Accepted with errors, and the submission is rejected when the share of its forms with the
    /// error exceeds a threshold that the IRS does not publish.
    ReportErrorOrThreshold,
    /// The transmission or submission is rejected: nothing of it counts as filed.
    Reject,
}

impl fmt::Display for IrsSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IrsSeverity::ReportError => "report error",
            IrsSeverity::ReportErrorOrThreshold => "report error, reject over threshold",
            IrsSeverity::Reject => "reject",
        })
    }
}

/// Where a rule can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    /// From the transmission alone.
    Yes,
    /// Against one's own filing ledger.
    Ledger,
    /// Only the IRS can: it needs its databases.
    No,
}

/// A business rule of the IRS, with our explanation.
#[derive(Debug)]
pub struct Rule {
    /// The IRS's rule number of this year, such as `FTMFST001_001`.
    pub number: &'static str,
    /// The check of ours that finds it; `None` where only the IRS can.
    pub check: Option<Check>,
    /// What the IRS does.
    pub severity: IrsSeverity,
    /// Where it can be checked.
    pub local: Local,
    /// What the rule asks for, in plain words.
    pub says: &'static str,
    /// What to do when it is broken.
    pub help: &'static str,
}

/// A form type that a Submission 1 can hold.
#[derive(Debug)]
pub struct FormType {
    /// `FormTypeCd`, such as `1099DIV`.
    pub code: &'static str,
    /// The rule that wants its group of totals, where there is one.
    pub totals_rule: &'static str,
}

/// A box of the detail, in the order of the schema.
#[derive(Clone, Copy, Debug)]
pub enum DetailBox {
    /// A box of dollars and its element.
    Money(MoneyBox, &'static str),
    /// Box 8, a country code, and its element.
    Country(&'static str),
}

impl DetailBox {
    /// Its element.
    #[must_use]
    pub fn element(self) -> &'static str {
        match self {
            DetailBox::Money(_, element) | DetailBox::Country(element) => element,
        }
    }
}

/// Everything that holds for the filing of one tax year.
#[derive(Debug)]
pub struct FilingYear {
    /// The tax year.
    pub tax_year: u16,
    /// `SchemaVersionNum`.
    pub schema_version: &'static str,
    /// What a `SoftwareId` of this year begins with.
    pub software_prefix: &'static str,
    /// The boxes of the detail, in the order of the schema.
    pub detail: Vec<DetailBox>,
    /// The tags of their elements.
    pub(crate) detail_tags: Vec<Tags>,
    /// The money boxes in the order of the totals, each with its element.
    pub totals: Vec<(MoneyBox, &'static str)>,
    /// The codes of `StateAbbreviationCd`.
    pub states: &'static [&'static str],
    /// The same as bits: a word for the first letter, a bit for the second.
    state_bits: [u32; 26],
    /// States that take part in the Combined Federal/State Filing program with this form.
    pub cfsf_states: &'static [&'static str],
    /// Form types that can be filed with the states combined.
    pub cfsf_forms: &'static [&'static str],
    /// Form types of Submission 1.
    pub form_types: &'static [FormType],
    /// Country codes.
    pub countries: Countries,
    /// The business rules.
    pub rules: Vec<&'static Rule>,
}

impl FilingYear {
    /// The tax years that can be filed, oldest first.
    pub const KNOWN: &'static [u16] = &[2025];

    /// What holds for a tax year, or `None` where the IRS's package of that year is not known.
    #[must_use]
    pub fn get(tax_year: u16) -> Option<&'static FilingYear> {
        match tax_year {
            2025 => Some(&y2025::YEAR),
            _ => None,
        }
    }

    /// The rule that a check finds in this year.
    #[must_use]
    pub fn rule_of(&self, check: Check) -> Option<&'static Rule> {
        self.rules.iter().copied().find(|r| r.check == Some(check))
    }

    /// A rule by its number.
    #[must_use]
    pub fn rule(&self, number: &str) -> Option<&'static Rule> {
        self.rules.iter().copied().find(|r| r.number == number)
    }

    /// Whether the text is a code of `StateAbbreviationCd`.
    #[must_use]
    pub fn is_state(&self, text: &str) -> bool {
        let [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = text.as_bytes() else { return false };
        self.state_bits[usize::from(a - b'A')] >> (b - b'A') & 1 == 1
    }

    /// The element of a money box.
    #[must_use]
    pub fn element(&self, b: MoneyBox) -> &'static str {
        self.totals.iter().find(|(m, _)| *m == b).map_or("", |(_, e)| e)
    }
}

/// Codes of two letters as bits: a word for the first letter, a bit for the second.
fn letter_bits(codes: &[&str]) -> [u32; 26] {
    let mut bits = [0; 26];
    for code in codes {
        if let [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = code.as_bytes() {
            bits[usize::from(a - b'A')] |= 1 << (b - b'A');
        }
    }
    bits
}

/// The element of a box, from the model's table of fields where a column feeds it, else as given
/// (boxes 4 and 6 are no columns of the layout).
fn element_of(b: MoneyBox, tax_year: u16, otherwise: &'static str) -> &'static str {
    Field::ALL
        .iter()
        .map(|f| f.info())
        .filter(|i| {
            i.boxes.iter().any(|l| l.label == b.label() && (l.from..=l.to).contains(&tax_year))
        })
        .find_map(|i| i.irs_element)
        .unwrap_or(otherwise)
}

/// The boxes of the detail and of the totals from the order of the form: the detail keeps it and
/// puts box 8 after box 7; the totals begin with box 4.
fn box_order(
    tax_year: u16,
    otherwise: &[(MoneyBox, &'static str)],
    country: &'static str,
) -> (Vec<DetailBox>, Vec<(MoneyBox, &'static str)>) {
    let named = MoneyBox::ALL.map(|b| {
        let fallback = otherwise.iter().find(|(o, _)| *o == b).map_or("", |(_, e)| e);
        (b, element_of(b, tax_year, fallback))
    });
    let mut detail = Vec::with_capacity(BOXES + 1);
    for (b, e) in named {
        detail.push(DetailBox::Money(b, e));
        if b == MoneyBox::B7 {
            detail.push(DetailBox::Country(country));
        }
    }
    let mut totals: Vec<_> = named.to_vec();
    totals.sort_by_key(|(b, _)| *b != MoneyBox::B4);
    (detail, totals)
}
