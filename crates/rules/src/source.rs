//! YE0801 to YE0803: what the file itself does to its figures.

pub(crate) mod bad_encoding;
pub(crate) mod cell_without_value;
pub(crate) mod hidden_cells;
