//! A whole industry year into a store: the measurement of `benches/store`.
//!
//! `industry STORE [CUSIPS [DISTRIBUTIONS [VERSIONS]]]` makes documents of a hundred CUSIPs each
//! (estimate, final, final again, reclass, corrected), imports them and prints what it took. The
//! making is not counted; everything from the reading to the commit is. As `yearend import` does,
//! each processor makes documents ready, and one connection keeps them.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};
use yearend_model::{
    Amounts, DateValue, Decimal, Distribution, Field, Layout, Place, Reading, Security, Status,
    TaxYear, Value,
};
use yearend_store::{Access, Arrival, At, Document, Imported, Outcome, Prepared, Store};

/// CUSIPs in one document.
const FAMILY: usize = 100;

/// Documents made at a time.
const PART: usize = 40;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, default: usize| args.get(i).map_or(default, |a| a.parse().unwrap());
    let (cusips, distributions, versions) = (number(1, 40_000), number(2, 12), number(3, 5));
    let mut store = Store::open(&args[0], Access::Write).unwrap();
    let mut took = Duration::ZERO;
    let (mut documents, mut rows) = (0, 0);
    let families = cusips.div_ceil(FAMILY);
    for version in 0..versions {
        // A part of a version at a time bounds the memory.
        for first in (0..families).step_by(PART) {
            let part: Vec<(String, Reading, String)> = (first..families.min(first + PART))
                .map(|family| {
                    let count = FAMILY.min(cusips - family * FAMILY);
                    let reading = reading(family, count, distributions, version);
                    let bytes = text(&reading);
                    (format!("family-{family:03}-v{version}.txt"), reading, bytes)
                })
                .collect();
            let start = Instant::now();
            for report in import(&mut store, &part, version) {
                assert_eq!(report.outcome, Outcome::New, "every version must differ");
                documents += 1;
                rows += report.distributions;
            }
            took += start.elapsed();
        }
        println!("version {version}: {documents} documents, {rows} distributions, {took:.2?}");
    }
    store.close().unwrap();
    let seconds = took.as_secs_f64();
    println!("seconds {seconds:.2}");
}

/// Makes documents ready on every processor and keeps them in order.
fn import(store: &mut Store, part: &[(String, Reading, String)], version: usize) -> Vec<Imported> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..workers)
            .map(|lane| {
                let (send, receive) = std::sync::mpsc::sync_channel(2);
                scope.spawn(move || {
                    for (_, reading, bytes) in part.iter().skip(lane).step_by(workers) {
                        let document =
                            Document { bytes: bytes.as_bytes(), media_type: "text/plain" };
                        send.send(Prepared::new(document, reading).unwrap()).unwrap();
                    }
                });
                receive
            })
            .collect();
        let keep = |(i, (name, ..)): (usize, &(String, Reading, String))| {
            let arrival = Arrival {
                name,
                origin: "benchmark",
                now: At::parse(&format!("2026-0{}-15T00:00:00Z", version + 1)).unwrap(),
                received: None,
                by: "benchmark",
                family: None,
                reader: "benchmark",
            };
            store.keep(lanes[i % workers].recv().unwrap(), &arrival).unwrap()
        };
        part.iter().enumerate().map(keep).collect()
    })
}

fn reading(family: usize, count: usize, distributions: usize, version: usize) -> Reading {
    let status =
        [Some(Status::Estimated), None, None, Some(Status::Reclass), Some(Status::Corrected)];
    let securities = (0..count).map(|i| {
        let payload = format!("{family:03}X{i:04}");
        let check = yearend_model::cusip::check_digit(&payload).unwrap();
        let cusip = format!("{payload}{check}");
        Security {
            cusip_printed: cusip.clone(),
            cusip,
            ticker: Some(format!("F{family:03}{i:02}")),
            name: format!("Family {family:03} Growth and Income Fund {i:03} Class A"),
            distributions: (0..distributions)
                .map(|d| distribution(family * FAMILY + i, d, version, status[version % 5]))
                .collect(),
            ..Security::default()
        }
    });
    let layout = Layout {
        tax_year: TaxYear::new(2025),
        title: "2025 YEAR-END TAX REPORTING INFORMATION".into(),
        securities: securities.collect(),
        ..Layout::default()
    };
    Reading { layouts: vec![layout], ..Reading::default() }
}

/// A line whose identities hold, with zeros where a layout prints zeros.
fn distribution(n: usize, d: usize, version: usize, status: Option<Status>) -> Distribution {
    let mut amounts = Amounts::default();
    for field in Field::amounts() {
        amounts.set(field, Value::printed(Decimal::ZERO, Place::default()));
    }
    let unit = |k: usize| {
        Decimal::new(((n * 7919 + d * 104_729 + k * 1_299_709) % 9_000_000 + 1_000_000) as i64, 8)
    };
    let income = unit(1);
    let capital =
        if version >= 2 { Decimal::new(version as i64 * 1000 + 17, 8) } else { Decimal::ZERO };
    let (short, long, tax) = (unit(2), unit(3), unit(4) / Decimal::TEN);
    let mut set = |f, v: Decimal| amounts.set(f, Value::printed(v.normalize(), Place::default()));
    set(Field::TotalDistribution, income + short + long + capital);
    set(Field::CurrentYear, income + short + long + capital);
    set(Field::IncomeDividends, income);
    set(Field::ShortTermCapitalGain, short);
    set(Field::ForeignTaxInOrdinary, tax);
    set(Field::OrdinaryDividends, income + short + tax);
    set(Field::QualifiedIncomeDividends, income);
    set(Field::QualifiedDividends, income);
    set(Field::CapitalGainDistributions, long);
    set(Field::NondividendDistributions, capital);
    set(Field::ForeignTaxPaid, tax);
    let date = |day: i8| {
        let date = yearend_model::Date::new(2025, (d % 12) as i8 + 1, day + (d / 12) as i8).ok();
        DateValue { date, ..DateValue::default() }
    };
    Distribution {
        record_date: date(12),
        ex_dividend_date: date(13),
        payable_date: date(16),
        status,
        amounts,
        ..Distribution::default()
    }
}

/// The document: a line of tab-separated figures for each distribution.
fn text(reading: &Reading) -> String {
    let mut out = String::new();
    for (_, s) in reading.securities() {
        for d in &s.distributions {
            out.push_str(&format!(
                "{}\t{}\t{}\t",
                s.name,
                s.cusip,
                s.ticker.as_deref().unwrap_or("")
            ));
            out.push_str(d.status.map_or("", |s| s.name()));
            for v in [&d.record_date, &d.ex_dividend_date, &d.payable_date] {
                out.push_str(&format!("\t{}", v.date.map(|d| d.to_string()).unwrap_or_default()));
            }
            for (_, v) in d.amounts.iter() {
                out.push_str(&format!("\t{}", v.amount));
            }
            out.push('\n');
        }
    }
    out
}
