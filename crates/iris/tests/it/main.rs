//! Integration tests, in one binary because each would link the database and Parquet anew.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod build;
mod check_ledger;
mod check_rules;
mod check_schema;
mod common;
mod crash;
mod docs;
mod homes;
mod hostile;
mod invalid;
mod irs_samples;
mod season;
mod seed;
mod shared_ledger;
