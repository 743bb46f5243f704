//! YE0601 to YE0613: amounts by themselves.

pub(crate) mod estimated;
pub(crate) mod implausibly_large;
pub(crate) mod line_without_amounts;
pub(crate) mod negative;
pub(crate) mod no_character;
pub(crate) mod nothing_paid;
pub(crate) mod out_of_scale;
pub(crate) mod precision;
pub(crate) mod reclass_alone;
pub(crate) mod stray_value;
pub(crate) mod uneven_cell;
pub(crate) mod unknown_flag;
pub(crate) mod unreadable_cell;
