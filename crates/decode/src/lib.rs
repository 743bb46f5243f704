//! A grid, decoded into a reading: tables found, securities split, columns aligned, figures solved.
//!
//! A line of a layout is an error-correcting code: about forty figures bound by seven identities,
//! a year's total, dates in order and a check digit. Decoding generates the ways in which the
//! printed cells could stand in the columns and lines and keeps the one with the fewest,
//! likeliest faults under which every identity holds. Exactly one: its values are used, and what
//! was repaired is observed. Several or none: the printed values stay, and that is observed.
//!
//! This crate knows no file format (all of them meet in the grid) and no rule code (what it
//! meets is an [`Observation`](yearend_model::Observation); `rules` makes findings of them).

#![cfg_attr(test, allow(clippy::unwrap_used))]
// A field is an index into several lines at once; iterators over one of them would hide that.
#![allow(clippy::needless_range_loop)]

mod amt;
mod anchor;
mod assign;
mod caption;
mod cell;
mod contacts;
mod dates;
mod document;
mod few;
mod header;
mod heading;
mod join;
mod many;
mod nameless;
mod narrow;
mod percent;
mod rows;
mod security;
mod sibling;
mod slip;
mod solve;
mod table;
mod values;
mod view;
mod words;
mod years;

pub use document::{decode, is_large};
