//! Hostile documents: each ends in a clear error or in a reading, soon.
//!
//! Files under `tests/crashers/` are inputs that once crashed or hung the reader, or that were made
//! to; the others are made here because they are large. What a fuzzer finds is added as a file.

#![allow(clippy::unwrap_used)]

use std::sync::mpsc;
use std::time::Duration;

/// Far more than any of them takes, in a debug build on a busy machine too.
const SOON: Duration = Duration::from_secs(20);

/// Reads the bytes; what could not be opened says why in a line.
fn read(name: &str, bytes: Vec<u8>) {
    let (done, wait) = mpsc::channel();
    let own = name.to_owned();
    let reader = std::thread::spawn(move || {
        match yearend_source::open(&own, bytes) {
            Ok(documents) => {
                for document in &documents {
                    let mut reading = yearend_decode::decode(document);
                    yearend_rules::check(&mut reading);
                }
            }
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains(&own) && message.lines().count() == 1, "{message}");
            }
        }
        let _ = done.send(());
    });
    match wait.recv_timeout(SOON) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name} takes more than {SOON:?}"),
        _ => assert!(reader.join().is_ok(), "{name} makes the reader panic"),
    }
}

const HEADER: &str = "Fund Name,CUSIP,Ticker,Record Date,Ex-Date,Payable Date,Total Distribution \
                      Per Share,Income Dividends,Short-Term Capital Gains,Ordinary Dividends,\
                      Qualified Dividends,Long-Term Capital Gains,Foreign Tax Paid";

fn csv(rows: impl IntoIterator<Item = String>) -> Vec<u8> {
    let mut out = format!("2024 Year-End Tax Information\n{HEADER}\n");
    for row in rows {
        out.push_str(&row);
        out.push('\n');
    }
    out.into_bytes()
}

fn row(amount: &str) -> String {
    format!(
        "A Fund,471021402,JABLX,12/4/2024,12/5/2024,12/5/2024,{0},{0},{0},{0},{0},{0},{0}",
        amount
    )
}

#[test]
fn files_that_crashed_or_hung() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crashers");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        read(&file.file_name().unwrap().to_string_lossy(), std::fs::read(&file).unwrap());
    }
}

#[test]
fn amounts_that_no_decimal_holds() {
    for amount in [
        "9".repeat(40),
        format!("0.{}", "1".repeat(60)),
        "1e308".to_owned(),
        "1E-400".to_owned(),
        "-".repeat(500),
        "$".repeat(500),
        "(".repeat(500),
        "%%%%".to_owned(),
        "0".repeat(3000),
        "0.1 ".repeat(3000),
        "\u{0}\u{1}\u{7f}".to_owned(),
        "NaN".to_owned(),
        "1,2,3".replace(',', "\u{a0}"),
        "\u{661}\u{662}.\u{663}".to_owned(),
    ] {
        let name = format!("amount-{}.csv", amount.chars().take(8).collect::<String>());
        read(&name, csv([row(&format!("\"{amount}\""))]));
    }
}

#[test]
fn long_lines_and_many_columns() {
    read("one-line.txt", vec![b'a'; 1 << 20]);
    read("one-line-of-words.txt", b"word 0.5  ".repeat(100_000));
    read("one-line-of-figures.csv", b"0.5,".repeat(100_000));
    read("columns.tsv", format!("{}\n{}", "CUSIP\t".repeat(20_000), "0.5\t".repeat(20_000)).into());
    read("headings.txt", "Foreign Tax Paid  Income Dividends  ".repeat(2_000).into());
}

#[test]
fn rows_that_never_end() {
    read("quotes.csv", csv((0..20_000).map(|_| "\"".to_owned())));
    read("no-header.csv", vec![b'0'; 1 << 20]);
    read("totals.csv", csv((0..3_000).map(|_| "Total,,,,,,1,1,1,1,1,1,1".to_owned())));
    read("names.csv", csv((0..3_000).map(|i| format!("Fund {i}"))));
    read("one-security.csv", csv((0..1_000).map(|i| row(&format!("0.{i}")))));
    read("headers.csv", csv((0..1_000).map(|_| HEADER.to_owned())));
    read("form-feeds.txt", "Fund  CUSIP  0.5\n\u{c}".repeat(5_000).into());
}

#[test]
fn bytes_that_are_no_text() {
    for (name, bytes) in [
        ("half-a-unit.txt", b"\xff\xfea\0b".to_vec()),
        ("lone-surrogates.txt", b"\xff\xfe\x00\xd8\x00\xd8\x00\xdc".repeat(1_000)),
        ("big-endian-mark.txt", b"\xfe\xff".to_vec()),
        ("nulls.txt", vec![0; 100_000]),
        ("cut-in-a-character.csv", b"Fund,\xe2\x80".to_vec()),
        ("marks-only.csv", b"\xef\xbb\xbf\xef\xbb\xbf,,,\n".repeat(1_000)),
        ("escapes.txt", b"\\".repeat(100_000)),
        ("brackets.txt", b"((((((((((".repeat(10_000)),
        ("carriage-returns.txt", b"\r".repeat(100_000)),
    ] {
        read(name, bytes);
    }
}
