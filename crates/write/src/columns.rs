//! The columns of the Parquet file: a public contract, like the field names.
//!
//! One row per distribution, in the order of the documents. First come the provenance columns
//! named here, then the columns of the layout under their field names
//! ([`Field::name`](yearend_model::Field::name)), in column order.
//!
//! | column | type | meaning |
//! | --- | --- | --- |
//! | `source_name`, `source_sha256` | string | the document |
//! | `layout` | int32 | the table in the document, from 1 |
//! | `kind` | string | `primary`, `secondary`, `nra` |
//! | `tax_year` | int32, nullable | the table's tax year |
//! | `layout_title` | string | the table's title |
//! | `share_class` | string, nullable | the table's share class |
//! | `location` | string | where the distribution's line stands |
//! | `distribution` | int32 | the line in its security, from 1 |
//! | `review` | boolean | a finding of severity error or warning names the security |
//! | `unsettled` | boolean | a finding of severity error does (written only with `--allow-review`) |
//! | `inferred` | list of string | the fields whose value is not printed where it stands |
//! | `status` | string, nullable | `estimated`, `reclass`, `corrected` (columns 4 to 6) |
//! | `security_description`, `cusip`, `ticker`, `cusip_change` | string | columns 1 to 3, 32 |
//! | `record_date`, … and `record_date_text`, … | date32, string; nullable | columns 7 to 9 |
//! | every amount | decimal(38,18), nullable | null is "not stated", never zero |

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
