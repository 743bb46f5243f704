//! YE0301 to YE0315: what decoding repaired or inferred, and what it could not settle.

pub(crate) mod ambiguous;
pub(crate) mod dropped_line;
pub(crate) mod duplicate_line;
pub(crate) mod extra_cell;
pub(crate) mod fused_cells;
pub(crate) mod lost_value;
pub(crate) mod may_be_total;
pub(crate) mod misprint;
pub(crate) mod misprinted_total;
pub(crate) mod missing_cell;
pub(crate) mod repeated_line;
pub(crate) mod shifted_cells;
pub(crate) mod total_differs;
pub(crate) mod unexplained;
