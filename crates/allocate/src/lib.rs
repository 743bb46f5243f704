//! From payments to Form 1099-DIV amounts, exact to the cent, at any size.
//!
//! A broker or transfer agent knows what it paid (account, CUSIP, date, cash); the layouts say
//! what each cent was. This crate joins the two. What it keeps, always:
//!
//! - **Cents are conserved.** Cash in = allocated + other years + exceptions, to the cent, per
//!   CUSIP and in total; a difference stops the run before anything is published.
//! - **Detail lines are what is rounded.** A line is account × CUSIP × payable date; a form is the
//!   exact sum of its lines.
//! - **The result does not depend on how it was computed**: not on threads, batch sizes or the
//!   order of the payments.
//!
//! The arithmetic is in [`kernel`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod changes;
pub mod error;
pub mod exception;
pub mod input;
pub mod kernel;
pub mod matching;
pub mod money;
pub mod output;
mod parallel;
pub mod plan;
pub mod reportable;
pub mod run;
pub mod state;

pub use error::{Error, Result};
