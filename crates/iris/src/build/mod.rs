//! From forms to transmissions on disk and in the ledger.
//!
//! Counts and totals stand before the details, so a form cannot be written when it is met. Each is
//! cleaned, checked, measured and packed once; the packed forms wait until their transmission is
//! whole, which is a fraction of its 100 MB, and are then written. What was written is read back
//! by the checker before it counts. All of it goes on side by side; what is in flight is bounded,
//! so that memory does not grow with the forms.

mod commit;
mod examine;
mod follow;
mod hash;
mod lines;
mod order;
mod packed;
mod plan;
mod planner;
mod remember;
mod report;
mod request;
mod write;

pub use commit::Step;
pub use request::{Outcome, Request, Select, Selection, Source, Written};

use crate::error::{Error, Result};
use crate::files::create_private_dir;
use crate::ledger::{Ledger, Recovery, remove_left_overs};

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
    let (mut outcome, written, run) = match lines::produce(request, sources, ledger) {
        Ok(produced) => produced,
        Err(e) => return clean_up(request, Err(e)),
    };
    let refused = outcome.invalid > 0 && !request.skip_invalid;
    let Some(run) = run.filter(|_| !refused) else {
        outcome.cleaning_report = None;
        return clean_up(request, Ok(outcome));
    };
    if let Err(e) = commit::remember(request, written, run, &mut outcome) {
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
