//! Workbooks into the grid: xlsx and xlsm, xlsb, xls, ods.
//!
//! [calamine](https://docs.rs/calamine) reads the binary formats, the two that are XML are read
//! here from their stream. Whoever reads them, this module decides what cells mean for a layout:
//! numbers become exact decimal text in one place, real dates ISO text, errors and formulas
//! without a value cells that say so, hidden rows and columns notes.
//! Every sheet is a part, hidden ones too. `docs/formats.md` states what is read, noted and
//! refused.

mod ahead;
mod cells;
mod compound;
mod furniture;
mod legacy;
pub(crate) mod limits;
mod number;
mod ods;
pub(crate) mod package;
mod range;
mod xlsb;
mod xlsx;

use crate::error::{Reason, SourceError};
use crate::grid::{Grid, Sheet};
use crate::guard::guarded;
use crate::{Document, sha256_hex};
use package::Kind;
use yearend_model::{Observation, Part, Source};

/// Reads a workbook in a zip as the kind that it is.
pub(crate) fn read_package(name: &str, bytes: &[u8], kind: Kind) -> Result<Document, SourceError> {
    let (format, media_type) = match kind {
        Kind::Xlsx => (
            "an xlsx workbook",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Kind::Xlsb => ("an xlsb workbook", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
        Kind::Ods => ("an ods workbook", "application/vnd.oasis.opendocument.spreadsheet"),
    };
    let read = || {
        let mut archive =
            package::open(bytes).map_err(|e| Reason::Damaged { format, detail: e.to_string() })?;
        match kind {
            Kind::Xlsx => xlsx::read(&mut archive),
            Kind::Xlsb => xlsb::read(bytes, &mut archive),
            Kind::Ods => ods::read(&mut archive),
        }
    };
    let (contents, sha256) = beside(bytes, || guarded(format, read));
    finish(name, sha256, media_type, contents)
}

/// Does the work and hashes the bytes, at the same time where they are many.
fn beside<T>(bytes: &[u8], work: impl FnOnce() -> T) -> (T, String) {
    if bytes.len() < SMALL {
        return (work(), sha256_hex(bytes));
    }
    std::thread::scope(|scope| {
        let hash = scope.spawn(|| sha256_hex(bytes));
        let done = work();
        (done, hash.join().unwrap_or_else(|_| sha256_hex(bytes)))
    })
}

/// Files below this size are hashed before a thread could begin to.
const SMALL: usize = 1 << 18;

/// Reads a workbook in a compound file (xls), or says what else the compound file is.
pub(crate) fn read_compound(name: &str, bytes: &[u8]) -> Result<Document, SourceError> {
    let (contents, sha256) = beside(bytes, || guarded("an xls workbook", || legacy::read(bytes)));
    finish(name, sha256, "application/vnd.ms-excel", contents)
}

fn finish(
    name: &str,
    sha256: String,
    media_type: &str,
    contents: Result<Contents, Reason>,
) -> Result<Document, SourceError> {
    let fail = |reason| SourceError { name: name.to_owned(), reason };
    let contents = contents.map_err(fail)?;
    if contents.grid.sheets.iter().all(Sheet::is_empty) {
        return Err(fail(Reason::Empty));
    }
    Ok(Document {
        source: Source {
            name: name.to_owned(),
            sha256,
            media_type: media_type.to_owned(),
            parts: contents.parts,
        },
        grid: contents.grid,
        ..Document::default()
    })
}

/// The sheets read so far.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    parts: Vec<Part>,
    grid: Grid,
}

impl Contents {
    /// The index that the next sheet's places carry.
    fn next_part(&self) -> u32 {
        u32::try_from(self.parts.len()).unwrap_or(u32::MAX)
    }
}

/// Adds a sheet with its notes.
fn add_sheet(
    contents: &mut Contents,
    name: &str,
    hidden: bool,
    (sheet, notes): (Sheet, Vec<Observation>),
) {
    let index = contents.next_part();
    if hidden && !sheet.is_empty() {
        contents.grid.notes.push(furniture::hidden_sheet(index, name));
    }
    contents.grid.notes.extend(notes);
    contents.parts.push(Part { sheet: Some(name.into()), ..Part::default() });
    contents.grid.sheets.push(sheet);
}
