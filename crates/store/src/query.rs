//! Questions to the store. Each takes the moment as of which it is asked.

mod diff;
mod documents;
mod log;
mod reading;
mod search;
mod sql;
mod status;
mod stood;
mod targets;

pub use diff::{Change, Difference, Side};
pub use documents::DocumentInfo;
pub use log::{Log, SecurityLog, Stands, VersionEntry};
pub use reading::{REVIEW, RULED};
pub use search::Hit;
pub use sql::Table;
pub use status::{FamilyStatus, OpenFinding, Status};
pub use targets::{Target, targets};

use crate::at::At;

/// Which securities, as of when.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// These CUSIPs; all if empty.
    pub cusips: Vec<String>,
    /// This tax year; all if `None`.
    pub tax_year: Option<u16>,
    /// What the store knew at that moment; now if `None`.
    pub as_of: Option<At>,
}

impl Selection {
    /// Everything, as of now.
    #[must_use]
    pub fn all() -> Selection {
        Selection::default()
    }

    /// One security.
    #[must_use]
    pub fn cusip(cusip: impl Into<String>) -> Selection {
        Selection { cusips: vec![cusip.into()], ..Selection::default() }
    }

    /// The same, as of a moment.
    #[must_use]
    pub fn as_of(mut self, at: Option<At>) -> Selection {
        self.as_of = at;
        self
    }

    /// The same, in one tax year.
    #[must_use]
    pub fn tax_year(mut self, year: Option<u16>) -> Selection {
        self.tax_year = year;
        self
    }
}
