//! Files that are cut off, flipped or made to harm: always a document or an error, soon, and
//! never a panic.

#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, Instant};
use support::small::{files, old_workbook};
use support::xlsx;
use yearend_source::open_all;

/// Opens it and looks at nothing but that it comes back.
fn open(bytes: Vec<u8>) {
    let start = Instant::now();
    let _ = open_all("x", bytes);
    // Generous: the machine may be busy. A hang takes for ever.
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_small_old_workbook_is_one() {
    let d = support::open("a.xls", &old_workbook());
    assert_eq!(support::rows(&d, 0), ["1 hidden: A+1=#0.17522; B=#0.5"]);
}

#[test]
fn cut_off_anywhere() {
    for (_, file) in files() {
        for cut in (0..file.len()).step_by((file.len() / 60).max(1)) {
            open(file[..cut].to_vec());
        }
    }
}

#[test]
fn flipped_anywhere() {
    let mut state = 7_u64;
    let mut random = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % n
    };
    for (_, file) in files() {
        for _ in 0..150 {
            let mut bytes = file.clone();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = match random(3) {
                    0 => bytes[at] ^ 1 << random(8),
                    1 => 0xFF,
                    _ => random(256) as u8,
                };
            }
            open(bytes);
        }
    }
}

/// Flips within the parts, which the checksums of a zip would otherwise hide.
#[test]
fn flipped_inside_a_package() {
    let sheet = r#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1">
        <c r="A1" t="inlineStr"><is><t>CUSIP</t></is></c><c r="B1" s="1"><v>45471</v></c>
        <c r="C1"><f>SUM(A1)</f><v>0.5</v></c></row></sheetData><mergeCell ref="A1:B2"/>"#;
    for at in 0..sheet.len() {
        for byte in [b'<', b'>', b'"', b'9', b' ', b'&'] {
            let mut bytes = sheet.as_bytes().to_vec();
            bytes[at] = byte;
            open(xlsx(&String::from_utf8(bytes).unwrap()));
        }
    }
}

#[test]
fn claims_are_not_believed() {
    for sheet in [
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>"#,
        r#"<sheetData><row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>"#,
        r#"<sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData>"#,
        r#"<sheetData><row r="1"><c r="A1" t="s"><v>4294967295</v></c></row></sheetData>"#,
        r#"<cols><col min="1" max="999999999" hidden="1"/></cols><sheetData/>"#,
        r#"<sheetData/><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B9:A1"/>"#,
    ] {
        open(xlsx(sheet));
    }
}
