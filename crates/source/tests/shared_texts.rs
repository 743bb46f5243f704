//! The separator of every text of the shared corpus, told by content.
//!
//! Skipped where the corpus is not at hand (`YEAREND_SHARED`, by default `../shared` seen from
//! the project).

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};
use yearend_source::delimited::separator;
use yearend_source::encoding::decode;
use yearend_source::open;

fn shared() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let dir = std::env::var_os("YEAREND_SHARED").map_or(default, PathBuf::from);
    if !dir.is_dir() {
        eprintln!("skipped: no shared corpus at {}", dir.display());
    }
    dir.is_dir().then_some(dir)
}

fn texts(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let wanted = |p: &PathBuf| p.extension().is_some_and(|e| e == "txt" || e == "csv");
    let paths = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(wanted);
    paths
        .map(|p| (p.file_name().unwrap().to_string_lossy().into(), fs::read(&p).unwrap()))
        .collect()
}

#[test]
fn every_text_shows_its_separator() {
    let Some(shared) = shared() else { return };
    for (name, bytes) in [texts(&shared.join("corpus")), texts(&shared.join("seed"))].concat() {
        let expected = if name.ends_with(".csv") {
            Some(',')
        } else if name.contains("-layout") {
            None
        } else {
            Some('\t')
        };
        assert_eq!(separator(&decode(&bytes).text), expected, "{name}");
    }
}

#[test]
fn every_line_of_the_seed_is_a_row() {
    let Some(shared) = shared() else { return };
    for (name, bytes) in texts(&shared.join("seed")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let lines: Vec<u32> =
            (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty()).map(|(i, _)| i).collect();
        let documents = open(&name, bytes).unwrap();
        let rows: Vec<u32> = documents[0].grid.sheets[0].rows().iter().map(|r| r.line).collect();
        assert_eq!(rows, lines, "{name}");
    }
}
