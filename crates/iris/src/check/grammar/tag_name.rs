//! The name of an element, ready to be compared with what stands in a file.

use super::super::prefix::Prefix;
use std::fmt;
use std::ops::Deref;

/// The local name of an element.
#[derive(Clone, PartialEq, Eq)]
pub struct TagName {
    name: Box<str>,
    /// The name and its `>`.
    tag: Prefix,
}

impl TagName {
    /// Whether a text begins with the name and its `>`.
    #[inline]
    pub(in super::super) fn begins(&self, text: &[u8]) -> bool {
        self.tag.begins(text)
    }
}

impl From<&str> for TagName {
    fn from(name: &str) -> TagName {
        TagName { name: name.into(), tag: Prefix::new(format!("{name}>").as_bytes()) }
    }
}

impl Deref for TagName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}
