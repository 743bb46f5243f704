//! The second pass: forms are rendered on all cores, in order, while one thread writes files and
//! another writes the ledger.

use super::plan::{PIECE, Payers, Plan, hash_content, zero_amounts};
use super::request::{Request, Select, Selection, Source, Written};
use super::write::{Writer, changed};
use crate::error::{Error, Result};
use crate::forms::FormBatch;
use crate::ledger::{Account, Keys, NewRecord, NewTransmission, Run};
use crate::record::{Wanted, prepare};
use crate::xml::{Out, write_detail};
use rayon::prelude::*;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Pieces that may wait for the file or the ledger: two batches.
const IN_FLIGHT: usize = 32;

/// Records that the ledger is told at once.
const AT_ONCE: usize = 1 << 15;

/// Buffers that are used again: the memory of a piece is not asked for anew each time.
#[derive(Default)]
pub(super) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(super) fn give_back(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

/// Details of one submission, one after the other.
pub(super) struct Details {
    /// Indices of transmission and submission.
    pub(super) at: (usize, usize),
    /// The `RecordId` of the first.
    pub(super) first: u64,
    pub(super) xml: Vec<u8>,
    pub(super) records: Vec<NewRecord>,
}

/// What the ledger is told.
pub(super) enum Entry {
    /// A transmission begins.
    Transmission(Box<NewTransmission>),
    /// Records of one of its submissions, from an ID on.
    Records(u32, u64, Vec<NewRecord>),
    /// Its file is whole: bytes and SHA-256.
    Whole(u64, String),
}

/// Writes everything that is laid out under temporary names and tells the run of it.
pub(super) fn render<'l>(
    request: &Request<'_>,
    sources: &[Source<'_>],
    plan: &Plan,
    keys: &Keys,
    run: Run<'l>,
) -> Result<(Vec<Written>, Run<'l>)> {
    let buffers = Buffers::default();
    std::thread::scope(|scope| {
        let buffers = &buffers;
        let (to_file, details) = sync_channel(IN_FLIGHT);
        let (to_ledger, entries) = sync_channel(IN_FLIGHT);
        let ledger = scope.spawn(move || remember(run, entries));
        let file =
            scope.spawn(move || Writer::new(request, plan, to_ledger)?.run(details, buffers));
        let rendered = render_all(request, sources, plan, (keys, buffers), to_file);
        let failed = || Error::SelfCheck("a part of the writer broke down".to_owned());
        let written = file.join().map_err(|_| failed());
        let run = ledger.join().map_err(|_| failed());
        // The cause first: whoever fails stops those before it.
        let run = run??;
        let written = written??;
        rendered?;
        Ok((written, run))
    })
}

fn remember<'l>(mut run: Run<'l>, entries: Receiver<Entry>) -> Result<Run<'l>> {
    let mut transmission = 0;
    // Records of one submission, one after the other: its ID, that of the first, and they.
    let mut waiting = (0, 0, Vec::with_capacity(AT_ONCE));
    for entry in entries {
        let goes_on = match &entry {
            Entry::Records(submission, ..) => *submission == waiting.0,
            _ => false,
        };
        if !waiting.2.is_empty() && (!goes_on || waiting.2.len() >= AT_ONCE) {
            run.records(transmission, waiting.0, waiting.1, &waiting.2)?;
            waiting.2.clear();
        }
        match entry {
            Entry::Transmission(t) => transmission = run.transmission(&t)?,
            Entry::Records(submission, first, mut records) => {
                if waiting.2.is_empty() {
                    (waiting.0, waiting.1) = (submission, first);
                }
                waiting.2.append(&mut records);
            }
            Entry::Whole(bytes, sha256) => run.whole(transmission, bytes, &sha256)?,
        }
    }
    Ok(run)
}

/// Renders every form that was taken.
fn render_all(
    request: &Request<'_>,
    sources: &[Source<'_>],
    plan: &Plan,
    with: (&Keys, &Buffers),
    to_file: SyncSender<Details>,
) -> Result<()> {
    let mut place = Place { plan, at: (0, 0), record: 0 };
    for (source, taken) in sources.iter().zip(&plan.taken) {
        let mut first = 0;
        source.forms.for_each(|batch| {
            let rows: Vec<usize> = (0..batch.len()).filter(|i| bit(taken, first + i)).collect();
            first += batch.len();
            let pieces = place.pieces(&rows)?;
            let details: Vec<Option<Details>> = pieces
                .into_par_iter()
                .map(|piece| details(request, source.select, with, &batch, &piece))
                .collect();
            for details in details {
                if to_file.send(details.ok_or_else(changed)?).is_err() {
                    // The writer has failed and says why.
                    return Err(changed());
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn bit(bits: &[u64], index: usize) -> bool {
    bits.get(index / 64).is_some_and(|w| (w >> (index % 64)) & 1 == 1)
}

/// Where the next form goes.
struct Place<'a> {
    plan: &'a Plan,
    at: (usize, usize),
    /// Forms of the submission that have their place.
    record: u64,
}

/// Rows that go into one submission, one after the other.
struct Piece<'a> {
    at: (usize, usize),
    first: u64,
    rows: &'a [usize],
}

impl Place<'_> {
    /// Cuts rows where submissions end, and into pieces of work.
    fn pieces<'r>(&mut self, rows: &'r [usize]) -> Result<Vec<Piece<'r>>> {
        let mut out = Vec::with_capacity(rows.len() / PIECE + 2);
        let mut rest = rows;
        while !rest.is_empty() {
            let transmission = self.plan.transmissions.get(self.at.0).ok_or_else(changed)?;
            let Some(submission) = transmission.submissions.get(self.at.1) else {
                self.at = (self.at.0 + 1, 0);
                continue;
            };
            let room = submission.header.forms - self.record;
            if room == 0 {
                self.at.1 += 1;
                self.record = 0;
                continue;
            }
            let room = usize::try_from(room).unwrap_or(usize::MAX);
            let (rows, later) = rest.split_at(room.min(PIECE).min(rest.len()));
            out.push(Piece { at: self.at, first: self.record + 1, rows });
            self.record += rows.len() as u64;
            rest = later;
        }
        Ok(out)
    }
}

/// Renders some forms; runs on any thread. `None` where the forms are not those of the first pass.
fn details(
    request: &Request<'_>,
    select: &dyn Select,
    (keys, buffers): (&Keys, &Buffers),
    batch: &FormBatch,
    piece: &Piece<'_>,
) -> Option<Details> {
    let mut out = Out { bytes: buffers.take() };
    out.bytes.reserve(piece.rows.len() * 1400);
    let mut records = Vec::with_capacity(piece.rows.len());
    let mut payers = Payers::new(request.filer);
    let mut content = Vec::new();
    for (row, id) in piece.rows.iter().zip(piece.first..) {
        let form = batch.row(*row);
        let account = Account::new(keys, form.payer_id, form.account_id);
        let Selection::Take { correction, zero, .. } = select.select(&form, &account) else {
            return None;
        };
        let payer = payers.of(form.payer_id);
        let wanted = Wanted::Record;
        let mut record = prepare(&form, payer, request.facts, request.options, wanted).record?;
        if zero {
            zero_amounts(&mut record);
        }
        let content = hash_content(&record, request, keys, &mut content);
        let id = u32::try_from(id).ok()?;
        write_detail(&mut out, request.facts, &record, id, correction.as_deref());
        let corrects = correction.map(|c| c.unique_record_id.into());
        records.push(NewRecord { account: *account.hash(), content, corrects });
    }
    Some(Details { at: piece.at, first: piece.first, xml: out.bytes, records })
}
