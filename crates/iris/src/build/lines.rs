//! The parts of a build, side by side: forms are looked at on all cores and laid out in order,
//! while one thread writes the transmissions that are whole and another tells the ledger.

use super::examine::{PIECE, Piece, examine};
use super::plan::PlannedTransmission;
use super::planner::Planner;
use super::remember::{Entry, remember};
use super::request::{Outcome, Request, Select, Source, Written};
use super::write::Writer;
use crate::error::{Error, Result};
use crate::forms::FormBatch;
use crate::ledger::{Keys, Ledger, Run};
use rayon::Scope;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

/// Transmissions that may wait for the file; what waits is packed.
const WAITING: usize = 1;

/// Batches that are looked at while one is laid out.
const AHEAD: usize = 2;

/// Pieces that may wait for the ledger: two hashes of each form.
const IN_FLIGHT: usize = 256;

/// Lays everything out and writes it under temporary names. The run is `None` where the ledger was
/// told nothing.
pub(super) fn produce<'l>(
    request: &Request<'_>,
    sources: &[Source<'_>],
    ledger: &'l mut Ledger,
) -> Result<(Outcome, Vec<Written>, Option<Run<'l>>)> {
    let keys = ledger.keys().clone();
    std::thread::scope(|scope| {
        let (to_file, transmissions) = sync_channel(WAITING);
        let (to_ledger, entries) = sync_channel(IN_FLIGHT);
        let ledger = scope.spawn(move || remember(ledger, request.now, entries));
        let to_both = To { file: to_file, ledger: to_ledger.clone() };
        let file = scope.spawn(move || Writer::new(request, to_ledger)?.run(transmissions));
        let outcome = lay_out(request, sources, &keys, to_both);
        let written = file.join().map_err(|_| stopped());
        let run = ledger.join().map_err(|_| stopped());
        // The cause first: whoever fails stops those before it.
        let run = run??;
        let written = written??;
        Ok((outcome?, written, run))
    })
}

fn lay_out(
    request: &Request<'_>,
    sources: &[Source<'_>],
    keys: &Keys,
    mut to: To,
) -> Result<Outcome> {
    let mut planner = Planner::new(request);
    for source in sources {
        planner.begin_source();
        rayon::in_place_scope(|scope| {
            let mut ahead = VecDeque::new();
            let mut settle = |examined: Examined| {
                let mut first = 0;
                for piece in examined.pieces()? {
                    let next = first + piece.rows.len();
                    planner.piece(&examined.batch, first, piece, source)?;
                    first = next;
                }
                to.send(&mut planner)
            };
            source.forms.for_each(|batch| {
                ahead.push_back(Examined::begin(scope, (request, source.select, keys), batch));
                if ahead.len() <= AHEAD {
                    return Ok(());
                }
                ahead.pop_front().map_or(Ok(()), &mut settle)
            })?;
            ahead.into_iter().try_for_each(settle)
        })?;
    }
    planner.end()?;
    to.send(&mut planner)?;
    // Nothing more comes; the others need not wait until the report is on the disk.
    drop(to);
    planner.finish()
}

/// A batch whose rows are looked at.
struct Examined {
    batch: Arc<FormBatch>,
    done: Receiver<(usize, Piece)>,
}

impl Examined {
    /// Has the pieces of a batch looked at, in no order.
    fn begin<'s>(
        scope: &Scope<'s>,
        (request, select, keys): (&'s Request<'_>, &'s dyn Select, &'s Keys),
        batch: FormBatch,
    ) -> Examined {
        let batch = Arc::new(batch);
        let (sender, done) = channel();
        for p in 0..batch.len().div_ceil(PIECE) {
            let (batch, sender) = (batch.clone(), sender.clone());
            scope.spawn(move |_| {
                let rows = p * PIECE..batch.len().min((p + 1) * PIECE);
                // Nobody waits for it where the build has failed.
                let _ = sender.send((p, examine(request, select, keys, &batch, rows)));
            });
        }
        Examined { batch, done }
    }

    /// The pieces in their order, once all are there.
    fn pieces(&self) -> Result<Vec<Piece>> {
        let mut pieces: Vec<_> = self.done.iter().collect();
        pieces.sort_unstable_by_key(|(p, _)| *p);
        let rows: usize = pieces.iter().map(|(_, piece)| piece.rows.len()).sum();
        if rows != self.batch.len() {
            return Err(stopped());
        }
        Ok(pieces.into_iter().map(|(_, piece)| piece).collect())
    }
}

/// Where goes what is laid out.
struct To {
    file: SyncSender<PlannedTransmission>,
    ledger: SyncSender<Entry>,
}

impl To {
    fn send(&mut self, planner: &mut Planner<'_, '_>) -> Result<()> {
        // Where the other end has failed, it says why.
        for told in planner.told() {
            self.ledger.send(Entry::Records(told)).map_err(|_| stopped())?;
        }
        planner.whole().into_iter().try_for_each(|t| self.file.send(t).map_err(|_| stopped()))
    }
}

/// For whoever cannot go on since another part ended; that one says why.
pub(super) fn stopped() -> Error {
    Error::SelfCheck("a part of the writer broke down".to_owned())
}
