//! How long the rules take over a large document. It prints and asserts no time:
//! `cargo test --release -p yearend-rules --test speed -- --ignored --nocapture`

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::time::{Duration, Instant};
use yearend_model::{
    Date, Decimal, Distribution, Field, Layout, Place, Reading, Security, TaxYear, Value, cusip,
};

const QUARTERS: [i8; 4] = [3, 6, 9, 12];

fn distribution(month: i8, cents: i64) -> Distribution {
    let mut out = Distribution::default();
    for (field, day) in Field::DATES.into_iter().zip([14, 15, 15]) {
        out.date_mut(field).unwrap().date = Some(Date::new(2022, month, day).unwrap());
    }
    for field in Field::amounts() {
        let amount = match field {
            Field::TotalDistribution | Field::CurrentYear => Decimal::new(3 * cents, 6),
            Field::IncomeDividends | Field::OrdinaryDividends => Decimal::new(2 * cents, 6),
            Field::CapitalGainDistributions => Decimal::new(cents, 6),
            _ => Decimal::ZERO,
        };
        out.amounts.set(field, Value::printed(amount, Place::default()));
    }
    out
}

/// Funds of four classes each, with quarterly distributions, in CUSIP order.
fn document(securities: usize) -> Reading {
    let security = |i: usize| {
        let payload = format!("{i:06}10");
        let cusip = format!("{payload}{}", cusip::check_digit(&payload).unwrap());
        Security {
            cusip_printed: cusip.clone(),
            cusip,
            name: format!("Example Fund {}", i / 4),
            distributions: QUARTERS.map(|m| distribution(m, 1_234 + i64::from(m))).into(),
            ..Security::default()
        }
    };
    let layout = Layout {
        tax_year: TaxYear::new(2022),
        securities: (0..securities).map(security).collect(),
        ..Layout::default()
    };
    Reading { layouts: vec![layout], ..Reading::default() }
}

#[test]
#[ignore = "a measurement"]
fn a_large_document() {
    for n in [1_000, 10_000, 100_000] {
        let mut reading = document(n);
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            yearend_rules::check(&mut reading);
            best = best.min(start.elapsed());
        }
        eprintln!("{n} securities x 4: {best:?} at best, {} findings", reading.findings.len());
        assert!(reading.securities().all(|(_, s)| !s.review));
    }
}
