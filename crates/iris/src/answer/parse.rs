//! Reads `IntakeA2AResponse` and `TransStatusOrAckResponse`.

use crate::error::{Error, Result};
use crate::xml::NAMESPACE;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::path::Path;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The answer to an upload: the receipt ID, and nothing that says for which file.
    Intake {
        /// The receipt ID.
        receipt: String,
    },
    /// A status or an acknowledgement.
    Results(Vec<ResultGroup>),
}

/// The answer about one transmission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultGroup {
    /// The receipt or unique transmission ID that was asked for.
    pub search_id: String,
    /// Unique transmission ID, where given.
    pub utid: Option<String>,
    /// Receipt ID, where given.
    pub receipt: Option<String>,
    /// `TransmissionStatusCd`.
    pub status: String,
    /// Errors of the transmission.
    pub errors: Vec<ErrorInfo>,
    /// Its submissions.
    pub submissions: Vec<SubmissionResult>,
}

/// The answer about a submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmissionResult {
    /// `SubmissionId`, where given.
    pub id: Option<u32>,
    /// `SubmissionStatusCd`.
    pub status: String,
    /// Errors of the submission.
    pub errors: Vec<ErrorInfo>,
    /// Records with errors.
    pub records: Vec<RecordResult>,
}

/// The answer about a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordResult {
    /// `RecordId`, where given.
    pub id: Option<u32>,
    /// Its errors.
    pub errors: Vec<ErrorInfo>,
}

/// An error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorInfo {
    /// The rule number.
    pub code: String,
    /// The IRS's words; quoted values and long numbers are taken out, they may be personal data.
    pub text: Option<String>,
    /// The element.
    pub element: Option<String>,
}

const TRANSMISSION_STATUS: [&str; 6] = [
    "Accepted",
    "Accepted with Errors",
    "Partially Accepted",
    "Rejected",
    "Processing",
    "Not Found",
];

/// Reads an answer from a file.
///
/// # Errors
/// The file cannot be read, or is no answer of the IRS.
pub fn read(path: &Path) -> Result<Answer> {
    let bytes = std::fs::read(path).map_err(Error::io(path))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::xml(path, "is not UTF-8"))?;
    parse(text).map_err(|reason| Error::xml(path, reason))
}

/// Reads an answer.
///
/// # Errors
/// Why it is none.
pub fn parse(xml: &str) -> std::result::Result<Answer, String> {
    let mut reader = Reader::from_str(xml);
    let mut p = Parser::default();
    loop {
        let at = reader.buffer_position();
        let fail = |e: String| format!("byte {at}: {e}");
        match reader.read_event().map_err(|e| fail(e.to_string()))? {
            Event::Start(e) => {
                p.start(e.name().local_name().as_ref(), e.attributes_raw()).map_err(fail)?;
            }
            Event::Empty(e) => {
                p.start(e.name().local_name().as_ref(), e.attributes_raw()).map_err(fail)?;
                p.end().map_err(fail)?;
            }
            Event::End(_) => p.end().map_err(fail)?,
            Event::Text(t) => p.text.push_str(&t),
            Event::CData(t) => p.text.push_str(&t),
            Event::GeneralRef(r) => p.reference(&r).map_err(fail)?,
            Event::DocType(_) => return Err(fail("a document type has no place here".to_owned())),
            Event::Eof if p.path.is_empty() => return p.finish(),
            Event::Eof => return Err(fail("the file breaks off".to_owned())),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
    }
}

#[derive(Default)]
struct Parser {
    path: Vec<String>,
    text: String,
    intake: Option<String>,
    is_intake: bool,
    is_results: bool,
    results: Vec<ResultGroup>,
}

impl Parser {
    fn start(&mut self, name: &str, attributes: &str) -> std::result::Result<(), String> {
        if self.path.is_empty() {
            self.is_intake = name == "IntakeA2AResponse";
            self.is_results = name == "TransStatusOrAckResponse";
            if !self.is_intake && !self.is_results {
                return Err(format!(
                    "the root element is `{}`; wanted: IntakeA2AResponse or \
                     TransStatusOrAckResponse",
                    name.escape_debug()
                ));
            }
            if self.is_results && !attributes.contains(NAMESPACE) {
                return Err(format!("the answer is not in the namespace `{NAMESPACE}`"));
            }
        }
        match name {
            "ResultGrp" => self.results.push(ResultGroup::default()),
            "SubmissionResultGrp" => self.group()?.submissions.push(SubmissionResult::default()),
            "RecordResultGrp" => self.submission()?.records.push(RecordResult::default()),
            "ErrorInformationGrp" => self.errors()?.push(ErrorInfo::default()),
            _ => {}
        }
        self.path.push(name.to_owned());
        self.text.clear();
        Ok(())
    }

    fn reference(
        &mut self,
        name: &quick_xml::events::BytesRef<'_>,
    ) -> std::result::Result<(), String> {
        let c = match &**name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "apos" => '\'',
            "quot" => '"',
            other => name
                .resolve_char_ref()
                .ok()
                .flatten()
                .ok_or_else(|| format!("unknown entity `&{};`", other.escape_debug()))?,
        };
        self.text.push(c);
        Ok(())
    }

    fn group(&mut self) -> std::result::Result<&mut ResultGroup, String> {
        self.results.last_mut().ok_or_else(|| "a result stands outside of ResultGrp".to_owned())
    }

    fn submission(&mut self) -> std::result::Result<&mut SubmissionResult, String> {
        let last = self.group()?.submissions.last_mut();
        last.ok_or_else(|| "a record stands outside of SubmissionResultGrp".to_owned())
    }

    fn inside(&self, name: &str) -> bool {
        self.path.iter().any(|p| p == name)
    }

    /// The errors of what the walk is in.
    fn errors(&mut self) -> std::result::Result<&mut Vec<ErrorInfo>, String> {
        if self.inside("RecordResultGrp") {
            let last = self.submission()?.records.last_mut();
            return last.map(|r| &mut r.errors).ok_or_else(|| "no record".to_owned());
        }
        if self.inside("SubmissionResultGrp") {
            return self.submission().map(|s| &mut s.errors);
        }
        self.group().map(|g| &mut g.errors)
    }

    fn end(&mut self) -> std::result::Result<(), String> {
        let Some(name) = self.path.pop() else { return Ok(()) };
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let id = || text.parse::<u32>().ok();
        match name.as_str() {
            "receiptId" if self.is_intake => self.intake = Some(text),
            "SearchId" => self.group()?.search_id = text,
            "UniqueTransmissionId" => self.group()?.utid = Some(text),
            "ReceiptId" => self.group()?.receipt = Some(text),
            "TransmissionStatusCd" => {
                if !TRANSMISSION_STATUS.contains(&text.as_str()) {
                    return Err(format!("unknown status `{}`", text.escape_debug()));
                }
                self.group()?.status = text;
            }
            "SubmissionId" => self.submission()?.id = id(),
            "SubmissionStatusCd" => {
                if !TRANSMISSION_STATUS.contains(&text.as_str()) {
                    return Err(format!("unknown status `{}`", text.escape_debug()));
                }
                self.submission()?.status = text;
            }
            "RecordId" => {
                let id = id();
                if let Some(r) = self.submission()?.records.last_mut() {
                    r.id = id;
                }
            }
            "ErrorMessageCd" | "ErrorMessageTxt" | "ElementPathTxt" => {
                if let Some(e) = self.errors()?.last_mut() {
                    match name.as_str() {
                        "ErrorMessageCd" => e.code = text,
                        "ErrorMessageTxt" => e.text = Some(without_values(&text)),
                        _ => e.element = Some(text),
                    }
                }
            }
            // ErrorValueTxt may be a name or a TIN: it is not kept.
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> std::result::Result<Answer, String> {
        if self.is_intake {
            let receipt = self.intake.ok_or("the answer holds no receiptId")?;
            if !crate::text::is_receipt(&receipt) {
                return Err("the receipt ID has not the shape of one".to_owned());
            }
            return Ok(Answer::Intake { receipt });
        }
        if !self.is_results {
            return Err("there is no element".to_owned());
        }
        if self.results.iter().any(|r| r.status.is_empty()) {
            return Err("a ResultGrp holds no TransmissionStatusCd".to_owned());
        }
        Ok(Answer::Results(self.results))
    }
}

/// The IRS's words without what validators quote (`Value 'O'Brien' is not …`) and without numbers
/// of nine digits and more.
fn without_values(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("alue '") {
        let begin = at + "alue '".len();
        let end = rest[begin..].find("' ").map_or(rest.len(), |i| begin + i);
        out.push_str(&rest[..begin]);
        out.push('‹');
        out.push('›');
        rest = &rest[end..];
    }
    out.push_str(rest);
    let mut masked = String::with_capacity(out.len());
    let mut digits = String::new();
    for c in out.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        masked.push_str(if digits.len() >= 9 { "‹number›" } else { &digits });
        digits.clear();
        if c != '\0' {
            masked.push(c);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_is_answered_with_a_receipt() {
        let xml = "<IntakeA2AResponse xmlns=\"\"><receiptId>2025-12345678901-abcdef123</receiptId></IntakeA2AResponse>";
        let receipt = "2025-12345678901-abcdef123".to_owned();
        assert_eq!(parse(xml), Ok(Answer::Intake { receipt }));
    }

    #[test]
    fn personal_data_is_taken_out() {
        let text = "cvc-pattern-valid: Value 'O'Brien' is not facet-valid; TIN 123456789 wrong";
        let shown = without_values(text);
        assert!(!shown.contains("Brien") && !shown.contains("123456789"), "{shown}");
        assert!(shown.contains("is not facet-valid"));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for bad in [
            "",
            "<a/>",
            "<TransStatusOrAckResponse/>",
            "<IntakeA2AResponse/>",
            "<IntakeA2AResponse><receiptId>1</receiptId></IntakeA2AResponse>",
            "<IntakeA2AResponse>",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
