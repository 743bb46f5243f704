//! Transmissions into files under temporary names, read back while they are written.

use super::follow::{Follow, Progress};
use super::hash::Hashing;
use super::lines::stopped;
use super::packed::Segment;
use super::plan::{PlannedSubmission, PlannedTransmission};
use super::remember::Entry;
use super::request::{Request, Written};
use crate::check::{Options, Report, check_reader};
use crate::error::{Error, Result};
use crate::files::create_private;
use crate::ledger::{NewSubmission, NewTransmission, temporary};
use crate::xml::{
    Manifest, Out, write_detail, write_footer, write_manifest, write_submission_end,
    write_submission_header,
};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread::JoinHandle;
use yearend_model::Severity;

/// Bytes that are written at once.
const AT_ONCE: usize = 1 << 20;

/// The unique transmission ID of the n-th transmission of a run: the same run, the same IDs.
pub(super) fn utid(request: &Request<'_>, index: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(request.run.as_bytes());
    hash.update(request.kind.letter().as_bytes());
    hash.update((index as u64).to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    let uuid = uuid::Builder::from_random_bytes(bytes).into_uuid();
    format!("{uuid}:IRIS:{}::A", request.filer.transmitter.tcc)
}

/// The final name of the n-th file of a run; it carries the beginning of its unique ID.
fn file_name(request: &Request<'_>, index: usize) -> String {
    let utid = utid(request, index);
    let short = &utid[..8];
    let year = request.facts.tax_year;
    let kind = request.kind.letter();
    let test = if request.options.test { "-test" } else { "" };
    format!("iris-{year}-{kind}{test}-{short}-{:03}.xml", index + 1)
}

/// A file that is being written, with the thread that reads it back.
struct Open {
    file: File,
    path: PathBuf,
    hash: Hashing,
    bytes: u64,
    progress: Ending,
}

impl Open {
    /// Writes what is in a buffer and empties it.
    fn write(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        self.file.write_all(bytes).map_err(Error::io(&self.path))?;
        self.bytes += bytes.len() as u64;
        self.progress.0.written(self.bytes);
        self.hash.update(bytes)
    }
}

/// Whoever follows a file learns of its end, also where the writing fails.
struct Ending(Arc<Progress>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// A thread's work on the file of a transmission.
type Work<T> = (usize, JoinHandle<std::io::Result<T>>);

pub(super) struct Writer<'a, 'r> {
    request: &'r Request<'a>,
    /// The folder as the ledger remembers it.
    folder: String,
    to_ledger: SyncSender<Entry>,
    /// The transmissions so far; their forms are gone.
    planned: Vec<PlannedTransmission>,
    checking: VecDeque<Work<Report>>,
    syncing: Vec<Work<()>>,
    written: Vec<Written>,
    out: Out,
}

impl<'a, 'r> Writer<'a, 'r> {
    pub(super) fn new(request: &'r Request<'a>, to_ledger: SyncSender<Entry>) -> Result<Self> {
        let folder = std::fs::canonicalize(request.folder).map_err(Error::io(request.folder))?;
        Ok(Writer {
            request,
            folder: folder.to_string_lossy().into_owned(),
            to_ledger,
            planned: Vec::new(),
            checking: VecDeque::new(),
            syncing: Vec::new(),
            written: Vec::new(),
            out: Out::default(),
        })
    }

    /// Writes transmissions until no more come.
    pub(super) fn run(
        mut self,
        transmissions: Receiver<PlannedTransmission>,
    ) -> Result<Vec<Written>> {
        for transmission in transmissions {
            self.transmission(transmission)?;
        }
        while !self.checking.is_empty() {
            self.checked()?;
        }
        for (index, handle) in self.syncing {
            joined(handle)?.map_err(Error::io(&self.written[index].path))?;
        }
        Ok(self.written)
    }

    fn transmission(&mut self, mut planned: PlannedTransmission) -> Result<()> {
        let index = self.planned.len();
        let forms: Vec<_> =
            planned.submissions.iter_mut().map(|s| std::mem::take(&mut s.forms)).collect();
        let mut open = self.begin_file(index, &planned)?;
        for (submission, forms) in planned.submissions.iter().zip(forms) {
            self.submission(&mut open, submission, forms)?;
        }
        write_footer(&mut self.out);
        open.write(&mut self.out.bytes)?;
        self.close(open, index, &planned)?;
        self.planned.push(planned);
        Ok(())
    }

    fn submission(
        &mut self,
        open: &mut Open,
        planned: &PlannedSubmission,
        forms: Vec<Segment>,
    ) -> Result<()> {
        let facts = self.request.facts;
        let payer = self.request.filer.payer(&planned.payer).ok_or_else(stopped)?;
        write_submission_header(&mut self.out, facts, payer, &planned.header);
        let mut records = 0;
        for segment in forms {
            for form in segment.read(&payer.id) {
                let (record, correction) = form.ok_or_else(damaged)?;
                records += 1;
                write_detail(&mut self.out, facts, &record, records, correction);
                if self.out.bytes.len() >= AT_ONCE {
                    open.write(&mut self.out.bytes)?;
                }
            }
        }
        write_submission_end(&mut self.out);
        Ok(())
    }

    fn tell(&self, entry: Entry) -> Result<()> {
        // Where the ledger has failed, it says why.
        self.to_ledger.send(entry).map_err(|_| stopped())
    }

    /// Begins the file of a transmission and the reading back of it.
    fn begin_file(&mut self, index: usize, planned: &PlannedTransmission) -> Result<Open> {
        let request = self.request;
        let path = request.folder.join(file_name(request, index));
        if path.exists() {
            return Err(Error::Refused(format!(
                "{} is there already: a run identity is used once",
                path.display()
            )));
        }
        let utid = utid(request, index);
        let manifest = Manifest {
            utid: &utid,
            kind: request.kind,
            test: request.options.test,
            original_receipt: request.original_receipt.as_deref(),
            submissions: planned.submissions.len() as u64,
            forms: planned.forms(),
        };
        write_manifest(&mut self.out, request.facts, request.filer, &manifest);
        self.tell(Entry::Transmission(index, Box::new(self.entry(utid, index, planned))))?;
        // At most two files are read back at a time.
        if self.checking.len() > 1 {
            self.checked()?;
        }
        let path = temporary(&path);
        let file = create_private(&path).map_err(Error::io(&path))?;
        let progress = Arc::new(Progress::default());
        let open = Open { file, path, hash: Hashing::new(), bytes: 0, progress: Ending(progress) };
        self.checking.push_back((index, self.read_back(&open)?));
        let file = open.file.try_clone().map_err(Error::io(&open.path))?;
        let progress = open.progress.0.clone();
        self.syncing.push((index, std::thread::spawn(move || progress.sync(&file))));
        Ok(open)
    }

    /// What the ledger remembers of a transmission.
    fn entry(&self, utid: String, index: usize, planned: &PlannedTransmission) -> NewTransmission {
        let request = self.request;
        let submissions = planned.submissions.iter().map(|s| NewSubmission {
            id: s.header.id,
            payer: s.payer.clone(),
            original: s.header.original.clone(),
            records: s.header.forms,
        });
        NewTransmission {
            utid,
            tax_year: request.facts.tax_year,
            kind: request.kind,
            test: request.options.test,
            tcc: request.filer.transmitter.tcc.clone(),
            run: request.run.to_string(),
            folder: self.folder.clone(),
            file: file_name(request, index),
            original_receipt: request.original_receipt.clone(),
            submissions: submissions.collect(),
        }
    }

    fn read_back(&self, open: &Open) -> Result<JoinHandle<std::io::Result<Report>>> {
        let file = File::open(&open.path).map_err(Error::io(&open.path))?;
        let follow = Follow::new(file, open.progress.0.clone());
        let facts = self.request.facts;
        let issuer_role = Some(self.request.filer.transmitter.issuer_role);
        Ok(std::thread::spawn(move || {
            let options = Options { issuer_role, ..Options::default() };
            check_reader(BufReader::with_capacity(AT_ONCE, follow), facts, options)
        }))
    }

    /// Ends a file; what is left of it reaches the disk while the next one is written.
    fn close(&mut self, open: Open, index: usize, planned: &PlannedTransmission) -> Result<()> {
        open.progress.0.end();
        if open.bytes > self.request.limit_bytes {
            let reason = format!(
                "{} bytes where at most {} are allowed",
                open.bytes, self.request.limit_bytes
            );
            return Err(Error::SelfCheck(reason));
        }
        let (bytes, sha256) = (open.bytes, open.hash.finish()?);
        self.tell(Entry::Whole(index, bytes, sha256.clone()))?;
        self.written.push(Written {
            utid: utid(self.request, index),
            path: self.request.folder.join(file_name(self.request, index)),
            bytes,
            sha256,
            submissions: planned.submissions.len() as u64,
            forms: planned.forms(),
        });
        Ok(())
    }

    /// Waits for the reading back of the oldest file that is still read.
    fn checked(&mut self) -> Result<()> {
        let Some((index, handle)) = self.checking.pop_front() else { return Ok(()) };
        let path = &self.written[index].path;
        let report = joined(handle)?.map_err(Error::io(path))?;
        compare(&report, &self.planned[index], path)
    }
}

fn joined<T>(handle: JoinHandle<T>) -> Result<T> {
    handle.join().map_err(|_| Error::SelfCheck("the reader of what was written failed".to_owned()))
}

/// Control totals at both ends: what reads back is what was laid out, to the cent.
fn compare(report: &Report, planned: &PlannedTransmission, path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(f) = report.findings.iter().find(|f| f.severity == Severity::Error) {
        return Err(Error::SelfCheck(format!("{name}: {f}")));
    }
    if report.count("YF101") + report.count("YF102") > 0 {
        return Err(Error::SelfCheck(format!("{name}: totals are not the sums of the forms")));
    }
    let same = report.summary.submissions.len() == planned.submissions.len()
        && report.summary.submissions.iter().zip(&planned.submissions).all(|(read, meant)| {
            read.id == meant.header.id
                && read.forms == meant.header.forms
                && read.sums == meant.header.totals
        });
    if same {
        return Ok(());
    }
    Err(Error::SelfCheck(format!("{name}: counts or sums read back differ from the forms")))
}

/// What waited was hashed before; it cannot have become something else.
fn damaged() -> Error {
    Error::SelfCheck("a form that waited does not read back".to_owned())
}
