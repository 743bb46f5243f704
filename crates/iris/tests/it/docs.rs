//! The table of rules in docs/filing.md is the table in the code.

use crate::common::facts;
use yearend_iris::year::{IrsSeverity, Local};

fn table() -> String {
    let mut out = String::from(
        "| Rule | What it asks for | The IRS | Checked |\n| --- | --- | --- | --- |\n",
    );
    for r in &facts().rules {
        let irs = match r.severity {
            IrsSeverity::Reject => "rejects",
            IrsSeverity::ReportError => "error",
            IrsSeverity::ReportErrorOrThreshold => "error, rejects over a threshold",
        };
        let local = match r.local {
            Local::Yes => "yes",
            Local::Ledger => "with the ledger",
            Local::No => "only the IRS can",
        };
        out.push_str(&format!("| {} | {} | {irs} | {local} |\n", r.number, r.says));
    }
    out.push_str(
        "\nS1H004 to S1H052 ask for the totals of every other form type and are checked, too.\n",
    );
    out
}

#[test]
fn docs_list_the_rules() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/filing.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let begin = text.find("<!-- rules:begin").unwrap();
    let begin = begin + text[begin..].find('\n').unwrap() + 1;
    let end = text.find("<!-- rules:end").unwrap();
    if std::env::var_os("YEAREND_UPDATE").is_some() {
        let new = [&text[..begin], &table(), &text[end..]].concat();
        std::fs::write(&path, new).unwrap();
        return;
    }
    assert!(
        text[begin..end] == table(),
        "docs/filing.md is behind: YEAREND_UPDATE=1 cargo test -p yearend-iris docs"
    );
}
