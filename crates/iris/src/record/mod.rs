//! A form made ready for the IRS: cleaned, with its codes translated, or refused with reasons.

mod address;
mod identity;
mod prepare;

pub use prepare::{Options, Prepared, prepare};

use crate::boxes::Amounts;
use crate::filer::{Address, Name, Tin, TinType};

/// A Form 1099-DIV whose every value fits the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The payer's key.
    pub payer: String,
    /// `RecipientAccountNum`.
    pub account: String,
    /// TIN; an unknown one is omitted, never filled with zeros.
    pub tin: Option<Tin>,
    /// What kind of number it is.
    pub tin_type: Option<TinType>,
    /// The recipient.
    pub name: Name,
    /// `AdditionalRecipientTxt`.
    pub additional: Option<String>,
    /// Mailing address.
    pub address: Address,
    /// `IssuerOfficeCd`.
    pub office: Option<String>,
    /// `CFSFElectionStateCd`.
    pub cfsf_state: Option<String>,
    /// Box 11.
    pub fatca: bool,
    /// Second TIN notice.
    pub second_tin_notice: bool,
    /// The boxes of dollars.
    pub amounts: Amounts,
    /// Box 8: the IRS's country code.
    pub country: Option<&'static str>,
    /// Boxes 14 to 16.
    pub state: Option<StateTax>,
}

/// Boxes 14 to 16.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateTax {
    /// Box 14.
    pub state: String,
    /// Box 15.
    pub state_id: Option<String>,
    /// Box 16, in cents.
    pub withheld: i128,
}

/// A change that cleaning made to a value. Holds personal data: it goes only into the report
/// file, never to a log or a screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Cleaning {
    /// The column of the forms.
    pub field: &'static str,
    /// The value before.
    pub before: String,
    /// The value written.
    pub after: String,
    /// What was done, in words.
    pub what: String,
}
