//! `IRTransmissionManifest` and `IRSubmission1Header`.

use super::detail::{write_address, write_business, write_name};
use super::{NAMESPACE, Out};
use crate::boxes::Amounts;
use crate::filer::{Filer, Payer};
use crate::year::FilingYear;
use std::collections::BTreeMap;

/// `TransmissionTypeCd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// First filing.
    Original,
    /// Corrections of accepted records.
    Correction,
    /// What the IRS rejected, mended.
    Replacement,
}

impl Kind {
    /// The letter of the schema.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Kind::Original => "O",
            Kind::Correction => "C",
            Kind::Replacement => "R",
        }
    }

    /// The kind of a letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Kind> {
        match letter {
            "O" => Some(Kind::Original),
            "C" => Some(Kind::Correction),
            "R" => Some(Kind::Replacement),
            _ => None,
        }
    }
}

/// What the manifest says of a transmission.
#[derive(Clone, Debug)]
pub struct Manifest<'a> {
    /// Unique transmission ID.
    pub utid: &'a str,
    /// Original, correction or replacement.
    pub kind: Kind,
    /// For the Assurance Testing System.
    pub test: bool,
    /// The receipt of the rejected original, where the whole of it is replaced.
    pub original_receipt: Option<&'a str>,
    /// Submissions.
    pub submissions: u64,
    /// Forms in all submissions.
    pub forms: u64,
}

/// The sums of one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateTotal {
    /// Forms that elect the state.
    pub forms: u64,
    /// State tax withheld, in cents.
    pub withheld: i128,
    /// Their boxes.
    pub amounts: Amounts,
}

/// What a submission's header says.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// `SubmissionId`.
    pub id: u32,
    /// `receipt|submission` of the rejected original, where only this part is replaced.
    pub original: Option<String>,
    /// Forms.
    pub forms: u64,
    /// The sums of their boxes.
    pub totals: Amounts,
    /// The sums by elected state.
    pub by_state: BTreeMap<String, StateTotal>,
}

/// Appends the XML declaration, the root and the manifest.
pub fn write_manifest(out: &mut Out, facts: &FilingYear, filer: &Filer, m: &Manifest<'_>) {
    out.bytes
        .extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<IRTransmission xmlns=\"");
    out.bytes.extend_from_slice(NAMESPACE.as_bytes());
    out.bytes.extend_from_slice(b"\">");
    let t = &filer.transmitter;
    out.open("IRTransmissionManifest");
    out.leaf("SchemaVersionNum", facts.schema_version);
    out.leaf("UniqueTransmissionId", m.utid);
    out.number("TaxYr", u64::from(facts.tax_year));
    out.leaf("PriorYearDataInd", "0");
    out.leaf("TransmissionTypeCd", m.kind.letter());
    out.leaf("TestCd", if m.test { "T" } else { "P" });
    out.leaf_if_any("OriginalReceiptId", m.original_receipt);
    out.open("TransmitterGrp");
    out.leaf("TIN", &t.tin.0);
    out.leaf("TINSubmittedTypeCd", t.tin_type.code());
    out.leaf("TransmitterControlCd", &t.tcc);
    out.indicator("ForeignEntityInd", t.foreign);
    write_business(out, &t.name.0, t.name.1.as_deref());
    out.open("CompanyGrp");
    write_business(out, &t.name.0, t.name.1.as_deref());
    write_address(out, &t.address);
    out.close("CompanyGrp");
    write_contact(out, &t.contact);
    out.leaf_if_any("ContactEmailAddressTxt", t.email.as_deref());
    out.leaf("ContactPhoneNum", &t.phone);
    out.close("TransmitterGrp");
    out.leaf("VendorCd", if filer.vendor.is_some() { "V" } else { "I" });
    out.leaf("SoftwareId", &filer.software_id);
    if let Some(v) = &filer.vendor {
        out.open("VendorGrp");
        out.indicator("ForeignEntityInd", v.foreign);
        write_business(out, &v.name.0, v.name.1.as_deref());
        write_address(out, &v.address);
        write_contact(out, &v.contact);
        out.leaf_if_any("ContactEmailAddressTxt", v.email.as_deref());
        out.leaf("ContactPhoneNum", &v.phone);
        out.close("VendorGrp");
    }
    out.number("TotalIssuerFormCnt", m.submissions);
    out.number("TotalRecipientFormCnt", m.forms);
    out.leaf("PaperSubmissionInd", "0");
    out.leaf("MediaSourceCd", "M");
    out.leaf("SubmissionChannelCd", "A2A");
    out.close("IRTransmissionManifest");
}

fn write_contact(out: &mut Out, name: &str) {
    out.open("ContactNameGrp");
    out.leaf("PersonNm", name);
    out.close("ContactNameGrp");
}

/// Appends a submission up to its first detail.
pub fn write_submission_header(out: &mut Out, facts: &FilingYear, payer: &Payer, s: &Submission) {
    out.open("IRSubmission1Grp");
    out.open("IRSubmission1Header");
    out.number("SubmissionId", u64::from(s.id));
    out.leaf_if_any("OriginalUniqueSubmissionId", s.original.as_deref());
    out.number("TaxYr", u64::from(facts.tax_year));
    out.open("IssuerDetail");
    out.indicator("ForeignEntityInd", payer.foreign);
    out.leaf("TIN", &payer.tin.0);
    out.leaf("TINSubmittedTypeCd", payer.tin_type.code());
    write_name(out, &payer.name);
    write_address(out, &payer.address);
    out.leaf("PhoneNum", &payer.phone);
    out.close("IssuerDetail");
    if let Some((name, phone, email)) = &payer.contact {
        out.open("ContactPersonInformationGrp");
        out.leaf("ContactPersonNm", name);
        out.leaf_if_any("ContactPhoneNum", phone.as_deref());
        out.leaf_if_any("ContactEmailAddressTxt", email.as_deref());
        out.close("ContactPersonInformationGrp");
    }
    out.leaf("FormTypeCd", "1099DIV");
    out.leaf("ParentFormTypeCd", "1096");
    out.indicator("CFSFElectionInd", !s.by_state.is_empty());
    out.number("TotalReportedRcpntFormCnt", s.forms);
    out.open("IRSubmission1FormTotals");
    out.open("Form1099DIVTotalAmtGrp");
    for (b, element) in &facts.totals {
        out.dollars(element, s.totals.get(*b));
    }
    out.close("Form1099DIVTotalAmtGrp");
    for (state, t) in &s.by_state {
        out.open("Form1099DIVTotalByStateGrp");
        out.leaf("StateAbbreviationCd", state);
        out.number("TotalReportedRcpntFormCnt", t.forms);
        let mut totals = facts.totals.iter();
        // Box 4 stands first, then the state's tax, then the rest.
        if let Some((b, element)) = totals.next() {
            out.dollars(element, t.amounts.get(*b));
        }
        out.dollars("StateTaxWithheldAmt", t.withheld);
        for (b, element) in totals {
            out.dollars(element, t.amounts.get(*b));
        }
        out.close("Form1099DIVTotalByStateGrp");
    }
    out.close("IRSubmission1FormTotals");
    out.close("IRSubmission1Header");
    out.open("IRSubmission1Detail");
}

/// Ends a submission after its last detail.
pub fn write_submission_end(out: &mut Out) {
    out.close("IRSubmission1Detail");
    out.close("IRSubmission1Grp");
}

/// Ends the transmission.
pub fn write_footer(out: &mut Out) {
    out.close("IRTransmission");
    out.bytes.push(b'\n');
}
