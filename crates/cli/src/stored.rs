//! Readings that yearend itself wrote as JSON, taken up again with their findings.

use crate::failure::Failure;
use serde_json::{Deserializer, Value as Json};
use yearend_model::json::{Node, SCHEMA, Stored};
use yearend_model::{Field, Finding, Location, Part, Place, Reading, Severity};
use yearend_source::Document;

/// How far into the file the schema must be named.
const HEAD: usize = 256;

/// Whether the bytes are a reading as JSON, or several, one a line.
pub(crate) fn is_reading(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let named = head.windows(SCHEMA.len()).any(|w| w == SCHEMA.as_bytes());
    named && head.trim_ascii_start().first() == Some(&b'{')
}

/// The readings in the bytes. Nothing is checked again: the evidence from which the findings were
/// made (what is printed where) is not in the JSON, so they are taken as they stand.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Vec<(Document, Reading)>, Failure> {
    let refuse = |why: String| {
        Failure::new(format_args!("{name}: could not be read as a reading: {why}"))
            .help("write it again with `yearend read --format json`")
    };
    let one = |stored: serde_json::Result<Stored<'_>>| {
        let Stored { mut reading, findings } = stored.map_err(|e| refuse(e.to_string()))?;
        take_up(&findings, &mut reading).map_err(refuse)?;
        let document = Document { source: reading.source.clone(), ..Document::default() };
        Ok((document, reading))
    };
    match std::str::from_utf8(bytes) {
        // Looked at once, not text by text.
        Ok(text) => Deserializer::from_str(text).into_iter().map(one).collect(),
        // Says where.
        Err(_) => Deserializer::from_slice(bytes).into_iter().map(one).collect(),
    }
}

fn take_up(findings: &Node<'_>, reading: &mut Reading) -> Result<(), String> {
    let Some(all) = findings.as_list() else { return Ok(()) };
    for (i, f) in all.iter().enumerate() {
        let text = |key: &str| f.get(key).and_then(Node::as_str);
        let code = text("code").unwrap_or_default();
        let Some(rule) = yearend_rules::find(code) else {
            return Err(format!("findings[{i}].code: {code:?} is no rule of this version"));
        };
        let severity: Severity = f
            .get("severity")
            .and_then(|s| serde_json::from_value(Json::from(s)).ok())
            .ok_or_else(|| format!("findings[{i}].severity: is no severity"))?;
        let distribution = f.get("distribution").and_then(Node::as_u64);
        let location: Option<Location> =
            f.get("location").and_then(|l| serde_json::from_value(Json::from(l)).ok());
        reading.findings.push(Finding {
            help: text("help").map(str::to_owned),
            cusip: text("cusip").map(str::to_owned),
            distribution: distribution.and_then(|d| u32::try_from(d).ok()),
            field: text("field").and_then(Field::from_name),
            places: location.map(|l| place(&mut reading.source.parts, l)).into_iter().collect(),
            ..Finding::new(rule.code, severity, text("message").unwrap_or_default())
        });
    }
    Ok(())
}

/// The place of a location; its page or sheet becomes a part of the source.
fn place(parts: &mut Vec<Part>, l: Location) -> Place {
    let part =
        Part { page: l.page, sheet: l.sheet.map(Into::into), member: l.member.map(Into::into) };
    let index = parts.iter().position(|p| *p == part).unwrap_or_else(|| {
        parts.push(part);
        parts.len() - 1
    });
    Place {
        part: u32::try_from(index).unwrap_or(u32::MAX),
        line: l.line.unwrap_or(1),
        column: l.column.unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::json::ReadingJson;

    #[test]
    fn a_reading_comes_back_with_its_findings() {
        let rule = yearend_rules::RULES[0];
        let mut reading = Reading::default();
        reading.source.parts = vec![Part { sheet: Some("Data".into()), ..Part::default() }];
        let at = Place { part: 0, line: 9, column: 3 };
        reading.findings =
            vec![Finding::new(rule.code, Severity::Error, "m").help("h").cusip("471021402").at(at)];
        let mut bytes = serde_json::to_vec(&ReadingJson(&reading)).unwrap();
        assert!(is_reading(&bytes));
        bytes.push(b'\n');
        bytes.extend(bytes.clone());
        let back = read("r.jsonl", &bytes).unwrap();
        assert_eq!(back.len(), 2);
        assert_eq!(back[1].1.findings, reading.findings);
    }

    #[test]
    fn other_json_and_broken_readings() {
        assert!(!is_reading(b"{\"a\": 1}"));
        assert!(!is_reading(b"yearend.reading/1"));
        let e = read("r.json", b"{\"schema\": \"yearend.reading/1\", \"layouts\": 3}").unwrap_err();
        let Failure::Told { message, .. } = e else { panic!("{e:?}") };
        assert_eq!(
            message,
            "r.json: could not be read as a reading: invalid type: integer `3`, expected a list at \
             line 1 column 44"
        );
    }
}
