//! `Form1099DIVDetail`.

use super::tag::tag;
use super::{Bytes, Elements};
use crate::filer::{Address, Name};
use crate::record::Record;
use crate::text::{Control, business_name_control, person_name_control};
use crate::year::{DetailBox, FilingYear};

/// What a corrected form says of the record that it corrects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// `receipt|submission|record` of the record as the IRS accepted it.
    pub unique_record_id: String,
    /// The TIN as filed, where known.
    pub tin: Option<String>,
    /// The name as filed, where known.
    pub name: Option<Name<'static>>,
}

/// Appends the detail of a record.
///
/// An original form leaves zero boxes out. A corrected form says every box, zero included, so
/// that nothing of the form it replaces can be thought to stand.
pub fn write_detail<B: Bytes>(
    out: &mut Elements<B>,
    facts: &FilingYear,
    record: &Record<'_>,
    record_id: u32,
    correction: Option<&Correction>,
) {
    out.open(tag!("Form1099DIVDetail"));
    out.number(tag!("TaxYr"), u64::from(facts.tax_year));
    out.number(tag!("RecordId"), u64::from(record_id));
    out.leaf_if_any(tag!("IssuerOfficeCd"), record.office);
    out.leaf_if_any(tag!("CFSFElectionStateCd"), record.cfsf_state.as_deref());
    out.leaf(tag!("VoidInd"), "0");
    out.indicator(tag!("CorrectedInd"), correction.is_some());
    if let Some(c) = correction {
        out.open(tag!("PrevSubmittedRecRecipientGrp"));
        out.leaf(tag!("UniqueRecordId"), &c.unique_record_id);
        out.leaf_if_any(tag!("TIN"), c.tin.as_deref());
        if let Some(name) = &c.name {
            write_plain_name(out, name);
        }
        out.close(tag!("PrevSubmittedRecRecipientGrp"));
    }
    write_recipient(out, record);
    out.leaf(tag!("RecipientAccountNum"), record.account);
    out.indicator(tag!("FATCAFilingRequirementInd"), record.fatca);
    out.indicator(tag!("SecondTINNoticeInd"), record.second_tin_notice);
    for (item, tags) in facts.detail.iter().zip(&facts.detail_tags) {
        match item {
            DetailBox::Money(b, _) => {
                let cents = record.amounts.get(*b);
                if cents != 0 || correction.is_some() {
                    out.dollars(tags.tag(), cents);
                }
            }
            DetailBox::Country(_) => out.leaf_if_any(tags.tag(), record.country),
        }
    }
    if let Some(s) = &record.state {
        out.open(tag!("StateLocalTaxGrp"));
        out.leaf(tag!("StateAbbreviationCd"), &s.state);
        if s.state_id.is_some() || s.withheld != 0 || correction.is_some() {
            out.open(tag!("StateTaxGrp"));
            out.leaf_if_any(tag!("StateIdNum"), s.state_id.as_deref());
            if s.withheld != 0 || correction.is_some() {
                out.dollars(tag!("StateTaxWithheldAmt"), s.withheld);
            }
            out.close(tag!("StateTaxGrp"));
        }
        out.close(tag!("StateLocalTaxGrp"));
    }
    out.close(tag!("Form1099DIVDetail"));
}

fn write_recipient<B: Bytes>(out: &mut Elements<B>, record: &Record<'_>) {
    out.open(tag!("RecipientDetail"));
    out.leaf_if_any(tag!("TIN"), record.tin.as_ref().map(|t| &*t.0));
    out.leaf_if_any(tag!("TINSubmittedTypeCd"), record.tin_type.map(|t| t.code()));
    write_name(out, &record.name);
    out.leaf_if_any(tag!("AdditionalRecipientTxt"), record.additional.as_deref());
    write_address(out, &record.address);
    out.close(tag!("RecipientDetail"));
}

/// The name with its name control.
pub(super) fn write_name<B: Bytes>(out: &mut Elements<B>, name: &Name<'_>) {
    match name {
        Name::Person { last, .. } => {
            let control = person_name_control(last);
            out.leaf_if_any(tag!("PersonNameControlTxt"), control.as_ref().map(Control::as_str));
        }
        Name::Business { line1, .. } => {
            let control = business_name_control(line1);
            out.leaf_if_any(tag!("BusinessNameControlTxt"), control.as_ref().map(Control::as_str));
        }
    }
    write_plain_name(out, name);
}

fn write_plain_name<B: Bytes>(out: &mut Elements<B>, name: &Name<'_>) {
    match name {
        Name::Person { first, middle, last, suffix } => {
            out.open(tag!("PersonName"));
            out.leaf(tag!("PersonFirstNm"), first);
            out.leaf_if_any(tag!("PersonMiddleNm"), middle.as_deref());
            out.leaf(tag!("PersonLastNm"), last);
            out.leaf_if_any(tag!("SuffixNm"), suffix.as_deref());
            out.close(tag!("PersonName"));
        }
        Name::Business { line1, line2 } => write_business(out, line1, line2.as_deref()),
    }
}

/// A `BusinessName` of one or two lines.
pub(super) fn write_business<B: Bytes>(out: &mut Elements<B>, line1: &str, line2: Option<&str>) {
    out.open(tag!("BusinessName"));
    out.leaf(tag!("BusinessNameLine1Txt"), line1);
    out.leaf_if_any(tag!("BusinessNameLine2Txt"), line2);
    out.close(tag!("BusinessName"));
}

/// A `MailingAddressGrp`.
pub(super) fn write_address<B: Bytes>(out: &mut Elements<B>, address: &Address<'_>) {
    out.open(tag!("MailingAddressGrp"));
    match address {
        Address::Us { line1, line2, city, state, zip } => {
            out.open(tag!("USAddress"));
            out.leaf(tag!("AddressLine1Txt"), line1);
            out.leaf_if_any(tag!("AddressLine2Txt"), line2.as_deref());
            out.leaf(tag!("CityNm"), city);
            out.leaf(tag!("StateAbbreviationCd"), state);
            out.leaf(tag!("ZIPCd"), zip);
            out.close(tag!("USAddress"));
        }
        Address::Foreign { line1, line2, city, province, country, postal } => {
            out.open(tag!("ForeignAddress"));
            out.leaf(tag!("AddressLine1Txt"), line1);
            out.leaf_if_any(tag!("AddressLine2Txt"), line2.as_deref());
            out.leaf_if_any(tag!("CityNm"), city.as_deref());
            out.leaf_if_any(tag!("ProvinceOrStateNm"), province.as_deref());
            out.leaf(tag!("CountryCd"), country);
            out.leaf_if_any(tag!("ForeignPostalCd"), postal.as_deref());
            out.close(tag!("ForeignAddress"));
        }
    }
    out.close(tag!("MailingAddressGrp"));
}
