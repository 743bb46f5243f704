//! A rule's page, and the book of all pages.

use crate::registry::{RULES, find};
use crate::rule::{Rule, Stability};
use std::fmt::Write;

/// The page of a rule in Markdown; `None` if no rule has the code.
#[must_use]
pub fn explain(code: &str) -> Option<String> {
    find(code).map(|rule| page(rule, 1))
}

/// All pages with a table of contents: the text of `docs/rules.md`.
#[must_use]
pub fn book() -> String {
    let mut out = String::from(INTRODUCTION);
    let mut group = "";
    for rule in RULES {
        let hundred = &rule.code[..4];
        if hundred != group {
            group = hundred;
            let _ = write!(out, "\n### {}xx: {}\n\n{TABLE}", group, group_title(group));
        }
        let _ = writeln!(
            out,
            "| [{}](#{}) | {} | {} | {} |",
            rule.code,
            anchor(rule),
            rule.name,
            rule.severity,
            rule.summary()
        );
    }
    for rule in RULES {
        out.push('\n');
        out.push_str(&page(rule, 2));
    }
    out
}

const TABLE: &str = "| code | name | severity | what it says |\n| --- | --- | --- | --- |\n";

const INTRODUCTION: &str = "\
<!-- Generated from crates/rules. To change it, edit a rule and run
     YEAREND_BLESS=1 cargo test -p yearend-rules -->

# Rules

Every finding of yearend has a code. A code means the same for ever: it is never given to
another rule. `yearend explain YE0301` prints the page of one.

An **error** says that a value is wrong, missing or ambiguous. A **warning** says that a value is
suspicious, or was repaired: it is used, and a person should look. A **note** is information. A
security that an error or a warning names has `review: true` in the reading.

The examples are run by the tests. `year` begins a table, `security` names one (CUSIP, ticker,
name), `line` is a distribution (record, ex-dividend and payable date; then column=amount), `total`
a printed total, `heading` a column's heading, and `observed` something that reading the document
has met.

## All rules
";

fn group_title(group: &str) -> &'static str {
    match group {
        "YE01" => "the document, its tables and headings",
        "YE02" => "securities and what identifies them",
        "YE03" => "identities and repairs",
        "YE04" => "bounds",
        "YE05" => "dates and years",
        "YE06" => "amounts and cells",
        "YE07" => "agreement between lines, classes and months",
        _ => "the file",
    }
}

/// The anchor that Markdown renderers make of the page's heading.
fn anchor(rule: &Rule) -> String {
    format!("{}-{}", rule.code.to_lowercase(), rule.name)
}

fn page(rule: &Rule, level: usize) -> String {
    let marks = "#".repeat(level);
    let mut out = format!("{marks} {} {}\n\n{}\n\n", rule.code, rule.name, rule.summary());
    let years = match rule.from_year {
        2007 => "all tax years".to_owned(),
        year => format!("tax years from {year}"),
    };
    let _ = write!(out, "Severity: {}. Since yearend {}; {years}.", rule.severity, rule.since);
    if rule.stability == Stability::Removed {
        out.push_str(" No longer reported.");
    }
    out.push('\n');
    for line in rule.docs.iter().map(|l| l.strip_prefix(' ').unwrap_or(l)) {
        match line.strip_prefix("## ") {
            Some("What to do") => {
                let _ = write!(out, "{marks}# Example\n\n{}\n\n", example(rule));
                let _ = writeln!(out, "{marks}# What to do");
            }
            Some(heading) => {
                let _ = writeln!(out, "{marks}# {heading}");
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
        if line.starts_with("## ") {
            out.push('\n');
        }
    }
    out
}

/// The firing part of the rule's case.
fn example(rule: &Rule) -> &'static str {
    rule.example.split("\n## ").next().unwrap_or_default().trim_end_matches('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headings of a page, in order. `Example` comes from the rule's case.
    const HEADINGS: [&str; 5] =
        ["What it checks", "Why it matters", "Example", "What to do", "Authority"];

    #[test]
    fn every_page_has_the_five_headings_in_order() {
        for rule in RULES {
            let text = page(rule, 1);
            let found: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("## ")).collect();
            assert_eq!(found, HEADINGS, "{} in {}", rule.code, rule.file);
            assert!(rule.summary().ends_with('.'), "{}: the summary is a sentence", rule.code);
        }
    }

    #[test]
    fn explain_knows_codes_and_no_others() {
        assert!(explain("YE0301").unwrap().starts_with("# YE0301 lost-value\n"));
        assert_eq!(explain("nonsense"), None);
    }
}
