//! Form 1099-DIV for the IRS's Information Returns Intake System (IRIS): transmissions from
//! forms, a checker for any transmission, a ledger of what was filed, the IRS's answers, and
//! corrections and replacements with the right identifiers.
//!
//! Only this crate knows the IRS's XML. It sends nothing: the filer uploads the files.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod answer;
pub mod boxes;
pub mod build;
pub mod check;
pub mod error;
pub mod filer;
pub mod files;
pub mod filing;
pub mod finding;
pub mod forms;
pub mod ledger;
pub mod record;
pub mod text;
pub mod xml;
pub mod year;

pub use error::{Error, Result};
pub use finding::{Finding, Spot};
pub use year::FilingYear;
