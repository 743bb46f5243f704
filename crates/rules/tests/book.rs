//! `docs/rules.md` is what the rules say.

#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn the_book_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let book = yearend_rules::book();
    if std::env::var_os("YEAREND_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &book).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == book,
        "docs/rules.md is stale; run YEAREND_BLESS=1 cargo test -p yearend-rules"
    );
}
