//! The tree keeps the promises of `ARCHITECTURE.md` and `CONTRIBUTING.md`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of a hand-written file.
const MAX_LINES: usize = 800;
/// Tables of data, which grow by a row a year and are read by searching.
const TABLES: [&str; 1] = ["crates/model/src/field.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|n| n != "target") {
                walk(&path, extension, found);
            }
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join("crates"), "rs", &mut found);
    assert!(found.len() > 50, "the sources are where they were");
    found
        .into_iter()
        .map(|p| {
            let name = p.strip_prefix(root()).unwrap().display().to_string();
            (name, fs::read_to_string(&p).unwrap())
        })
        .collect()
}

#[test]
fn every_module_says_what_it_is() {
    let bare: Vec<String> = sources()
        .into_iter()
        .filter(|(name, text)| !name.ends_with("/tests.rs") && !text.starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(bare.is_empty(), "files that do not begin with a //! line: {bare:#?}");
}

#[test]
fn files_stay_small() {
    let large: Vec<String> = sources()
        .into_iter()
        .filter(|(name, text)| text.lines().count() > MAX_LINES && !TABLES.contains(&name.as_str()))
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    assert!(large.is_empty(), "files over {MAX_LINES} lines; split them by idea: {large:#?}");
}

#[test]
fn the_map_names_every_crate() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 250, "the map fits in 250 lines");
    let named: BTreeSet<String> = text
        .lines()
        .skip_while(|l| *l != "## The crates")
        .take_while(|l| *l != "## Four ideas that carry everything")
        .filter_map(|l| l.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    let there: BTreeSet<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.path().join("Cargo.toml").exists())
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    let missing: Vec<_> = there.difference(&named).collect();
    assert!(missing.is_empty(), "crates that ARCHITECTURE.md does not name: {missing:?}");
}

#[test]
fn no_task_is_left_in_a_comment() {
    let marks = ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "X".repeat(3)];
    let left: Vec<String> = sources()
        .into_iter()
        .flat_map(|(name, text)| {
            let mut hits = Vec::new();
            for (n, line) in text.lines().enumerate() {
                let word = |m: &String| line.split(|c: char| !c.is_alphanumeric()).any(|w| w == m);
                if line.contains("//") && marks.iter().any(word) {
                    hits.push(format!("{name}:{}: {}", n + 1, line.trim()));
                }
            }
            hits
        })
        .collect();
    assert!(left.is_empty(), "do it or open an issue: {left:#?}");
}
