//! What can be wrong with year-end tax information, and how to say it.
//!
//! One rule stands in one file: its documentation, its declaration, its check. [`RULES`] lists
//! them all; [`check`] runs them over a reading; [`explain`] prints a rule's page, from which
//! `docs/rules.md` is made as well. This crate reads no file and changes no value: it judges what
//! `decode` read and what `decode` observed.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod amount;
mod bound;
mod calendar;
mod cascade;
mod date;
mod document;
mod family;
mod gather;
mod identity;
mod line;
mod observed;
mod page;
mod registry;
mod repair;
mod rule;
mod run;
mod scan;
mod security;
mod sink;
mod source;
mod words;

pub use page::{book, explain};
pub use registry::{RULES, find};
pub use rule::{Rule, Stability};
pub use run::check;
