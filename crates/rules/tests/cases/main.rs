//! Every rule has a case in `cases/CODE.md`: a small layout on which it fires, with the findings
//! that come of it, and one on which it is silent.
//!
//! `YEAREND_BLESS=1 cargo test -p yearend-rules` writes the findings into the cases; look at the
//! difference before you commit it.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod layout;

use std::fmt::Write;
use std::path::PathBuf;
use yearend_model::{Field, Finding, Reading};
use yearend_rules::{RULES, Rule};

fn blessing() -> bool {
    std::env::var_os("YEAREND_BLESS").is_some()
}

fn path(rule: &Rule) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("cases/{}.md", rule.code))
}

/// The text between a fence and the next one, with where it begins and ends.
fn block(text: &str, fence: &str) -> Option<(usize, usize)> {
    let start = text.find(&format!("```{fence}\n"))? + fence.len() + 4;
    let end = text[start..].find("```")?;
    Some((start, start + end))
}

fn judged(rule: &Rule, text: &str) -> Reading {
    let (start, end) = block(text, "layout")
        .unwrap_or_else(|| panic!("{}: a ```layout block is missing", rule.code));
    let mut reading =
        layout::parse(&text[start..end]).unwrap_or_else(|e| panic!("{}: {e}", rule.code));
    yearend_rules::check(&mut reading);
    reading
}

fn shown(f: &Finding) -> String {
    let mut out = format!("{}[{}]", f.severity, f.code);
    for part in [
        f.cusip.clone(),
        f.distribution.map(|d| format!("distribution {d}")),
        f.field.map(|x| Field::name(x).to_owned()),
    ]
    .into_iter()
    .flatten()
    {
        let _ = write!(out, " {part}");
    }
    let _ = write!(out, "\n  {}", f.message);
    if let Some(help) = &f.help {
        let _ = write!(out, "\n  help: {help}");
    }
    out.push('\n');
    out
}

#[test]
fn each_rule_fires_where_its_case_says_so() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let text = std::fs::read_to_string(path(rule)).unwrap_or_default();
        let Some((firing, _)) = text.split_once("\n## Silent\n") else {
            panic!("{}: the case has no firing and silent part", rule.code)
        };
        let reading = judged(rule, firing);
        let fires = reading.findings.iter().any(|f| f.code == rule.code);
        assert!(fires, "{} does not fire: {:#?}", rule.code, reading.findings);
        let found: String = reading.findings.iter().map(shown).collect();
        let (start, end) = block(&text, "findings").unwrap();
        if text[start..end] != found {
            if blessing() {
                let new = format!("{}{found}{}", &text[..start], &text[end..]);
                // Renamed into place: the other test may be reading it.
                let temporary = path(rule).with_extension("new");
                std::fs::write(&temporary, new).unwrap();
                std::fs::rename(temporary, path(rule)).unwrap();
            }
            wrong.push(format!("{}:\n{found}", rule.code));
        }
    }
    if blessing() {
        eprintln!("{} cases written; run once more to renew docs/rules.md", wrong.len());
    } else {
        assert!(
            wrong.is_empty(),
            "run YEAREND_BLESS=1 cargo test -p yearend-rules and look at the difference:\n{}",
            wrong.join("\n")
        );
    }
}

#[test]
fn each_rule_is_silent_where_its_case_says_so() {
    for rule in RULES {
        let text = std::fs::read_to_string(path(rule)).unwrap_or_default();
        let Some((_, silent)) = text.split_once("\n## Silent\n") else {
            panic!("{}: the case has no silent part", rule.code)
        };
        let reading = judged(rule, silent);
        let said: Vec<String> =
            reading.findings.iter().filter(|f| f.code == rule.code).map(shown).collect();
        assert!(said.is_empty(), "{} is not silent:\n{}", rule.code, said.join("\n"));
    }
}

#[test]
fn no_case_is_left_over() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/cases")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.strip_suffix(".md").unwrap();
        assert!(yearend_rules::find(code).is_some(), "{name} belongs to no rule");
    }
}
