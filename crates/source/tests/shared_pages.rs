//! Every figure of the shared corpus's printed documents in its row and its column.
//!
//! The number row of a page (1 to 41) says which column of the grid is which of the layout; each
//! true amount must stand in that column, in a row that names its security. Skipped where the
//! corpus is not at hand (`YEAREND_SHARED`, by default `../shared` seen from the project).

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use yearend_model::Field;
use yearend_source::{Sheet, open};

fn shared() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let dir = std::env::var_os("YEAREND_SHARED").map_or(default, PathBuf::from);
    if !dir.is_dir() {
        eprintln!("skipped: no shared corpus at {}", dir.display());
    }
    dir.is_dir().then_some(dir)
}

/// Digits of an amount without sign and zeros that do not count; empty for none.
fn digits(text: &str) -> String {
    let text: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let text = if text.contains('.') { text.trim_end_matches('0') } else { &text };
    text.trim_end_matches('.').trim_start_matches('0').to_owned()
}

/// The layout columns (1 to 41) of the grid's columns, by the number row last seen.
fn numbered(sheet: &Sheet, row: &yearend_source::Row) -> Option<HashMap<u32, u8>> {
    let cells = sheet.cells(row);
    let numbers = cells.iter().map(|c| Some((c.column, sheet.text(c).parse().ok()?)));
    numbers.collect::<Option<HashMap<u32, u8>>>().filter(|n| n.len() >= 5)
}

/// What each security prints, per layout column (0 where there are no numbers).
fn printed(path: &Path) -> HashMap<(String, u8), Vec<String>> {
    let documents = open("layout", fs::read(path).unwrap()).unwrap();
    let mut out: HashMap<(String, u8), Vec<String>> = HashMap::new();
    for sheet in &documents[0].grid.sheets {
        let mut columns = HashMap::new();
        for row in sheet.rows() {
            if let Some(numbers) = numbered(sheet, row) {
                columns = numbers;
                continue;
            }
            let cells = || sheet.cells(row).iter().map(|c| (c, sheet.text(c)));
            for (_, key) in cells().take(2) {
                for (c, text) in cells() {
                    let column = columns.get(&c.column).copied().unwrap_or(0);
                    let key = (key.replace(' ', ""), column);
                    out.entry(key).or_default().push(digits(text));
                }
            }
        }
    }
    out
}

fn check(document: &Path, truth: &Value) -> usize {
    let printed = printed(document);
    let numbered = printed.keys().any(|(_, column)| *column > 0);
    let name = document.file_name().unwrap().to_string_lossy();
    let mut checked = 0;
    for layout in truth["layouts"].as_array().unwrap() {
        for security in layout["securities"].as_array().unwrap() {
            let text = |key: &str| security[key].as_str().unwrap().replace(' ', "");
            for distribution in security["distributions"].as_array().unwrap() {
                for (field, amount) in distribution["amounts"].as_object().unwrap() {
                    let (amount, field) =
                        (amount.as_str().unwrap(), Field::from_name(field).unwrap());
                    let column = if numbered { field.column() } else { 0 };
                    let mut rows = ["cusip", "name"]
                        .into_iter()
                        .filter_map(|k| printed.get(&(text(k), column)));
                    let wanted = digits(amount);
                    let found = wanted.is_empty() || rows.any(|r| r.contains(&wanted));
                    assert!(found, "{name}: {} {} {amount}", text("cusip"), field.name());
                    checked += usize::from(!wanted.is_empty());
                }
            }
        }
    }
    checked
}

#[test]
fn every_figure_stands_in_its_column() {
    let Some(shared) = shared() else { return };
    let mut checked = 0;
    for entry in fs::read_dir(shared.join("corpus")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_page = name.ends_with(".pdf") || name.ends_with("-layout.txt");
        // Damaged documents print other figures than the true ones.
        if is_page && !name.starts_with('d') {
            let truth = fs::read(path.with_extension("truth.json")).unwrap();
            checked += check(&path, &serde_json::from_slice(&truth).unwrap());
        }
    }
    assert!(checked > 1000, "{checked} figures");
}
