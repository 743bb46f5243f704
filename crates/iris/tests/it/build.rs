//! Transmissions from forms: valid, complete, deterministic, split, private.

use crate::common::{Form, NOW, build_originals, facts, ledger, shared};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use yearend_iris::boxes::{Dollars, MoneyBox};
use yearend_iris::check::{Options, XsdOutcome, check_file, validate_with_xsd};
use yearend_iris::filing::explain;

pub(crate) fn assert_valid(path: &Path) {
    let report = check_file(path, facts(), Options::default()).unwrap();
    let errors: Vec<_> =
        report.findings.iter().filter(|f| f.severity == yearend_model::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    if let Some(package) = shared() {
        match validate_with_xsd(path, &package).unwrap() {
            XsdOutcome::Valid => {}
            XsdOutcome::NoValidator => eprintln!("skipped: xmllint is not installed"),
            XsdOutcome::Invalid(messages) => panic!("{messages:#?}"),
        }
    }
}

fn some_forms() -> Vec<Form> {
    let mut forms = vec![
        Form::new("ALPHA", "A-1").money(MoneyBox::B1b, 4_000).money(MoneyBox::B4, 2_400),
        Form::new("ALPHA", "A-2")
            .text("state", "CA")
            .text("box_14", "CA")
            .text("box_15", "123-45")
            .money(MoneyBox::B2a, 12_345),
        Form::new("ALPHA", "A-3")
            .without("first_name")
            .without("last_name")
            .text("business_name", "Müller & Söhne, Ltd.")
            .text("tin_type", "business")
            .text("country", "DE")
            .text("city", "Köln")
            .text("province", "Nordrhein-Westfalen")
            .text("postal_code", "50667")
            .text("box_8", "CH")
            .money(MoneyBox::B7, 77),
        Form::new("BETA", "B-1").text("last_name", "O'Brien").text("suffix", "Jr."),
        Form::new("BETA", "B-2").text("country", "PR").text("state", "PR").text("zip", "00901"),
    ];
    forms[1].box_16 = 999;
    forms[3].flags = [false, false, true, true];
    forms[4].reportable = false;
    forms
}

#[test]
fn a_transmission_is_valid_and_says_what_the_forms_say() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = build_originals(folder.path(), &some_forms(), |_| {}).unwrap();
    assert_eq!(outcome.written.len(), 1, "{:?}", outcome.findings);
    assert_eq!((outcome.read, outcome.not_reportable, outcome.invalid), (5, 1, 0));
    let w = &outcome.written[0];
    assert_eq!((w.submissions, w.forms), (2, 4));
    assert_valid(&w.path);
    assert_eq!(outcome.totals.get(MoneyBox::B1a), 40_000);
    let report = check_file(&w.path, facts(), Options::default()).unwrap();
    assert_eq!(report.summary.submissions[0].sums.get(MoneyBox::B2a), 12_345);
    let german = &explain(&w.path, "A-3", facts()).unwrap()[0];
    assert_eq!(german.recipient, "Muller & Sohne Ltd");
    assert!(german.tin.starts_with("***-**-"));
    let boxes: Vec<_> = german.boxes.iter().map(|(l, _, v)| (l.as_str(), v.as_str())).collect();
    assert_eq!(boxes, [("1a", "100.00"), ("7", "0.77"), ("8", "Switzerland")]);
    let state = &explain(&w.path, "A-2", facts()).unwrap()[0];
    let boxes: Vec<_> = state.boxes.iter().map(|(l, _, v)| (l.as_str(), v.as_str())).collect();
    assert_eq!(
        boxes,
        [
            ("1a", "100.00"),
            ("2a", "123.45"),
            ("", "CA"),
            ("14", "CA"),
            ("15", "123-45"),
            ("16", "9.99")
        ]
    );
    assert_eq!(Dollars(outcome.totals.get(MoneyBox::B7)).to_string(), "0.77");
}

#[test]
fn every_change_of_cleaning_is_reported_in_a_private_file() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = build_originals(folder.path(), &some_forms(), |_| {}).unwrap();
    let report = outcome.cleaning_report.unwrap();
    let text = std::fs::read_to_string(&report).unwrap();
    assert_eq!(text.lines().count() as u64, outcome.cleaned + 1);
    for wanted in ["\"O'Brien\",\"OBrien\"", "\"Jr.\",\"Jr\"", "\"Köln\",\"Koln\""] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    for path in [
        &report,
        &outcome.written[0].path,
        &folder.path().join("xml/filing.db"),
        &folder.path().join("xml/filing.key"),
    ] {
        let mode = std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let files: Vec<_> = (0..2)
        .map(|_| {
            let folder = tempfile::tempdir().unwrap();
            let outcome = build_originals(folder.path(), &some_forms(), |_| {}).unwrap();
            std::fs::read(&outcome.written[0].path).unwrap()
        })
        .collect();
    assert_eq!(files[0], files[1]);
}

#[test]
fn building_twice_does_not_send_twice() {
    let folder = tempfile::tempdir().unwrap();
    build_originals(folder.path(), &some_forms(), |_| {}).unwrap();
    let again =
        build_originals(folder.path(), &some_forms(), |r| r.run = uuid::Uuid::new_v4()).unwrap();
    assert_eq!((again.written.len(), again.already_filed), (0, 4));
    let mut changed = some_forms();
    changed[0].cents[0] += 1;
    changed.push(Form::new("BETA", "B-3"));
    let third = build_originals(folder.path(), &changed, |r| r.run = uuid::Uuid::new_v4()).unwrap();
    assert_eq!(third.written.iter().map(|w| w.forms).sum::<u64>(), 1, "only the new form");
    assert_eq!(third.counts.get("YF017"), Some(&1), "the changed form is said");
}

#[test]
fn transmissions_split_by_payer_and_then_by_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut forms: Vec<_> = (0..40).map(|i| Form::new("ALPHA", &format!("A-{i:03}"))).collect();
    forms.extend((0..10).map(|i| Form::new("BETA", &format!("B-{i:03}"))));
    let outcome = build_originals(folder.path(), &forms, |r| r.limit_bytes = 20_000).unwrap();
    assert!(outcome.written.len() > 2, "{:?}", outcome.written);
    assert_eq!(outcome.written.iter().map(|w| w.forms).sum::<u64>(), 50);
    let mut beta = 0;
    for w in &outcome.written {
        assert!(w.bytes <= 20_000);
        assert_eq!(std::fs::metadata(&w.path).unwrap().len(), w.bytes);
        assert_valid(&w.path);
        let text = std::fs::read_to_string(&w.path).unwrap();
        beta += text.matches("<TIN>000456780</TIN>").count();
    }
    assert_eq!(beta, 1, "a payer that fits into one transmission is not split");
    let mut ledger = ledger(&folder.path().join("xml"));
    let rows = ledger.transmissions().unwrap();
    assert_eq!(rows.iter().map(|t| t.records).sum::<i64>(), 50);
    assert!(rows.iter().all(|t| t.state == "built" && t.created_at == NOW));
}

#[test]
fn a_limit_that_nothing_fits_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error =
        build_originals(folder.path(), &some_forms(), |r| r.limit_bytes = 3_000).unwrap_err();
    assert!(error.to_string().contains("more than 3000 bytes"), "{error}");
    assert_eq!(
        std::fs::read_dir(folder.path().join("xml"))
            .unwrap()
            .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("iris-"))
            .count(),
        0
    );
}

#[test]
fn the_ledger_holds_no_personal_data() {
    let folder = tempfile::tempdir().unwrap();
    build_originals(folder.path(), &some_forms(), |_| {}).unwrap();
    let mut bytes = std::fs::read(folder.path().join("xml/filing.db")).unwrap();
    if let Ok(wal) = std::fs::read(folder.path().join("xml/filing.db-wal")) {
        bytes.extend(wal);
    }
    let text = String::from_utf8_lossy(&bytes);
    for personal in ["Sample", "OBrien", "A-1", "B-1", "Columbus", "000456789"] {
        assert!(!text.contains(personal), "{personal}");
    }
    assert!(text.contains("ALPHA"));
}

#[test]
fn a_closed_ledger_is_whole_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    build_originals(folder.path(), &some_forms(), |_| {}).unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path().join("xml"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.contains(&"filing.db".to_owned()), "{names:?}");
    assert!(!names.iter().any(|n| n.ends_with("-wal")), "{names:?}");
}
