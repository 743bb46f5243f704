//! A process killed at any step of a build leaves files and ledger that agree once the ledger is
//! opened again: either nothing of the run is filed, or all of it is.

use crate::common::{Form, build_originals, ledger, open_ledger};
use crate::homes::{STORE, on_every_home, store};
use std::path::Path;
use std::process::Command;
use yearend_iris::build::Step;

const FOLDER: &str = "YEAREND_IRIS_CRASH_FOLDER";
const STEP: &str = "YEAREND_IRIS_CRASH_STEP";
const STEPS: [Step; 5] = [
    Step::BeforeLedger,
    Step::BeforeRename,
    Step::AfterFirstRename,
    Step::BeforeBuilt,
    Step::AfterBuilt,
];

fn forms() -> Vec<Form> {
    (0..30).map(|i| Form::new("ALPHA", &format!("A-{i:03}"))).collect()
}

/// Not a test of its own: the process that is killed.
#[test]
fn child_that_dies() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let step = STEPS[std::env::var(STEP).unwrap().parse::<usize>().unwrap()];
    // Leaked: the process ends here anyway.
    let die: &'static _ = Box::leak(Box::new(move |s: Step| {
        if s == step {
            std::process::abort();
        }
    }));
    let _ = build_originals(folder.as_ref(), &forms(), |r| {
        r.limit_bytes = 20_000;
        r.hook = die;
    });
    unreachable!("it should be dead");
}

/// Runs a build that dies at a step.
pub(crate) fn die_at(folder: &Path, step: usize, store: Option<&str>) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "crash::child_that_dies", "--nocapture"]);
    child.env(FOLDER, folder).env(STEP, step.to_string());
    if let Some(store) = store {
        child.env(STORE, store);
    }
    assert!(!child.output().unwrap().status.success(), "the child died");
}

#[test]
fn files_and_ledger_agree_after_a_kill_at_any_step() {
    for (i, step) in STEPS.into_iter().enumerate() {
        on_every_home(|| agree_after_a_kill(i, step));
    }
}

fn agree_after_a_kill(i: usize, step: Step) {
    let folder = tempfile::tempdir().unwrap();
    die_at(folder.path(), i, store().as_deref());
    let xml = folder.path().join("xml");
    let mut ledger = ledger(&xml);
    let rows = ledger.transmissions().unwrap();
    let files: Vec<_> = std::fs::read_dir(&xml)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|n| n.contains("iris-"))
        .collect();
    // A store hears of a folder with its first run; the next build tidies what died before.
    if store().is_none() || step != Step::BeforeLedger {
        assert!(files.iter().all(|n| n.ends_with(".xml")), "{step:?}: {files:?}");
        assert_eq!(files.len(), rows.len(), "{step:?}: every file has its row");
    }
    assert!(rows.iter().all(|t| t.state == "built" && t.path.is_file()), "{step:?}");
    let expected = if step == Step::BeforeLedger { 0 } else { 30 };
    assert_eq!(rows.iter().map(|t| t.records).sum::<i64>(), expected, "{step:?}");
    drop(ledger);
    // The next build files what is left, and nothing twice.
    let next = build_originals(folder.path(), &forms(), |r| {
        r.limit_bytes = 20_000;
        r.run = uuid::Uuid::new_v4();
    })
    .unwrap();
    let written: u64 = next.written.iter().map(|w| w.forms).sum();
    assert_eq!(written + expected.unsigned_abs(), 30, "{step:?}");
    let left = std::fs::read_dir(&xml).unwrap().map(|e| e.unwrap().file_name());
    assert!(!left.into_iter().any(|n| n.to_string_lossy().ends_with(".tmp")), "{step:?}");
}

#[test]
fn a_lost_file_frees_its_records() {
    on_every_home(a_lost_file_frees);
}

fn a_lost_file_frees() {
    let folder = tempfile::tempdir().unwrap();
    die_at(folder.path(), 1, store().as_deref());
    let xml = folder.path().join("xml");
    for entry in std::fs::read_dir(&xml).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".xml.tmp") {
            std::fs::write(&path, b"damaged").unwrap();
        }
    }
    let ledger = ledger(&xml);
    assert!(!ledger.recovery.lost.is_empty());
    drop(ledger);
    let next = build_originals(folder.path(), &forms(), |r| r.run = uuid::Uuid::new_v4()).unwrap();
    assert_eq!(next.written.iter().map(|w| w.forms).sum::<u64>(), 30);
}

#[test]
fn one_process_at_a_time() {
    on_every_home(one_at_a_time);
}

fn one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _first = ledger(folder.path());
    let error = open_ledger(folder.path()).err().unwrap();
    assert!(error.to_string().contains("another `yearend file` command"), "{error}");
}
