//! The ledger's thread: it is told of transmissions and their records while these are written.

use crate::error::{Error, Result};
use crate::ledger::{Ledger, NewRecord, NewTransmission, Run};
use std::sync::mpsc::Receiver;

/// What the ledger is told. Transmissions have their index in the run.
pub(super) enum Entry {
    /// Records that have their place. They may come before their transmission.
    Records(Told),
    /// The file of a transmission begins; in order.
    Transmission(usize, Box<NewTransmission>),
    /// It is whole: index, bytes and SHA-256.
    Whole(usize, u64, String),
}

/// Records of one submission, one after the other.
pub(super) struct Told {
    /// Index of the transmission.
    pub(super) transmission: usize,
    pub(super) submission: u32,
    /// The ID of the first.
    pub(super) first: u64,
    pub(super) records: Vec<NewRecord>,
}

/// Remembers what comes; the run begins with the first of it.
pub(super) fn remember<'l>(
    ledger: &'l mut Ledger,
    now: &str,
    entries: Receiver<Entry>,
) -> Result<Option<Run<'l>>> {
    let Ok(first) = entries.recv() else { return Ok(None) };
    let mut run = ledger.begin(now)?;
    let mut teller = Teller { base: run.next_transmission()?, run, waiting: None };
    teller.tell(first)?;
    for entry in entries {
        teller.tell(entry)?;
    }
    teller.flush()?;
    Ok(Some(teller.run))
}

struct Teller<'l> {
    run: Run<'l>,
    /// The ledger's number for the first transmission.
    base: i64,
    waiting: Option<Told>,
}

impl Teller<'_> {
    fn tell(&mut self, entry: Entry) -> Result<()> {
        match entry {
            Entry::Records(mut told) => {
                let place = (told.transmission, told.submission);
                match &mut self.waiting {
                    Some(w)
                        if (w.transmission, w.submission) == place
                            && w.records.len() + told.records.len() <= Run::AT_ONCE =>
                    {
                        w.records.append(&mut told.records);
                    }
                    _ => {
                        self.flush()?;
                        self.waiting = Some(told);
                    }
                }
            }
            Entry::Transmission(index, t) => {
                if self.run.transmission(&t)? != self.number(index) {
                    let reason = "the ledger counts transmissions otherwise".to_owned();
                    return Err(Error::SelfCheck(reason));
                }
            }
            Entry::Whole(index, bytes, sha256) => {
                self.run.whole(self.number(index), bytes, &sha256)?;
            }
        }
        Ok(())
    }

    fn number(&self, index: usize) -> i64 {
        self.base.saturating_add(i64::try_from(index).unwrap_or(i64::MAX))
    }

    fn flush(&mut self) -> Result<()> {
        let Some(w) = self.waiting.take() else { return Ok(()) };
        self.run.records(self.number(w.transmission), w.submission, w.first, &w.records)
    }
}
