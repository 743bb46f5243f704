//! One seeded violation per business rule.

use crate::common::facts;
use crate::seed::{
    RECEIPT, check_with, correction, found, original, replacement, replacement_of_parts,
    with_extension, with_vendor,
};
use crate::seeded;
use yearend_iris::check::{Options, check_reader};
use yearend_iris::year::{IrsSeverity, Local};
use yearend_model::Severity;

const COMPANY: &str = "<USAddress><AddressLine1Txt>1 Specimen Plaza</AddressLine1Txt>\
    <AddressLine2Txt>Floor 12</AddressLine2Txt><CityNm>Springfield</CityNm>\
    <StateAbbreviationCd>IL</StateAbbreviationCd><ZIPCd>62701</ZIPCd></USAddress>";
const VENDOR: &str = "<USAddress><AddressLine1Txt>9 Vendor Way</AddressLine1Txt>\
    <CityNm>Dayton</CityNm><StateAbbreviationCd>OH</StateAbbreviationCd><ZIPCd>45402</ZIPCd>\
    </USAddress>";
const ABROAD: &str = "<ForeignAddress><AddressLine1Txt>1 Example Road</AddressLine1Txt>\
    <CountryCd>GM</CountryCd></ForeignAddress>";
const RECIPIENT_ADDRESS: &str = "<MailingAddressGrp><USAddress><AddressLine1Txt>12 Example Street\
    </AddressLine1Txt><CityNm>Fresno</CityNm><StateAbbreviationCd>CA</StateAbbreviationCd>\
    <ZIPCd>93650</ZIPCd></USAddress></MailingAddressGrp></RecipientDetail>";
const GROUP: &str = "<PrevSubmittedRecRecipientGrp><UniqueRecordId>2025-12345678901-abcdef123|1|1\
    </UniqueRecordId></PrevSubmittedRecRecipientGrp>";

seeded! {
    tmfst017: original(), [COMPANY => ABROAD], "TMFST017";
    tmfst020: original(), ["<SoftwareId>25" => "<SoftwareId>24"], "TMFST020";
    tmfst022: original(), ["<VendorCd>I<" => "<VendorCd>V<"], "TMFST022";
    tmfst023: with_vendor(), [VENDOR => ABROAD], "TMFST023";
    tmfst024: with_vendor(), ["<ContactNameGrp><PersonNm>Val Vendor</PersonNm></ContactNameGrp>" => ""], "TMFST024";
    tmfst025: with_vendor(), ["<ContactPhoneNum>2025550199</ContactPhoneNum>" => ""], "TMFST025";
    tmfst026: original(), ["TotalIssuerFormCnt>2<" => "TotalIssuerFormCnt>1<"], "TMFST026";
    tmfst032: original(), ["::A<" => "::U<"], "TMFST032";
    tmfst038: original(), ["<PriorYearDataInd>0<" => "<PriorYearDataInd>1<"], "TMFST038";
    tmfst039: original(), ["<TransmitterControlCd>AB123<" => "<TransmitterControlCd>AB124<"], "TMFST039";
    tmfst041: original(), ["</TestCd>" => "</TestCd><OriginalReceiptId>2025-12345678901-abcdef123</OriginalReceiptId>"], "TMFST041";
    ftmfst001: original(), ["<CorrectedInd>0<" => "<CorrectedInd>1<"], "FTMFST001_001";
    ftmfst003: correction(), ["<CorrectedInd>1<" => "<CorrectedInd>0<"], "FTMFST003_001";
    ftmfst004: replacement(), ["<OriginalReceiptId>2025-12345678901-abcdef123</OriginalReceiptId>" => ""], "FTMFST004_001";
    ftmfst004_some_headers_only: replacement_of_parts(), ["<OriginalUniqueSubmissionId>2025-12345678901-abcdef123|2</OriginalUniqueSubmissionId>" => ""], "FTMFST004_001";
    ftmfst006: replacement(), ["<SubmissionId>1</SubmissionId>" => "<SubmissionId>1</SubmissionId><OriginalUniqueSubmissionId>2025-12345678901-abcdef123|1</OriginalUniqueSubmissionId>"], "FTMFST006_001";
    ftmfst007: replacement_of_parts(), ["abcdef123|2<" => "abcdef123|1<"], "FTMFST007_001";
    ftmfst008: correction(), ["|1|2<" => "|1|1<"], "FTMFST008";
    ftmfst009: original(), ["TotalRecipientFormCnt>3<" => "TotalRecipientFormCnt>4<"], "FTMFST009";
    ftmfst010: original(), ["<SubmissionId>2<" => "<SubmissionId>1<"], "FTMFST010";
    ftmfst013: replacement(), ["<CorrectedInd>0</CorrectedInd>" => &format!("<CorrectedInd>0</CorrectedInd>{GROUP}")], "FTMFST013";
    ftmfst014: correction(), [GROUP => ""], "FTMFST014";
    smf007: original(), ["<SubmissionId>1</SubmissionId><TaxYr>2025<" => "<SubmissionId>1</SubmissionId><TaxYr>2024<"], "SMF007";
    smf019: original(), ["<IssuerDetail><ForeignEntityInd>1<" => "<IssuerDetail><ForeignEntityInd>0<"], "SMF019";
    smf027: original(), ["<TIN>000456789<" => "<TIN>123456789<"], "SMF027";
    smf030: with_extension(), ["TransmissionTypeCd>O<" => "TransmissionTypeCd>C<"], "SMF030";
    s1h001: original(), ["<PhoneNum>2025550101</PhoneNum>" => ""], "S1H001";
    s1h003: original(), ["<FormTypeCd>1099DIV<" => "<FormTypeCd>1099A<"], "S1H003_001";
    s1h008: original(), ["<Form1099DIVTotalAmtGrp>" => "<!--", "</Form1099DIVTotalAmtGrp>" => "-->"], "S1H008";
    s1h009_of_another_form: original(), ["<FormTypeCd>1099DIV<" => "<FormTypeCd>1099G<"], "S1H009";
    s1h029: original(), ["<SubmissionId>1</SubmissionId>" => "<SubmissionId>1</SubmissionId><OriginalUniqueSubmissionId>2025-12345678901-abcdef123|1</OriginalUniqueSubmissionId>"], "S1H029";
    smd001: original(), ["<FormTypeCd>1099DIV<" => "<FormTypeCd>1099INT<"], "SMD001";
    fs1h001_no_account: original(), ["<TIN>000222222<" => "<TIN>000111111<", "<RecipientAccountNum>A-2</RecipientAccountNum>" => ""], "FS1H001";
    fs1h001_same_account: original(), ["<TIN>000222222<" => "<TIN>000111111<", ">A-2<" => ">A-1<"], "FS1H001";
    fs1h002: original(), ["<RecordId>2<" => "<RecordId>1<"], "FS1H002";
    fs1h003: original(), ["<TotalReportedRcpntFormCnt>2<" => "<TotalReportedRcpntFormCnt>3<"], "FS1H003";
    s2h009: with_extension(), ["<IRPaperSubmissionInd>0<" => "<IRPaperSubmissionInd>1<"], "S2H009";
    s2h010: with_extension(), ["<IRElectronicSubmissionInd>1<" => "<IRElectronicSubmissionInd>0<"], "S2H010";
    s2h012: with_extension(), ["<IRPaperSubmissionInd>0<" => "<IRPaperSubmissionInd>1<"], "S2H012";
    s2h013: with_extension(), [">1099INT</Appl" => ">1099DIV</Appl"], "S2H013";
    s2h014: with_extension(), ["TransmissionTypeCd>O<" => "TransmissionTypeCd>R<"], "S2H014";
    shared002: original(), ["<Form1099DIVDetail><TaxYr>2025<" => "<Form1099DIVDetail><TaxYr>2024<"], "SHAREDIRFORM002_001";
    shared006: correction(), [GROUP => ""], "SHAREDIRFORM006_002";
    shared007: original(), ["<CorrectedInd>0</CorrectedInd>" => &format!("<CorrectedInd>0</CorrectedInd>{GROUP}")], "SHAREDIRFORM007_002";
    shared016: original(), [RECIPIENT_ADDRESS => "</RecipientDetail>"], "SHAREDIRFORM016";
    shared018: original(), ["<RecipientAccountNum>A-2</RecipientAccountNum><FATCAFilingRequirementInd>0<" => "<FATCAFilingRequirementInd>1<"], "SHAREDIRFORM018";
    shared019: original(), ["<CFSFElectionStateCd>CA<" => "<CFSFElectionStateCd>TX<"], "SHAREDIRFORM019_002";
    shared020: original(), ["<CFSFElectionInd>1<" => "<CFSFElectionInd>0<"], "SHAREDIRFORM020";
    shared021: original(), ["<TIN>000111111<" => "<TIN>100111111<"], "SHAREDIRFORM021";
    shared022: original(), ["<Form1099DIVTotalByStateGrp>" => "<!--", "</Form1099DIVTotalByStateGrp>" => "-->"], "SHAREDIRFORM022";
    shared023: original(), ["<TIN>000111111</TIN><TINSubmittedTypeCd>INDIVIDUAL_TIN</TINSubmittedTypeCd>" => ""], "SHAREDIRFORM023";
    div001: original(), ["FATCAFilingRequirementInd><SecondTINNoticeInd>0</SecondTINNoticeInd><TotalOrdinaryDividendsAmt>1000.00<" => "FATCAFilingRequirementInd><SecondTINNoticeInd>0</SecondTINNoticeInd><TotalOrdinaryDividendsAmt>599.99<"], "F1099DIV001";
    div001_counts_the_sum: original(), ["<ForeignTaxesPaidAmt>1.23</ForeignTaxesPaidAmt><ForeignCountry" => "<Section199ADividendsAmt>400.01</Section199ADividendsAmt><ForeignTaxesPaidAmt>1.23</ForeignTaxesPaidAmt><ForeignCountry"], "F1099DIV001";
    div002: original(), ["<SecondTINNoticeInd>0</SecondTINNoticeInd><TotalOrdinaryDividendsAmt>1000.00</TotalOrdinaryDividendsAmt>" => "<SecondTINNoticeInd>0</SecondTINNoticeInd>"], "F1099DIV002";
    div003: original(), ["<UnrecapturedSection1250GainAmt>10.00<" => "<UnrecapturedSection1250GainAmt>500.01<"], "F1099DIV003_001";
    div004: original(), ["<ForeignTaxesPaidAmt>1.23</ForeignTaxesPaidAmt><ForeignCountry" => "<FederalIncomeTaxWithheldAmt>400.00</FederalIncomeTaxWithheldAmt><ForeignTaxesPaidAmt>1.23</ForeignTaxesPaidAmt><ForeignCountry"], "F1099DIV004";
    div005: original(), ["<PrivateActivityBondIntDivAmt>7.00<" => "<PrivateActivityBondIntDivAmt>70.01<"], "F1099DIV005";
    ours_totals: original(), ["<PrivateActivityBondIntDivAmt>14.00<" => "<PrivateActivityBondIntDivAmt>14.01<"], "YF101";
    ours_state_totals: original(), ["<StateAbbreviationCd>CA</StateAbbreviationCd><TotalReportedRcpntFormCnt>" => "<StateAbbreviationCd>NJ</StateAbbreviationCd><TotalReportedRcpntFormCnt>"], "YF102";
}

#[test]
fn s1h048_for_a_tcc_of_role_issuer() {
    let options = Options { issuer_role: Some(true), ..Options::default() };
    let report = check_reader(original().as_bytes(), facts(), options).unwrap();
    assert_eq!(report.count("S1H048"), 2);
    let own = original().replace("000123456", "000456789").replace("000456780", "000456789");
    let report = check_reader(own.as_bytes(), facts(), options).unwrap();
    assert_eq!(report.count("S1H048"), 0);
}

#[test]
fn good_transmissions_are_found_good() {
    for xml in [
        original(),
        correction(),
        replacement(),
        replacement_of_parts(),
        with_vendor(),
        with_extension(),
    ] {
        assert_eq!(check_with(&xml, None).findings, []);
    }
}

/// Box 2a of zero is not tested, whatever its parts.
#[test]
fn div003_spares_a_zero_box_2a() {
    let xml = original()
        .replace("<TotalCapitalDistributionsAmt>500.00<", "<TotalCapitalDistributionsAmt>0.00<")
        .replace("<TotalCapitalDistributionsAmt>1000.00<", "<TotalCapitalDistributionsAmt>0.00<");
    assert_eq!(check_with(&xml, None).count("F1099DIV003_001"), 0);
}

#[test]
fn severity_account_and_record_are_named() {
    let report = found(
        original(),
        &[("<PrivateActivityBondIntDivAmt>7.00<", "<PrivateActivityBondIntDivAmt>70.01<")],
        "F1099DIV005",
    );
    let f = report.findings.iter().find(|f| f.code == "F1099DIV005").unwrap();
    assert_eq!(f.spot.account.as_deref(), Some("A-1"));
    assert_eq!((f.spot.submission, f.spot.record), (Some(1), Some(1)));
    assert_eq!(f.irs, Some(IrsSeverity::ReportErrorOrThreshold));
    assert_eq!(f.severity, Severity::Warning);
}

#[test]
fn a_million_violations_are_counted_but_not_all_kept() {
    let detail_at = original().find("<Form1099DIVDetail>").unwrap();
    let end = original().find("</Form1099DIVDetail>").unwrap() + "</Form1099DIVDetail>".len();
    let detail = original()[detail_at..end].replace("<TIN>000", "<TIN>100");
    let xml = original().replacen(&original()[detail_at..end], &detail.repeat(500), 1);
    let report = check_with(&xml, None);
    assert_eq!(report.count("SHAREDIRFORM021"), 500);
    let kept = report.findings.iter().filter(|f| f.code == "SHAREDIRFORM021").count();
    assert_eq!(kept, 100);
}

/// Every rule that can be checked from the file or the ledger has a check; every number once.
#[test]
fn the_table_of_rules_is_consistent() {
    let rules = &facts().rules;
    for (i, r) in rules.iter().enumerate() {
        assert_eq!(r.check.is_none(), r.local == Local::No, "{}", r.number);
        assert!(!r.says.is_empty() && !r.help.is_empty(), "{}", r.number);
        assert!(rules[i + 1..].iter().all(|o| o.number != r.number), "{} twice", r.number);
    }
    assert_eq!(RECEIPT.len(), 26);
}

/// Numbers and severities are the IRS's.
#[test]
fn the_table_of_rules_is_the_irss() {
    let Some(package) = crate::common::shared() else { return };
    let mut theirs = std::collections::HashMap::new();
    for file in ["transmission", "submission1", "submission2", "shared-submission", "form"] {
        let path = package.join("rules").join(format!("{file}.tsv"));
        for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
            let cells: Vec<_> = line.split('\t').collect();
            theirs.insert(cells[0].to_owned(), cells[3].to_lowercase());
        }
    }
    for r in &facts().rules {
        let severity = theirs.get(r.number).unwrap_or_else(|| panic!("{} is unknown", r.number));
        let ours = match r.severity {
            IrsSeverity::Reject => "reject",
            IrsSeverity::ReportError => "report error",
            IrsSeverity::ReportErrorOrThreshold => "report error and reject if over threshold",
        };
        assert_eq!(severity, ours, "{}", r.number);
    }
    let ours: std::collections::HashSet<_> = facts().rules.iter().map(|r| r.number).collect();
    for number in theirs.keys() {
        let concerns = ["TMFST", "FTMFST", "SMF", "FS1H", "SHAREDIRFORM", "F1099DIV"]
            .iter()
            .any(|p| number.starts_with(p));
        assert!(!concerns || ours.contains(number.as_str()), "{number} is missing");
    }
    for f in facts().form_types {
        assert!(theirs.contains_key(f.totals_rule), "{}", f.totals_rule);
    }
}
