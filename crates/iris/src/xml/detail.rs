//! `Form1099DIVDetail`.

use super::Out;
use crate::filer::{Address, Name};
use crate::record::Record;
use crate::text::{business_name_control, person_name_control};
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
pub fn write_detail(
    out: &mut Out,
    facts: &FilingYear,
    record: &Record<'_>,
    record_id: u32,
    correction: Option<&Correction>,
) {
    out.open("Form1099DIVDetail");
    out.number("TaxYr", u64::from(facts.tax_year));
    out.number("RecordId", u64::from(record_id));
    out.leaf_if_any("IssuerOfficeCd", record.office);
    out.leaf_if_any("CFSFElectionStateCd", record.cfsf_state.as_deref());
    out.leaf("VoidInd", "0");
    out.indicator("CorrectedInd", correction.is_some());
    if let Some(c) = correction {
        out.open("PrevSubmittedRecRecipientGrp");
        out.leaf("UniqueRecordId", &c.unique_record_id);
        out.leaf_if_any("TIN", c.tin.as_deref());
        if let Some(name) = &c.name {
            write_plain_name(out, name);
        }
        out.close("PrevSubmittedRecRecipientGrp");
    }
    write_recipient(out, record);
    out.leaf("RecipientAccountNum", record.account);
    out.indicator("FATCAFilingRequirementInd", record.fatca);
    out.indicator("SecondTINNoticeInd", record.second_tin_notice);
    for item in &facts.detail {
        match *item {
            DetailBox::Money(b, element) => {
                let cents = record.amounts.get(b);
                if cents != 0 || correction.is_some() {
                    out.dollars(element, cents);
                }
            }
            DetailBox::Country(element) => out.leaf_if_any(element, record.country),
        }
    }
    if let Some(s) = &record.state {
        out.open("StateLocalTaxGrp");
        out.leaf("StateAbbreviationCd", &s.state);
        if s.state_id.is_some() || s.withheld != 0 || correction.is_some() {
            out.open("StateTaxGrp");
            out.leaf_if_any("StateIdNum", s.state_id.as_deref());
            if s.withheld != 0 || correction.is_some() {
                out.dollars("StateTaxWithheldAmt", s.withheld);
            }
            out.close("StateTaxGrp");
        }
        out.close("StateLocalTaxGrp");
    }
    out.close("Form1099DIVDetail");
}

fn write_recipient(out: &mut Out, record: &Record<'_>) {
    out.open("RecipientDetail");
    out.leaf_if_any("TIN", record.tin.as_ref().map(|t| &*t.0));
    out.leaf_if_any("TINSubmittedTypeCd", record.tin_type.map(|t| t.code()));
    write_name(out, &record.name);
    out.leaf_if_any("AdditionalRecipientTxt", record.additional.as_deref());
    write_address(out, &record.address);
    out.close("RecipientDetail");
}

/// The name with its name control.
pub(super) fn write_name(out: &mut Out, name: &Name<'_>) {
    match name {
        Name::Person { last, .. } => {
            out.leaf_if_any("PersonNameControlTxt", person_name_control(last).as_deref());
        }
        Name::Business { line1, .. } => {
            out.leaf_if_any("BusinessNameControlTxt", business_name_control(line1).as_deref());
        }
    }
    write_plain_name(out, name);
}

fn write_plain_name(out: &mut Out, name: &Name<'_>) {
    match name {
        Name::Person { first, middle, last, suffix } => {
            out.open("PersonName");
            out.leaf("PersonFirstNm", first);
            out.leaf_if_any("PersonMiddleNm", middle.as_deref());
            out.leaf("PersonLastNm", last);
            out.leaf_if_any("SuffixNm", suffix.as_deref());
            out.close("PersonName");
        }
        Name::Business { line1, line2 } => write_business(out, line1, line2.as_deref()),
    }
}

/// A `BusinessName` of one or two lines.
pub(super) fn write_business(out: &mut Out, line1: &str, line2: Option<&str>) {
    out.open("BusinessName");
    out.leaf("BusinessNameLine1Txt", line1);
    out.leaf_if_any("BusinessNameLine2Txt", line2);
    out.close("BusinessName");
}

/// A `MailingAddressGrp`.
pub(super) fn write_address(out: &mut Out, address: &Address<'_>) {
    out.open("MailingAddressGrp");
    match address {
        Address::Us { line1, line2, city, state, zip } => {
            out.open("USAddress");
            out.leaf("AddressLine1Txt", line1);
            out.leaf_if_any("AddressLine2Txt", line2.as_deref());
            out.leaf("CityNm", city);
            out.leaf("StateAbbreviationCd", state);
            out.leaf("ZIPCd", zip);
            out.close("USAddress");
        }
        Address::Foreign { line1, line2, city, province, country, postal } => {
            out.open("ForeignAddress");
            out.leaf("AddressLine1Txt", line1);
            out.leaf_if_any("AddressLine2Txt", line2.as_deref());
            out.leaf_if_any("CityNm", city.as_deref());
            out.leaf_if_any("ProvinceOrStateNm", province.as_deref());
            out.leaf("CountryCd", country);
            out.leaf_if_any("ForeignPostalCd", postal.as_deref());
            out.close("ForeignAddress");
        }
    }
    out.close("MailingAddressGrp");
}
