//! From the bytes of a file to checked readings: the one place where the crates meet.

use crate::context::Context;
use crate::failure::Failure;
use crate::{cores, files, stored};
use std::io::{self, Write};
use std::path::PathBuf;
use yearend_model::Reading;
use yearend_source::{Document, Skipped, SourceError};

/// What one input gave.
pub(crate) struct Found<T = (Document, Reading)> {
    /// The documents with their readings, or what was made of them.
    pub(crate) readings: Vec<T>,
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
    read_with(name, bytes, |_| ())
}

/// The same, with a look at each document before it is decoded.
fn read_with(name: &str, bytes: Vec<u8>, opened: impl Fn(&Document)) -> Result<Found, Failure> {
    if stored::is_reading(&bytes) {
        let readings = stored::read(name, &bytes)?;
        return Ok(Found { readings, failures: Vec::new(), skipped: Vec::new() });
    }
    let found = yearend_source::open_all(name, bytes)?;
    let check = |document: Document| {
        opened(&document);
        let mut reading = yearend_decode::decode(&document);
        yearend_rules::check(&mut reading);
        (document, reading)
    };
    Ok(Found {
        readings: found.documents.into_iter().map(check).collect(),
        failures: found.failures,
        skipped: found.skipped,
    })
}

impl<T> Found<T> {
    /// Tells on standard error what was not read, and returns the readings with how many members
    /// could not be opened.
    ///
    /// # Errors
    /// When standard error cannot be written.
    pub(crate) fn tell(self, cx: &mut Context) -> io::Result<(Vec<T>, usize)> {
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
    /// Reads every input and hands each document to `each`, in the order in which they are given.
    /// An input that cannot be opened is reported on standard error, the others are still read.
    ///
    /// Returns how many inputs, or members of them, could not be read.
    pub(crate) fn read(
        &self,
        cx: &mut Context,
        mut each: impl FnMut(&mut Context, Document, Reading) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        self.read_with(cx, Ok, |cx, (document, reading)| each(cx, document, reading))
    }

    /// The same; `work` is what can be done with a document apart from the others. Where there are
    /// several files and processors, documents are read ahead on each.
    pub(crate) fn read_with<T: Send>(
        &self,
        cx: &mut Context,
        work: impl Fn((Document, Reading)) -> Result<T, Failure> + Sync,
        mut each: impl FnMut(&mut Context, T) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        let mut failed = 0;
        let mut files = Vec::new();
        for path in &self.files {
            match files::expand(path) {
                Ok(some) => files.extend(some),
                Err(failure) => {
                    failed += 1;
                    failure.render(cx)?;
                }
            }
        }
        let alone = files.len() == 1;
        in_order(
            &files,
            |file| {
                let (name, bytes) = files::read(file)?;
                let found = read_with(&name, bytes, |d| {
                    if alone {
                        cores::join_in(d)
                    }
                })?;
                Ok(Found {
                    readings: found.readings.into_iter().map(&work).collect::<Result<_, _>>()?,
                    failures: found.failures,
                    skipped: found.skipped,
                })
            },
            |found: Result<Found<T>, Failure>| {
                match found {
                    Ok(found) => {
                        let (readings, members) = found.tell(cx)?;
                        failed += members;
                        for made in readings {
                            each(cx, made)?;
                        }
                    }
                    Err(Failure::ClosedPipe) => return Err(Failure::ClosedPipe),
                    Err(failure) => {
                        failed += 1;
                        failure.render(cx)?;
                    }
                }
                Ok(())
            },
        )?;
        Ok(failed)
    }
}

/// Works on the items ahead, on every processor, and takes the results in the order of the items.
/// Each worker is at most one result ahead, so that memory stays bounded.
fn in_order<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(Result<T, Failure>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = processors.min(items.len());
    if workers < 2 {
        return items.iter().try_for_each(|item| take(work(item)));
    }
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..workers)
            .map(|first| {
                let (send, receive) = std::sync::mpsc::sync_channel(1);
                let work = &work;
                scope.spawn(move || {
                    for item in items.iter().skip(first).step_by(workers) {
                        // Nobody listens any more: something failed, and the rest is not wanted.
                        if send.send(work(item)).is_err() {
                            return;
                        }
                    }
                });
                receive
            })
            .collect();
        for i in 0..items.len() {
            match lanes[i % workers].recv() {
                Ok(result) => take(result)?,
                Err(_) => return Err(Failure::new("reading stopped unexpectedly")),
            }
        }
        Ok(())
    })
}
