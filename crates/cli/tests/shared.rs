//! The two real filings that the design names, read by the command: what they distributed is known
//! by hand. Skipped where they are not at hand (`YEAREND_SHARED`, by default `../shared`).
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;

fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let default = root.join("../shared");
    let path = std::env::var_os("YEAREND_SHARED").map_or(default, PathBuf::from).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there; set YEAREND_SHARED", path.display());
    None
}

fn read(path: &Path) -> Json {
    let o = Command::new(env!("CARGO_BIN_EXE_yearend"))
        .args(["read", "--format", "json"])
        .arg(path)
        .output()
        .unwrap();
    serde_json::from_slice(&o.stdout).unwrap()
}

fn list<'a>(of: &'a Json, key: &str) -> &'a [Json] {
    of[key].as_array().unwrap()
}

fn securities(reading: &Json) -> Vec<&Json> {
    list(reading, "layouts").iter().flat_map(|l| list(l, "securities")).collect()
}

fn errors(reading: &Json) -> Vec<&Json> {
    list(reading, "findings").iter().filter(|f| f["severity"] == "error").collect()
}

#[test]
fn a_print_in_page_halves() {
    let Some(path) = shared("real/yieldmax-2023-primary-layout.pdf") else { return };
    let reading = read(&path);
    let securities = securities(&reading);
    let lines: usize = securities.iter().map(|s| list(s, "distributions").len()).sum();
    assert_eq!((list(&reading, "layouts").len(), securities.len(), lines), (1, 17, 76));
    assert_eq!(errors(&reading), Vec::<&Json>::new());
    assert!(securities.iter().all(|s| s["review"] == false));
    // Its lines end on the first page, its printed total begins the second.
    let meta = securities.iter().find(|s| s["cusip"] == "88634T816").unwrap();
    assert_eq!(meta["annual"]["total_distribution"], "1.8099");
}

#[test]
fn extracted_text_with_a_line_lost_per_cell() {
    let Some(path) = shared("seed/000_2f9d95a52f5b31ef.txt") else { return };
    let reading = read(&path);
    let securities = securities(&reading);
    assert_eq!(securities.len(), 23);
    assert!(list(&reading, "layouts").iter().all(|l| l["tax_year"] == 2013));
    assert_eq!(list(&reading, "contacts").len(), 2);
    let of = |cusip: &str| *securities.iter().find(|s| s["cusip"] == cusip).unwrap();
    // The row prints June's values and the year's totals; December's line is gone.
    let balanced = of("471021402");
    assert_eq!(balanced["annual"]["total_distribution"], "2.1408");
    assert_eq!(list(balanced, "distributions").len(), 2);
    assert_eq!(balanced["distributions"][1]["amounts"]["total_distribution"], "0.11555");
    assert_eq!(balanced["annual"]["capital_gain_distributions"], "1.46672");
    // Fused and misprinted cells, decided by the service class.
    let moderate = of("471021410");
    for (field, amount) in [
        ("income_dividends", "0.19585"),
        ("short_term_capital_gain", "0.05318"),
        ("capital_gain_distributions", "0.10602"),
        ("foreign_tax_paid", "0.00406232"),
    ] {
        assert_eq!(moderate["annual"][field], amount, "{field}");
    }
    // What contradicts itself without a way out is an error, never a figure without a word.
    let told: Vec<&Json> = errors(&reading);
    assert!(told.iter().all(|f| f["cusip"] == "471021667"), "{told:?}");
}
