//! A form made ready for the IRS: cleaned, with its codes translated, or refused with reasons.

mod address;
mod content;
mod identity;
mod prepare;

pub use prepare::{Options, Prepared, prepare};

use crate::boxes::Amounts;
use crate::filer::{Address, Name, Tin, TinType};
use crate::text::Change;
use std::borrow::Cow;
use std::fmt;

/// A Form 1099-DIV whose every value fits the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The payer's key.
    pub payer: &'a str,
    /// `RecipientAccountNum`.
    pub account: &'a str,
    /// TIN; an unknown one is omitted, never filled with zeros.
    pub tin: Option<Tin<'a>>,
    /// What kind of number it is.
    pub tin_type: Option<TinType>,
    /// The recipient.
    pub name: Name<'a>,
    /// `AdditionalRecipientTxt`.
    pub additional: Option<Cow<'a, str>>,
    /// Mailing address.
    pub address: Address<'a>,
    /// `IssuerOfficeCd`.
    pub office: Option<&'a str>,
    /// `CFSFElectionStateCd`.
    pub cfsf_state: Option<Cow<'a, str>>,
    /// Box 11.
    pub fatca: bool,
    /// Second TIN notice.
    pub second_tin_notice: bool,
    /// The boxes of dollars.
    pub amounts: Amounts,
    /// Box 8: the IRS's country code.
    pub country: Option<&'a str>,
    /// Boxes 14 to 16.
    pub state: Option<StateTax<'a>>,
}

/// Boxes 14 to 16.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateTax<'a> {
    /// Box 14.
    pub state: Cow<'a, str>,
    /// Box 15.
    pub state_id: Option<Cow<'a, str>>,
    /// Box 16, in cents.
    pub withheld: i128,
}

/// A change that cleaning made to a value. Holds personal data: it goes only into the report
/// file, never to a log or a screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Cleaning<'a> {
    /// The column of the forms.
    pub field: &'static str,
    /// The value before.
    pub before: &'a str,
    /// The value written.
    pub after: String,
    /// What was done.
    pub what: What,
}

/// What was done to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Its characters were brought into the set of the element.
    Cleaned(Change),
    /// The hyphen of a ZIP code was dropped.
    Hyphen,
    /// The country has no code of its own at the IRS: why, and which stands for it.
    OtherCountry(&'static str),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Cleaned(change) => f.write_str(&change.words()),
            What::Hyphen => f.write_str("hyphen dropped"),
            What::OtherCountry(why) => write!(f, "no code of its own: {why}"),
        }
    }
}
