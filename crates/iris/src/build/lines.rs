//! The parts of a build, side by side: forms are looked at on all cores and laid out in order,
//! while one thread writes the transmissions that are whole and another tells the ledger.

use super::examine::{PIECE, Piece, examine};
use super::plan::PlannedTransmission;
use super::planner::Planner;
use super::remember::{Entry, remember};
use super::request::{Outcome, Request, Source, Written};
use super::write::Writer;
use crate::error::{Error, Result};
use crate::ledger::{Keys, Ledger, Run};
use rayon::prelude::*;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Transmissions that may wait for the file; what waits is packed.
const WAITING: usize = 1;

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
        source.forms.for_each(|batch| {
            let pieces: Vec<Piece<'_>> = (0..batch.len().div_ceil(PIECE))
                .into_par_iter()
                .map(|p| {
                    let rows = p * PIECE..batch.len().min((p + 1) * PIECE);
                    examine(request, source.select, keys, &batch, rows)
                })
                .collect();
            let mut first = 0;
            for piece in pieces {
                let next = first + piece.rows.len();
                planner.piece(&batch, first, piece, source)?;
                first = next;
            }
            to.send(&mut planner)
        })?;
    }
    let outcome = planner.finish()?;
    to.send(&mut planner)?;
    Ok(outcome)
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
