//! A valid transmission in memory, to be damaged one rule at a time.

use crate::common::{facts, filer};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use yearend_iris::boxes::{Amounts, MoneyBox};
use yearend_iris::check::{LedgerView, Options, Report, check_reader};
use yearend_iris::filer::{Address, Name, Tin, TinType};
use yearend_iris::record::{Record, StateTax};
use yearend_iris::xml::{
    Kind, Manifest, Out, StateTotal, Submission, write_detail, write_footer, write_manifest,
    write_submission_end, write_submission_header,
};

pub(crate) const RECEIPT: &str = "2025-12345678901-abcdef123";

fn record<'a>(payer: &'a str, account: &'a str, tin: &'a str) -> Record<'a> {
    let mut amounts = Amounts::default();
    for (b, cents) in [
        (MoneyBox::B1a, 100_000),
        (MoneyBox::B1b, 60_000),
        (MoneyBox::B2a, 50_000),
        (MoneyBox::B2b, 1_000),
        (MoneyBox::B7, 123),
        (MoneyBox::B12, 7_000),
        (MoneyBox::B13, 700),
    ] {
        amounts.set(b, cents);
    }
    Record {
        payer,
        account,
        tin: Some(Tin(tin.into())),
        tin_type: Some(TinType::Individual),
        name: Name::Person {
            first: "Robin".into(),
            middle: None,
            last: "Sample".into(),
            suffix: None,
        },
        additional: None,
        address: Address::Us {
            line1: "12 Example Street".into(),
            line2: None,
            city: "Fresno".into(),
            state: "CA".into(),
            zip: "93650".into(),
        },
        office: None,
        cfsf_state: (payer == "ALPHA").then(|| "CA".into()),
        fatca: false,
        second_tin_notice: false,
        amounts,
        country: Some("UK"),
        state: (payer == "ALPHA").then(|| StateTax {
            state: "CA".into(),
            state_id: Some("12-345".into()),
            withheld: 100,
        }),
    }
}

static ORIGINAL: LazyLock<String> = LazyLock::new(|| {
    let (facts, filer) = (facts(), filer());
    let mut out = Out::default();
    let manifest = Manifest {
        utid: "550e8400-e29b-41d4-a716-446655440000:IRIS:AB123::A",
        kind: Kind::Original,
        test: true,
        original_receipt: None,
        submissions: 2,
        forms: 3,
    };
    write_manifest(&mut out, facts, &filer, &manifest);
    let submissions = [
        ("ALPHA", vec![("A-1", "000111111"), ("A-2", "000222222")]),
        ("BETA", vec![("B-1", "000333333")]),
    ];
    for (i, (payer, accounts)) in submissions.iter().enumerate() {
        let records: Vec<_> = accounts.iter().map(|(a, tin)| record(payer, a, tin)).collect();
        let mut totals = Amounts::default();
        records.iter().for_each(|r| totals.add(&r.amounts));
        let forms = records.len() as u64;
        let state = StateTotal { forms, withheld: 200, amounts: totals };
        let by_state = if *payer == "ALPHA" {
            BTreeMap::from([("CA".to_owned(), state)])
        } else {
            BTreeMap::new()
        };
        let id = u32::try_from(i).unwrap() + 1;
        let header = Submission { id, original: None, forms, totals, by_state };
        write_submission_header(&mut out, facts, filer.payer(payer).unwrap(), &header);
        for (id, r) in (1..).zip(&records) {
            write_detail(&mut out, facts, r, id, None);
        }
        write_submission_end(&mut out);
    }
    write_footer(&mut out);
    String::from_utf8(out.bytes).unwrap()
});

pub(crate) fn original() -> String {
    ORIGINAL.clone()
}

/// The same as a correction of three accepted records.
pub(crate) fn correction() -> String {
    let xml = original().replace("TransmissionTypeCd>O<", "TransmissionTypeCd>C<");
    let mut parts = xml.split("<CorrectedInd>0</CorrectedInd>");
    let mut out = parts.next().unwrap().to_owned();
    for (part, unique) in parts.zip(["1|1", "1|2", "2|1"]) {
        out.push_str(
            "<CorrectedInd>1</CorrectedInd><PrevSubmittedRecRecipientGrp><UniqueRecordId>",
        );
        out.push_str(&format!(
            "{RECEIPT}|{unique}</UniqueRecordId></PrevSubmittedRecRecipientGrp>"
        ));
        out.push_str(part);
    }
    out
}

/// The same as a replacement of a whole transmission.
pub(crate) fn replacement() -> String {
    original()
        .replace("TransmissionTypeCd>O<", "TransmissionTypeCd>R<")
        .replace("</TestCd>", &format!("</TestCd><OriginalReceiptId>{RECEIPT}</OriginalReceiptId>"))
}

/// The same as a replacement of both submissions.
pub(crate) fn replacement_of_parts() -> String {
    let mut xml = original().replace("TransmissionTypeCd>O<", "TransmissionTypeCd>R<");
    for id in [1, 2] {
        let from = format!("<SubmissionId>{id}</SubmissionId>");
        let named =
            format!("<OriginalUniqueSubmissionId>{RECEIPT}|{id}</OriginalUniqueSubmissionId>");
        xml = xml.replacen(&from, &format!("{from}{named}"), 1);
    }
    xml
}

/// The original with a vendor's software.
pub(crate) fn with_vendor() -> String {
    original().replace("<VendorCd>I<", "<VendorCd>V<").replacen(
        "</SoftwareId>",
        "</SoftwareId><VendorGrp><ForeignEntityInd>0</ForeignEntityInd><BusinessName>\
         <BusinessNameLine1Txt>Specimen Software</BusinessNameLine1Txt></BusinessName>\
         <MailingAddressGrp><USAddress><AddressLine1Txt>9 Vendor Way</AddressLine1Txt>\
         <CityNm>Dayton</CityNm><StateAbbreviationCd>OH</StateAbbreviationCd><ZIPCd>45402</ZIPCd>\
         </USAddress></MailingAddressGrp><ContactNameGrp><PersonNm>Val Vendor</PersonNm>\
         </ContactNameGrp><ContactPhoneNum>2025550199</ContactPhoneNum></VendorGrp>",
        1,
    )
}

/// The original with an extension request.
pub(crate) fn with_extension() -> String {
    original()
        .replace("TotalIssuerFormCnt>2<", "TotalIssuerFormCnt>3<")
        .replace("TotalRecipientFormCnt>3<", "TotalRecipientFormCnt>4<")
        .replace(
            "</IRTransmission>",
            "<IRSubmission2Grp><IRSubmission2Header><SubmissionId>9</SubmissionId>\
             <TaxYr>2025</TaxYr><FormTypeCd>8809</FormTypeCd><Form8809Detail>\
             <IRElectronicSubmissionInd>1</IRElectronicSubmissionInd>\
             <IRPaperSubmissionInd>0</IRPaperSubmissionInd>\
             <ApplicableFormTypeCd>1099DIV</ApplicableFormTypeCd>\
             <ApplicableFormTypeCd>1099INT</ApplicableFormTypeCd></Form8809Detail>\
             </IRSubmission2Header></IRSubmission2Grp></IRTransmission>",
        )
}

pub(crate) fn check_with(xml: &str, ledger: Option<&LedgerView>) -> Report {
    let options = Options { issuer_role: None, ledger, limit: 0 };
    check_reader(xml.as_bytes(), facts(), options).unwrap()
}

/// Damages a transmission and wants a rule to be found.
pub(crate) fn found(xml: String, edits: &[(&str, &str)], code: &str) -> Report {
    let before = check_with(&xml, None);
    assert_eq!(before.findings, [], "the transmission is good before it is damaged");
    let mut damaged = xml;
    for (from, to) in edits {
        let after = damaged.replacen(from, to, 1);
        assert!(after != damaged, "`{from}` is not there");
        damaged = after;
    }
    let report = check_with(&damaged, None);
    assert!(report.count(code) > 0, "{code} is not among {:#?}", report.findings);
    for f in &report.findings {
        for personal in ["000111111", "000222222", "Sample", "Robin", "Example Street"] {
            assert!(!f.to_string().contains(personal), "{f} shows personal data");
        }
    }
    report
}

/// One test per row: its name, the transmission, the edits, the rule.
#[macro_export]
macro_rules! seeded {
    ($($name:ident: $base:expr, [$($from:expr => $to:expr),+ $(,)?], $code:literal;)*) => {
        $(#[test]
        fn $name() {
            $crate::seed::found($base, &[$(($from, $to)),+], $code);
        })*
    };
}
