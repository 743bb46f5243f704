//! `IRTransmissionManifest` and `IRSubmission1Header`.

use super::detail::{write_address, write_business, write_name};
use super::tag::tag;
use super::{NAMESPACE, Out, Tags};
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
    out.open(tag!("IRTransmissionManifest"));
    out.leaf(tag!("SchemaVersionNum"), facts.schema_version);
    out.leaf(tag!("UniqueTransmissionId"), m.utid);
    out.number(tag!("TaxYr"), u64::from(facts.tax_year));
    out.leaf(tag!("PriorYearDataInd"), "0");
    out.leaf(tag!("TransmissionTypeCd"), m.kind.letter());
    out.leaf(tag!("TestCd"), if m.test { "T" } else { "P" });
    out.leaf_if_any(tag!("OriginalReceiptId"), m.original_receipt);
    out.open(tag!("TransmitterGrp"));
    out.leaf(tag!("TIN"), &t.tin.0);
    out.leaf(tag!("TINSubmittedTypeCd"), t.tin_type.code());
    out.leaf(tag!("TransmitterControlCd"), &t.tcc);
    out.indicator(tag!("ForeignEntityInd"), t.foreign);
    write_business(out, &t.name.0, t.name.1.as_deref());
    out.open(tag!("CompanyGrp"));
    write_business(out, &t.name.0, t.name.1.as_deref());
    write_address(out, &t.address);
    out.close(tag!("CompanyGrp"));
    write_contact(out, &t.contact);
    out.leaf_if_any(tag!("ContactEmailAddressTxt"), t.email.as_deref());
    out.leaf(tag!("ContactPhoneNum"), &t.phone);
    out.close(tag!("TransmitterGrp"));
    out.leaf(tag!("VendorCd"), if filer.vendor.is_some() { "V" } else { "I" });
    out.leaf(tag!("SoftwareId"), &filer.software_id);
    if let Some(v) = &filer.vendor {
        out.open(tag!("VendorGrp"));
        out.indicator(tag!("ForeignEntityInd"), v.foreign);
        write_business(out, &v.name.0, v.name.1.as_deref());
        write_address(out, &v.address);
        write_contact(out, &v.contact);
        out.leaf_if_any(tag!("ContactEmailAddressTxt"), v.email.as_deref());
        out.leaf(tag!("ContactPhoneNum"), &v.phone);
        out.close(tag!("VendorGrp"));
    }
    out.number(tag!("TotalIssuerFormCnt"), m.submissions);
    out.number(tag!("TotalRecipientFormCnt"), m.forms);
    out.leaf(tag!("PaperSubmissionInd"), "0");
    out.leaf(tag!("MediaSourceCd"), "M");
    out.leaf(tag!("SubmissionChannelCd"), "A2A");
    out.close(tag!("IRTransmissionManifest"));
}

fn write_contact(out: &mut Out, name: &str) {
    out.open(tag!("ContactNameGrp"));
    out.leaf(tag!("PersonNm"), name);
    out.close(tag!("ContactNameGrp"));
}

/// Appends a submission up to its first detail.
pub fn write_submission_header(out: &mut Out, facts: &FilingYear, payer: &Payer, s: &Submission) {
    out.open(tag!("IRSubmission1Grp"));
    out.open(tag!("IRSubmission1Header"));
    out.number(tag!("SubmissionId"), u64::from(s.id));
    out.leaf_if_any(tag!("OriginalUniqueSubmissionId"), s.original.as_deref());
    out.number(tag!("TaxYr"), u64::from(facts.tax_year));
    out.open(tag!("IssuerDetail"));
    out.indicator(tag!("ForeignEntityInd"), payer.foreign);
    out.leaf(tag!("TIN"), &payer.tin.0);
    out.leaf(tag!("TINSubmittedTypeCd"), payer.tin_type.code());
    write_name(out, &payer.name);
    write_address(out, &payer.address);
    out.leaf(tag!("PhoneNum"), &payer.phone);
    out.close(tag!("IssuerDetail"));
    if let Some((name, phone, email)) = &payer.contact {
        out.open(tag!("ContactPersonInformationGrp"));
        out.leaf(tag!("ContactPersonNm"), name);
        out.leaf_if_any(tag!("ContactPhoneNum"), phone.as_deref());
        out.leaf_if_any(tag!("ContactEmailAddressTxt"), email.as_deref());
        out.close(tag!("ContactPersonInformationGrp"));
    }
    out.leaf(tag!("FormTypeCd"), "1099DIV");
    out.leaf(tag!("ParentFormTypeCd"), "1096");
    out.indicator(tag!("CFSFElectionInd"), !s.by_state.is_empty());
    out.number(tag!("TotalReportedRcpntFormCnt"), s.forms);
    out.open(tag!("IRSubmission1FormTotals"));
    out.open(tag!("Form1099DIVTotalAmtGrp"));
    for (b, element) in &facts.totals {
        out.dollars(Tags::of(element).tag(), s.totals.get(*b));
    }
    out.close(tag!("Form1099DIVTotalAmtGrp"));
    for (state, t) in &s.by_state {
        out.open(tag!("Form1099DIVTotalByStateGrp"));
        out.leaf(tag!("StateAbbreviationCd"), state);
        out.number(tag!("TotalReportedRcpntFormCnt"), t.forms);
        let mut totals = facts.totals.iter();
        // Box 4 stands first, then the state's tax, then the rest.
        if let Some((b, element)) = totals.next() {
            out.dollars(Tags::of(element).tag(), t.amounts.get(*b));
        }
        out.dollars(tag!("StateTaxWithheldAmt"), t.withheld);
        for (b, element) in totals {
            out.dollars(Tags::of(element).tag(), t.amounts.get(*b));
        }
        out.close(tag!("Form1099DIVTotalByStateGrp"));
    }
    out.close(tag!("IRSubmission1FormTotals"));
    out.close(tag!("IRSubmission1Header"));
    out.open(tag!("IRSubmission1Detail"));
}

/// Ends a submission after its last detail.
pub fn write_submission_end(out: &mut Out) {
    out.close(tag!("IRSubmission1Detail"));
    out.close(tag!("IRSubmission1Grp"));
}

/// Ends the transmission.
pub fn write_footer(out: &mut Out) {
    out.close(tag!("IRTransmission"));
    out.bytes.push(b'\n');
}
