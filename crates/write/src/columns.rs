//! The columns of the Parquet file, by name; and the order of securities in every table.
//!
#![doc = include_str!("../../../docs/parquet.md")]

use yearend_model::{Layout, Security};

/// The document's name.
pub const SOURCE_NAME: &str = "source_name";
/// The document's SHA-256.
pub const SOURCE_SHA256: &str = "source_sha256";
/// The table in the document, from 1.
pub const LAYOUT: &str = "layout";
/// The kind of layout.
pub const KIND: &str = "kind";
/// The tax year.
pub const TAX_YEAR: &str = "tax_year";
/// The table's title.
pub const LAYOUT_TITLE: &str = "layout_title";
/// The table's share class.
pub const SHARE_CLASS: &str = "share_class";
/// Where the distribution's line stands.
pub const LOCATION: &str = "location";
/// The line in its security, from 1.
pub const DISTRIBUTION: &str = "distribution";
/// Whether a finding of severity error or warning names the security.
pub const REVIEW: &str = "review";
/// Whether a finding of severity error names the security.
pub const UNSETTLED: &str = "unsettled";
/// The fields whose value is not printed where it stands.
pub const INFERRED: &str = "inferred";
/// Columns 4 to 6 as one word.
pub const STATUS: &str = "status";

/// Digits of a decimal column.
pub const PRECISION: u8 = 38;
/// Decimal places of a decimal column.
pub const SCALE: u8 = 18;

/// The securities of a layout in CUSIP order, as the ICI template asks; those with the same CUSIP
/// keep the document's order.
#[must_use]
pub fn in_cusip_order(layout: &Layout) -> Vec<&Security> {
    let mut all: Vec<&Security> = layout.securities.iter().collect();
    all.sort_by(|a, b| a.cusip.cmp(&b.cusip));
    all
}
