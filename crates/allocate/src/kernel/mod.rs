//! The kernel: distributions as integer ratios, and what a cash amount is by them.
//!
//! Everything here is integers. A figure of a layout becomes a ratio of two integers once, when
//! the plan is made; after that a payment costs a handful of multiplications. No binary float
//! exists on the way, and every shortcut corrects itself against the exact remainder.
//!
//! - [`Slot`]: what an amount of a line is (a leaf of the cash, a box, another year).
//! - [`Ratio`]: an exact quotient with its precomputed reciprocal.
//! - [`Distribution`]: the ratios of one distribution; [`Distribution::line`] allocates.
//! - [`bounds`]: rounding must not break a containment that the exact figures keep.

mod apportion;
pub mod bounds;
mod distribution;
mod ratio;
mod slot;

pub use apportion::largest_remainder;
pub use distribution::{Distribution, Kernel, MAX_TERMS, RateError, Rates, Term, Values};
pub use ratio::Ratio;
pub use slot::{BOX_COLUMNS, FormBox, SLOTS, Slot};
