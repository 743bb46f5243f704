//! Findings as workflow commands: GitHub shows them beside the file.

use super::place_name;
use yearend_model::{Finding, Reading, Severity};

/// One line, such as `::error file=funds.csv,line=14,col=22,title=YE0301::…`.
pub(crate) fn finding(reading: &Reading, f: &Finding) -> String {
    let level = match f.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let name = &reading.source.name;
    let mut properties = format!("file={},title={}", property(name), property(f.code));
    let mut message = f.message.clone();
    if let Some(location) = f.places.first().map(|p| p.locate(&reading.source.parts)) {
        if location.page.is_none() && location.sheet.is_none() {
            if let Some(line) = location.line {
                properties += &format!(",line={line}");
            }
            if let Some(column) = location.column {
                properties += &format!(",col={column}");
            }
        } else {
            message = format!("{}: {message}", place_name(name, &location));
        }
    }
    if let Some(help) = &f.help {
        message = format!("{message}\nhelp: {help}");
    }
    format!("::{level} {properties}::{}", escaped(&message))
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::{Part, Place, Source};

    #[test]
    fn text_and_sheet_places() {
        let mut r = Reading {
            source: Source {
                name: "a,b.csv".into(),
                parts: vec![Part::default()],
                ..Source::default()
            },
            ..Reading::default()
        };
        let at = Place { part: 0, line: 14, column: 22 };
        let f = Finding::new("YE0301", Severity::Error, "50% off").help("look").at(at);
        assert_eq!(
            finding(&r, &f),
            "::error file=a%2Cb.csv,title=YE0301,line=14,col=22::50%25 off%0Ahelp: look"
        );
        r.source.parts[0].sheet = Some("Data".into());
        assert_eq!(
            finding(&r, &f),
            "::error file=a%2Cb.csv,title=YE0301::a,b.csv, sheet Data, cell V14: 50%25 off%0Ahelp: look"
        );
    }
}
