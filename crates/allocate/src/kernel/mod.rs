//! The kernel: distributions as integer ratios, and what a cash amount is by them.
//!
//! Everything here is integers. A figure of a layout becomes a ratio of two integers once, when
//! the plan is made; after that a payment costs a multiplication per amount. No binary float
//! exists on the way.
//!
//! - [`Slot`]: what an amount of a line is (a leaf of the cash, a box, another year).
//! - [`Distribution`]: the ratios of one distribution; [`Distribution::line`] allocates in the
//!   plainest exact way, in 128 bits.
//! - [`Kernel`]: the distributions of a plan; [`Kernel::line`] gives the same amounts by reciprocals
//!   wherever these are proven exact (`quick`), and [`Kernel::enter`] does so for many at once.
//! - [`bounds`]: rounding must not break a containment that the exact figures keep.

mod apportion;
pub mod bounds;
mod check;
mod distribution;
mod enter;
mod quick;
mod rates;
mod shape;
mod slot;
mod sums;
mod table;

pub use apportion::largest_remainder;
pub(crate) use check::{Check, Checked, SCALES, Unit};
pub use distribution::Distribution;
pub use enter::Waiting;
pub(crate) use quick::Prepared;
pub use rates::{RateError, Rates};
pub use shape::{MAX_TERMS, Values};
pub use slot::{BOX_COLUMNS, FormBox, SLOTS, Slot};
pub use sums::Sums;
pub use table::{Kernel, Terms};
