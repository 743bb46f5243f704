//! The XML that IRIS takes: elements in the schema's order, no indentation, UTF-8.

mod detail;
mod header;
mod out;
mod request;
mod tag;

pub use detail::{Correction, write_detail};
pub use header::{
    Kind, Manifest, StateTotal, Submission, write_footer, write_manifest, write_submission_end,
    write_submission_header,
};
pub use out::{Bytes, Elements, Length, Out};
pub use request::{SearchKind, SearchType, write_request};
pub use tag::{Tag, Tags};

/// The namespace of every element.
pub const NAMESPACE: &str = "urn:us:gov:treasury:irs:ir";
