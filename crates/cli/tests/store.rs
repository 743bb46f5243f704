//! A January on the command line: documents come, figures change, a person rules, nobody cheats.
#![cfg(feature = "full")]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::path::Path;
use std::process::{Command, Output};

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        Office { folder: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_yearend"))
            .args(args)
            .env("YEAREND_STORE", self.folder.path().join("data/yearend.db"))
            .env("YEAREND_USER", "Ada")
            .output()
            .unwrap()
    }

    /// Standard output of a command that must end with the status.
    fn out(&self, status: i32, args: &[&str]) -> String {
        let done = self.run(args);
        let text = String::from_utf8(done.stdout).unwrap();
        let err = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(status), "{args:?}: {text}{err}");
        text
    }

    /// A document of one fund: `state` is blank, E or C; `income` is what it paid in December.
    fn document(&self, name: &str, state: &str, income: &str) -> String {
        let letters = ["E", "R", "C"].map(|l| if l == state { l } else { "" }).join(",");
        let text = format!(
            "2025 YEAR-END TAX REPORTING INFORMATION\n\
             Security Description,CUSIP,Ticker Symbol,Estimated (E),Reclass (R),Corrected (C),\
             Record Date,Ex-Dividend Date,Payable Date,Total Distribution Per Share,\
             Current Year (14+15+22+26+28+30),Income Dividends,\
             Total Ordinary Dividends Box 1a (14+15+16)\n\
             Example Balanced Fund,471021402,JABL,{letters},12/18/2025,12/19/2025,12/19/2025,\
             {income},{income},{income},{income}\n"
        );
        let path = self.at(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

#[test]
fn a_january() {
    let office = Office::new();
    let estimate = office.document("estimate.csv", "E", "0.20");
    let corrected = office.document("corrected.csv", "C", "0.25");
    let told = office.out(0, &["import", &estimate]);
    assert!(told.contains("1 security with 1 distribution; 1 changed"), "{told}");
    assert!(office.out(0, &["import", &estimate]).contains("nothing changed"));
    office.out(0, &["import", &corrected]);

    let status = office.out(0, &["status"]);
    let counts: Vec<&str> = status.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(counts, ["all", "-", "-", "-", "-", "1", "-"], "{status}");
    let log = office.out(0, &["log", "471021 40 2"]);
    assert!(log.contains("@1") && log.contains("@2") && log.contains("corrected"), "{log}");
    let diff = office.out(1, &["diff", "471021402@1", "471021402@2"]);
    let income = diff.lines().find(|l| l.contains("income_dividends")).unwrap();
    let cells: Vec<&str> = income.split_whitespace().collect();
    assert_eq!(cells, ["income_dividends", "0.2", "0.25", "0.05", "20"]);
    assert!(office.out(0, &["search", "balanced"]).contains("471021402"));

    let out = office.at("then.csv");
    let store = office.at("data/yearend.db");
    office.out(0, &["convert", "--store", &store, "-o", &out]);
    assert!(std::fs::read_to_string(&out).unwrap().contains("0.25"));
    let csv = ["sql", "select ordinary_dividends from standing", "--format", "csv"];
    assert_eq!(office.out(0, &csv), "ordinary_dividends\n0.25\n");
    assert!(office.out(0, &["audit", "--verify"]).contains("nothing was altered"));
    assert!(office.out(0, &["backup", &office.at("copy.db")]).contains("bytes"));
    office.out(0, &["export", &office.at("parquet")]);
    assert!(Path::new(&office.at("parquet/standing.parquet")).exists());
}

#[test]
fn a_ruling_needs_a_finding_and_a_reason() {
    let office = Office::new();
    office.out(0, &["import", &office.document("a.csv", "", "0.20")]);
    assert_eq!(office.run(&["decide", "F000000000000", "--accept"]).status.code(), Some(2));
    let done = office.run(&["decide", "F000000000000", "--accept", "--reason", "x"]);
    let err = String::from_utf8(done.stderr).unwrap();
    assert!(err.contains("no such finding"), "{err}");
    office.out(0, &["decide", "--two-person", "on", "--reason", "policy of the house"]);
    assert!(office.out(0, &["audit"]).contains("policy of the house"));
}

#[test]
fn a_store_that_is_not_there_is_said() {
    let office = Office::new();
    let done = office.run(&["log", "471021402"]);
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(err.contains("there is no such file") && err.contains("help: import"), "{err}");
}

/// Every document of the shared corpus in text and CSV (the formats are the reader's matter).
#[test]
fn the_corpus_is_kept_once_and_whole() {
    let shared = std::env::var_os("YEAREND_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let Ok(entries) = std::fs::read_dir(shared.join("corpus")) else {
        eprintln!("skipped: no corpus in {} (YEAREND_SHARED)", shared.display());
        return;
    };
    let wanted = |p: &std::path::PathBuf| p.extension().is_some_and(|e| e == "txt" || e == "csv");
    let documents: Vec<String> = entries
        .map(|e| e.unwrap().path())
        .filter(wanted)
        .map(|p| p.display().to_string())
        .collect();
    assert!(!documents.is_empty());
    let office = Office::new();
    let import: Vec<&str> =
        std::iter::once("import").chain(documents.iter().map(String::as_str)).collect();
    assert_ne!(office.run(&import).status.code(), Some(2));
    let count = |view: &str| {
        office.out(0, &["sql", &format!("select count(*) from {view}"), "--format", "csv"])
    };
    assert_eq!(count("documents"), format!("count(*)\n{}\n", documents.len()));
    let before = (count("versions"), count("standing"), count("trail"));
    assert_ne!(office.run(&import).status.code(), Some(2));
    assert_eq!((count("versions"), count("standing"), count("trail")), before);
    assert!(office.out(0, &["audit", "--verify"]).contains("nothing was altered"));
}

/// Allocating what stands gives the same bytes as allocating the documents; what a person ruled
/// counts, and is told; and a day in the past answers as it did.
#[test]
fn allocation_takes_what_stands() {
    let office = Office::new();
    let estimate = office.document("estimate.csv", "E", "0.20");
    let corrected = office.document("corrected.csv", "C", "0.25");
    std::fs::write(
        office.at("payments.csv"),
        "account_id,cusip,payable_date,cash\nA-1,471021402,2025-12-19,100.00\n",
    )
    .unwrap();
    std::fs::write(
        office.at("accounts.csv"),
        "account_id,payer_id,tin,tin_type,last_name,first_name,address_line1,city,state,zip,country\n\
         A-1,ALPHA,000123456,individual,Doe,Jo,1 Main St,Springfield,IL,62701,US\n",
    )
    .unwrap();
    let store = office.at("data/yearend.db");
    let (payments, accounts) = (office.at("payments.csv"), office.at("accounts.csv"));
    let allocate = |out: &str, from: &[&str]| {
        let out = office.at(out);
        let args = ["allocate", "--year", "2025", "--payments", &payments, "--accounts", &accounts];
        let done = office.run(&[&args[..], &["-o", &out], from].concat());
        let told =
            String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(0), "{told}");
        told
    };
    let forms = |out: &str| std::fs::read(office.at(&format!("{out}/forms.parquet"))).unwrap();

    office.out(0, &["import", &estimate]);
    let between = jiff::Timestamp::now().to_string();
    office.out(0, &["import", &corrected]);
    allocate("files", &["--layouts", &corrected]);
    allocate("stands", &["--store", &store]);
    assert_eq!(forms("files"), forms("stands"));
    let told = allocate("then", &["--store", &store, "--as-of", &between]);
    assert!(told.contains("in exceptions: estimated"), "{told}");

    // A security that waits for a ruling waits here too; the ruling is on the record.
    let late = office.document("late.csv", "", "0.30");
    office.out(0, &["import", &late]);
    let told = allocate("waits", &["--store", &store]);
    assert!(told.contains("under-review"), "{told}");
    let open = office.out(0, &["status", "--review"]);
    let finding = open.split_whitespace().find(|w| w.starts_with('C') && w.len() == 13).unwrap();
    office.out(0, &["decide", finding, "--reject", "--reason", "sent by mistake"]);
    let told = allocate("ruled", &["--store", &store]);
    assert!(told.contains("ruling of Ada") && told.contains("sent by mistake"), "{told}");
    assert_eq!(forms("files"), forms("ruled"));
    let record = std::fs::read_to_string(office.at("ruled/reconciliation.md")).unwrap();
    assert!(record.contains("sent by mistake"), "{record}");

    // And the forms are filed under the store's ledger, once.
    std::fs::copy(filer(), office.at("filer.toml")).unwrap();
    let (filer, forms, xml) = (office.at("filer.toml"), office.at("ruled"), office.at("xml"));
    let build = |output: &str| {
        let args = ["file", "build", "--year", "2025", "--test", "--forms", &forms, "--filer"];
        let done = office.run(&[&args[..], &[&filer, "-o", output]].concat());
        let told =
            String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        (done.status.code(), told)
    };
    let (status, told) = build(&xml);
    assert!(status == Some(0) && told.contains("built: 1 form(s)"), "{told}");
    assert!(!Path::new(&office.at("xml/filing.db")).exists(), "the store holds the ledger");
    // Not even into another folder.
    let (_, told) = build(&office.at("other"));
    assert!(told.contains("1 filed before"), "{told}");
    assert!(office.out(0, &["file", "log"]).contains("original 2025, test, 1 form(s)"));
    let csv = ["sql", "select forms, state from filings", "--format", "csv"];
    assert_eq!(office.out(0, &csv), "forms,state\n1,built\n");
    assert!(office.out(0, &["audit", "--verify"]).contains("1 filing event checked: nothing"));
    // A ledger of its own in the folder is not passed over.
    std::fs::write(office.at("xml/filing.db"), "").unwrap();
    let (status, told) = build(&xml);
    assert!(status == Some(2) && told.contains("filings were begun in this ledger"), "{told}");
}

fn filer() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../iris/tests/data/filer.toml")
}
