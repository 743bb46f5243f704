//! Files and ledger made to agree: whatever moment the process dies, [`crate::ledger`] can finish
//! or undo the run from what it finds.

use super::request::{Outcome, Request, Written};
use crate::error::{Error, Result};
use crate::files::sync_dir;
use crate::ledger::{Run, temporary};

/// The steps of a commit, in order; a process may die before or after any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Every file is whole under its temporary name; the ledger knows nothing.
    BeforeLedger,
    /// The ledger knows the run as prepared.
    BeforeRename,
    /// The first file has its name.
    AfterFirstRename,
    /// Every file has its name; the ledger still says prepared.
    BeforeBuilt,
    /// All is done.
    AfterBuilt,
}

/// The ledger's half: from here on the run counts.
pub(super) fn remember(
    request: &Request<'_>,
    written: Vec<Written>,
    run: Run<'_>,
    outcome: &mut Outcome,
) -> Result<()> {
    (request.hook)(Step::BeforeLedger);
    // The report first: left alone by a kill it is harmless, its loss would be silent.
    if let Some(report) = &outcome.cleaning_report {
        std::fs::rename(temporary(report), report).map_err(Error::io(report))?;
    }
    if let Err(e) = run.commit() {
        if let Some(report) = &outcome.cleaning_report {
            std::fs::remove_file(report).map_err(Error::io(report))?;
        }
        return Err(e);
    }
    outcome.written = written;
    Ok(())
}

/// The files' half: each gets its name.
pub(super) fn name(request: &Request<'_>, written: &[Written]) -> Result<()> {
    (request.hook)(Step::BeforeRename);
    for (i, w) in written.iter().enumerate() {
        std::fs::rename(temporary(&w.path), &w.path).map_err(Error::io(&w.path))?;
        if i == 0 {
            (request.hook)(Step::AfterFirstRename);
        }
    }
    sync_dir(request.folder).map_err(Error::io(request.folder))?;
    (request.hook)(Step::BeforeBuilt);
    Ok(())
}
