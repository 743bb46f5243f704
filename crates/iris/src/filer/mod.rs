//! `filer.toml`: who transmits, with which software, for which payers.

mod parse;
mod validate;

pub use parse::parse;

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The blank `filer.toml` that `yearend file init` writes; every entry is explained in it.
pub const BLANK: &str = include_str!("blank.toml");

/// A person or a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// A person; first and last name are required by the schema.
    Person {
        /// First name.
        first: Cow<'a, str>,
        /// Middle name or initial.
        middle: Option<Cow<'a, str>>,
        /// Last name.
        last: Cow<'a, str>,
        /// Suffix, such as `Jr`.
        suffix: Option<Cow<'a, str>>,
    },
    /// A business, on one or two lines.
    Business {
        /// First line.
        line1: Cow<'a, str>,
        /// Second line (`c/o`, DBA).
        line2: Option<Cow<'a, str>>,
    },
}

/// A mailing address in the IRS's character sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address<'a> {
    /// In the US, its territories, or a military post office.
    Us {
        /// Street.
        line1: Cow<'a, str>,
        /// Second line.
        line2: Option<Cow<'a, str>>,
        /// City.
        city: Cow<'a, str>,
        /// State code of the US Postal Service.
        state: Cow<'a, str>,
        /// 5, 9 or 12 digits.
        zip: Cow<'a, str>,
    },
    /// Elsewhere.
    Foreign {
        /// Street.
        line1: Cow<'a, str>,
        /// Second line.
        line2: Option<Cow<'a, str>>,
        /// City.
        city: Option<Cow<'a, str>>,
        /// Province or state.
        province: Option<Cow<'a, str>>,
        /// The IRS's country code (not ISO).
        country: Cow<'a, str>,
        /// Postal code.
        postal: Option<Cow<'a, str>>,
    },
}

impl Address<'_> {
    /// Whether it is a foreign address.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        matches!(self, Address::Foreign { .. })
    }
}

/// What kind of number a TIN is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TinType {
    /// SSN, ITIN or ATIN.
    Individual,
    /// EIN.
    Business,
    /// Not known.
    Unknown,
}

impl TinType {
    /// `TINSubmittedTypeCd`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            TinType::Individual => "INDIVIDUAL_TIN",
            TinType::Business => "BUSINESS_TIN",
            TinType::Unknown => "UNKNOWN",
        }
    }

    /// The type of a `TINSubmittedTypeCd`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<TinType> {
        match code {
            "INDIVIDUAL_TIN" => Some(TinType::Individual),
            "BUSINESS_TIN" => Some(TinType::Business),
            "UNKNOWN" => Some(TinType::Unknown),
            _ => None,
        }
    }

    /// The type by the word that `forms.parquet` and `filer.toml` use.
    #[must_use]
    pub fn from_word(word: &str) -> Option<TinType> {
        match word {
            "individual" => Some(TinType::Individual),
            "business" => Some(TinType::Business),
            "unknown" => Some(TinType::Unknown),
            _ => None,
        }
    }
}

/// A taxpayer identification number, printed as `***-**-1234` in every message.
#[derive(Clone, PartialEq, Eq)]
pub struct Tin<'a>(pub Cow<'a, str>);

impl std::fmt::Debug for Tin<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Tin<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "***-**-{}", self.0.get(self.0.len().saturating_sub(4)..).unwrap_or("****"))
    }
}

/// Who sends the transmission.
#[derive(Clone, Debug)]
pub struct Transmitter {
    /// Transmitter Control Code, five letters and digits.
    pub tcc: String,
    /// Whether the TCC's role is Issuer (it files for itself only).
    pub issuer_role: bool,
    /// TIN.
    pub tin: Tin<'static>,
    /// Its type.
    pub tin_type: TinType,
    /// Foreign entity.
    pub foreign: bool,
    /// The transmitter's business name, lines 1 and 2.
    pub name: (String, Option<String>),
    /// Its address.
    pub address: Address<'static>,
    /// Contact person.
    pub contact: String,
    /// Contact e-mail.
    pub email: Option<String>,
    /// Contact telephone, digits only.
    pub phone: String,
}

/// The vendor of the software, where it is not in-house.
#[derive(Clone, Debug)]
pub struct Vendor {
    /// Foreign entity.
    pub foreign: bool,
    /// Name, lines 1 and 2.
    pub name: (String, Option<String>),
    /// Address.
    pub address: Address<'static>,
    /// Contact person.
    pub contact: String,
    /// Contact e-mail.
    pub email: Option<String>,
    /// Contact telephone.
    pub phone: String,
}

/// A payer: the issuer of forms.
#[derive(Clone, Debug)]
pub struct Payer {
    /// The key that stands in the accounts file and in `forms.parquet`.
    pub id: String,
    /// TIN.
    pub tin: Tin<'static>,
    /// Its type.
    pub tin_type: TinType,
    /// Foreign entity.
    pub foreign: bool,
    /// Name.
    pub name: Name<'static>,
    /// Address.
    pub address: Address<'static>,
    /// Telephone.
    pub phone: String,
    /// Contact person for the submission: name, telephone, e-mail.
    pub contact: Option<(String, Option<String>, Option<String>)>,
    /// Four-character office code.
    pub office: Option<String>,
    /// States to which the IRS forwards the forms (Combined Federal/State Filing).
    pub cfsf: BTreeSet<String>,
}

/// The whole of `filer.toml`.
#[derive(Clone, Debug)]
pub struct Filer {
    /// Transmitter and contact.
    pub transmitter: Transmitter,
    /// `SoftwareId`, given by the IRS for each tax year.
    pub software_id: String,
    /// The vendor; `None` for in-house software.
    pub vendor: Option<Vendor>,
    /// Payers by their order in the file.
    pub payers: Vec<Payer>,
}

impl Filer {
    /// The payer with a key.
    #[must_use]
    pub fn payer(&self, id: &str) -> Option<&Payer> {
        self.payers.iter().find(|p| p.id == id)
    }
}

/// Something wrong in `filer.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// The entry, such as `transmitter.tcc`.
    pub entry: String,
    /// What is wrong, and what is wanted.
    pub reason: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.entry, self.reason)
    }
}
