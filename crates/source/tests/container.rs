//! Archives and mails: each member its own document, each failure beside the others.

#![allow(clippy::unwrap_used)]

mod support;

use support::{xlsx, zip};
use yearend_source::{Opened, Reason, open_all};

const CSV: &[u8] = b"Fund,CUSIP,Total\nA,471021402,0.5\nB,471021410,0.6\n";
const SHEET: &str = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;

fn documents(opened: &Opened) -> Vec<&str> {
    opened.documents.iter().map(|d| d.source.name.as_str()).collect()
}

fn failures(opened: &Opened) -> Vec<String> {
    opened.failures.iter().map(ToString::to_string).collect()
}

fn skipped(opened: &Opened) -> Vec<(&str, &str)> {
    opened.skipped.iter().map(|s| (s.name.as_str(), s.why)).collect()
}

#[test]
fn every_member_is_reported() {
    let book = xlsx(SHEET);
    let archive = zip(&[
        ("b/funds.csv", CSV),
        ("a.xlsx", &book),
        ("b/cut.xlsx", &book[..book.len() / 2]),
        ("logo.png", b"\x89PNG\r\n\x1a\n"),
        ("__MACOSX/._a.xlsx", b"\0\x05\x16\x07"),
        ("b/.DS_Store", b"\0\0\0\x01Bud1"),
    ]);
    let opened = open_all("in/january.zip", archive).unwrap();
    assert_eq!(documents(&opened), ["in/january.zip/a.xlsx", "in/january.zip/b/funds.csv"]);
    let part = &opened.documents[0].source.parts[0];
    assert_eq!(part.member.as_deref(), Some("in/january.zip/a.xlsx"));
    assert_eq!(part.sheet.as_deref(), Some("Layout"));
    let failures = failures(&opened);
    assert_eq!(failures.len(), 1);
    assert!(
        failures[0].starts_with("in/january.zip/b/cut.xlsx: could not be read as an xlsx workbook"),
        "{failures:?}"
    );
    assert_eq!(
        skipped(&opened),
        [
            ("in/january.zip/__MACOSX/._a.xlsx", "data of the operating system"),
            ("in/january.zip/b/.DS_Store", "data of the operating system"),
            ("in/january.zip/logo.png", "a picture"),
        ]
    );
}

#[test]
fn a_document_of_its_own_has_no_member_path() {
    let opened = open_all("a.xlsx", xlsx(SHEET)).unwrap();
    assert_eq!(documents(&opened), ["a.xlsx"]);
    assert_eq!(opened.documents[0].source.parts[0].member, None);
}

/// A mail with a letter, a zip of a workbook, a CSV and a signature.
fn mail(letter: &str) -> String {
    let inner = zip(&[("funds.xlsx", &xlsx(SHEET))]);
    format!(
        "From: tax@example.org\r\nTo: desk@example.org\r\nSubject: Layout\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n\
         --b1\r\nContent-Type: text/plain\r\n\r\n{letter}\r\n\
         --b1\r\nContent-Type: application/zip; name=\"layout.zip\"\r\n\
         Content-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"layout.zip\"\r\n\r\n{}\r\n\
         --b1\r\nContent-Type: text/csv; name=\"funds.csv\"\r\n\
         Content-Disposition: attachment; filename=\"funds.csv\"\r\n\r\n{}\r\n\
         --b1\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n\
         Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\nMIIB\r\n--b1--\r\n",
        base64(&inner),
        String::from_utf8_lossy(CSV),
    )
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = char::from(ALPHABET[(n >> (18 - 6 * i) & 63) as usize]);
            out.push(if i <= chunk.len() { digit } else { '=' });
        }
        if out.len() % 78 >= 76 {
            out.push_str("\r\n");
        }
    }
    out
}

#[test]
fn attachments_of_a_mail() {
    let opened = open_all("m.eml", mail("Please find the layout attached.").into_bytes()).unwrap();
    assert_eq!(documents(&opened), ["m.eml/layout.zip/funds.xlsx", "m.eml/funds.csv"]);
    assert_eq!(failures(&opened), [""; 0]);
    assert_eq!(
        skipped(&opened),
        [("m.eml/smime.p7s", "a signature"), ("m.eml/body", "a letter without a table")]
    );
}

#[test]
fn a_letter_with_a_table_is_a_document() {
    let letter = "Fund\tCUSIP\tTotal\r\nA\t471021402\t0.50\r\nB\t88634T410\t0.60";
    let opened = open_all("m.eml", mail(letter).into_bytes()).unwrap();
    assert_eq!(documents(&opened)[2], "m.eml/body");
    let sheet = &opened.documents[2].grid.sheets[0];
    assert_eq!(sheet.rows().len(), 3);
}

#[test]
fn a_mail_that_is_cut_off_says_so() {
    let whole = mail("See attached.");
    let cut = &whole[..whole.len() - 200];
    let opened = open_all("m.eml", cut.as_bytes().to_vec()).unwrap();
    assert!(failures(&opened)[0].contains("m.eml: could not be read as a mail: it is cut off"));
}

#[test]
fn bounds_hold() {
    let mut nested = zip(&[("funds.csv", CSV)]);
    for _ in 0..3 {
        nested = zip(&[("inner.zip", &nested)]);
    }
    let opened = open_all("a.zip", nested.clone()).unwrap();
    assert_eq!(documents(&opened), ["a.zip/inner.zip/inner.zip/inner.zip/funds.csv"]);
    let e = open_all("a.zip", zip(&[("inner.zip", &nested)])).unwrap_err();
    assert!(matches!(e.reason, Reason::TooLarge { what: "containers within containers", .. }));
    assert_eq!(
        e.to_string(),
        "a.zip/inner.zip/inner.zip/inner.zip/inner.zip: \
         passes a bound: containers within containers over 4"
    );
}

#[test]
fn a_container_without_documents() {
    let e = open_all("a.zip", zip(&[("x.png", b"\x89PNG")])).unwrap_err();
    assert!(e.to_string().contains("a container of 1 files, none of which is a document"));
    let e = open_all("a.zip", zip(&[])).unwrap_err();
    assert!(e.to_string().contains("a container without files"));
    let cut = &zip(&[("funds.csv", CSV)])[..40];
    let e = open_all("a.zip", cut.to_vec()).unwrap_err();
    assert!(e.to_string().starts_with("a.zip: could not be read as a zip"), "{e}");
}
