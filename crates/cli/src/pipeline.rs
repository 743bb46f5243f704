//! From the bytes of a file to checked readings: the one place where the crates meet.

use crate::context::Context;
use crate::failure::Failure;
use crate::{files, stored};
use std::io::{self, Write};
use std::path::PathBuf;
use yearend_model::Reading;
use yearend_source::{Document, Skipped, SourceError};

/// What one input gave.
#[derive(Default)]
pub(crate) struct Found {
    /// The documents with their readings.
    pub(crate) readings: Vec<(Document, Reading)>,
    /// Members of a container that could not be opened.
    pub(crate) failures: Vec<SourceError>,
    /// Members of a container that are no documents.
    pub(crate) skipped: Vec<Skipped>,
}

/// Reads and checks the documents of one input; a container (mail, zip) can hold several, and a
/// member of it that cannot be opened does not hide the others. A reading that
/// `yearend read --format json` (or `jsonl`) wrote is taken as it is, with its findings.
///
/// # Errors
/// When the bytes cannot be opened as what they are. What a document says never fails; it makes
/// findings.
pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Found, Failure> {
    if stored::is_reading(&bytes) {
        return Ok(Found { readings: stored::read(name, &bytes)?, ..Found::default() });
    }
    let opened = yearend_source::open_all(name, bytes)?;
    let check = |document: Document| {
        let mut reading = yearend_decode::decode(&document);
        yearend_rules::check(&mut reading);
        (document, reading)
    };
    Ok(Found {
        readings: opened.documents.into_iter().map(check).collect(),
        failures: opened.failures,
        skipped: opened.skipped,
    })
}

impl Found {
    /// Tells on standard error what was not read, and returns the readings with how many members
    /// could not be opened.
    ///
    /// # Errors
    /// When standard error cannot be written.
    pub(crate) fn tell(self, cx: &mut Context) -> io::Result<(Vec<(Document, Reading)>, usize)> {
        for Skipped { name, why } in &self.skipped {
            writeln!(cx.err(), "note: {name}: passed over, it is {why}")?;
        }
        let failed = self.failures.len();
        for failure in self.failures {
            Failure::from(failure).render(cx)?;
        }
        Ok((self.readings, failed))
    }
}

/// Files, folders (all files below, in order of name) and `-`, as given on the command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Inputs {
    /// Documents to read: workbook, PDF, text, CSV, mail, zip, or a folder of them; a reading as
    /// JSON; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Inputs {
    /// Reads every input in turn and hands each document to `each`. An input that cannot be opened
    /// is reported on standard error, the others are still read.
    ///
    /// Returns how many inputs, or members of them, could not be read.
    pub(crate) fn read(
        &self,
        cx: &mut Context,
        mut each: impl FnMut(&mut Context, Document, Reading) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        let mut failed = 0;
        for path in &self.files {
            let files = match files::expand(path) {
                Ok(files) => files,
                Err(failure) => {
                    failed += 1;
                    failure.render(cx)?;
                    continue;
                }
            };
            for file in files {
                match files::read(&file).and_then(|(name, bytes)| read(&name, bytes)) {
                    Ok(found) => {
                        let (readings, members) = found.tell(cx)?;
                        failed += members;
                        for (document, reading) in readings {
                            each(cx, document, reading)?;
                        }
                    }
                    Err(Failure::ClosedPipe) => return Err(Failure::ClosedPipe),
                    Err(failure) => {
                        failed += 1;
                        failure.render(cx)?;
                    }
                }
            }
        }
        Ok(failed)
    }
}
