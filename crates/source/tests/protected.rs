//! Documents under a password.

#![allow(clippy::unwrap_used)]

mod support;

use support::{open, rows};
use yearend_source::Reason;

/// A table of invented funds, encrypted by qpdf: with the password of its owner only, who forbids
/// changes, or with one for opening too.
fn page(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/");
    std::fs::read(format!("{folder}{name}.pdf")).unwrap()
}

#[test]
fn a_pdf_that_only_its_owner_may_change_is_read() {
    for name in ["owner-aes256", "owner-rc4"] {
        let read = rows(&open(name, &page(name)), 0);
        let last = read.last().unwrap();
        assert_eq!(last, "7: A=Gamma Fund; B=00000CC33; D=0.5000", "{name}");
        assert_eq!(read.len(), 5, "{name}");
    }
}

#[test]
fn a_pdf_that_needs_a_password_says_so() {
    let e = yearend_source::open("a.pdf", page("user-aes128")).unwrap_err();
    assert_eq!(e.reason, Reason::Encrypted("PDF"));
    assert_eq!(e.to_string(), "a.pdf: is an encrypted PDF");
}
