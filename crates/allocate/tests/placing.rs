//! Which payments are placed, and where the others go: one case per rule.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::*;
use yearend_allocate::plan::PlanOptions;
use yearend_model::{Field, Reading, Status};

const CUSIP: &str = "471021402";
const OTHER: &str = "47103C464";

const INCOME: &[(Field, &str)] = &[
    (Field::TotalDistribution, "0.5"),
    (Field::CurrentYear, "0.5"),
    (Field::IncomeDividends, "0.5"),
    (Field::OrdinaryDividends, "0.5"),
];

fn shares(mut p: Pay, shares: i64) -> Pay {
    p.shares = Some(shares * 10_000);
    p
}

/// The codes of the exceptions, and the sum of box 1a.
fn outcome(readings: &[Reading], payments: &[Pay], options: PlanOptions) -> (Vec<String>, i64) {
    let bench = Bench::new();
    write_payments(&bench.path("payments.parquet"), payments, 1_000);
    write_accounts(&bench.path("accounts.csv"), ["A1", "A2"]);
    bench.run_with(readings, options).unwrap();
    let codes = Rows::read(&bench.out("exceptions.parquet")).texts("code");
    let box_1a = Rows::read(&bench.out("forms.parquet")).cents("box_1a").iter().sum();
    (codes.into_iter().map(Option::unwrap).collect(), box_1a)
}

fn check(readings: &[Reading], payment: Pay, expected: Result<i64, &str>) {
    let (codes, box_1a) = outcome(readings, std::slice::from_ref(&payment), PlanOptions::new(2025));
    match expected {
        Ok(cents) => assert_eq!((codes.as_slice(), box_1a), (&[][..], cents), "{payment:?}"),
        Err(code) => assert_eq!((codes, box_1a), (vec![code.to_owned()], 0), "{payment:?}"),
    }
}

fn plain() -> Vec<Reading> {
    vec![reading(
        2025,
        vec![fund(CUSIP, "Balanced", vec![paid("2025-06-13", "2025-06-16", INCOME)])],
    )]
}

#[test]
fn by_date() {
    let day = "2025-06-16";
    check(&plain(), pay("A1", CUSIP, day, 5_000), Ok(5_000));
    check(&plain(), pay("A1", "471021 40 2", day, 5_000), Ok(5_000));
    check(&plain(), shares(pay("A1", CUSIP, day, 5_000), 100), Ok(5_000));
    check(&plain(), shares(pay("A1", CUSIP, day, 5_001), 100), Ok(5_001));
    check(&plain(), shares(pay("A1", CUSIP, day, 5_100), 100), Err("rate-mismatch"));
    check(&plain(), pay("A1", OTHER, day, 5_000), Err("unknown-cusip"));
    check(&plain(), pay("A9", CUSIP, day, 5_000), Err("unknown-account"));
    check(&plain(), pay("A1", CUSIP, "2025-07-16", 5_000), Err("no-such-date"));
    check(&plain(), pay("A1", CUSIP, "2024-06-16", 5_000), Err("wrong-year"));
    let by_record = Pay {
        payable: None,
        record: pay("A1", CUSIP, "2025-06-13", 0).payable,
        ..pay("A1", CUSIP, day, 5_000)
    };
    check(&plain(), by_record, Ok(5_000));
}

#[test]
fn near_a_date_only_with_shares_that_prove_it() {
    check(&plain(), pay("A1", CUSIP, "2025-06-18", 5_000), Err("no-such-date"));
    check(&plain(), shares(pay("A1", CUSIP, "2025-06-18", 5_000), 100), Ok(5_000));
    check(&plain(), shares(pay("A1", CUSIP, "2025-06-18", 6_000), 100), Err("no-such-date"));
    check(&plain(), shares(pay("A1", CUSIP, "2025-06-28", 5_000), 100), Err("no-such-date"));
    let twice = vec![reading(
        2025,
        vec![fund(
            CUSIP,
            "Balanced",
            vec![
                paid("2025-06-13", "2025-06-16", INCOME),
                paid("2025-06-17", "2025-06-18", INCOME),
            ],
        )],
    )];
    check(&twice, shares(pay("A1", CUSIP, "2025-06-17", 5_000), 100), Err("ambiguous-date"));
}

#[test]
fn a_daily_fund_by_its_payable_date() {
    let daily =
        vec![reading(2025, vec![fund(CUSIP, "Bond", vec![paid("DAILY", "2025-06-30", INCOME)])])];
    check(&daily, shares(pay("A1", CUSIP, "2025-06-30", 4_321), 100), Ok(4_321));
}

#[test]
fn a_changed_cusip_is_followed_where_both_are_known() {
    let mut old = fund(OTHER, "Balanced", vec![paid("2025-03-13", "2025-03-14", INCOME)]);
    old.distributions[0].cusip_change = Some('M');
    let new = fund(CUSIP, "Balanced", vec![paid("2025-06-13", "2025-06-16", INCOME)]);
    let readings = vec![reading(2025, vec![old, new])];
    check(&readings, pay("A1", CUSIP, "2025-03-14", 5_000), Ok(5_000));
    check(&readings, pay("A1", OTHER, "2025-06-16", 5_000), Ok(5_000));
}

#[test]
fn what_must_not_be_used() {
    let line = || paid("2025-06-13", "2025-06-16", INCOME);
    let one = |d| vec![reading(2025, vec![fund(CUSIP, "Balanced", vec![d])])];
    let payment = || pay("A1", CUSIP, "2025-06-16", 5_000);
    check(&one(with(Status::Estimated, line())), payment(), Err("estimated"));
    let accept = PlanOptions { accept_estimates: true, ..PlanOptions::new(2025) };
    let (codes, box_1a) = outcome(&one(with(Status::Estimated, line())), &[payment()], accept);
    assert_eq!((codes.len(), box_1a), (0, 5_000));

    let mut review = plain();
    review[0].layouts[0].securities[0].review = true;
    check(&review, payment(), Err("under-review"));

    let mut wrong = line();
    let short = yearend_model::Value::printed(decimal("0.4"), yearend_model::Place::default());
    wrong.amounts.set(Field::OrdinaryDividends, short);
    check(&one(wrong), payment(), Err("unusable-figures"));

    check(&one(paid("2025-06-13", "2025-06-16", &[])), payment(), Err("no-cash-stated"));
    let noncash = one(paid("2025-06-13", "2025-06-16", &[(Field::NoncashLiquidation, "3.5")]));
    check(&noncash, pay("A1", CUSIP, "2025-06-16", 0), Err("shares-needed"));

    let mut last_year = plain();
    last_year[0].layouts[0].tax_year = yearend_model::TaxYear::new(2024);
    check(&last_year, payment(), Err("wrong-year"));
}

#[test]
fn corrected_lines_replace_and_reclassifications_add() {
    let more = &[
        (Field::TotalDistribution, "0.6"),
        (Field::CurrentYear, "0.6"),
        (Field::IncomeDividends, "0.6"),
        (Field::OrdinaryDividends, "0.6"),
    ];
    let line = || paid("2025-06-13", "2025-06-16", INCOME);
    let corrected = with(Status::Corrected, paid("2025-06-13", "2025-06-16", more));
    let both = vec![reading(2025, vec![fund(CUSIP, "Balanced", vec![line(), corrected.clone()])])];
    check(&both, shares(pay("A1", CUSIP, "2025-06-16", 6_000), 100), Ok(6_000));
    check(&both, shares(pay("A1", CUSIP, "2025-06-16", 5_000), 100), Err("rate-mismatch"));
    let apart = [plain().remove(0), reading(2025, vec![fund(CUSIP, "Balanced", vec![corrected])])];
    check(&apart, shares(pay("A1", CUSIP, "2025-06-16", 6_000), 100), Ok(6_000));

    let to_capital = with(
        Status::Reclass,
        paid(
            "2025-06-13",
            "2025-06-16",
            &[
                (Field::IncomeDividends, "-0.2"),
                (Field::OrdinaryDividends, "-0.2"),
                (Field::NondividendDistributions, "0.2"),
            ],
        ),
    );
    let both = vec![reading(2025, vec![fund(CUSIP, "Balanced", vec![line(), to_capital])])];
    check(&both, shares(pay("A1", CUSIP, "2025-06-16", 5_000), 100), Ok(3_000));

    let disagree = [
        plain().remove(0),
        reading(2025, vec![fund(CUSIP, "Balanced", vec![paid("2025-06-13", "2025-06-16", more)])]),
    ];
    check(&disagree, pay("A1", CUSIP, "2025-06-16", 5_000), Err("layouts-disagree"));
    check(
        &[plain().remove(0), plain().remove(0)],
        pay("A1", CUSIP, "2025-06-16", 5_000),
        Ok(5_000),
    );
}

#[test]
fn january_dividends_go_to_the_year_they_are_of() {
    let this = &[
        (Field::TotalDistribution, "0.5"),
        (Field::NextYear, "0.2"),
        (Field::CurrentYear, "0.3"),
        (Field::IncomeDividends, "0.3"),
        (Field::OrdinaryDividends, "0.3"),
    ];
    let readings = vec![reading(
        2025,
        vec![fund(CUSIP, "Balanced", vec![paid("2025-12-30", "2026-01-05", this)])],
    )];
    check(&readings, pay("A1", CUSIP, "2026-01-05", 5_001), Ok(3_001));
    let before =
        &[(Field::TotalDistribution, "0.5"), (Field::PriorYear, "0.5"), (Field::CurrentYear, "0")];
    let readings = vec![reading(
        2025,
        vec![fund(CUSIP, "Balanced", vec![paid("2024-12-30", "2025-01-06", before)])],
    )];
    check(&readings, pay("A1", CUSIP, "2025-01-06", 5_000), Ok(0));
}

#[test]
fn reversals_cancel_and_a_box_below_zero_is_a_warning() {
    let bench = Bench::new();
    let day = "2025-06-16";
    let list = [
        pay("A1", CUSIP, day, 3_333),
        pay("A1", CUSIP, day, -3_333),
        pay("A2", CUSIP, day, -1_000),
    ];
    write_payments(&bench.path("payments.parquet"), &list, 1_000);
    write_accounts(&bench.path("accounts.csv"), ["A1", "A2"]);
    bench.run(&plain(), 2025).unwrap();
    let forms = Rows::read(&bench.out("forms.parquet"));
    assert_eq!(forms.cents("box_1a"), [0, -1_000]);
    let warnings = forms.texts("warnings");
    assert_eq!(warnings[0], None);
    assert!(warnings[1].as_ref().unwrap().contains("box 1a is below zero"));
}

#[test]
fn tax_withheld_makes_a_form_reportable_and_goes_with_its_cash() {
    let bench = Bench::new();
    let mut p = pay("A1", CUSIP, "2025-06-16", 900);
    p.withheld = 216;
    write_payments(&bench.path("payments.parquet"), &[p, pay("A2", CUSIP, "2025-06-16", 900)], 10);
    write_accounts(&bench.path("accounts.csv"), ["A1", "A2"]);
    let done = bench.run(&plain(), 2025).unwrap();
    let forms = Rows::read(&bench.out("forms.parquet"));
    assert_eq!(forms.cents("box_4"), [216, 0]);
    assert_eq!(forms.flags("reportable"), [true, false]);
    assert_eq!(done.reconciliation.withheld.forms.0, 216);
}

#[test]
fn a_layout_beyond_its_own_bounds_is_a_warning_that_names_the_security() {
    let bench = Bench::new();
    let line = paid(
        "2025-06-13",
        "2025-06-16",
        &[(Field::CapitalGainDistributions, "0.5"), (Field::UnrecapturedSection1250Gain, "0.6")],
    );
    let readings = [reading(2025, vec![fund(CUSIP, "Balanced", vec![line])])];
    write_payments(&bench.path("payments.parquet"), &[pay("A1", CUSIP, "2025-06-16", 5_000)], 10);
    write_accounts(&bench.path("accounts.csv"), ["A1"]);
    let done = bench.run(&readings, 2025).unwrap();
    assert!(done.reconciliation.warnings[0].contains(CUSIP), "{:?}", done.reconciliation.warnings);
    let forms = Rows::read(&bench.out("forms.parquet"));
    assert_eq!((forms.cents("box_2a")[0], forms.cents("box_2b")[0]), (5_000, 6_000));
}
