//! The two tags of an element.

/// The tags of an element: `<name>` and `</name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    pub(crate) open: &'a str,
    pub(crate) close: &'a str,
}

/// The tags of an element whose name is written in the code: put together by the compiler.
macro_rules! tag {
    ($name:literal) => {
        $crate::xml::Tag { open: concat!("<", $name, ">"), close: concat!("</", $name, ">") }
    };
}
pub(super) use tag;

/// The tags of an element whose name is data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    open: Box<str>,
    close: Box<str>,
}

impl Tags {
    /// The tags of an element.
    #[must_use]
    pub fn of(name: &str) -> Tags {
        Tags { open: format!("<{name}>").into(), close: format!("</{name}>").into() }
    }

    /// As what is written.
    #[must_use]
    pub fn tag(&self) -> Tag<'_> {
        Tag { open: &self.open, close: &self.close }
    }
}
