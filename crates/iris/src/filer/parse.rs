//! `filer.toml` as written, each value with its place.

use super::{Filer, Problem, validate};
use crate::year::FilingYear;
use serde::Deserialize;
use toml::Spanned;

pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFiler {
    pub(super) transmitter: RawTransmitter,
    pub(super) contact: RawContact,
    pub(super) software: RawSoftware,
    pub(super) vendor: Option<RawVendor>,
    #[serde(default)]
    pub(super) payer: Vec<RawPayer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTransmitter {
    pub(super) tcc: Text,
    pub(super) role: Option<Text>,
    pub(super) tin: Text,
    pub(super) tin_type: Option<Text>,
    #[serde(default)]
    pub(super) foreign: bool,
    pub(super) name: Text,
    pub(super) name2: Option<Text>,
    pub(super) address: Spanned<RawAddress>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawContact {
    pub(super) name: Text,
    pub(super) email: Option<Text>,
    pub(super) phone: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSoftware {
    pub(super) id: Text,
    pub(super) vendor: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVendor {
    pub(super) name: Text,
    pub(super) name2: Option<Text>,
    #[serde(default)]
    pub(super) foreign: bool,
    pub(super) contact: Text,
    pub(super) email: Option<Text>,
    pub(super) phone: Text,
    pub(super) address: Spanned<RawAddress>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAddress {
    pub(super) line1: Text,
    pub(super) line2: Option<Text>,
    pub(super) city: Option<Text>,
    pub(super) state: Option<Text>,
    pub(super) zip: Option<Text>,
    pub(super) country: Option<Text>,
    pub(super) province: Option<Text>,
    pub(super) postal_code: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPayer {
    pub(super) id: Text,
    pub(super) tin: Text,
    pub(super) tin_type: Option<Text>,
    #[serde(default)]
    pub(super) foreign: bool,
    pub(super) name: Option<Text>,
    pub(super) name2: Option<Text>,
    pub(super) first_name: Option<Text>,
    pub(super) middle_name: Option<Text>,
    pub(super) last_name: Option<Text>,
    pub(super) suffix: Option<Text>,
    pub(super) phone: Text,
    pub(super) office: Option<Text>,
    #[serde(default)]
    pub(super) cfsf: Vec<Text>,
    pub(super) contact: Option<Text>,
    pub(super) contact_phone: Option<Text>,
    pub(super) contact_email: Option<Text>,
    pub(super) address: Spanned<RawAddress>,
}

/// Reads `filer.toml` for a tax year.
///
/// # Errors
/// Everything that is wrong in it, in the order of the file, each with its line. A value that may
/// be a taxpayer number is never repeated.
pub fn parse(text: &str, facts: &FilingYear) -> Result<Filer, Vec<Problem>> {
    let raw: RawFiler = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(e) => {
            let at = e.span().map_or(0, |s| s.start);
            return Err(vec![Problem {
                line: line_of(text, at),
                entry: "filer.toml".to_owned(),
                reason: e.message().to_owned(),
            }]);
        }
    };
    let mut v = validate::Validator::new(text, facts);
    let filer = v.filer(raw);
    v.finish(filer)
}

/// The line (from 1) of a byte offset.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    text.as_bytes()[..end].iter().filter(|b| **b == b'\n').count() + 1
}
