//! The XML that IRIS takes: elements in the schema's order, no indentation, UTF-8.

mod detail;
mod header;
mod out;
mod request;

pub use detail::{Correction, write_detail};
pub use header::{
    Kind, Manifest, StateTotal, Submission, write_footer, write_manifest, write_submission_end,
    write_submission_header,
};
pub use out::Out;
pub use request::{SearchKind, SearchType, write_request};

/// The namespace of every element.
pub const NAMESPACE: &str = "urn:us:gov:treasury:irs:ir";
