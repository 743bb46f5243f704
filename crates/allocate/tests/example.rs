//! The worked example of `docs/allocate-example.md`.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::Rows;
use std::path::Path;
use yearend_allocate::plan::{Plan, PlanOptions};
use yearend_allocate::run::{RunOptions, run};

#[test]
fn the_worked_example_comes_out_as_the_page_says() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/allocate");
    let out = tempfile::tempdir().unwrap();
    let layout = std::fs::read(dir.join("layout.json")).unwrap();
    let reading =
        yearend_model::json::from_json(&serde_json::from_slice(&layout).unwrap()).unwrap();
    let options = RunOptions::new(
        vec![dir.join("payments.csv")],
        dir.join("accounts.csv"),
        out.path().join("out"),
    );
    let done = run(&Plan::new(&[reading], PlanOptions::new(2013)), &options, &|_, _| {}).unwrap();
    assert_eq!(done.reconciliation.exception_count(), 0);
    let forms = Rows::read(&out.path().join("out/forms.parquet"));
    assert_eq!(forms.cents("box_1a"), [7_652, 20_804, 27_240]);
    assert_eq!(forms.cents("box_1b"), [0, 19_556, 10_623]);
    assert_eq!(forms.cents("box_2a"), [20_094, 0, 49_832]);
    assert_eq!(forms.cents("box_2b"), [0, 0, 12_458]);
    assert_eq!(forms.cents("box_7"), [0, 2_212, 0]);
    assert_eq!(forms.flags("reportable"), [true, true, true]);
}
