//! Damaged and hostile input: a clear error or an exception, never a wrong sum and never a partial
//! folder.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray};
use common::*;
use std::sync::Arc;
use yearend_allocate::changes::ChangeOptions;
use yearend_model::{Field, Reading};

const CUSIP: &str = "471021402";
const DAY: &str = "2025-06-16";

fn readings() -> Vec<Reading> {
    let line = paid(
        DAY,
        DAY,
        &[
            (Field::IncomeDividends, "0.3"),
            (Field::CapitalGainDistributions, "0.2"),
            (Field::QualifiedDividends, "0.1"),
        ],
    );
    vec![reading(2025, vec![fund(CUSIP, "Balanced", vec![line])])]
}

fn bench(payments: &[Pay]) -> Bench {
    let b = Bench::new();
    write_payments(&b.path("payments.parquet"), payments, 1_000);
    write_accounts(&b.path("accounts.csv"), ["A1", "A2"]);
    b
}

/// The error of a run; nothing may stand beside the inputs.
fn error(b: &Bench) -> String {
    let before = std::fs::read_dir(b.dir.path()).unwrap().count();
    let e = b.run(&readings(), 2025).unwrap_err();
    assert!(!b.options.output.exists());
    assert_eq!(std::fs::read_dir(b.dir.path()).unwrap().count(), before);
    e.to_string()
}

#[test]
fn cash_of_a_trillion_dollars_is_exact() {
    let trillion = 100_000_000_000_000;
    let b = bench(&[pay("A1", CUSIP, DAY, trillion + 1), pay("A2", CUSIP, DAY, -trillion)]);
    b.run(&readings(), 2025).unwrap();
    let forms = Rows::read(&b.out("forms.parquet"));
    assert_eq!(forms.cents("box_1a"), [trillion / 10 * 6 + 1, -(trillion / 10 * 6)]);
    assert_eq!(forms.cents("box_2a"), [trillion / 10 * 4, -(trillion / 10 * 4)]);
    assert_eq!(forms.cents("box_1b"), [trillion / 10 * 2, -(trillion / 10 * 2)]);
}

#[test]
fn a_sum_beyond_eighteen_digits_is_an_error() {
    let most = 999_999_999_999_999_999;
    let b = bench(&[pay("A1", CUSIP, DAY, most), pay("A1", CUSIP, DAY, most)]);
    assert!(error(&b).contains("account A1"));
}

#[test]
fn figures_that_nobody_can_pay_are_exceptions() {
    let most = "79228162514264337593543950335";
    let b = bench(&[pay("A1", CUSIP, DAY, 100)]);
    for amounts in [
        &[(Field::IncomeDividends, most), (Field::ShortTermCapitalGain, most)][..],
        &[(Field::QualifiedIncomeDividends, most), (Field::QualifiedForeignTax, most)],
        &[(Field::IncomeDividends, "1000000000000001")],
    ] {
        let readings =
            [reading(2025, vec![fund(CUSIP, "Balanced", vec![paid(DAY, DAY, amounts)])])];
        b.run(&readings, 2025).unwrap();
        let exceptions = Rows::read(&b.out("exceptions.parquet"));
        assert_eq!(exceptions.texts("code"), [Some("unusable-figures".to_owned())]);
        std::fs::remove_dir_all(&b.options.output).unwrap();
    }
}

#[test]
fn a_file_cut_off_anywhere_is_an_error() {
    let payments: Vec<Pay> = (0..5_000).map(|i| pay("A1", CUSIP, DAY, i)).collect();
    let b = bench(&payments);
    let whole = std::fs::read(b.path("payments.parquet")).unwrap();
    for keep in [0, 3, 4, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(b.path("payments.parquet"), &whole[..keep]).unwrap();
        assert!(error(&b).contains("payments.parquet"), "{keep}");
    }
}

#[test]
fn a_flipped_byte_is_never_a_panic_or_a_partial_folder() {
    let payments: Vec<Pay> = (0..2_000).map(|i| pay("A1", CUSIP, DAY, i)).collect();
    let b = bench(&payments);
    let whole = std::fs::read(b.path("payments.parquet")).unwrap();
    let mut r = Random(5);
    for _ in 0..60 {
        let mut bytes = whole.clone();
        bytes[r.below(whole.len() as u64) as usize] ^= 1 << r.below(8);
        std::fs::write(b.path("payments.parquet"), &bytes).unwrap();
        // Parquet pages bear no checksum here, so a flipped value can go unnoticed by any reader;
        // then the run must still reconcile.
        match b.run(&readings(), 2025) {
            Ok(done) => assert_eq!(done.reconciliation.total.difference.0, 0),
            Err(_) => assert!(!b.options.output.exists() || b.options.replace),
        }
        let _ = std::fs::remove_dir_all(&b.options.output);
    }
}

#[test]
fn money_in_binary_floats_is_refused() {
    let b = bench(&[]);
    let batch = RecordBatch::try_from_iter(vec![
        ("account_id", Arc::new(StringArray::from(vec!["A1"])) as ArrayRef),
        ("cusip", Arc::new(StringArray::from(vec![CUSIP]))),
        ("payable_date", Arc::new(Date32Array::from(vec![20_255]))),
        ("cash", Arc::new(Float64Array::from(vec![1.1]))),
    ])
    .unwrap();
    write(&b.path("payments.parquet"), &batch, 10);
    let e = error(&b);
    assert!(e.contains("column cash") && e.contains("floating-point"), "{e}");
}

#[test]
fn csv_errors_name_the_row_and_the_column() {
    let mut b = bench(&[]);
    let csv = b.path("payments.csv");
    b.options.payments = vec![csv.clone()];
    for (text, expected) in [
        ("account_id,cusip,cash\nA1,471021402,1\n", "column payable_date: is missing"),
        (
            "account_id,cusip,payable_date,cash\nA1,471021402,2025-06-16,1.234\n",
            "row 1: column cash",
        ),
        (
            "account_id,cusip,payable_date,cash\nA1,471021402,06/16/2025,1\n",
            "row 1: column payable_date",
        ),
        (
            "account_id,cusip,payable_date,cash\nA1,471021402,2025-06-16,1\nA1,471021402\n",
            "row 2: has 2 fields",
        ),
        (
            "account_id,cusip,payable_date,cash\nA1,471021402,2025-06-16,\n",
            "row 1: column cash: is empty",
        ),
        (
            "account_id,cusip,payable_date,cash\nA1,471021402,,5\n",
            "row 1: column payable_date: is empty",
        ),
        ("", "the file is empty"),
    ] {
        std::fs::write(&csv, text).unwrap();
        let e = error(&b);
        assert!(e.contains(expected), "{text:?}: {e}");
    }
}

#[test]
fn accounts_must_be_one_of_each_and_clean() {
    let b = bench(&[pay("A1", CUSIP, DAY, 1)]);
    for (text, expected) in [
        ("account_id,payer_id\nA1,M\nA2,M\nA1,M\n", "row 3: account A1 stands in row 1 already"),
        ("account_id,payer_id,tin\nA1,M,00-12\n", "row 1: column tin: is no taxpayer number"),
        ("account_id\nA1\n", "column payer_id: is missing"),
        ("account_id,payer_id,tin_type\nA1,M,person\n", "row 1: column tin_type"),
    ] {
        std::fs::write(b.path("accounts.csv"), text).unwrap();
        let e = error(&b);
        assert!(e.contains(expected) && !e.contains("00-12"), "{text:?}: {e}");
    }
}

#[test]
fn an_existing_folder_is_not_touched_unless_asked() {
    let mut b = bench(&[pay("A1", CUSIP, DAY, 1_000)]);
    std::fs::create_dir(&b.options.output).unwrap();
    std::fs::write(b.out("mine.txt"), "mine").unwrap();
    b.options.replace = false;
    assert!(b.run(&readings(), 2025).unwrap_err().to_string().contains("--force"));
    assert!(b.out("mine.txt").exists());
    b.options.replace = true;
    b.run(&readings(), 2025).unwrap();
    assert!(!b.out("mine.txt").exists() && b.out("forms.parquet").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_results() {
    use std::os::unix::fs::PermissionsExt;
    let b = bench(&[pay("A1", CUSIP, DAY, 1_000)]);
    b.run(&readings(), 2025).unwrap();
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&b.options.output), 0o700);
    assert_eq!(mode(&b.out("forms.parquet")), 0o600);
}

fn all_exceptions_are_there(n: i64) {
    let payments: Vec<Pay> = (0..n).map(|i| pay("A1", "123456782", DAY, i)).collect();
    let b = bench(&payments);
    let done = b.run(&readings(), 2025).unwrap();
    assert_eq!(done.reconciliation.exception_count(), n.unsigned_abs());
    let cash: i64 = Rows::read(&b.out("exceptions.parquet")).cents("cash").iter().sum();
    assert_eq!(cash, (n - 1) * n / 2);
}

#[test]
fn a_hundred_thousand_exceptions_are_all_there() {
    all_exceptions_are_there(100_000);
}

#[test]
#[ignore = "slow without optimisation: cargo test --release -p yearend-allocate -- --ignored"]
fn a_million_exceptions_are_all_there() {
    all_exceptions_are_there(1_000_000);
}

#[test]
fn several_payers_and_unsorted_accounts() {
    let payments: Vec<Pay> =
        (0..40).flat_map(|i| [pay(&format!("A{i:02}"), CUSIP, DAY, 1_000 + i)]).collect();
    let b = bench(&payments);
    let mut text = String::from("account_id,payer_id,last_name\n");
    for i in (0..40).rev() {
        text += &format!("A{i:02},P{},Holder {i}\n", i % 3);
    }
    std::fs::write(b.path("accounts.csv"), text).unwrap();
    b.run(&readings(), 2025).unwrap();
    let forms = Rows::read(&b.out("forms.parquet"));
    let keys: Vec<(Option<String>, Option<String>)> =
        forms.texts("payer_id").into_iter().zip(forms.texts("account_id")).collect();
    assert_eq!(keys.len(), 40);
    assert!(keys.is_sorted());
    for (name, (_, account)) in forms.texts("last_name").iter().zip(&keys) {
        let n: u32 = account.as_ref().unwrap()[1..].parse().unwrap();
        assert_eq!(name.as_deref(), Some(format!("Holder {n}").as_str()));
    }
}

#[test]
fn changes_since_an_earlier_run() {
    let first = bench(&[
        pay("A1", CUSIP, DAY, 100_000),
        pay("A2", CUSIP, DAY, 200_000),
        pay("A4", CUSIP, DAY, 5_000),
    ]);
    write_accounts(&first.path("accounts.csv"), ["A1", "A2", "A3", "A4"]);
    first.run(&readings(), 2025).unwrap();
    let mut second = bench(&[
        pay("A1", CUSIP, DAY, 101_000),
        pay("A2", CUSIP, DAY, 300_000),
        pay("A3", CUSIP, DAY, 4_000),
    ]);
    write_accounts(&second.path("accounts.csv"), ["A1", "A2", "A3", "A4"]);
    let previous = first.options.output.clone();
    let mut due = |correct_all| {
        let previous = previous.clone();
        second.options.compare = Some(ChangeOptions { previous, correct_all });
        let counts = second.run(&readings(), 2025).unwrap().changes.unwrap();
        assert_eq!((counts.changed, counts.new, counts.gone), (2, 1, 1));
        let rows = Rows::read(&second.out("changes.parquet"));
        let ids: Vec<String> = rows.texts("account_id").into_iter().map(Option::unwrap).collect();
        assert_eq!(ids, ["A1", "A2", "A3", "A4"]);
        assert_eq!(rows.cents("old_box_1a"), [60_000, 120_000, 0, 3_000]);
        assert_eq!(rows.cents("new_box_1a"), [60_600, 180_000, 2_400, 0]);
        rows.flags("corrected_due")
    };
    assert_eq!(due(false), [false, true, true, true]);
    assert_eq!(due(true), [true, true, true, true]);
}
