//! Files and ledger made to agree: whatever moment the process dies, [`crate::ledger`] can finish
//! or undo the run from what it finds.

use super::plan::Plan;
use super::request::{Outcome, Request, Written};
use crate::error::{Error, Result};
use crate::files::sync_dir;
use crate::ledger::{
    Ledger, NewSubmission, NewTransmission, Recovery, remove_left_overs, temporary,
};

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

pub(super) fn commit(
    request: &Request<'_>,
    plan: Plan,
    written: &[Written],
    outcome: &mut Outcome,
    ledger: &mut Ledger,
) -> Result<()> {
    let folder = std::fs::canonicalize(request.folder).map_err(Error::io(request.folder))?;
    let entries: Vec<_> = plan
        .transmissions
        .into_iter()
        .zip(written)
        .map(|(planned, w)| NewTransmission {
            utid: w.utid.clone(),
            tax_year: request.facts.tax_year,
            kind: request.kind,
            test: request.options.test,
            tcc: request.filer.transmitter.tcc.clone(),
            run: request.run.to_string(),
            folder: folder.to_string_lossy().into_owned(),
            file: w.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: w.sha256.clone(),
            bytes: w.bytes,
            original_receipt: request.original_receipt.clone(),
            submissions: planned
                .submissions
                .into_iter()
                .map(|s| NewSubmission {
                    id: s.header.id,
                    payer: s.payer,
                    original: s.header.original,
                    records: s.records,
                })
                .collect(),
        })
        .collect();
    (request.hook)(Step::BeforeLedger);
    // The report first: left alone by a kill it is harmless, its loss would be silent.
    if let Some(report) = &outcome.cleaning_report {
        std::fs::rename(temporary(report), report).map_err(Error::io(report))?;
    }
    if let Err(e) = ledger.prepare(&entries, request.now) {
        remove_left_overs(request.folder, &mut Recovery::default())?;
        if let Some(report) = &outcome.cleaning_report {
            std::fs::remove_file(report).map_err(Error::io(report))?;
        }
        return Err(e);
    }
    drop(entries);
    (request.hook)(Step::BeforeRename);
    for (i, w) in written.iter().enumerate() {
        std::fs::rename(temporary(&w.path), &w.path).map_err(Error::io(&w.path))?;
        if i == 0 {
            (request.hook)(Step::AfterFirstRename);
        }
    }
    sync_dir(request.folder).map_err(Error::io(request.folder))?;
    (request.hook)(Step::BeforeBuilt);
    let utids: Vec<_> = written.iter().map(|w| w.utid.clone()).collect();
    ledger.built(&utids)?;
    (request.hook)(Step::AfterBuilt);
    outcome.written = written.to_vec();
    Ok(())
}
