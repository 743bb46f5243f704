//! The rules against the development corpus: sound documents must be silent, and damage must be
//! noticed from the figures alone. Skipped where the corpus is not there (`YEAREND_SHARED`).

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use yearend_model::json::from_json;
use yearend_model::{Reading, Severity};

fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("YEAREND_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let corpus = shared.join("corpus");
    if corpus.is_dir() {
        return Some(corpus);
    }
    eprintln!("skipped: {} is not there; set YEAREND_SHARED", corpus.display());
    None
}

/// The truths of the corpus as JSON, with their names.
fn truths(corpus: &Path) -> Vec<(String, Json)> {
    let mut names: Vec<PathBuf> = std::fs::read_dir(corpus)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.to_string_lossy().ends_with(".truth.json"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no truth in {}", corpus.display());
    names
        .into_iter()
        .map(|p| {
            let name = p.file_name().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&std::fs::read(p).unwrap()).unwrap())
        })
        .collect()
}

/// A truth has the shape of a reading under another schema.
fn reading(truth: &Json) -> Reading {
    let mut truth = truth.clone();
    truth["schema"] = json!(yearend_model::json::SCHEMA);
    from_json(&truth).unwrap()
}

fn alarms(reading: &Reading) -> Vec<String> {
    reading
        .findings
        .iter()
        .filter(|f| f.severity >= Severity::Warning)
        .map(|f| format!("{}[{}] {:?} {}", f.severity, f.code, f.cusip, f.message))
        .collect()
}

#[test]
fn the_truth_raises_no_alarm() {
    let Some(corpus) = corpus() else { return };
    let mut all = Vec::new();
    for (name, truth) in truths(&corpus) {
        let mut reading = reading(&truth);
        yearend_rules::check(&mut reading);
        all.extend(alarms(&reading).into_iter().map(|a| format!("{name}: {a}")));
        assert!(reading.securities().all(|(_, s)| !s.review) || !all.is_empty());
    }
    assert!(all.is_empty(), "{} alarms:\n{}", all.len(), all.join("\n"));
}

/// Puts the printed values of a damage back into the truth; false if a cell is not addressed by
/// security, distribution and field.
fn damage(truth: &mut Json, damage: &Json) -> bool {
    let layouts = truth["layouts"].as_array_mut().unwrap().iter_mut();
    let mut securities = layouts.flat_map(|l| l["securities"].as_array_mut().unwrap());
    let Some(security) = securities.find(|s| s["cusip"] == damage["cusip"]) else { return false };
    for cell in damage["cells"].as_array().unwrap() {
        let (field, printed) = (cell["field"].as_str().unwrap(), cell["printed"].clone());
        let Some(number) = cell["distribution"].as_u64() else { return false };
        let line = &mut security["distributions"][usize::try_from(number).unwrap() - 1];
        match field {
            "cusip" => security["cusip"] = printed,
            "record_date" | "ex_dividend_date" | "payable_date" => line[field] = printed,
            _ => line["amounts"][field] = printed,
        }
    }
    true
}

#[test]
fn damage_to_single_cells_is_noticed_from_the_figures_alone() {
    let Some(corpus) = corpus() else { return };
    let kinds = ["lost_value", "digit_swap", "bad_cusip", "date_order"];
    let (mut tried, mut unnoticed) = (0, Vec::new());
    for (name, truth) in truths(&corpus) {
        for d in truth["damage"].as_array().into_iter().flatten() {
            let mut damaged = truth.clone();
            if !kinds.iter().any(|k| d["kind"] == *k) || !damage(&mut damaged, d) {
                continue;
            }
            tried += 1;
            let mut reading = reading(&damaged);
            yearend_rules::check(&mut reading);
            if !reading.securities().any(|(_, s)| s.review) {
                unnoticed.push(format!("{name}: {d}"));
            }
        }
    }
    eprintln!("{tried} damages tried");
    assert!(unnoticed.is_empty(), "{} of {tried}:\n{}", unnoticed.len(), unnoticed.join("\n"));
}
