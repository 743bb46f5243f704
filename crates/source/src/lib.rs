//! Bytes in, a [`Grid`] out: one module per format, no knowledge of funds.
//!
//! Every format meets in the grid; nothing after this crate knows whether a figure stood in a
//! workbook, on a page or in a line of text, except by its place. Content never makes reading
//! fail: only bytes that cannot be opened as what they are do ([`SourceError`]).

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod aligned;
pub mod delimited;
pub mod detect;
pub mod encoding;
pub mod footnote;
pub mod grid;
pub mod pdf;
pub mod placed;

mod container;
mod error;
mod guard;
mod open;
mod workbook;

pub use container::{Opened, Skipped, open_all};
pub use error::{Reason, SourceError};
pub use grid::{Cell, CellKind, Grid, Row, Sheet, SheetBuilder};
pub use open::open;

use sha2::{Digest, Sha256};
use yearend_model::Source;

/// One document, opened: its identity and its grid.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Name, hash, media type and parts.
    pub source: Source,
    /// The text of every part.
    pub grid: Grid,
    /// The bytes that were opened (of a member of a container: its own), for those who keep
    /// documents.
    pub bytes: std::sync::Arc<Vec<u8>>,
}

/// The SHA-256 of the bytes, in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
