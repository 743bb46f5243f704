//! What a run writes: forms, lines, exceptions, and the reconciliation.
//!
//! Files are made in a hidden folder beside the output folder and moved in one step; all of them
//! can be read by their owner only, because they hold taxpayer numbers.

mod due;
mod encode;
pub mod exceptions;
mod flush;
pub mod folder;
pub mod forms;
pub mod groups;
pub mod lines;
pub mod reconcile;
pub mod report;
