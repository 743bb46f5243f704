//! Transmissions into files under temporary names, read back while they are written.

use super::follow::{Follow, Progress};
use super::plan::{Plan, PlannedTransmission};
use super::render::{Buffers, Details, Entry};
use super::request::{Request, Written};
use crate::check::{Options, Report, check_reader};
use crate::error::{Error, Result};
use crate::files::{create_private, hex};
use crate::ledger::{NewSubmission, NewTransmission, temporary};
use crate::xml::{
    Manifest, Out, write_footer, write_manifest, write_submission_end, write_submission_header,
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
    hash: Sha256,
    bytes: u64,
    progress: Arc<Progress>,
}

impl Open {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(Error::io(&self.path))?;
        self.bytes += bytes.len() as u64;
        self.progress.written(self.bytes);
        self.hash.update(bytes);
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.progress.end();
    }
}

/// A thread's work on the file of a transmission.
type Work<T> = (usize, JoinHandle<std::io::Result<T>>);

pub(super) struct Writer<'a, 'r> {
    request: &'r Request<'a>,
    plan: &'r Plan,
    /// The folder as the ledger remembers it.
    folder: String,
    to_ledger: SyncSender<Entry>,
    /// Transmission and submission at hand.
    at: (usize, usize),
    /// Records of it that are written.
    record: u64,
    file: Option<Open>,
    checking: VecDeque<Work<Report>>,
    syncing: Vec<Work<()>>,
    written: Vec<Written>,
    out: Out,
}

impl<'a, 'r> Writer<'a, 'r> {
    pub(super) fn new(
        request: &'r Request<'a>,
        plan: &'r Plan,
        to_ledger: SyncSender<Entry>,
    ) -> Result<Self> {
        let folder = std::fs::canonicalize(request.folder).map_err(Error::io(request.folder))?;
        Ok(Writer {
            request,
            plan,
            folder: folder.to_string_lossy().into_owned(),
            to_ledger,
            at: (0, 0),
            record: 0,
            file: None,
            checking: VecDeque::new(),
            syncing: Vec::new(),
            written: Vec::with_capacity(plan.transmissions.len()),
            out: Out::default(),
        })
    }

    /// Writes what is rendered until no more comes.
    pub(super) fn run(
        mut self,
        rendered: Receiver<Details>,
        buffers: &Buffers,
    ) -> Result<Vec<Written>> {
        for details in rendered {
            buffers.give_back(self.details(details)?);
        }
        if self.at != (self.plan.transmissions.len(), 0) {
            return Err(changed());
        }
        while !self.checking.is_empty() {
            self.checked()?;
        }
        for (index, handle) in self.syncing {
            joined(handle)?.map_err(Error::io(&self.written[index].path))?;
        }
        Ok(self.written)
    }

    fn details(&mut self, details: Details) -> Result<Vec<u8>> {
        if details.at != self.at || details.first != self.record + 1 {
            return Err(changed());
        }
        if self.record == 0 {
            self.begin()?;
        }
        self.record += details.records.len() as u64;
        let id = self.plan.transmissions[self.at.0].submissions[self.at.1].header.id;
        self.tell(Entry::Records(id, details.first, details.records))?;
        match self.file.as_mut() {
            Some(open) => open.write(&details.xml)?,
            None => return Err(changed()),
        }
        self.end_if_full()?;
        Ok(details.xml)
    }

    fn tell(&self, entry: Entry) -> Result<()> {
        // Where the ledger has failed, it says why.
        self.to_ledger.send(entry).map_err(|_| changed())
    }

    /// Begins the submission at hand, and its transmission where it is the first.
    fn begin(&mut self) -> Result<()> {
        let (t, s) = self.at;
        let planned = &self.plan.transmissions[t];
        self.out.bytes.clear();
        if s == 0 {
            self.begin_file(t, planned)?;
        }
        let header = &planned.submissions[s];
        let payer = self.request.filer.payer(&header.payer).ok_or_else(changed)?;
        write_submission_header(&mut self.out, self.request.facts, payer, &header.header);
        match self.file.as_mut() {
            Some(open) => open.write(&self.out.bytes),
            None => Err(changed()),
        }
    }

    fn begin_file(&mut self, index: usize, planned: &PlannedTransmission) -> Result<()> {
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
        self.tell(Entry::Transmission(Box::new(self.entry(utid, index, planned))))?;
        // At most two files are read back at a time.
        if self.checking.len() > 1 {
            self.checked()?;
        }
        let path = temporary(&path);
        let file = create_private(&path).map_err(Error::io(&path))?;
        let progress = Arc::new(Progress::default());
        let open = Open { file, path, hash: Sha256::new(), bytes: 0, progress };
        self.checking.push_back((index, self.read_back(&open)?));
        self.file = Some(open);
        Ok(())
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
        let follow = Follow::new(file, open.progress.clone());
        let facts = self.request.facts;
        let issuer_role = Some(self.request.filer.transmitter.issuer_role);
        Ok(std::thread::spawn(move || {
            let options = Options { issuer_role, ..Options::default() };
            check_reader(BufReader::with_capacity(1 << 18, follow), facts, options)
        }))
    }

    fn end_if_full(&mut self) -> Result<()> {
        let (t, s) = self.at;
        let planned = &self.plan.transmissions[t];
        if self.record < planned.submissions[s].header.forms {
            return Ok(());
        }
        self.record = 0;
        self.out.bytes.clear();
        write_submission_end(&mut self.out);
        let last = s + 1 == planned.submissions.len();
        if last {
            write_footer(&mut self.out);
        }
        if let Some(open) = self.file.as_mut() {
            open.write(&self.out.bytes)?;
        }
        if !last {
            self.at.1 += 1;
            return Ok(());
        }
        self.at = (t + 1, 0);
        self.close(t, planned)
    }

    /// Ends a file; it reaches the disk while the next one is written.
    fn close(&mut self, index: usize, planned: &PlannedTransmission) -> Result<()> {
        let Some(open) = self.file.take() else { return Err(changed()) };
        open.progress.end();
        if open.bytes > self.request.limit_bytes {
            let reason = format!(
                "{} bytes where at most {} are allowed",
                open.bytes, self.request.limit_bytes
            );
            return Err(Error::SelfCheck(reason));
        }
        let sha256 = hex(&open.hash.clone().finalize());
        self.tell(Entry::Whole(open.bytes, sha256.clone()))?;
        self.written.push(Written {
            utid: utid(self.request, index),
            path: self.request.folder.join(file_name(self.request, index)),
            bytes: open.bytes,
            sha256,
            submissions: planned.submissions.len() as u64,
            forms: planned.forms(),
        });
        self.syncing.push((index, std::thread::spawn(move || open.file.sync_all())));
        Ok(())
    }

    /// Waits for the reading back of the oldest file that is still read.
    fn checked(&mut self) -> Result<()> {
        let Some((index, handle)) = self.checking.pop_front() else { return Ok(()) };
        let path = &self.written[index].path;
        let report = joined(handle)?.map_err(Error::io(path))?;
        compare(&report, &self.plan.transmissions[index], path)
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

/// Both passes must see the same forms.
pub(super) fn changed() -> Error {
    Error::SelfCheck("the forms changed while they were read".to_owned())
}
