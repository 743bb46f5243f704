//! Rules that compare with what was filed before.

use crate::seed::{RECEIPT, check_with, correction, original, replacement, replacement_of_parts};
use std::collections::HashMap;
use yearend_iris::check::{LedgerView, LoggedSubmission, LoggedTransmission};

fn view(change: impl FnOnce(&mut LoggedTransmission)) -> LedgerView {
    let submission = |accepted: bool| LoggedSubmission {
        form_type: "1099DIV".to_owned(),
        accepted,
        rejected: !accepted,
        replaced: false,
    };
    let mut t = LoggedTransmission {
        kind: "O".to_owned(),
        tax_year: "2025".to_owned(),
        rejected: false,
        partially: true,
        replaced: false,
        submissions: HashMap::from([(1, submission(false)), (2, submission(false))]),
    };
    change(&mut t);
    LedgerView { transmissions: HashMap::from([(RECEIPT.to_owned(), t)]) }
}

fn accepted(t: &mut LoggedTransmission) {
    for s in t.submissions.values_mut() {
        s.accepted = true;
        s.rejected = false;
    }
    t.partially = false;
}

fn codes(xml: &str, ledger: &LedgerView) -> Vec<&'static str> {
    check_with(xml, Some(ledger)).counts.keys().copied().collect()
}

#[test]
fn tmfst012_the_replaced_transmission_was_rejected() {
    let xml = replacement();
    assert_eq!(codes(&xml, &view(|t| t.rejected = true)), [""; 0]);
    assert_eq!(codes(&xml, &view(|_| {})), ["TMFST012"]);
    let not_original = view(|t| {
        t.rejected = true;
        t.kind = "R".to_owned();
    });
    assert_eq!(codes(&xml, &not_original), ["TMFST012"]);
}

#[test]
fn tmfst013_the_replaced_transmission_was_not_replaced_before() {
    let ledger = view(|t| {
        t.rejected = true;
        t.replaced = true;
    });
    assert_eq!(codes(&replacement(), &ledger), ["TMFST013"]);
}

#[test]
fn s1h027_the_replaced_submission_was_not_replaced_before() {
    let ledger = view(|t| t.submissions.get_mut(&1).unwrap().replaced = true);
    assert_eq!(codes(&replacement_of_parts(), &ledger), ["S1H027"]);
}

#[test]
fn s1h028_the_replaced_submission_was_rejected() {
    let xml = replacement_of_parts();
    assert_eq!(codes(&xml, &view(|_| {})), [""; 0]);
    assert_eq!(codes(&xml, &view(|t| t.partially = false)), ["S1H028"]);
    let one_accepted = view(|t| t.submissions.get_mut(&2).unwrap().rejected = false);
    assert_eq!(codes(&xml, &one_accepted), ["S1H028"]);
}

#[test]
fn s1h050_a_replacement_keeps_its_form_type() {
    let ledger = view(|t| t.submissions.get_mut(&1).unwrap().form_type = "1099INT".to_owned());
    assert_eq!(codes(&replacement_of_parts(), &ledger), ["S1H050"]);
}

#[test]
fn shared009_only_what_was_accepted_is_corrected() {
    assert_eq!(codes(&correction(), &view(accepted)), [""; 0]);
    assert_eq!(codes(&correction(), &view(|_| {})), ["SHAREDIRFORM009_001"]);
}

#[test]
fn shared010_a_correction_keeps_its_year() {
    let ledger = view(|t| {
        accepted(t);
        t.tax_year = "2024".to_owned();
    });
    assert_eq!(codes(&correction(), &ledger), ["SHAREDIRFORM010_001"]);
}

#[test]
fn shared026_a_correction_keeps_its_form_type() {
    let ledger = view(|t| {
        accepted(t);
        t.submissions.get_mut(&2).unwrap().form_type = "1099INT".to_owned();
    });
    assert_eq!(codes(&correction(), &ledger), ["SHAREDIRFORM026"]);
}

#[test]
fn what_the_ledger_does_not_know_is_said() {
    assert_eq!(codes(&correction(), &LedgerView::default()), ["YF103"]);
    assert_eq!(codes(&original(), &LedgerView::default()), [""; 0]);
}
