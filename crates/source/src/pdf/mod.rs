//! PDF: glyphs where they are printed, read with their Unicode meaning, never drawn.
//!
//! `glyphs` runs the content of a page and collects words with their places (page rotation and
//! every transform applied, clipped text recognised); `lines` puts them into lines; [`placed`]
//! finds the columns. Each page becomes one sheet, pages of one print with the same columns.
//!
//! Invisible text is not read: it is what character recognition leaves over a scan, and a scan
//! cannot be read exactly.
//!
//! # Bounds
//!
//! A document may have 2,000 pages, 4 million glyphs and 40 million drawing operations, and its
//! streams may unpack to 512 MiB; one that passes a bound is refused ([`Reason::TooLarge`]), and
//! so is one of which a part is damaged or missing. Nothing is read in part.

mod glyphs;
mod lines;
mod streams;

use crate::grid::{Grid, Sheet};
use crate::{Document, Reason, SourceError, guard, placed, sha256_hex};
use glyphs::{Budget, Collector, Passed, Printed};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use std::sync::Arc;
use yearend_model::{Observation, ObservationKind, Part, Place, Source};

/// Most pages of a document.
const MAX_PAGES: usize = 2_000;
/// Most glyphs and drawing operations of a document; forms that draw forms pass them soon.
const BOUNDS: Budget = Budget { glyphs: 4_000_000, operations: 40_000_000 };
/// What the format is called in errors.
const FORMAT: &str = "a PDF";
/// How far from its end a whole file has its end mark.
const END_MARK_WITHIN: usize = 2048;
/// How many places with unknown characters are named.
const MAX_UNKNOWN_PLACES: usize = 20;

/// Reads a PDF.
///
/// # Errors
///
/// When it is damaged or cut off, needs a password, has no text (a scan), or passes a bound.
pub fn read(name: &str, bytes: impl Into<Arc<Vec<u8>>>) -> Result<Document, SourceError> {
    let bytes = bytes.into();
    let sha256 = sha256_hex(&bytes);
    let pages =
        pages(bytes, BOUNDS).map_err(|reason| SourceError { name: name.to_owned(), reason })?;
    let laid: Vec<placed::Page<'_>> = pages.iter().map(|p| lines::page(p)).collect();
    let sheets = placed::sheets(&laid);
    let notes = unknown_characters(&sheets);
    let parts = (1..).take(sheets.len()).map(|n| Part { page: Some(n), ..Part::default() });
    Ok(Document {
        source: Source {
            name: name.to_owned(),
            sha256,
            media_type: "application/pdf".to_owned(),
            parts: parts.collect(),
        },
        grid: Grid { sheets, notes },
        ..Document::default()
    })
}

/// The words of every page.
fn pages(bytes: Arc<Vec<u8>>, bounds: Budget) -> Result<Vec<Printed>, Reason> {
    if !has_end(&bytes) {
        return Err(damaged("its end is missing; the file was cut off"));
    }
    streams::check(&bytes)?;
    guard::quietly(|| interpret(bytes, bounds)).unwrap_or_else(|panic| {
        match panic.downcast::<Passed>() {
            Ok(passed) => Err(passed.reason()),
            Err(_) => Err(damaged("its content cannot be interpreted")),
        }
    })
}

fn damaged(detail: &str) -> Reason {
    Reason::Damaged { format: FORMAT, detail: detail.to_owned() }
}

/// Whether the file ends as a PDF does. A cut-off file could often be opened in part.
fn has_end(bytes: &[u8]) -> bool {
    // Some transfers fill up the last block with zeros.
    let whole = bytes.trim_ascii_end().len();
    let filled = bytes.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
    let bytes = &bytes[..whole.min(filled)];
    let tail = &bytes[bytes.len().saturating_sub(END_MARK_WITHIN)..];
    tail.windows(5).any(|w| w == b"%%EOF")
}

fn interpret(bytes: Arc<Vec<u8>>, mut budget: Budget) -> Result<Vec<Printed>, Reason> {
    let pdf = Pdf::new(bytes).map_err(|why| match why {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Reason::Encrypted("PDF"),
        LoadPdfError::Decryption(_) => damaged("its encryption is invalid or unknown"),
        LoadPdfError::Invalid => damaged("its structure is broken"),
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(damaged("it has no pages"));
    }
    if stated_pages(&pdf).is_some_and(|stated| stated > pages.len()) {
        return Err(damaged("some of its pages are missing"));
    }
    if pages.len() > MAX_PAGES {
        return Err(Reason::TooLarge { what: "pages", limit: "2,000".to_owned() });
    }
    let cache = InterpreterCache::new();
    let mut out = Vec::with_capacity(pages.len());
    for (number, page) in (1..).zip(pages.iter()) {
        if !is_whole(page) {
            return Err(damaged(&format!("the content of page {number} is damaged")));
        }
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, area, &cache, pdf.xref(), settings);
        let mut collector = Collector::new(area, budget);
        interpret_page(page, &mut context, &mut collector);
        let (printed, left) = collector.finish();
        budget = left;
        out.push(printed);
    }
    let sum = |of: fn(&Printed) -> usize| out.iter().map(of).sum::<usize>();
    readable(out.len(), sum(|p| p.visible), sum(|p| p.invisible), sum(|p| p.unknown))?;
    Ok(out)
}

/// Whether all content of a page is there.
fn is_whole(page: &Page<'_>) -> bool {
    let contents = b"Contents".as_slice();
    if !page.raw().contains_key(contents) {
        return true;
    }
    let whole = |s: &Stream<'_>| streams::is_whole(&s.raw_data());
    let streams = if let Some(stream) = page.raw().get::<Stream<'_>>(contents) {
        whole(&stream)
    } else if let Some(array) = page.raw().get::<Array<'_>>(contents) {
        let found = array.iter::<Stream<'_>>().filter(whole).count();
        found == array.raw_iter().count()
    } else {
        false
    };
    streams && page.page_stream().is_some()
}

/// How many pages the document says that it has.
fn stated_pages(pdf: &Pdf) -> Option<usize> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let count = catalog.get::<Dict<'_>>(b"Pages".as_slice())?.get::<i32>(b"Count".as_slice())?;
    usize::try_from(count).ok()
}

/// Whether there is text that says what it shows.
fn readable(pages: usize, visible: usize, invisible: usize, unknown: usize) -> Result<(), Reason> {
    let why = if visible == 0 && invisible > 0 {
        "its text is invisible, as character recognition leaves it over a scan".to_owned()
    } else if visible == 0 {
        let pages =
            if pages == 1 { "its page is".to_owned() } else { format!("its {pages} pages are") };
        format!("{pages} pictures or empty")
    } else if unknown * 5 > visible {
        "its fonts do not say which characters they show".to_owned()
    } else {
        return Ok(());
    };
    Err(Reason::NoText(why))
}

/// Where characters stand that the fonts do not name.
fn unknown_characters(sheets: &[Sheet]) -> Vec<Observation> {
    let mut out = Vec::new();
    for (part, sheet) in (0..).zip(sheets) {
        for row in sheet.rows() {
            let unknown =
                sheet.cells(row).iter().filter(|c| sheet.text(c).contains(glyphs::UNKNOWN));
            out.extend(unknown.map(|cell| Observation {
                places: vec![Place { part, line: row.line, column: cell.column }],
                printed: sheet.text(cell).to_owned(),
                because: "the font does not say which characters it shows".to_owned(),
                ..Observation::new(ObservationKind::BadEncoding)
            }));
        }
    }
    out.truncate(MAX_UNKNOWN_PLACES);
    out
}

#[cfg(test)]
#[path = "../../tests/support/pdf.rs"]
mod made;
#[cfg(test)]
mod tests;
