//! From the bytes of a file to checked readings: the one place where the crates meet.

use crate::context::Context;
use crate::failure::Failure;
use crate::{files, stored};
use std::path::PathBuf;
use yearend_model::Reading;
use yearend_source::Document;

/// Reads and checks the documents of one input; a container (mail, zip) can hold several. A
/// reading that `yearend read --format json` (or `jsonl`) wrote is taken as it is, with its
/// findings.
///
/// # Errors
/// When the bytes cannot be opened as what they are. What a document says never fails; it makes
/// findings.
pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Vec<(Document, Reading)>, Failure> {
    if stored::is_reading(&bytes) {
        return stored::read(name, &bytes);
    }
    let documents = yearend_source::open(name, bytes)?;
    Ok(documents
        .into_iter()
        .map(|document| {
            let mut reading = yearend_decode::decode(&document);
            yearend_rules::check(&mut reading);
            (document, reading)
        })
        .collect())
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
    /// Returns how many inputs could not be read.
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
                        for (document, reading) in found {
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
