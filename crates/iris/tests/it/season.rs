//! A whole season: build, a partial rejection, its replacement, a reclass, its correction, and a
//! correction of the correction. The story that docs/filing.md tells.

use crate::build::assert_valid;
use crate::common::{
    Change, Form, NOW, RUN, build_originals, facts, filer, ledger, request, write_changes,
    write_forms,
};
use crate::homes::on_every_home;
use std::path::Path;
use yearend_iris::answer::parse;
use yearend_iris::boxes::MoneyBox;
use yearend_iris::build::Outcome;
use yearend_iris::check::{Options, check_file};
use yearend_iris::filing::{
    Corrected, CorrectionOf, Corrections, StatusReport, apply_answers, correct, discard, explain,
    find_transmission, replace, requests,
};
use yearend_iris::forms::FormsFile;
use yearend_iris::ledger::Ledger;
use yearend_iris::xml::SearchType;

fn receipt(n: u32) -> String {
    format!("2025-{n:011}-abcdef123")
}

fn forms() -> Vec<Form> {
    vec![
        Form::new("ALPHA", "A-1"),
        Form::new("ALPHA", "A-2").money(MoneyBox::B2a, 5_000),
        Form::new("BETA", "B-1"),
        Form::new("BETA", "B-2"),
    ]
}

fn intake(n: u32, file: &Path, ledger: &mut Ledger) {
    let xml = format!(
        "<IntakeA2AResponse xmlns=\"\"><receiptId>{}</receiptId></IntakeA2AResponse>",
        receipt(n)
    );
    let of = find_transmission(&file.to_string_lossy(), ledger).unwrap();
    apply_answers(&[parse(&xml).unwrap()], Some(&of), ledger, NOW).unwrap();
}

fn answer(n: u32, whole: &str, parts: &str, ledger: &mut Ledger) -> StatusReport {
    let xml = format!(
        "<TransStatusOrAckResponse xmlns=\"urn:us:gov:treasury:irs:ir\"><ResultGrp><SearchId>{}</SearchId>\
         <TransmissionResultGrp><TransmissionStatusCd>{whole}</TransmissionStatusCd>\
         </TransmissionResultGrp>{parts}</ResultGrp></TransStatusOrAckResponse>",
        receipt(n)
    );
    apply_answers(&[parse(&xml).unwrap()], None, ledger, NOW).unwrap().remove(0)
}

fn part(id: u32, status: &str, errors: &str) -> String {
    format!(
        "<SubmissionResultGrp><SubmissionId>{id}</SubmissionId>\
         <SubmissionStatusCd>{status}</SubmissionStatusCd>{errors}</SubmissionResultGrp>"
    )
}

fn error(record: u32, code: &str) -> String {
    format!(
        "<RecordResultGrp><RecordId>{record}</RecordId><ErrorInformationGrp>\
         <ErrorMessageCd>{code}</ErrorMessageCd><ErrorMessageTxt>Value '123456789' is wrong\
         </ErrorMessageTxt><ErrorValueTxt>123456789</ErrorValueTxt></ErrorInformationGrp>\
         </RecordResultGrp>"
    )
}

fn correct_with(
    folder: &Path,
    forms: &[Form],
    changes: &[Change],
    previous: Option<&[Form]>,
    run: u128,
) -> yearend_iris::Result<Corrected> {
    let (new, diff, old) =
        (folder.join("new.parquet"), folder.join("changes.parquet"), folder.join("old.parquet"));
    write_forms(&new, forms);
    write_changes(&diff, changes);
    if let Some(previous) = previous {
        write_forms(&old, previous);
    }
    let (filer, xml) = (filer(), folder.join("xml"));
    let mut ledger = ledger(&xml);
    let mut request = request(&filer, &xml);
    request.run = uuid::Uuid::from_u128(run);
    let what = Corrections {
        changes: &diff,
        forms: FormsFile::new(&new),
        previous_forms: previous.map(|_| FormsFile::new(&old)),
        all: false,
        of: CorrectionOf::Latest,
    };
    correct(&mut request, &what, &mut ledger)
}

fn only_file(outcome: &Outcome) -> &Path {
    assert_eq!(outcome.written.len(), 1, "{:?}", outcome.findings);
    assert_valid(&outcome.written[0].path);
    &outcome.written[0].path
}

fn replace_with(
    folder: &Path,
    forms: &[Form],
    name: &str,
    run: u128,
) -> yearend_iris::Result<Outcome> {
    let path = folder.join("mended.parquet");
    write_forms(&path, forms);
    let (filer, xml) = (filer(), folder.join("xml"));
    let mut ledger = ledger(&xml);
    let mut request = request(&filer, &xml);
    request.run = uuid::Uuid::from_u128(run);
    let of = find_transmission(name, &mut ledger).unwrap();
    replace(&mut request, &FormsFile::new(&path), &of, &mut ledger).map(|r| r.outcome)
}

#[test]
fn a_whole_season() {
    on_every_home(a_whole_season_here);
}

fn a_whole_season_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let xml = folder.join("xml");
    // Build and send.
    let built = build_originals(folder, &forms(), |_| {}).unwrap();
    let original = only_file(&built).to_owned();
    {
        let mut ledger = ledger(&xml);
        let asks = requests(SearchType::Acknowledgement, &mut ledger).unwrap();
        assert!(String::from_utf8_lossy(&asks[0].1).contains(&built.written[0].utid));
        intake(1, &original, &mut ledger);
        let asks = requests(SearchType::Acknowledgement, &mut ledger).unwrap();
        assert!(String::from_utf8_lossy(&asks[0].1).contains(&receipt(1)));
        // The IRS rejects BETA for two bad records.
        let errors = [error(1, "SHAREDIRFORM018"), error(2, "SHAREDIRFORM018")].concat();
        let parts = part(1, "Accepted", "") + &part(2, "Rejected", &errors);
        let report = answer(1, "Partially Accepted", &parts, &mut ledger);
        let accounts: Vec<_> = report.errors.iter().map(|e| e.account.as_deref()).collect();
        assert_eq!(accounts, [Some("B-1"), Some("B-2")]);
        assert!(report.errors.iter().all(|e| e.help.is_some()));
        assert!(
            report.errors.iter().all(|e| !e.place.message.as_ref().unwrap().contains("123456789"))
        );
        assert!(report.next.unwrap().contains("yearend file replace"));
        assert_eq!(report.submissions[1].payer.as_deref(), Some("BETA"));
    }
    // What was rejected cannot be corrected.
    let refused =
        correct_with(folder, &forms(), &[("BETA", "B-1", "changed", true, true)], None, 9).unwrap();
    assert!(refused.corrections.findings[0].message.contains("rejected"));
    // Replace with the fixes in.
    let mut mended = forms();
    mended[2] = mended[2].clone().text("last_name", "Mended");
    let replaced = replace_with(folder, &mended, &receipt(1), 2).unwrap();
    let replacement = only_file(&replaced).to_owned();
    let text = std::fs::read_to_string(&replacement).unwrap();
    assert!(text.contains("<TransmissionTypeCd>R<"));
    assert!(text.contains(&format!("<OriginalUniqueSubmissionId>{}|2<", receipt(1))));
    assert!(!text.contains("OriginalReceiptId") && !text.contains(">A-1<"));
    let twice = replace_with(folder, &mended, &receipt(1), 3).unwrap_err();
    assert!(twice.to_string().contains("already replaced"), "{twice}");
    {
        let mut ledger = ledger(&xml);
        let view = ledger.view().unwrap();
        let options = Options { ledger: Some(&view), ..Options::default() };
        assert_eq!(check_file(&replacement, facts(), options).unwrap().findings, []);
        intake(2, &replacement, &mut ledger);
        answer(2, "Accepted", "", &mut ledger);
    }
    // A reclass arrives: A-2 changes, B-1 changes, B-2 is gone, A-3 is new.
    let mut reclass = mended.clone();
    reclass[1] = reclass[1].clone().money(MoneyBox::B2a, 4_000).money(MoneyBox::B3, 1_000);
    reclass[2] = reclass[2].clone().money(MoneyBox::B3, 50);
    reclass.remove(3);
    reclass.insert(2, Form::new("ALPHA", "A-3"));
    let changes = [
        ("ALPHA", "A-1", "changed", false, true),
        ("ALPHA", "A-2", "changed", true, true),
        ("ALPHA", "A-3", "new", false, true),
        ("BETA", "B-1", "changed", true, true),
        ("BETA", "B-2", "gone", true, false),
    ];
    let no_previous = correct_with(folder, &reclass, &changes, None, 4).unwrap_err();
    assert!(no_previous.to_string().contains("--previous-forms"));
    let corrected = correct_with(folder, &reclass, &changes, Some(&mended), 4).unwrap();
    assert_eq!(corrected.not_due, 1);
    let said: Vec<_> = corrected.corrections.findings.iter().map(|f| f.code).collect();
    assert_eq!(said, ["YF022"], "a form corrected to zero is said");
    let correction = only_file(&corrected.corrections).to_owned();
    let late = only_file(&corrected.originals).to_owned();
    let text = std::fs::read_to_string(&correction).unwrap();
    for unique in [
        format!("{}|1|2", receipt(1)),
        format!("{}|1|1", receipt(2)),
        format!("{}|1|2", receipt(2)),
    ] {
        assert!(
            text.contains(&format!("<UniqueRecordId>{unique}</UniqueRecordId><TIN>000")),
            "{unique}"
        );
    }
    assert_eq!(explain(&late, "A-3", facts()).unwrap().len(), 1);
    let gone = &explain(&correction, "B-2", facts()).unwrap()[0];
    assert!(gone.corrected && gone.boxes.iter().all(|(_, _, v)| v == "0.00"), "{gone:?}");
    assert_eq!(gone.boxes.len(), 17, "a corrected form says every box");
    {
        let mut ledger = ledger(&xml);
        let view = ledger.view().unwrap();
        let options = Options { ledger: Some(&view), ..Options::default() };
        assert_eq!(check_file(&correction, facts(), options).unwrap().findings, []);
    }
    // It cannot be corrected again before it is answered.
    let pending = [("ALPHA", "A-2", "changed", true, true)];
    let early = correct_with(folder, &reclass, &pending, None, 5).unwrap();
    assert!(early.corrections.findings[0].message.contains("awaits the IRS's answer"));
    {
        let mut ledger = ledger(&xml);
        intake(3, &correction, &mut ledger);
        intake(4, &late, &mut ledger);
        answer(3, "Accepted", "", &mut ledger);
        // A late status search does not undo the acknowledgement.
        answer(3, "Processing", "", &mut ledger);
        assert_eq!(
            find_transmission(&receipt(3), &mut ledger).unwrap().status.as_deref(),
            Some("Accepted")
        );
    }
    // The same figures again: nothing to do. Other figures: a correction of the correction.
    let same = correct_with(folder, &reclass, &pending, None, 6).unwrap();
    assert_eq!((same.corrections.written.len(), same.corrections.already_filed), (0, 1));
    reclass[1] = reclass[1].clone().money(MoneyBox::B3, 1_234);
    let second = correct_with(folder, &reclass, &pending, None, 7).unwrap();
    let text = std::fs::read_to_string(only_file(&second.corrections)).unwrap();
    assert!(text.contains(&format!("<UniqueRecordId>{}|1|1<", receipt(3))), "the latest accepted");
    // The ledger tells the story.
    let mut ledger = ledger(&xml);
    let events: Vec<_> = ledger.events().unwrap().into_iter().map(|(_, _, what)| what).collect();
    for wanted in
        ["(4 forms)", "Partially Accepted, 2 error(s)", "(2 forms)", "Accepted", "(3 forms)"]
    {
        assert!(events.iter().any(|e| e.contains(wanted)), "{wanted}: {events:#?}");
    }
    assert!(requests(SearchType::Status, &mut ledger).unwrap().len() == 2);
    assert_ne!(RUN.as_u128(), 0);
}

#[test]
fn a_whole_rejection_is_replaced_as_a_whole_and_again() {
    on_every_home(a_whole_rejection_is_replaced_as_a_whole_and_again_here);
}

fn a_whole_rejection_is_replaced_as_a_whole_and_again_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let built = build_originals(folder, &forms(), |_| {}).unwrap();
    let answered = |n: u32, path: &Path, status: &str| {
        let mut ledger = ledger(&folder.join("xml"));
        intake(n, path, &mut ledger);
        answer(n, status, "", &mut ledger);
    };
    answered(1, only_file(&built), "Rejected");
    // What was rejected is not filed as an original again.
    let again = build_originals(folder, &forms(), |r| r.run = uuid::Uuid::from_u128(8)).unwrap();
    assert_eq!((again.written.len(), again.counts.get("YF019")), (0, Some(&4)));
    let first = replace_with(folder, &forms(), &receipt(1), 2).unwrap();
    answered(2, only_file(&first), "Rejected");
    // A rejected replacement is replaced by one that names the first original.
    let second = replace_with(folder, &forms(), &receipt(2), 3).unwrap();
    let text = std::fs::read_to_string(only_file(&second)).unwrap();
    assert!(text.contains(&format!("<OriginalReceiptId>{}<", receipt(1))));
    answered(3, only_file(&second), "Accepted with Errors");
    let refused = replace_with(folder, &forms(), &receipt(3), 4).unwrap_err();
    assert!(refused.to_string().contains("was not rejected"), "{refused}");
    let done = build_originals(folder, &forms(), |r| r.run = uuid::Uuid::from_u128(9)).unwrap();
    assert_eq!((done.written.len(), done.already_filed, done.counts.len()), (0, 4, 0));
}

#[test]
fn a_form_that_a_replacement_left_out_was_never_filed() {
    on_every_home(a_form_that_a_replacement_left_out_was_never_filed_here);
}

fn a_form_that_a_replacement_left_out_was_never_filed_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let built = build_originals(folder, &forms(), |_| {}).unwrap();
    let answered = |n: u32, path: &Path, status: &str| {
        let mut ledger = ledger(&folder.join("xml"));
        intake(n, path, &mut ledger);
        answer(n, status, "", &mut ledger);
    };
    answered(1, only_file(&built), "Rejected");
    let replaced = replace_with(folder, &forms()[..3], &receipt(1), 2).unwrap();
    assert_eq!(replaced.written[0].forms, 3);
    assert_eq!(replaced.findings[0].code, "YF021", "the missing form is said");
    answered(2, only_file(&replaced), "Accepted");
    let late = build_originals(folder, &forms(), |r| r.run = uuid::Uuid::from_u128(3)).unwrap();
    assert_eq!(explain(only_file(&late), "B-2", facts()).unwrap().len(), 1);
    assert_eq!((late.written[0].forms, late.already_filed), (1, 3));
}

#[test]
fn what_was_not_sent_can_be_withdrawn() {
    on_every_home(what_was_not_sent_can_be_withdrawn_here);
}

fn what_was_not_sent_can_be_withdrawn_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let built = build_originals(folder, &forms(), |_| {}).unwrap();
    let path = only_file(&built).to_owned();
    {
        let mut ledger = ledger(&folder.join("xml"));
        let t = find_transmission(&built.written[0].utid, &mut ledger).unwrap();
        discard(&t, &mut ledger, NOW).unwrap();
        assert!(!path.exists());
    }
    let again = build_originals(folder, &forms(), |r| r.run = uuid::Uuid::from_u128(77)).unwrap();
    let mut ledger = ledger(&folder.join("xml"));
    intake(1, only_file(&again), &mut ledger);
    let t = find_transmission(&receipt(1), &mut ledger).unwrap();
    assert!(discard(&t, &mut ledger, NOW).unwrap_err().to_string().contains("the IRS has it"));
}

#[test]
fn a_receipt_that_names_no_file_is_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let forms: Vec<_> = (0..40).map(|i| Form::new("ALPHA", &format!("A-{i:03}"))).collect();
    build_originals(folder.path(), &forms, |r| r.limit_bytes = 20_000).unwrap();
    let mut ledger = ledger(&folder.path().join("xml"));
    let xml = format!(
        "<IntakeA2AResponse xmlns=\"\"><receiptId>{}</receiptId></IntakeA2AResponse>",
        receipt(1)
    );
    let error = apply_answers(&[parse(&xml).unwrap()], None, &mut ledger, NOW).unwrap_err();
    assert!(error.to_string().contains("does not say for which file"), "{error}");
}
