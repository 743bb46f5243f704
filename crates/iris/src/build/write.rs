//! The second pass: the transmissions into files under temporary names, read back as they end.

use super::plan::{Plan, PlannedSubmission, PlannedTransmission, zero_amounts};
use super::request::{Request, Selection, Source, Written};
use crate::check::{Options, Report, check_file};
use crate::error::{Error, Result};
use crate::files::{create_private, hex};
use crate::forms::FormBatch;
use crate::ledger::temporary;
use crate::record::prepare;
use crate::xml::{
    Manifest, Out, write_detail, write_footer, write_manifest, write_submission_end,
    write_submission_header,
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use yearend_model::Severity;

/// Rows rendered as one piece of work.
const PIECE: usize = 512;

pub(super) fn write(
    request: &Request<'_>,
    sources: &[Source<'_>],
    plan: &Plan,
) -> Result<Vec<Written>> {
    let mut writer = Writer {
        request,
        plan,
        at: (0, 0),
        record: 0,
        file: None,
        checking: None,
        written: Vec::with_capacity(plan.transmissions.len()),
        out: Out::default(),
    };
    for (source, taken) in sources.iter().zip(&plan.taken) {
        let mut first = 0;
        for batch in source.forms.batches()? {
            let batch = batch?;
            let rows: Vec<usize> = (0..batch.len()).filter(|i| bit(taken, first + i)).collect();
            first += batch.len();
            writer.batch(&batch, &rows, source)?;
        }
    }
    writer.finish()
}

fn bit(bits: &[u64], index: usize) -> bool {
    bits.get(index / 64).is_some_and(|w| (w >> (index % 64)) & 1 == 1)
}

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

struct Open {
    file: File,
    path: PathBuf,
    hash: Sha256,
    bytes: u64,
}

impl Open {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Error::io(&self.path))
    }
}

type Checking = (usize, JoinHandle<Result<Report>>);

struct Writer<'a, 'r> {
    request: &'r Request<'a>,
    plan: &'r Plan,
    /// Transmission and submission at hand.
    at: (usize, usize),
    /// Records of it that are written or being rendered.
    record: u64,
    file: Option<Open>,
    checking: Option<Checking>,
    written: Vec<Written>,
    out: Out,
}

impl Writer<'_, '_> {
    fn submission(&self) -> Option<&PlannedSubmission> {
        self.plan.transmissions.get(self.at.0)?.submissions.get(self.at.1)
    }

    fn batch(&mut self, batch: &FormBatch, rows: &[usize], source: &Source<'_>) -> Result<()> {
        let mut rest = rows;
        while !rest.is_empty() {
            let Some(s) = self.submission() else { return Err(changed()) };
            let room = usize::try_from(s.header.forms - self.record).unwrap_or(usize::MAX);
            let (now, later) = rest.split_at(room.min(rest.len()));
            if self.record == 0 {
                self.begin()?;
            }
            let first = self.record + 1;
            let pieces: Vec<Option<Vec<u8>>> = now
                .par_chunks(PIECE)
                .enumerate()
                .map(|(i, rows)| {
                    let first = first + (i * PIECE) as u64;
                    render(self.request, batch, rows, first, source)
                })
                .collect();
            let Some(open) = self.file.as_mut() else { return Err(changed()) };
            for piece in pieces {
                open.write(&piece.ok_or_else(changed)?)?;
            }
            self.record += now.len() as u64;
            self.end_if_full()?;
            rest = later;
        }
        Ok(())
    }

    /// Begins the submission at hand, and its transmission where it is the first.
    fn begin(&mut self) -> Result<()> {
        let (t, s) = self.at;
        let planned = &self.plan.transmissions[t];
        let header = &planned.submissions[s];
        self.out.bytes.clear();
        if s == 0 {
            let path = self.request.folder.join(file_name(self.request, t));
            if path.exists() {
                return Err(Error::Refused(format!(
                    "{} is there already: a run identity is used once",
                    path.display()
                )));
            }
            let path = temporary(&path);
            let file = create_private(&path).map_err(Error::io(&path))?;
            self.file = Some(Open { file, path, hash: Sha256::new(), bytes: 0 });
            let manifest = Manifest {
                utid: &utid(self.request, t),
                kind: self.request.kind,
                test: self.request.options.test,
                original_receipt: self.request.original_receipt.as_deref(),
                submissions: planned.submissions.len() as u64,
                forms: planned.forms(),
            };
            write_manifest(&mut self.out, self.request.facts, self.request.filer, &manifest);
        }
        let payer = self.request.filer.payer(&header.payer).ok_or_else(changed)?;
        write_submission_header(&mut self.out, self.request.facts, payer, &header.header);
        match self.file.as_mut() {
            Some(open) => open.write(&self.out.bytes),
            None => Err(changed()),
        }
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

    /// Ends a file and has it read back while the next one is written.
    fn close(&mut self, index: usize, planned: &PlannedTransmission) -> Result<()> {
        let Some(open) = self.file.take() else { return Err(changed()) };
        open.file.sync_all().map_err(Error::io(&open.path))?;
        if open.bytes > self.request.limit_bytes {
            let reason = format!(
                "{} bytes where at most {} are allowed",
                open.bytes, self.request.limit_bytes
            );
            return Err(Error::SelfCheck(reason));
        }
        self.written.push(Written {
            utid: utid(self.request, index),
            path: self.request.folder.join(file_name(self.request, index)),
            bytes: open.bytes,
            sha256: hex(&open.hash.finalize()),
            submissions: planned.submissions.len() as u64,
            forms: planned.forms(),
        });
        self.checked()?;
        let facts = self.request.facts;
        let path = open.path;
        let issuer_role = Some(self.request.filer.transmitter.issuer_role);
        let handle = std::thread::spawn(move || {
            check_file(&path, facts, Options { issuer_role, ..Options::default() })
        });
        self.checking = Some((index, handle));
        Ok(())
    }

    /// Waits for the reading back of the file before.
    fn checked(&mut self) -> Result<()> {
        let Some((index, handle)) = self.checking.take() else { return Ok(()) };
        let report = handle
            .join()
            .map_err(|_| Error::SelfCheck("the reader of what was written failed".to_owned()))??;
        compare(&report, &self.plan.transmissions[index], &self.written[index].path)
    }

    fn finish(mut self) -> Result<Vec<Written>> {
        if self.at != (self.plan.transmissions.len(), 0) {
            return Err(changed());
        }
        self.checked()?;
        Ok(self.written)
    }
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

fn render(
    request: &Request<'_>,
    batch: &FormBatch,
    rows: &[usize],
    first: u64,
    source: &Source<'_>,
) -> Option<Vec<u8>> {
    let mut out = Out { bytes: Vec::with_capacity(rows.len() * 1400) };
    for (row, id) in rows.iter().zip(first..) {
        let form = batch.row(*row);
        let selection = source.select.again(&form);
        let Selection::Take { correction, zero, .. } = selection else { return None };
        let payer = request.filer.payer(form.payer_id);
        let mut record = prepare(&form, payer, request.facts, request.options).record?;
        if zero {
            zero_amounts(&mut record);
        }
        let id = u32::try_from(id).ok()?;
        write_detail(&mut out, request.facts, &record, id, correction.as_deref());
    }
    Some(out.bytes)
}

fn changed() -> Error {
    Error::SelfCheck("the forms changed while they were read".to_owned())
}
