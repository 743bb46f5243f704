//! Readings written as files that other systems accept: the industry's workbook, CSV, JSON and
//! Parquet.
//!
//! What is written reads back as the same reading, field by field. Two things are refused rather
//! than written wrong: figures under review (unless asked for, and then marked), and a figure that
//! a format cannot hold exactly.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod admit;
pub mod columns;

mod csv;
mod error;
mod guard;
mod heading;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
mod workbook;

pub use error::WriteError;
pub use workbook::blank;

use std::io::Write;
use yearend_model::Reading;

/// A file format that readings can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The industry's workbook: a sheet per layout and one for the contacts.
    Workbook,
    /// The layout as comma-separated values, one table after the other.
    Csv,
    /// One `yearend.reading/1` document.
    Json,
    /// One `yearend.reading/1` document a line.
    JsonLines,
    /// One row per distribution, with provenance; see [`columns`].
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 5] =
        [Format::Workbook, Format::Csv, Format::Json, Format::JsonLines, Format::Parquet];

    /// The ending of its file names.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Workbook => "xlsx",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Parquet => "parquet",
        }
    }

    /// The format of a file name's ending, in upper or lower case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Format> {
        Self::ALL.into_iter().find(|f| f.extension().eq_ignore_ascii_case(extension))
    }
}

/// Writes readings as one file.
///
/// Nothing is checked here but what the format can hold; call [`admit::check`] first, so that no
/// figure under review leaves unseen.
///
/// # Errors
/// When a figure cannot be held exactly, when several readings are to go into one JSON document,
/// or when `out` fails. What was written by then is no file; give a temporary one.
pub fn write(
    readings: &[Reading],
    format: Format,
    out: &mut (dyn Write + Send),
) -> Result<(), WriteError> {
    match format {
        Format::Workbook => workbook::write(readings, out),
        Format::Csv => csv::write(readings, out),
        Format::Json => json::write(readings, out),
        Format::JsonLines => json::write_lines(readings, out),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(readings, out),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(WriteError::LeftOut),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_ending() {
        assert_eq!(Format::from_extension("XLSX"), Some(Format::Workbook));
        assert_eq!(Format::from_extension("jsonl"), Some(Format::JsonLines));
        assert_eq!(Format::from_extension("xls"), None);
    }
}
