//! The IRS's answers: the receipt of an upload, statuses and acknowledgements.

mod parse;

pub use parse::{Answer, ErrorInfo, RecordResult, ResultGroup, SubmissionResult, parse, read};
