//! One seeded violation per kind of constraint of the schema.

use crate::seed::{check_with, correction, original, with_vendor};
use crate::seeded;

seeded! {
    wrong_root: original(), ["IRTransmission xmlns" => "IRTransmissions xmlns", "</IRTransmission>" => "</IRTransmissions>"], "cvc-elt.1";
    wrong_namespace: original(), ["urn:us:gov:treasury:irs:ir" => "urn:us:gov:treasury:irs:irs"], "cvc-elt.1";
    unknown_element: original(), ["<VoidInd>" => "<Void>", "</VoidInd>" => "</Void>"], "cvc-complex-type.2.4.a";
    missing_element: original(), ["<SecondTINNoticeInd>0</SecondTINNoticeInd>" => ""], "cvc-complex-type.2.4.b";
    wrong_order: original(), ["<FATCAFilingRequirementInd>0</FATCAFilingRequirementInd><SecondTINNoticeInd>0</SecondTINNoticeInd>" => "<SecondTINNoticeInd>0</SecondTINNoticeInd><FATCAFilingRequirementInd>0</FATCAFilingRequirementInd>"], "cvc-complex-type.2.4.a";
    element_twice: original(), ["<VoidInd>0</VoidInd>" => "<VoidInd>0</VoidInd><VoidInd>0</VoidInd>"], "cvc-complex-type.2.4.a";
    both_branches: original(), ["</PersonName><MailingAddressGrp>" => "</PersonName><BusinessName><BusinessNameLine1Txt>X</BusinessNameLine1Txt></BusinessName><MailingAddressGrp>"], "cvc-complex-type.2.4.a";
    no_branch: original(), ["<USAddress><AddressLine1Txt>12 Example Street</AddressLine1Txt><CityNm>Fresno</CityNm><StateAbbreviationCd>CA</StateAbbreviationCd><ZIPCd>93650</ZIPCd></USAddress>" => ""], "cvc-complex-type.2.4.b";
    attribute: original(), ["<VoidInd>" => "<VoidInd a=\"1\">"], "cvc-complex-type.3.2.2";
    stray_text: original(), ["<RecipientDetail>" => "<RecipientDetail>x"], "cvc-complex-type.2.3";
    element_in_value: original(), ["<VoidInd>0" => "<VoidInd><b/>0"], "cvc-type.3.1.2";
    fixed_value: original(), ["<VoidInd>0<" => "<VoidInd>1<"], "cvc-elt.5.2.2.2.1";
    schema_version: original(), [">2.0.3<" => ">2.0.2<"], "cvc-elt.5.2.2.2.1";
    empty_amount: original(), ["<ForeignTaxesPaidAmt>1.23<" => "<ForeignTaxesPaidAmt><"], "cvc-datatype-valid.1.2.1";
    negative_amount: original(), ["<ForeignTaxesPaidAmt>1.23<" => "<ForeignTaxesPaidAmt>-1.23<"], "cvc-datatype-valid.1.2.1";
    three_decimals: original(), ["<ForeignTaxesPaidAmt>1.23<" => "<ForeignTaxesPaidAmt>1.234<"], "cvc-datatype-valid.1.2.1";
    thousands_separator: original(), ["<ForeignTaxesPaidAmt>1.23<" => "<ForeignTaxesPaidAmt>1,234<"], "cvc-datatype-valid.1.2.1";
    apostrophe_in_name: original(), [">Sample<" => ">O'Sample<"], "cvc-pattern-valid";
    accent_in_name: original(), [">Robin<" => ">Róbin<"], "cvc-pattern-valid";
    long_name: original(), [">Sample<" => ">Samplesamplesamplesam<"], "cvc-maxLength-valid";
    double_blank: original(), ["12 Example" => "12  Example"], "cvc-pattern-valid";
    period_in_street: original(), ["12 Example Street" => "12 Example St."], "cvc-pattern-valid";
    hyphen_in_city: original(), [">Fresno<" => ">Fresno-Clovis<"], "cvc-pattern-valid";
    iso_country: original(), [">UK<" => ">DE<"], "cvc-enumeration-valid";
    us_in_box_8: original(), [">UK<" => ">US<"], "cvc-enumeration-valid";
    unknown_state: original(), ["<StateAbbreviationCd>IL<" => "<StateAbbreviationCd>XX<"], "cvc-enumeration-valid";
    zip_with_hyphen: original(), [">93650<" => ">93650-1234<"], "cvc-pattern-valid";
    tin_with_hyphens: original(), ["<TIN>000111111<" => "<TIN>000-11-1111<"], "cvc-pattern-valid";
    tin_type_of_old: original(), [">INDIVIDUAL_TIN<" => ">SSN<"], "cvc-enumeration-valid";
    indicator_in_words: original(), ["<FATCAFilingRequirementInd>0<" => "<FATCAFilingRequirementInd>false<"], "cvc-enumeration-valid";
    record_id_with_hyphen: original(), ["<RecordId>2<" => "<RecordId>1-2<"], "cvc-pattern-valid";
    record_id_of_nine_digits: original(), ["<RecordId>2<" => "<RecordId>123456789<"], "cvc-maxLength-valid";
    submission_id_zero: original(), ["<SubmissionId>2<" => "<SubmissionId>02<"], "cvc-pattern-valid";
    unique_record_by_utid: correction(), ["2025-12345678901-abcdef123|1|1" => "550e8400-e29b-41d4-a716-446655440000|1|1"], "cvc-pattern-valid";
    utid_without_tcc: original(), [":IRIS:AB123::A" => ":IRIS:::A"], "cvc-pattern-valid";
    tcc_of_six: original(), ["<TransmitterControlCd>AB123<" => "<TransmitterControlCd>AB1234<"], "cvc-pattern-valid";
    phone_with_hyphens: original(), [">2025550100<" => ">202-555-0100<"], "cvc-pattern-valid";
    short_phone: original(), [">2025550100<" => ">5550100<"], "cvc-minLength-valid";
    email: original(), ["filing@specimen.example" => "filing"], "cvc-pattern-valid";
    office_code_of_three: original(), ["<RecordId>2</RecordId>" => "<RecordId>2</RecordId><IssuerOfficeCd>MAI</IssuerOfficeCd>"], "cvc-length-valid";
    account_of_31: original(), [">A-1<" => ">1234567890123456789012345678901<"], "cvc-maxLength-valid";
    vendor_code: with_vendor(), ["<VendorCd>V<" => "<VendorCd>X<"], "cvc-enumeration-valid";
    count_in_words: original(), ["TotalIssuerFormCnt>2<" => "TotalIssuerFormCnt>two<"], "cvc-datatype-valid.1.2.1";
    name_control: original(), ["<PersonNameControlTxt>SAMP<" => "<PersonNameControlTxt>samp<"], "cvc-pattern-valid";
    another_form_type: original(), ["<FormTypeCd>1099DIV<" => "<FormTypeCd>1099X<"], "cvc-enumeration-valid";
    mixed_details: original(), ["<Form1099DIVDetail>" => "<Form1099ADetail></Form1099ADetail><Form1099DIVDetail>"], "cvc-complex-type.2.4.a";
    latin_1: original(), ["encoding=\"UTF-8\"" => "encoding=\"ISO-8859-1\""], "xml-encoding";
    broken_off: original(), ["</IRTransmission>" => ""], "xml-not-well-formed";
    crossed_tags: original(), ["</VoidInd><CorrectedInd>" => "</CorrectedInd><VoidInd>"], "xml-not-well-formed";
    bare_ampersand: original(), ["&amp;" => "&"], "xml-not-well-formed";
    unknown_entity: original(), ["&amp;" => "&nbsp;"], "xml-not-well-formed";
    document_type: original(), ["<IRTransmission " => "<!DOCTYPE a [<!ENTITY b \"c\">]><IRTransmission "], "xml-not-well-formed";
}

#[test]
fn prefixes_comments_and_line_ends_change_nothing() {
    let prefixed = original()
        .replace("</", "\u{1}")
        .replace('<', "<n1:")
        .replace('\u{1}', "</n1:")
        .replace("<n1:?xml", "<?xml")
        .replace("xmlns=", "xmlns:n1=");
    assert_eq!(check_with(&prefixed, None).findings, []);
    let spaced = original().replace("><", ">\r\n\t<!-- a --><").replace("<!-- a --></", "</");
    let values_whole = spaced.replace("-->\r\n", "-->");
    assert_eq!(check_with(&values_whole, None).findings, []);
}

#[test]
fn nothing_at_all_is_said_to_be_nothing() {
    for bad in ["", " ", "no xml", "<", "\u{feff}", "<IRTransmission"] {
        let report = check_with(bad, None);
        assert!(!report.findings.is_empty(), "{bad:?}");
    }
}
