//! Reading as decoding: values are accepted only in an explanation under which a security's
//! figures keep every identity.
//!
//! The figures come in as decimals ([`constraint::Figures`]) and leave as decimals
//! ([`explain::Explanation`]); in between they are whole units of a common scale ([`units`]).

mod align;
mod board;
pub(crate) mod constraint;
mod digits;
pub(crate) mod explain;
mod judge;
mod mend;
mod repair;
mod strip;
mod units;

pub(crate) use align::Event;
pub(crate) use board::Standing;
pub(crate) use digits::{Class, class_of};
pub(crate) use repair::BELIEVABLE;
pub(crate) use strip::Cells;
pub(crate) use units::Scale;
