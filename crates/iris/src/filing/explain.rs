//! One recipient's form as boxes with their words.

use super::lookup::{FiledForm, forms_of};
use crate::check::Mark;
use crate::error::{Error, Result};
use crate::filer::{Name, Tin};
use crate::year::{DetailBox, FilingYear};
use std::path::Path;

/// A form as boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// `SubmissionId`.
    pub submission: u32,
    /// `RecordId`.
    pub record: u32,
    /// The account.
    pub account: String,
    /// The recipient's name.
    pub recipient: String,
    /// The TIN, masked.
    pub tin: String,
    /// A second recipient, if there is one, and the lines of the address.
    pub address: Vec<String>,
    /// Whether it is a corrected form.
    pub corrected: bool,
    /// Label, words and value of each box that is filled.
    pub boxes: Vec<(String, String, String)>,
}

/// Finds the forms of an account in a transmission.
///
/// # Errors
/// The file cannot be read, or holds no form of the account.
pub fn explain(path: &Path, account: &str, facts: &FilingYear) -> Result<Vec<Explained>> {
    let mut found = Vec::new();
    forms_of(path, facts, |form| {
        if form.account == account {
            found.push(explained(form, facts));
        }
        true
    })?;
    if found.is_empty() {
        return Err(Error::xml(path, format!("no Form 1099-DIV of account `{account}`")));
    }
    Ok(found)
}

fn explained(form: &FiledForm, facts: &FilingYear) -> Explained {
    let value = |name: &str| {
        form.values.iter().find(|(_, n, _)| n == name).map(|(_, _, text)| text.clone())
    };
    let recipient = match &form.name {
        Some(Name::Person { first, middle, last, suffix }) => {
            let parts = [Some(first), middle.as_ref(), Some(last), suffix.as_ref()];
            parts.into_iter().flatten().map(|p| &**p).collect::<Vec<_>>().join(" ")
        }
        Some(Name::Business { line1, line2 }) => [Some(line1), line2.as_ref()]
            .into_iter()
            .flatten()
            .map(|l| &**l)
            .collect::<Vec<_>>()
            .join(", "),
        None => String::new(),
    };
    let in_address = |m: &Mark| matches!(m, Mark::Plain | Mark::ForeignAddress);
    let lines = [
        &["AddressLine1Txt"][..],
        &["AddressLine2Txt"],
        &["CityNm", "StateAbbreviationCd", "ProvinceOrStateNm", "ZIPCd", "ForeignPostalCd"],
    ];
    let address = lines
        .iter()
        .map(|names| {
            let line: Vec<_> = form
                .values
                .iter()
                .filter(|(m, n, _)| in_address(m) && names.contains(&n.as_str()))
                .map(|(_, _, text)| text.clone())
                .collect();
            line.join(" ")
        })
        .chain(value("CountryCd").map(|c| facts.countries.name(&c).unwrap_or(&c).to_owned()))
        .filter(|l| !l.is_empty());
    let address = value("AdditionalRecipientTxt").into_iter().chain(address).collect();
    let set = |name: &str| value(name).is_some_and(|v| v == "1");
    Explained {
        submission: form.submission,
        record: form.record,
        account: form.account.clone(),
        recipient,
        tin: form.tin.clone().map_or("none".to_owned(), |t| Tin(t.into()).to_string()),
        address,
        corrected: set("CorrectedInd"),
        boxes: boxes(form, facts),
    }
}

fn boxes(form: &FiledForm, facts: &FilingYear) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    let mut add = |label: &str, words: &str, value: String| {
        out.push((label.to_owned(), words.to_owned(), value));
    };
    for item in &facts.detail {
        let (label, words, element) = match *item {
            DetailBox::Money(b, e) => (b.label(), b.title(), e),
            DetailBox::Country(e) => ("8", "Foreign country or U.S. possession", e),
        };
        let found = form.values.iter().find(|(m, n, _)| *m == Mark::Detail && n == element);
        if let Some((_, _, text)) = found {
            let value = match *item {
                DetailBox::Country(_) => facts.countries.name(text).unwrap_or(text).to_owned(),
                DetailBox::Money(..) => text.clone(),
            };
            add(label, words, value);
        }
    }
    for (mark, name, text) in &form.values {
        match name.as_str() {
            "FATCAFilingRequirementInd" if text == "1" => {
                add("11", "FATCA filing requirement", "yes".to_owned());
            }
            "SecondTINNoticeInd" if text == "1" => {
                add("", "2nd TIN notice", "yes".to_owned());
            }
            "StateAbbreviationCd" if *mark == Mark::StateTax => add("14", "State", text.clone()),
            "StateIdNum" => add("15", "State identification no.", text.clone()),
            "StateTaxWithheldAmt" => add("16", "State tax withheld", text.clone()),
            "CFSFElectionStateCd" => {
                add("", "Forwarded by the IRS to the state", text.clone());
            }
            _ => {}
        }
    }
    out
}
