//! The filing ledger: every record that was written for the IRS, under which identifiers, and what
//! the IRS answered. Without it no correction can be made.
//!
//! It lives in a store: the team's, or a file of its own beside the transmissions. It holds no
//! taxpayer number, name, address or account number: accounts and contents are keyed hashes, the
//! key lies in a file of its own that only its owner can read.

mod block;
mod keys;
mod live;
mod mark;
mod open;
mod query;
mod recover;
mod run;
mod view;
mod write;

pub use keys::{Account, Hash, Keys};
pub use live::Live;
pub use open::{Ledger, Place, existing};
pub use query::{FiledRecord, RecordErrors, SubmissionRow, TransmissionRow};
pub use recover::Recovery;
pub(crate) use recover::{remove_left_overs, temporary};
pub use run::{NewRecord, NewSubmission, NewTransmission, Run};

/// How a transmission or submission stands with the IRS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Written, no answer yet, or still in processing.
    Pending,
    /// Accepted.
    Accepted,
    /// Accepted with errors: filed, but corrections are due.
    AcceptedWithErrors,
    /// Partially accepted: see the submissions.
    Partial,
    /// Rejected: nothing of it counts as filed.
    Rejected,
}

impl Standing {
    /// From the IRS's words.
    #[must_use]
    pub fn from_status(status: Option<&str>) -> Standing {
        match status {
            Some("Accepted") => Standing::Accepted,
            Some("Accepted with Errors") => Standing::AcceptedWithErrors,
            Some("Partially Accepted") => Standing::Partial,
            Some("Rejected") => Standing::Rejected,
            _ => Standing::Pending,
        }
    }

    /// How a submission stands: the transmission's rejection holds for all of it.
    #[must_use]
    pub fn of_submission(transmission: Option<&str>, submission: Option<&str>) -> Standing {
        match Standing::from_status(transmission) {
            Standing::Rejected => Standing::Rejected,
            whole => match submission {
                Some(_) => Standing::from_status(submission),
                None => whole,
            },
        }
    }

    /// Whether its records count as filed.
    #[must_use]
    pub fn is_accepted(self) -> bool {
        matches!(self, Standing::Accepted | Standing::AcceptedWithErrors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submission_stands_with_its_transmission() {
        let s = Standing::of_submission;
        assert_eq!(s(Some("Rejected"), Some("Accepted")), Standing::Rejected);
        assert_eq!(s(Some("Accepted"), None), Standing::Accepted);
        assert_eq!(s(Some("Accepted"), Some("Accepted with Errors")), Standing::AcceptedWithErrors);
        assert_eq!(s(Some("Partially Accepted"), Some("Rejected")), Standing::Rejected);
        assert_eq!(s(None, None), Standing::Pending);
        assert_eq!(s(Some("Processing"), None), Standing::Pending);
    }
}
