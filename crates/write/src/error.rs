//! Why readings could not be written.

use rust_xlsxwriter::XlsxError;

/// Why readings could not be written, with what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// Securities are under review.
    #[error("{} under review: {}", .0.len(), list(.0))]
    UnderReview(Vec<String>),
    /// A figure does not fit into the format without loss.
    #[error("{name}: {cusip}, {field}: {amount} does not fit into {format} without loss ({limit})")]
    Lossy {
        /// The document.
        name: String,
        /// The security.
        cusip: String,
        /// The field's name.
        field: &'static str,
        /// The figure in plain notation.
        amount: String,
        /// The format.
        format: &'static str,
        /// What it can hold.
        limit: &'static str,
    },
    /// A JSON document holds exactly one reading.
    #[error("{0} readings do not fit into one JSON document")]
    Several(usize),
    /// The output could not be written.
    #[error("could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// The temporary file of a large workbook could not be written.
    #[error("the temporary file of a large sheet could not be written")]
    TemporaryFile,
    /// The workbook could not be built.
    #[error("the workbook could not be built: {0}")]
    Workbook(#[from] XlsxError),
    /// The Parquet file could not be built.
    #[error("the Parquet file could not be built: {0}")]
    Parquet(String),
    /// This build holds the reader alone.
    #[error("this build of yearend leaves Parquet out")]
    LeftOut,
}

impl WriteError {
    /// What the user can do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            WriteError::UnderReview(_) => {
                "see `yearend check`; settle them with the sender, or write them marked with \
                 --allow-review"
            }
            WriteError::Lossy { .. } => "write .json, .jsonl or .csv, which hold every decimal",
            WriteError::Several(_) => "write .jsonl, or give one input",
            WriteError::Io(_) => "check that the folder exists, is writable and has room",
            WriteError::LeftOut => {
                "build it whole (`cargo build --release`), or write .jsonl or .csv"
            }
            WriteError::TemporaryFile => "give it room: TMPDIR names the folder of temporary files",
            WriteError::Workbook(_) | WriteError::Parquet(_) => "write another format",
        }
    }
}

impl From<csv::Error> for WriteError {
    fn from(e: csv::Error) -> WriteError {
        WriteError::Io(e.into())
    }
}

#[cfg(feature = "parquet")]
impl From<parquet::errors::ParquetError> for WriteError {
    fn from(e: parquet::errors::ParquetError) -> WriteError {
        WriteError::Parquet(e.to_string())
    }
}

#[cfg(feature = "parquet")]
impl From<arrow_schema::ArrowError> for WriteError {
    fn from(e: arrow_schema::ArrowError) -> WriteError {
        WriteError::Parquet(e.to_string())
    }
}

/// How many are named before the rest is counted.
const NAMED: usize = 5;

fn list(of: &[String]) -> String {
    let named = of.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match of.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
