//! Why a document could not be opened.

use std::fmt;

/// A document that could not be opened, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The file as named by the user, with the path inside a container.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a document could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The operating system said no.
    Io(String),
    /// There are no bytes, or nothing but blanks.
    Empty,
    /// The bytes are no format that yearend reads; what they look like, if known.
    UnknownFormat(String),
    /// The bytes begin like the format but cannot be read as it (truncated, damaged).
    Damaged {
        /// The format, such as `xlsx workbook`.
        format: &'static str,
        /// What the reader met.
        detail: String,
    },
    /// A password is needed.
    Encrypted(&'static str),
    /// A document without text, such as a scan.
    NoText(String),
    /// A bound against hostile input was passed.
    TooLarge {
        /// What is too large or too many.
        what: &'static str,
        /// The bound, in words (`256 MiB`).
        limit: String,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Io(why) => write!(f, "could not be opened: {why}"),
            Reason::Empty => f.write_str("is empty"),
            Reason::UnknownFormat(seen) => {
                write!(f, "is no format that yearend reads ({seen})")
            }
            Reason::Damaged { format, detail } => {
                write!(f, "could not be read as {format}: {detail}")
            }
            Reason::Encrypted(format) => write!(f, "is an encrypted {format}"),
            Reason::NoText(why) => write!(f, "holds no text: {why}"),
            Reason::TooLarge { what, limit } => write!(f, "passes a bound: {what} over {limit}"),
        }
    }
}

impl Reason {
    /// What the user can do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Reason::Io(_) => "check the path and the permissions",
            Reason::Empty => "ask the sender for the file again",
            Reason::UnknownFormat(_) => {
                "send a workbook, a PDF with text, tab-separated or aligned text, CSV, a zip or a mail"
            }
            Reason::Damaged { .. } => "ask for the file again; it may be cut off or renamed",
            Reason::Encrypted(_) => "open it with its password and save a copy without one",
            Reason::NoText(_) => {
                "a scan cannot be read exactly; ask the sender for the workbook or a PDF with text"
            }
            Reason::TooLarge { .. } => {
                "split the document, or check that it is what it claims to be"
            }
        }
    }
}

impl std::error::Error for SourceError {}
