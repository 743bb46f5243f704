//! Findings as SARIF 2.1.0 (OASIS), the exchange format of analysis tools.

use super::place_name;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use yearend_model::{Finding, Reading, Severity};

/// What SARIF says of a rule; the rules crate fills it.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleText {
    /// The rule's name, such as `current-year-differs`.
    pub(crate) name: String,
    /// One line.
    pub(crate) summary: String,
    /// The whole page, in Markdown.
    pub(crate) page: String,
}

/// A log of one run over all readings. `describe` gives the texts of a code.
pub(crate) fn log(readings: &[&Reading], describe: impl Fn(&str) -> Option<RuleText>) -> Json {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for f in readings.iter().flat_map(|r| &r.findings) {
        rules.entry(f.code).or_default();
    }
    for (i, index) in rules.values_mut().enumerate() {
        *index = i;
    }
    let descriptors: Vec<Json> = rules
        .keys()
        .map(|code| match describe(code) {
            Some(text) => json!({
                "id": code,
                "name": text.name,
                "shortDescription": {"text": text.summary},
                "help": {"text": text.page, "markdown": text.page},
            }),
            None => json!({"id": code}),
        })
        .collect();
    let results: Vec<Json> = readings
        .iter()
        .flat_map(|r| r.findings.iter().map(|f| result(r, f, rules.get(f.code).copied())))
        .collect();
    let artifacts: Vec<Json> = readings
        .iter()
        .map(|r| {
            json!({
                "location": {"uri": uri(&r.source.name)},
                "mimeType": r.source.media_type,
                "hashes": {"sha-256": r.source.sha256},
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "yearend",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": descriptors,
            }},
            "artifacts": artifacts,
            "results": results,
        }],
    })
}

fn result(reading: &Reading, f: &Finding, rule: Option<usize>) -> Json {
    let level = match f.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let text = match &f.help {
        Some(help) => format!("{}\nhelp: {help}", f.message),
        None => f.message.clone(),
    };
    let mut out = json!({
        "ruleId": f.code,
        "level": level,
        "message": {"text": text},
        "locations": locations(reading, f),
        "properties": {
            "cusip": f.cusip,
            "distribution": f.distribution,
            "field": f.field.map(yearend_model::Field::name),
        },
    });
    if let Some(rule) = rule {
        out["ruleIndex"] = rule.into();
    }
    out
}

fn locations(reading: &Reading, f: &Finding) -> Json {
    let name = &reading.source.name;
    let artifact = json!({"uri": uri(name)});
    if f.places.is_empty() {
        return json!([{"physicalLocation": {"artifactLocation": artifact}}]);
    }
    f.places
        .iter()
        .map(|place| {
            let location = place.locate(&reading.source.parts);
            let mut physical = json!({"artifactLocation": artifact});
            // A region counts lines of text; rows of a sheet and lines of a page are named instead.
            if location.page.is_none() && location.sheet.is_none() {
                physical["region"] = json!({"startLine": location.line});
            }
            json!({
                "physicalLocation": physical,
                "message": {"text": place_name(name, &location)},
            })
        })
        .collect()
}

/// The name as a relative URI: what is not a letter, digit or harmless sign is percent-encoded.
fn uri(name: &str) -> String {
    name.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                char::from(b).to_string()
            }
            b'\\' => "/".to_owned(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::{Part, Place, Source};

    #[test]
    fn a_result_names_its_rule_place_and_security() {
        let r = Reading {
            source: Source {
                name: "my funds.txt".into(),
                parts: vec![Part::default()],
                ..Source::default()
            },
            findings: vec![
                Finding::new("YE0301", Severity::Error, "wrong").cusip("471021402").at(Place {
                    part: 0,
                    line: 14,
                    column: 22,
                }),
            ],
            ..Reading::default()
        };
        let log = log(&[&r], |_| None);
        let run = &log["runs"][0];
        let result = &run["results"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"],
            "YE0301"
        );
        let physical = &result["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "my%20funds.txt");
        assert_eq!(physical["region"]["startLine"], 14);
        assert_eq!(result["properties"]["cusip"], "471021402");
    }
}
