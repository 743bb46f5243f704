//! Payments and accounts from Parquet or CSV, with strict types.
//!
//! A column either holds its values exactly or the file is refused: money in a binary float, a
//! taxpayer number as an integer (its leading zeros are gone), a date as text in Parquet. Errors
//! name the file, the column or row, and what is expected.

pub mod accounts;
pub(crate) mod clean;
pub mod columns;
pub mod csv;
pub mod file;
pub mod payments;
pub mod recipients;
mod sequence;
mod window;

pub use accounts::{Accounts, Directory, Ids};
pub use payments::{PaymentBatch, Payments};
