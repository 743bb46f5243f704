//! From forms to transmissions on disk and in the ledger.
//!
//! Two passes over the forms: the first cleans and checks every form, measures its XML, adds up
//! the totals and decides where transmissions end; the second writes, since counts and totals
//! stand before the details. What was written is read back by the checker before it counts.

mod commit;
mod order;
mod plan;
mod planner;
mod report;
mod request;
mod write;

pub use commit::Step;
pub use plan::{Plan, PlannedSubmission, PlannedTransmission};
pub use request::{Outcome, Request, Select, Selection, Source, Written};

use crate::error::{Error, Result};
use crate::files::create_private_dir;
use crate::ledger::{Ledger, Recovery, remove_left_overs};
use yearend_model::Severity;

/// The largest transmission, in bytes of XML as sent (the IRS says 100 MB).
pub const LIMIT_BYTES: u64 = 100_000_000;

/// Builds transmissions: whole files and their ledger entries, or nothing.
///
/// Where forms have errors and `skip_invalid` is not set, nothing is written and the outcome says
/// why.
///
/// # Errors
/// A file cannot be read or written, the ledger refuses, or what was written does not read back.
pub fn build(
    request: &Request<'_>,
    sources: &[Source<'_>],
    ledger: &mut Ledger,
) -> Result<Outcome> {
    create_private_dir(request.folder).map_err(Error::io(request.folder))?;
    remove_left_overs(request.folder, &mut Recovery::default())?;
    let (plan, mut outcome) = plan::plan(request, sources, ledger.keys())?;
    let invalid = outcome.findings.iter().any(|f| f.severity == Severity::Error);
    if (invalid && !request.skip_invalid) || plan.transmissions.is_empty() {
        outcome.cleaning_report = None;
        return clean_up(request, Ok(outcome));
    }
    match write::write(request, sources, &plan) {
        Ok(written) => {
            commit::commit(request, plan, &written, &mut outcome, ledger)?;
            Ok(outcome)
        }
        Err(e) => clean_up(request, Err(e)),
    }
}

/// Removes what stands under temporary names.
fn clean_up(request: &Request<'_>, outcome: Result<Outcome>) -> Result<Outcome> {
    remove_left_overs(request.folder, &mut Recovery::default())?;
    outcome
}
