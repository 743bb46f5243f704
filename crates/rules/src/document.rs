//! YE0101 to YE0118: the document, its tables and their headings.

pub(crate) mod box_label;
pub(crate) mod column_of_later_year;
pub(crate) mod contact_without_email;
pub(crate) mod duplicate_column;
pub(crate) mod heading_formula;
pub(crate) mod heading_number;
pub(crate) mod missing_column;
pub(crate) mod no_security;
pub(crate) mod no_table;
pub(crate) mod no_tax_year;
pub(crate) mod no_year_printed;
pub(crate) mod other_layout;
pub(crate) mod other_unit;
pub(crate) mod several_years;
pub(crate) mod title_year;
pub(crate) mod unjoined_pages;
pub(crate) mod unknown_heading;
pub(crate) mod year_label;
