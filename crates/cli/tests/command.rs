//! The command as its users and their scripts meet it: output, exit status, files.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const EXAMPLE: &str = "examples/primary-layout-2013.txt";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn yearend(arguments: &[&str]) -> Output {
    with_input(arguments, b"")
}

fn with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yearend"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads nothing; its pipe is closed then.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn out(o: &Output) -> String {
    String::from_utf8(o.stdout.clone()).unwrap()
}

fn err(o: &Output) -> String {
    String::from_utf8(o.stderr.clone()).unwrap()
}

fn json(o: &Output) -> serde_json::Value {
    serde_json::from_slice(&o.stdout).unwrap()
}

/// The README shows what the command prints. To renew it: `YEAREND_UPDATE=1 cargo test -p yearend`.
#[test]
fn the_readme_shows_what_the_command_prints() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let command = format!("$ yearend check {EXAMPLE}\n");
    let start = readme.find(&command).expect("the README runs the example") + command.len();
    let end = start + readme[start..].find("```").unwrap();
    let printed = yearend(&["check", EXAMPLE]);
    assert_eq!(printed.status.code(), Some(0), "{}", out(&printed));
    if readme[start..end] == out(&printed) {
        return;
    }
    assert!(
        std::env::var_os("YEAREND_UPDATE").is_some(),
        "the README shows another output; renew it with YEAREND_UPDATE=1:\n{}",
        out(&printed)
    );
    fs::write(&path, format!("{}{}{}", &readme[..start], out(&printed), &readme[end..])).unwrap();
}

#[test]
fn a_document_on_standard_input_reads_as_its_file_does() {
    let from_file = json(&yearend(&["read", EXAMPLE, "--format", "json"]));
    let bytes = fs::read(root().join(EXAMPLE)).unwrap();
    let piped = json(&with_input(&["read", "-", "--format", "json"], &bytes));
    assert_eq!(from_file["layouts"], piped["layouts"]);
    assert_eq!(from_file["source"]["sha256"], piped["source"]["sha256"]);
    assert_eq!(piped["source"]["name"], "<stdin>");
    assert_eq!(piped["schema"], "yearend.reading/1");
}

#[test]
fn what_cannot_be_read_ends_with_status_2_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let cases = [
        (dir.path().join("none.xlsx").display().to_string(), "there is no such file"),
        (file("empty.csv", b""), "is empty"),
        (file("renamed.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "is no format that yearend reads"),
        (file("cut.xlsx", b"PK\x03\x04\x14\0\0\0"), "could not be read as"),
    ];
    for (path, why) in cases {
        let o = yearend(&["check", &path]);
        assert_eq!(o.status.code(), Some(2), "{path}: {}", err(&o));
        assert!(err(&o).contains(&path) && err(&o).contains(why), "{}", err(&o));
        assert!(err(&o).contains("= help: "), "{}", err(&o));
        let target = dir.path().join("out.csv");
        let o = yearend(&["convert", &path, "-o", target.to_str().unwrap()]);
        assert_eq!(o.status.code(), Some(2));
        assert!(!target.exists(), "{path}: an output was left");
    }
}

#[test]
fn other_inputs_are_read_when_one_cannot_be() {
    let o = yearend(&["read", "/nowhere/a.csv", EXAMPLE, "--format", "jsonl"]);
    assert_eq!(o.status.code(), Some(2));
    assert_eq!(out(&o).lines().count(), 1);
    let o = yearend(&["read", EXAMPLE, EXAMPLE, "--format", "json"]);
    assert_eq!(o.status.code(), Some(2));
    assert!(out(&o).is_empty() && err(&o).contains("--format jsonl"), "{}", err(&o));
}

#[test]
fn warnings_are_denied_on_request() {
    assert_eq!(yearend(&["check", EXAMPLE]).status.code(), Some(0));
    assert_eq!(yearend(&["check", EXAMPLE, "--deny", "warnings"]).status.code(), Some(1));
}

#[test]
fn every_form_of_findings_tells_the_same() {
    let lines = |format| out(&yearend(&["check", EXAMPLE, "--format", format])).lines().count();
    let reading = json(&yearend(&["read", EXAMPLE, "--format", "json"]));
    let count = reading["findings"].as_array().unwrap().len();
    assert!(count > 0);
    assert_eq!((lines("json"), lines("github")), (count, count));
    let sarif = json(&yearend(&["check", EXAMPLE, "--format", "sarif"]));
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), count);
    assert!(run["tool"]["driver"]["rules"][0]["shortDescription"]["text"].is_string());
}

#[test]
fn every_way_to_csv_gives_the_same_figures() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    for (from, to) in [
        (EXAMPLE.to_owned(), at("direct.csv")),
        (EXAMPLE.to_owned(), at("a.xlsx")),
        (at("a.xlsx"), at("workbook.csv")),
        (EXAMPLE.to_owned(), at("a.json")),
        (at("a.json"), at("json.csv")),
    ] {
        let o = yearend(&["convert", &from, "-o", &to]);
        assert_eq!(o.status.code(), Some(0), "{from} to {to}: {}", err(&o));
    }
    let read = |name: &str| fs::read_to_string(at(name)).unwrap();
    assert_eq!(read("direct.csv"), read("workbook.csv"));
    // JSON does not hold the name of a share class; all figures are there.
    let figures = |name: &str| {
        read(name).lines().filter(|l| l.contains(",40728L")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(figures("direct.csv").len(), 18);
    assert_eq!(figures("direct.csv"), figures("json.csv"));
    let o = yearend(&["convert", EXAMPLE, "-o", &at("a.docx")]);
    assert_eq!(o.status.code(), Some(2));
    assert!(err(&o).contains(".parquet"), "{}", err(&o));
}

#[test]
fn figures_under_review_are_refused_unless_asked_for() {
    // One digit of a CUSIP changed: its check digit fails, and no other line proves another.
    let text = fs::read_to_string(root().join(EXAMPLE)).unwrap();
    let broken = text.replacen("40728L 10 ", "40728L 11 ", 1);
    assert_ne!(text, broken);
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("a.txt"), dir.path().join("a.csv"));
    fs::write(&from, broken).unwrap();
    let (from, to) = (from.to_str().unwrap(), to.to_str().unwrap());
    let o = yearend(&["convert", from, "-o", to]);
    assert_eq!(o.status.code(), Some(2), "{}", err(&o));
    assert!(err(&o).contains("--allow-review"), "{}", err(&o));
    assert!(!Path::new(to).exists());
    let o = yearend(&["convert", from, "-o", to, "--allow-review"]);
    assert_eq!(o.status.code(), Some(1), "{}", err(&o));
    assert!(fs::read_to_string(to).unwrap().contains(",REVIEW"));
}

#[test]
fn colour_only_where_it_is_wanted() {
    assert!(!out(&yearend(&["check", EXAMPLE])).contains('\u{1b}'));
    assert!(out(&yearend(&["check", EXAMPLE, "--color", "always"])).contains('\u{1b}'));
}

#[test]
fn a_security_is_shown_by_ticker_or_cusip() {
    let o = yearend(&["show", EXAMPLE, "hsopx"]);
    assert_eq!(o.status.code(), Some(0));
    assert!(
        out(&o).contains("Halyard Series Overseas Portfolio") && out(&o).contains("0.03027568")
    );
    let o = yearend(&["show", EXAMPLE, "471021402"]);
    assert_eq!(o.status.code(), Some(2));
    assert!(err(&o).contains("holds no security 471021402"));
}

#[test]
fn every_rule_explains_itself() {
    let listed = out(&yearend(&["rules", "--format", "json"]));
    let first: serde_json::Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    let code = first["code"].as_str().unwrap();
    let page = out(&yearend(&["explain", code]));
    assert!(page.contains("## What to do"), "{page}");
    assert_eq!(yearend(&["explain", "YE9999"]).status.code(), Some(2));
}

#[test]
fn completions_and_manual_pages_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(out(&yearend(&["completions", shell])).contains("convert"), "{shell}");
    }
    assert!(out(&yearend(&["man"])).starts_with(".ie"));
    assert!(out(&yearend(&["man", "check"])).contains("deny"));
}

/// A mail with a layout and an attachment that is cut off: the layout is read, the attachment is
/// told, and the exit status says that something could not be read.
#[test]
fn a_member_that_cannot_be_opened_does_not_hide_the_others() {
    let layout = fs::read_to_string(root().join(EXAMPLE)).unwrap();
    let part = |name: &str, body: &str| {
        format!(
            "--b\r\nContent-Type: text/plain; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n"
        )
    };
    let mail = format!(
        "From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n{}{}{}--b--\r\n",
        part("funds.txt", &layout),
        part("cut.xlsx", "PK\u{3}\u{4}[Content_Types].xml"),
        part("smime.p7s", "MIIB"),
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.eml");
    fs::write(&path, mail).unwrap();
    let o = yearend(&["read", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(o.status.code(), Some(2), "{}", err(&o));
    assert_eq!(json(&o)["layouts"][0]["kind"], "primary");
    assert!(err(&o).contains("m.eml/cut.xlsx: could not be read as an xlsx workbook"));
    assert!(err(&o).contains("m.eml/smime.p7s: passed over, it is a signature"));
}
