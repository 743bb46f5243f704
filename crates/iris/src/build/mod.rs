//! From forms to transmissions on disk and in the ledger.
//!
//! Two passes over the forms: the first cleans and checks every form, measures its XML, adds up
//! the totals and decides where transmissions end; the second writes, since counts and totals
//! stand before the details. What was written is read back by the checker before it counts.
//! Reading, rendering, writing, reading back and remembering go on side by side; what is in flight
//! is bounded, so that memory does not grow with the forms.

mod commit;
mod follow;
mod order;
mod plan;
mod planner;
mod render;
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
    let keys = ledger.keys().clone();
    let (plan, mut outcome) = plan::plan(request, sources, &keys)?;
    let invalid = outcome.findings.iter().any(|f| f.severity == Severity::Error);
    if (invalid && !request.skip_invalid) || plan.transmissions.is_empty() {
        outcome.cleaning_report = None;
        return clean_up(request, Ok(outcome));
    }
    let run = ledger.begin(request.now)?;
    let remembered = render::render(request, sources, &plan, &keys, run)
        .and_then(|(written, run)| commit::remember(request, written, run, &mut outcome));
    if let Err(e) = remembered {
        return clean_up(request, Err(e));
    }
    // From here on nothing is removed: what is interrupted is finished when the ledger is opened.
    commit::name(request, &outcome.written)?;
    let utids: Vec<_> = outcome.written.iter().map(|w| w.utid.clone()).collect();
    ledger.built(&utids)?;
    (request.hook)(Step::AfterBuilt);
    Ok(outcome)
}

/// Removes what stands under temporary names.
fn clean_up(request: &Request<'_>, outcome: Result<Outcome>) -> Result<Outcome> {
    remove_left_overs(request.folder, &mut Recovery::default())?;
    outcome
}
