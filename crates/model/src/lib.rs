//! What the domain is: the fields of the Primary Layout by tax year, CUSIPs, exact
//! decimals, securities and their distributions, and findings about them.
//!
//! Everything else in yearend (readers, writers, rules, the store, the allocation, the
//! filing) derives what it knows of a column from the one table in [`field`]. This crate
//! reads no file and decides nothing.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod amounts;
pub mod cusip;
pub mod decimal;
pub mod field;
pub mod finding;
pub mod identity;
pub mod json;
pub mod observation;
pub mod place;
pub mod reading;
pub mod year;

pub use amounts::{Amounts, Basis, Value};
pub use field::{Field, Unit};
pub use finding::{Finding, Severity};
pub use jiff::civil::Date;
pub use observation::{Observation, ObservationKind};
pub use place::{Location, Part, Place};
pub use reading::{
    Contact, DateValue, Distribution, HeaderColumn, Kind, Layout, PrintedTotal, Reading, Security,
    Source, Status, YearLabel,
};
pub use rust_decimal::Decimal;
pub use year::TaxYear;
