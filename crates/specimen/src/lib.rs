//! Invented fund families and their year-end documents, for tests only.
//!
//! A [`Specimen`] is a document with its truth: a random [`Family`] whose figures keep every
//! identity, bound and date rule, rendered in one of many [`Style`]s and, if wanted, damaged with
//! the damage recorded. Everything follows from a seed. Names, people and numbers are made up;
//! telephone numbers are the 555-01xx that nobody has.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod calendar;
pub mod damage;
pub mod family;
pub mod figures;
pub mod format;
pub mod heading;
pub mod names;
pub mod profile;
pub mod repair;
pub mod rng;
pub mod style;
pub mod table;
pub mod text;
pub mod truth;
pub mod wrap;

mod aligned;
mod specimen;

pub use damage::{Damage, DamageKind};
pub use family::{Family, Rhythm, Wish};
pub use rng::Rng;
pub use specimen::Specimen;
pub use style::{Beside, Shape, Style};
