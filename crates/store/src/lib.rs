//! Readings over time: what was received for every CUSIP, what stands, what changed, who decided
//! what, and a trail that shows tampering.
//!
//! A [`Store`] lives in an SQLite file or in a PostgreSQL database; the schema, the statements and
//! the answers are the same. [`Store::import`] keeps a document with its
//! [`Reading`](yearend_model::Reading) in one transaction. What stands is worked out by one pure
//! function (`standing`), from which the tables behind the SQL views are derived.
//!
//! The store reads no file and asks no clock: bytes, readings and times come in as values. It
//! holds no taxpayer data.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod amounts;
mod at;
mod audit;
mod backup;
mod db;
mod decide;
mod decisions;
mod digest;
mod error;
mod export;
mod history;
mod import;
mod open;
mod query;
mod restand;
mod rows;
mod schema;
mod standing;
mod state;
mod views;

/// The door to the database, for the filing ledger, which keeps its tables in the store.
///
/// Statements are written once for SQLite and PostgreSQL; [`Store::block`](crate::Store::block)
/// runs them, and `Db::note` writes what happened into the audit trail.
pub mod door {
    pub use crate::db::{Arg, Db, Dialect, Row};
}

pub use at::At;
pub use audit::{Entry, Verified};
pub use decide::{Judge, Ruled, Verdict};
pub use decisions::{Decision, Ruling};
pub use error::{Result, StoreError};
pub use export::Exported;
pub use import::{Arrival, Document, Imported, Outcome, Prepared};
pub use open::{Access, Store};
pub use query::{
    Change, Difference, DocumentInfo, FamilyStatus, Hit, Log, OpenFinding, REVIEW, RULED,
    SecurityLog, Selection, Side, Stands, Status, Table, Target, VersionEntry, targets,
};
pub use state::State;
pub use views::VIEWS;
