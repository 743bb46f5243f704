//! What stops a filing command.

use crate::filer::Problem;
use std::path::{Path, PathBuf};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A Parquet file is not what the contract says.
    #[error("{}: {reason}", path.display())]
    Forms {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what was expected.
        reason: String,
    },
    /// `filer.toml` has problems.
    #[error("{}: {} problem(s) in the filer's data", path.display(), problems.len())]
    Filer {
        /// The file.
        path: PathBuf,
        /// All of them, in the order of the file.
        problems: Vec<Problem>,
    },
    /// The ledger could not be used.
    #[error("filing ledger {}: {reason}", path.display())]
    Ledger {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The store that holds the ledger refuses.
    #[error("filing ledger {0}")]
    Store(#[from] yearend_store::StoreError),
    /// An XML file is not what was expected.
    #[error("{}: {reason}", path.display())]
    Xml {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The request makes no sense in the present state of things.
    #[error("{0}")]
    Refused(String),
    /// What was written does not read back as what was meant; nothing was kept.
    #[error("self-check failed: {0}; nothing was written")]
    SelfCheck(String),
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
        move |source| Error::Io { path: path.to_owned(), source }
    }

    pub(crate) fn forms(path: &Path, reason: impl Into<String>) -> Error {
        Error::Forms { path: path.to_owned(), reason: reason.into() }
    }

    pub(crate) fn xml(path: &Path, reason: impl Into<String>) -> Error {
        Error::Xml { path: path.to_owned(), reason: reason.into() }
    }
}

/// The result of a filing command.
pub type Result<T> = std::result::Result<T, Error>;
