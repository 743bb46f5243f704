//! `TransStatusOrAckRequest`: the question for a status or an acknowledgement.

use super::tag::tag;
use super::{NAMESPACE, Out};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchType {
    /// The status of the transmission only.
    Status,
    /// The acknowledgement with submissions, records and errors.
    Acknowledgement,
}

/// By what a transmission is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchKind {
    /// By receipt ID.
    Receipt,
    /// By unique transmission ID.
    Utid,
}

/// Writes a request for at most 100 transmissions.
#[must_use]
pub fn write_request(tcc: &str, what: SearchType, by: SearchKind, ids: &[String]) -> Vec<u8> {
    let mut out = Out::default();
    out.bytes.extend_from_slice(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TransStatusOrAckRequest xmlns=\"",
    );
    out.bytes.extend_from_slice(NAMESPACE.as_bytes());
    out.bytes.extend_from_slice(b"\">");
    out.leaf(tag!("TransmitterControlCd"), tcc);
    out.leaf(tag!("SearchTypeCd"), if what == SearchType::Status { "S" } else { "A" });
    out.leaf(tag!("SearchParameterTypeCd"), if by == SearchKind::Receipt { "RID" } else { "UTID" });
    for id in ids {
        out.leaf(tag!("SearchId"), id);
    }
    out.close(tag!("TransStatusOrAckRequest"));
    out.bytes.push(b'\n');
    out.bytes
}
