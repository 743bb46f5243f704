//! What is written reads back as the same reading, field by field.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use yearend_model::decimal::plain;
use yearend_model::json::from_json;
use yearend_model::{
    Contact, Decimal, Distribution, Field, Layout, Place, Reading, Security, Severity, Status,
    TaxYear, Value,
};
use yearend_specimen::{Shape, Specimen};
use yearend_write::Format;

fn read(name: &str, bytes: Vec<u8>) -> Reading {
    let mut documents = yearend_source::open(name, bytes).unwrap();
    assert_eq!(documents.len(), 1, "{name}");
    let mut reading = yearend_decode::decode(&documents.remove(0));
    yearend_rules::check(&mut reading);
    reading
}

fn written(reading: &Reading, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    yearend_write::write(std::slice::from_ref(reading), format, &mut out).unwrap();
    out
}

/// All that the reading says, a line each, with the securities of a table in CUSIP order.
fn said(reading: &Reading) -> String {
    let mut out = String::new();
    for l in &reading.layouts {
        let year = l.tax_year.map_or(0, TaxYear::get);
        writeln!(out, "layout {} {year} {:?}", l.kind.name(), l.title).unwrap();
        for s in yearend_write::columns::in_cusip_order(l) {
            writeln!(out, " {} {:?} {:?}", s.cusip, s.ticker, s.name).unwrap();
            for d in &s.distributions {
                write!(out, "  {:?} {:?}", d.status, d.cusip_change).unwrap();
                for f in Field::DATES {
                    let v = d.date(f).unwrap();
                    let text = if v.date.is_some() { &None } else { &v.text };
                    write!(out, " {:?} {text:?}", v.date).unwrap();
                }
                for (f, v) in d.amounts.iter() {
                    write!(out, " {}={}", f.name(), plain(v.amount)).unwrap();
                }
                out.push('\n');
            }
        }
    }
    for c in &reading.contacts {
        writeln!(out, "{c:?}").unwrap();
    }
    out
}

/// The first lines that differ.
fn difference(expected: &str, found: &str) -> String {
    let pairs = expected.lines().zip(found.lines()).filter(|(a, b)| a != b).take(3);
    let mut out: String = pairs.map(|(a, b)| format!("expected {a}\n   found {b}\n")).collect();
    let (a, b) = (expected.lines().count(), found.lines().count());
    if a != b {
        writeln!(out, "expected {a} lines, found {b}").unwrap();
    }
    out
}

/// Writes in each form and reads back; returns what differs.
fn differences(name: &str, reading: &Reading) -> Vec<String> {
    let expected = said(reading);
    let mut out = Vec::new();
    for format in [Format::Workbook, Format::Csv, Format::Json] {
        let bytes = written(reading, format);
        let back = match format {
            Format::Json => from_json(&serde_json::from_slice(&bytes).unwrap()).unwrap(),
            _ => read(&format!("{name}.{}", format.extension()), bytes),
        };
        let found = said(&back);
        if found != expected {
            out.push(format!("{name} as {format:?}:\n{}", difference(&expected, &found)));
        }
        for f in back.findings.iter().filter(|f| f.severity > Severity::Note) {
            if reading.findings.iter().all(|old| old.code != f.code) {
                out.push(format!("{name} as {format:?}: new finding {} {}", f.code, f.message));
            }
        }
    }
    assert!(written(reading, Format::Parquet).starts_with(b"PAR1"));
    out
}

fn shared() -> Option<PathBuf> {
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("YEAREND_SHARED").map_or(near, PathBuf::from);
    let found = root.join("corpus").is_dir();
    if !found {
        eprintln!("skipped: no corpus at {} (set YEAREND_SHARED)", root.display());
    }
    found.then_some(root)
}

#[test]
fn every_clean_document_of_the_corpus() {
    let Some(root) = shared() else { return };
    let mut names: Vec<PathBuf> =
        fs::read_dir(root.join("corpus")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let (mut documents, mut wrong) = (0, Vec::new());
    for path in names {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let truth = path.with_file_name(format!("{name}.truth.json"));
        if !name.starts_with('s') || !truth.exists() || path == truth {
            continue;
        }
        let reading = read(path.file_name().unwrap().to_str().unwrap(), fs::read(&path).unwrap());
        if yearend_write::admit::check(std::slice::from_ref(&reading)).is_err() {
            // A reading with errors is the reader's to mend; what it refuses is not written.
            eprintln!("{name}: not written, it holds errors");
            continue;
        }
        documents += 1;
        wrong.extend(differences(name, &reading));
    }
    assert!(documents > 20, "only {documents} clean documents were written");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn invented_families() {
    let mut wrong = Vec::new();
    for seed in 0..12 {
        let specimen = Specimen::clean(seed, Shape::ALL[seed as usize % Shape::ALL.len()]);
        let reading = Reading {
            layouts: specimen.layouts,
            contacts: specimen.contacts,
            ..Reading::default()
        };
        wrong.extend(differences(&format!("seed {seed}"), &reading));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// LibreOffice opens the workbook, recalculates what it likes, saves it anew; the figures are the
/// same. Skipped where `soffice` is not installed.
#[test]
fn a_workbook_survives_libreoffice() {
    let dir = tempfile::tempdir().unwrap();
    let specimen = Specimen::fully_stated(7, Shape::Csv);
    let reading =
        Reading { layouts: specimen.layouts, contacts: specimen.contacts, ..Reading::default() };
    let path = dir.path().join("layout.xlsx");
    fs::write(&path, written(&reading, Format::Workbook)).unwrap();
    for kind in ["xlsx", "ods"] {
        let to = dir.path().join(kind);
        let profile = format!("-env:UserInstallation=file://{}/profile", dir.path().display());
        let run = std::process::Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", kind, "--outdir"])
            .args([&to, &path])
            .output();
        let Ok(output) = run else {
            eprintln!("skipped: soffice is not installed");
            return;
        };
        let name = format!("layout.{kind}");
        let bytes = fs::read(to.join(&name)).unwrap_or_else(|_| panic!("{output:?}"));
        let (expected, found) = (said(&reading), said(&read(&name, bytes)));
        assert!(found == expected, "{kind}:\n{}", difference(&expected, &found));
    }
}

fn line(values: &[(Field, &str)]) -> Distribution {
    let mut d = Distribution::default();
    for (field, text) in values {
        let amount = Decimal::from_str_exact(text).unwrap();
        d.amounts.set(*field, Value::printed(amount, Place::default()));
    }
    d
}

/// A full line whose figures keep the identities.
fn full(income: &str, gain: &str) -> Distribution {
    let sum = |a: &str, b: &str| {
        plain(Decimal::from_str_exact(a).unwrap() + Decimal::from_str_exact(b).unwrap())
    };
    let total = sum(income, gain);
    let mut d = line(
        &TaxYear::LAST.fields().filter(|f| f.is_amount()).map(|f| (f, "0")).collect::<Vec<_>>(),
    );
    for (f, v) in line(&[
        (Field::TotalDistribution, &total),
        (Field::CurrentYear, &total),
        (Field::IncomeDividends, income),
        (Field::OrdinaryDividends, income),
        (Field::CapitalGainDistributions, gain),
    ])
    .amounts
    .iter()
    {
        d.amounts.set(f, *v);
    }
    d.record_date.date = Some("2025-12-04".parse().unwrap());
    d.ex_dividend_date.date = Some("2025-12-05".parse().unwrap());
    d.payable_date.date = Some("2025-12-05".parse().unwrap());
    d
}

fn security(cusip: &str, ticker: &str, name: &str, distributions: Vec<Distribution>) -> Security {
    Security {
        cusip: cusip.into(),
        cusip_printed: cusip.into(),
        ticker: Some(ticker.into()),
        name: name.into(),
        distributions,
        ..Security::default()
    }
}

#[test]
fn what_documents_seldom_hold() {
    let mut daily = full("0.123456789", "0");
    daily.record_date = Default::default();
    daily.record_date.text = Some("DAILY".into());
    daily.ex_dividend_date = daily.record_date.clone();
    let mut earlier = full("0.5", "0.25");
    for f in Field::DATES {
        earlier.date_mut(f).unwrap().date = Some("2025-06-27".parse().unwrap());
    }
    let mut reclass = earlier.clone();
    reclass.status = Some(Status::Reclass);
    for (f, v) in line(&[
        (Field::IncomeDividends, "0.1"),
        (Field::OrdinaryDividends, "0.1"),
        (Field::CapitalGainDistributions, "-0.1"),
        (Field::TotalDistribution, "0"),
        (Field::CurrentYear, "0"),
    ])
    .amounts
    .iter()
    {
        reclass.amounts.set(f, *v);
    }
    let mut merged = full("0.75", "0");
    merged.cusip_change = Some('M');
    // Tables alike in all that they print are one table on two pages; a share class parts them.
    let layout = |class: &str, securities| Layout {
        share_class: Some(class.into()),
        tax_year: TaxYear::new(2025),
        title: "2025 YEAR-END TAX REPORTING INFORMATION".into(),
        securities,
        ..Layout::default()
    };
    let reading = Reading {
        layouts: vec![
            layout(
                "Class A Shares",
                vec![
                    security(
                        "999310105",
                        "HSAAX",
                        "=HYPERLINK(1) Growth Fund",
                        vec![full("0.1", "12.678901234")],
                    ),
                    security(
                        "999310204",
                        "HSBBX",
                        "\"Quoted\", and; comma Fund",
                        vec![earlier, reclass, merged],
                    ),
                ],
            ),
            layout(
                "Class C Shares",
                vec![security("999310303", "HSCCX", "Máxima Fund – Class A", vec![daily])],
            ),
        ],
        contacts: vec![Contact {
            fund: "All Halyard Funds".into(),
            person: "Fund Reporting Desk".into(),
            affiliation: "@Halyard".into(),
            telephone: "+1 303 555 0142".into(),
            facsimile: String::new(),
            email: "fund.reporting@example.com".into(),
        }],
        ..Reading::default()
    };
    let wrong = differences("invented", &reading);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
