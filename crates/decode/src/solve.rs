//! Reading as decoding: values are accepted only in an explanation under which a security's
//! figures keep every identity.

pub(crate) mod align;
pub(crate) mod constraint;
pub(crate) mod explain;
pub(crate) mod repair;
