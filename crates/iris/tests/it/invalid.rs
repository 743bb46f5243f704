//! Forms that cannot be filed: a finding that names account and field, and nothing written.

use crate::common::{Form, build_originals};
use yearend_iris::boxes::MoneyBox;
use yearend_iris::build::Outcome;

fn findings(form: Form) -> Vec<(&'static str, Option<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let good = Form::new("ALPHA", "A-0");
    let outcome = build_originals(folder.path(), &[good, form], |_| {}).unwrap();
    assert!(outcome.written.is_empty(), "nothing is written");
    let names: Vec<_> = std::fs::read_dir(folder.path().join("xml"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().all(|n| n.contains("filing")), "{names:?}");
    for f in &outcome.findings {
        assert_eq!(f.spot.account.as_deref(), Some("A-1"), "{f}");
        assert!(f.help.is_some(), "{f}");
    }
    assert_eq!(outcome.invalid, 1);
    outcome.findings.into_iter().map(|f| (f.code, f.spot.element)).collect()
}

#[test]
fn each_is_found() {
    let form = || Form::new("ALPHA", "A-1");
    for (form, code, field) in [
        (form().without("tin"), "YF001", "tin"),
        (form().text("tin", "00012345"), "YF002", "tin"),
        (form().text("tin", "000-12-345"), "YF002", "tin"),
        (form().text("tin_type", "SSN"), "YF002", "tin_type"),
        (form().text("tin", "123456789"), "YF015", "tin"),
        (form().text("last_name", "..."), "YF003", "last_name"),
        (form().without("first_name"), "YF003", "first_name"),
        (form().text("business_name", "\"..."), "YF003", "business_name"),
        (form().text("last_name", "Иванов"), "YF004", "last_name"),
        (form().text("first_name", "R2"), "YF004", "first_name"),
        (form().without("address_line1"), "YF005", "address_line1"),
        (form().without("city"), "YF005", "city"),
        (form().without("state"), "YF005", "state"),
        (form().without("zip"), "YF005", "zip"),
        (form().text("state", "ZZ"), "YF006", "state"),
        (form().text("country", "XX"), "YF007", "country"),
        (form().text("country", "USA"), "YF007", "country"),
        (form().text("zip", "123"), "YF008", "zip"),
        (form().money(MoneyBox::B3, -1), "YF009", "box_3"),
        (form().text("box_8", "US"), "YF013", "box_8"),
        (form().text("box_14", "Ohio"), "YF006", "box_14"),
    ] {
        assert_eq!(findings(form), [(code, Some(field.to_owned()))]);
    }
    let mut taxed = form();
    taxed.box_16 = 5;
    assert_eq!(findings(taxed), [("YF014", Some("box_14".to_owned()))]);
}

#[test]
fn accounts_and_payers_that_do_not_fit() {
    for (payer, account, code) in [
        ("ALPHA", "1234567890123456789012345678901", "YF011"),
        ("ALPHA", "A  1", "YF011"),
        ("GAMMA", "C-1", "YF012"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = build_originals(folder.path(), &[Form::new(payer, account)], |_| {}).unwrap();
        assert_eq!(outcome.findings.iter().map(|f| f.code).collect::<Vec<_>>(), [code]);
        assert!(outcome.written.is_empty());
    }
}

#[test]
fn skip_invalid_writes_the_rest_and_lists_what_was_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let forms = [Form::new("ALPHA", "A-1").without("tin"), Form::new("ALPHA", "A-2")];
    let outcome = build_originals(folder.path(), &forms, |r| r.skip_invalid = true).unwrap();
    assert_eq!((outcome.invalid, outcome.written[0].forms), (1, 1));
    assert_eq!(outcome.findings[0].spot.account.as_deref(), Some("A-1"));
}

#[test]
fn a_form_without_tin_can_be_filed_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let forms = [Form::new("ALPHA", "A-1").without("tin")];
    let outcome =
        build_originals(folder.path(), &forms, |r| r.options.allow_missing_tin = true).unwrap();
    assert_eq!(outcome.written[0].forms, 1);
    assert_eq!(outcome.findings[0].code, "YF001");
    let text = std::fs::read_to_string(&outcome.written[0].path).unwrap();
    assert!(!text.contains("000000000"), "an unknown TIN is omitted, not filled with zeros");
}

#[test]
fn irs_rules_on_boxes_are_said_before_sending() {
    let folder = tempfile::tempdir().unwrap();
    let forms = [Form::new("ALPHA", "A-1").money(MoneyBox::B13, 100)];
    let outcome = build_originals(folder.path(), &forms, |_| {}).unwrap();
    assert_eq!(outcome.findings[0].code, "F1099DIV005");
    assert_eq!(outcome.written.len(), 1, "the IRS accepts it with errors");
}

#[test]
fn unsorted_and_double_rows_are_refused() {
    for accounts in [["A-2", "A-1"], ["A-1", "A-1"]] {
        let folder = tempfile::tempdir().unwrap();
        let forms = accounts.map(|a| Form::new("ALPHA", a));
        let error = build_originals(folder.path(), &forms, |_| {}).unwrap_err().to_string();
        assert!(error.contains("stands twice or out of order"), "{error}");
    }
}

#[test]
fn a_file_that_is_no_parquet_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forms.parquet");
    std::fs::write(&path, b"PAR1 no").unwrap();
    let forms = yearend_iris::forms::FormsFile::new(&path);
    let error = forms.batches().err().unwrap().to_string();
    assert!(error.contains("forms.parquet"), "{error}");
}

/// More findings than are kept: the one that stops the build comes after all that are shown.
#[test]
fn an_error_behind_ten_thousand_warnings_stops_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let warned = |n: usize| Form::new("ALPHA", &format!("A-{n:05}")).money(MoneyBox::B13, 100);
    let mut forms: Vec<Form> = (0..=Outcome::FINDINGS).map(warned).collect();
    forms.push(Form::new("ALPHA", "B-1").without("tin"));
    let outcome = build_originals(folder.path(), &forms, |_| {}).unwrap();
    assert_eq!((outcome.findings.len(), outcome.invalid), (Outcome::FINDINGS, 1));
    assert!(outcome.written.is_empty());
}
