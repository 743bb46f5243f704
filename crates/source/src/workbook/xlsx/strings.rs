//! The texts that the cells of a workbook share.

use super::damaged;
use super::text::push_item;
use super::tokens::{Token, Tokens};
use crate::error::Reason;
use crate::workbook::limits;
use std::io::Read;

/// The texts, one after the other, and where each ends.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the part.
    pub(crate) fn read(xml: impl Read) -> Result<Strings, Reason> {
        let mut strings = Strings::default();
        let mut xml = Tokens::new(xml, limits::HELD_BYTES);
        let mut closed = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Start { tag, empty } if tag.name() == b"si" => {
                    if !empty {
                        push_item(&mut xml, b"si", &mut strings.text)?;
                    }
                    let end =
                        u32::try_from(strings.text.len()).map_err(|_| limits::held_bytes())?;
                    strings.ends.push(end);
                }
                Token::Start { tag, empty: true } if tag.name() == b"sst" => closed = true,
                Token::End(b"sst") => closed = true,
                _ => {}
            }
        }
        if closed { Ok(strings) } else { Err(damaged("its shared texts are cut off")) }
    }

    /// The text of an index, from 0.
    pub(crate) fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |i| self.ends[i] as usize);
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_texts_keep_their_number() {
        let xml = "<sst count=\"4\"><si><t>a</t></si><si/><si><t/></si><si><t>b</t></si></sst>";
        let s = Strings::read(xml.as_bytes()).unwrap();
        assert_eq!([0, 1, 2, 3].map(|i| s.get(i)), [Some("a"), Some(""), Some(""), Some("b")]);
        assert_eq!(s.get(4), None);
        assert!(Strings::read(&xml.as_bytes()[..40]).is_err());
    }
}
