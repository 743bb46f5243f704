//! What a filer does through the season: originals, answers, replacements, corrections.

mod correct;
mod explain;
mod lookup;
mod original;
mod replace;
mod season;
mod status;

pub use correct::{Corrected, CorrectionOf, Corrections, correct};
pub use explain::{Explained, explain};
pub use original::Originals;
pub use replace::{Replaced, replace};
pub use season::{discard, find_transmission, requests};
pub use status::{AccountError, StatusReport, SubmissionReport, apply_answers};
