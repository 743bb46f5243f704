//! Opening a document: the format by content, then its reader.

use crate::container::open_all;
use crate::detect::Format;
use crate::grid::{Grid, Sheet};
use crate::workbook::{self, package};
use crate::{Document, Reason, SourceError, aligned, delimited, encoding, pdf, sha256_hex};
use std::sync::Arc;
use yearend_model::{Observation, ObservationKind, Part, Place, Source};

/// How many places with bad bytes are named; one is enough to find the others.
const MAX_BAD_PLACES: usize = 20;

/// Opens the bytes of a file as the format that they are.
///
/// There is one document, except for containers (archives, mails), which give one for each
/// document that they hold. For a container of which some members can be opened and others
/// cannot, see [`open_all`](crate::open_all): here the first failure is the result.
///
/// # Errors
///
/// When the bytes, or those of any member, cannot be opened as what they are: empty, damaged,
/// encrypted, without text, or in no format that yearend reads. What the text says never makes
/// opening fail.
pub fn open(name: &str, bytes: Vec<u8>) -> Result<Vec<Document>, SourceError> {
    let mut opened = open_all(name, bytes)?;
    if opened.failures.is_empty() { Ok(opened.documents) } else { Err(opened.failures.remove(0)) }
}

/// Opens one document that is no container, in the format that its content shows.
pub(crate) fn document(
    name: &str,
    bytes: &Arc<Vec<u8>>,
    format: Format,
) -> Result<Document, SourceError> {
    let fail = |reason| Err(SourceError { name: name.to_owned(), reason });
    match format {
        Format::Empty => fail(Reason::Empty),
        Format::Text => text(name, bytes).or_else(fail),
        Format::Other(what) => fail(Reason::UnknownFormat(what.to_owned())),
        Format::Pdf => pdf::read(name, bytes.clone()),
        Format::Zip => zip(name, bytes),
        Format::CompoundFile => workbook::read_compound(name, bytes),
        Format::Mail => fail(Reason::UnknownFormat("a mail".to_owned())),
    }
}

/// A workbook in a zip; archives of files are opened as containers.
fn zip(name: &str, bytes: &[u8]) -> Result<Document, SourceError> {
    let fail = |reason| Err(SourceError { name: name.to_owned(), reason });
    let mut archive = match package::open(bytes) {
        Ok(archive) => archive,
        Err(e) => {
            let is_package = memchr::memmem::find(bytes, b"[Content_Types].xml").is_some();
            let format = if is_package { "an xlsx workbook" } else { "a zip" };
            return fail(Reason::Damaged { format, detail: e.to_string() });
        }
    };
    match package::contents(&mut archive) {
        package::Contents::Workbook(kind) => workbook::read_package(name, bytes, kind),
        package::Contents::Document(what) => fail(Reason::UnknownFormat(what.to_owned())),
        package::Contents::Archive => fail(Reason::UnknownFormat("a zip of files".to_owned())),
    }
}

/// A text of one part: delimited, or aligned with blanks.
fn text(name: &str, bytes: &[u8]) -> Result<Document, Reason> {
    let sha256 = sha256_hex(bytes);
    let decoded = encoding::decode(bytes);
    let separator = delimited::separator(&decoded.text);
    let media_type = match separator {
        Some(',' | ';') => "text/csv",
        _ => "text/plain",
    };
    let sheet = match separator {
        Some(separator) => delimited::read(&decoded.text, separator),
        None => Some(aligned::sheet(&decoded.text)),
    };
    let sheet = sheet.ok_or(Reason::TooLarge { what: "text", limit: "4 GiB".to_owned() })?;
    if sheet.is_empty() {
        return Err(Reason::Empty);
    }
    let notes = if decoded.damaged { bad_bytes(&sheet, decoded.encoding) } else { Vec::new() };
    Ok(Document {
        source: Source {
            name: name.to_owned(),
            sha256,
            media_type: media_type.to_owned(),
            parts: vec![Part::default()],
        },
        grid: Grid { sheets: vec![sheet], notes },
        ..Document::default()
    })
}

/// Where bytes of a text are not valid in its encoding.
fn bad_bytes(sheet: &Sheet, encoding: &str) -> Vec<Observation> {
    let cells = sheet.rows().iter().flat_map(|r| sheet.cells(r).iter().map(move |c| (r.line, c)));
    cells
        .filter(|(_, c)| sheet.text(c).contains('\u{fffd}'))
        .take(MAX_BAD_PLACES)
        .map(|(line, cell)| Observation {
            places: vec![Place { part: 0, line, column: cell.column }],
            printed: sheet.text(cell).to_owned(),
            because: format!("the bytes are not valid {encoding}"),
            ..Observation::new(ObservationKind::BadEncoding)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_one(bytes: &[u8]) -> Document {
        let mut documents = open("funds.txt", bytes.to_vec()).unwrap();
        assert_eq!(documents.len(), 1);
        documents.remove(0)
    }

    #[test]
    fn a_tab_separated_text() {
        let d = open_one(b"Title 2013\n\nFund\t471021402\t\\$ 0.5\n");
        assert_eq!(d.source.name, "funds.txt");
        assert_eq!(d.source.media_type, "text/plain");
        assert_eq!(d.source.sha256.len(), 64);
        let place = Place { part: 0, line: 3, column: 3 };
        assert_eq!(d.grid.text_at(place), Some("$ 0.5"));
        assert!(d.grid.notes.is_empty());
    }

    #[test]
    fn a_csv_under_any_name() {
        let d = open_one(b"Fund,CUSIP,Total\nA,471021402,0.5\nB,471021410,0.6\n");
        assert_eq!(d.source.media_type, "text/csv");
        assert_eq!(d.grid.sheets[0].width(), 3);
    }

    #[test]
    fn bad_bytes_are_noted_where_they_stand() {
        let mut bytes = "Größe\té\té\té 1\n2\té\t3\tx".as_bytes().to_vec();
        bytes.push(0xc3);
        let d = open_one(&bytes);
        assert_eq!(d.grid.notes.len(), 1);
        assert_eq!(d.grid.notes[0].kind, ObservationKind::BadEncoding);
        assert_eq!(d.grid.notes[0].places[0], Place { part: 0, line: 2, column: 4 });
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let why = |bytes: &[u8]| open("x.csv", bytes.to_vec()).unwrap_err().to_string();
        assert_eq!(why(b""), "x.csv: is empty");
        assert_eq!(why("\u{feff} \n".as_bytes()), "x.csv: is empty");
        assert!(why(b"\x89PNG\r\n\x1a\n").contains("a PNG image"));
    }
}
