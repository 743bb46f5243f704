//! What stops a run: input that cannot be read exactly, or an output that cannot be written.
//!
//! A payment that cannot be placed is no error; it is an [exception](module@crate).

use std::path::{Path, PathBuf};

/// Why a run stopped. No output stands under its final name when one is returned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened, read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A Parquet file is damaged, truncated, or of a kind that cannot be read.
    #[error("{}: not a readable Parquet file: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: parquet::errors::ParquetError,
    },
    /// A Parquet file cannot be written.
    #[error("{}: cannot be written: {source}; see whether the disk has room", path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What the writer says.
        source: parquet::errors::ParquetError,
    },
    /// A column is missing or has a type that does not hold its values exactly.
    #[error("{}: column {column}: {reason}", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// What is wrong and what is expected.
        reason: String,
    },
    /// A value of a row cannot be used.
    #[error("{}: row {row}: {reason}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The row, from 1, the header of a CSV file not counted.
        row: u64,
        /// What is wrong; names the column, never a taxpayer number.
        reason: String,
    },
    /// The distributions cannot be used.
    #[error("layouts: {0}")]
    Layouts(String),
    /// A sum does not fit DECIMAL(18,2).
    #[error("account {account}: {what} exceeds 9,999,999,999,999,999.99; check the payments")]
    Overflow {
        /// The account.
        account: String,
        /// Which sum.
        what: &'static str,
    },
    /// The output folder cannot be used.
    #[error("{}: {reason}", path.display())]
    Output {
        /// The folder.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// Cash in and cash out differ: a defect of this program; nothing was published.
    #[error("the reconciliation does not close: {0}; nothing was written")]
    Unreconciled(String),
}

/// The result of a step of a run.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
        move |source| Error::Io { path: path.to_owned(), source }
    }

    pub(crate) fn parquet(
        path: &Path,
    ) -> impl Fn(parquet::errors::ParquetError) -> Error + Copy + '_ {
        move |source| Error::Parquet { path: path.to_owned(), source }
    }

    pub(crate) fn unwritten(
        path: &Path,
    ) -> impl Fn(parquet::errors::ParquetError) -> Error + Copy + '_ {
        move |source| Error::Unwritten { path: path.to_owned(), source }
    }

    pub(crate) fn arrow(path: &Path) -> impl Fn(arrow_schema::ArrowError) -> Error + Copy + '_ {
        move |source| Error::Parquet { path: path.to_owned(), source: source.into() }
    }

    pub(crate) fn row(path: &Path, row: u64, reason: impl Into<String>) -> Error {
        Error::Row { path: path.to_owned(), row, reason: reason.into() }
    }

    pub(crate) fn column(path: &Path, column: &str, reason: impl Into<String>) -> Error {
        Error::Column { path: path.to_owned(), column: column.to_owned(), reason: reason.into() }
    }
}
