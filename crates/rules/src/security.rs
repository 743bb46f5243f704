//! YE0201 to YE0216: securities and what identifies them.

pub(crate) mod cusip_changed;
pub(crate) mod cusip_check_digit;
pub(crate) mod cusip_missing;
pub(crate) mod cusip_order;
pub(crate) mod cusip_private_use;
pub(crate) mod cusip_shape;
pub(crate) mod duplicate_cusip;
pub(crate) mod duplicate_ticker;
pub(crate) mod misprinted_cusip;
pub(crate) mod name_missing;
pub(crate) mod no_distributions;
pub(crate) mod orphan_row;
pub(crate) mod ticker_shape;
pub(crate) mod two_layouts;
