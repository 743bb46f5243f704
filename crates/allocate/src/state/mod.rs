//! The state of an allocation: accumulate batches, merge partial states, finish.
//!
//! A [`Partial`] takes batches of payments in any order and holds them netted or not; two partials
//! merge into one; [`Partial::finish`] makes lines and forms. Nothing in the result depends on how
//! the payments were spread over partials and batches. Payments that come sorted by account can
//! leave early ([`Partial::finish_below`]), so that a sorted file of any size streams through.

mod account;
mod block;
mod ledger;
mod marks;
mod partial;
mod place;
mod tally;
mod whole;

pub use block::{Block, Exception, Extra, Forms, Line};
pub use ledger::{Control, Ledger};
pub use partial::Partial;
