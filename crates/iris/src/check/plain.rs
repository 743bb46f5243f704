//! The plain parts of a document: `<name>`, `<name>value</name>` and `</name>` without attributes,
//! prefixes, references or comments, as programs write them, taken straight from the buffer.

use super::engine::{Handler, Stop, Walker};
use super::grammar::{Content, Grammar, Slot};
use super::sequence::find;

/// For each slot of each group, the one that came after it last time; forms are much alike.
pub(super) struct Hints(Vec<Vec<u8>>);

impl Hints {
    pub(super) fn new(grammar: &Grammar) -> Hints {
        Hints(grammar.groups().iter().map(|g| vec![0; g.slots.len() + 1]).collect())
    }
}

/// Bytes that are made sure to be text at once.
const WINDOW: usize = 8 << 10;

impl<'a, H: Handler> Walker<'a, H> {
    /// Takes what is plain from the beginning of a buffer and says how many bytes that was. What
    /// is not plain, or not whole in the buffer, is left to the reader.
    ///
    /// # Errors
    /// As for [`super::walk`].
    pub(super) fn plain(&mut self, buffer: &[u8], offset: u64) -> Result<usize, Stop> {
        let mut at = 0;
        loop {
            let rest = &buffer[at..];
            // Made sure to be text a window at a time, which costs less than value by value.
            let text = match std::str::from_utf8(&rest[..rest.len().min(WINDOW)]) {
                Ok(text) => text,
                Err(e) => std::str::from_utf8(&rest[..e.valid_up_to()]).unwrap_or_default(),
            };
            let taken = self.plain_text(text, offset + at as u64)?;
            at += taken;
            if taken == 0 || rest.len() <= WINDOW {
                return Ok(at);
            }
        }
    }

    fn plain_text(&mut self, text: &str, offset: u64) -> Result<usize, Stop> {
        let mut at = 0;
        loop {
            let blanks = text.as_bytes()[at..].iter();
            at += blanks.take_while(|b| matches!(b, b' ' | b'\t' | b'\n')).count();
            let here = offset + at as u64;
            let rest = &text[at..];
            let taken = match rest.as_bytes() {
                [b'<', b'/', ..] => self.plain_end(&rest[2..], here)?.map(|n| n + 2),
                [b'<', ..] => self.plain_child(&rest[1..], here).map(|n| n + 1),
                _ => None,
            };
            match taken {
                Some(n) => at += n,
                None => return Ok(at),
            }
        }
    }

    fn plain_end(&mut self, rest: &str, offset: u64) -> Result<Option<usize>, Stop> {
        // The root's end is the reader's, which tells what stands behind it.
        let Some(frame) = self.stack.last().filter(|_| self.stack.len() > 1) else {
            return Ok(None);
        };
        if !is_name(rest, frame.name) {
            return Ok(None);
        }
        let taken = frame.name.len() + 1;
        self.leave(offset)?;
        Ok(Some(taken))
    }

    fn plain_child(&mut self, rest: &str, offset: u64) -> Option<usize> {
        let (index, slot) = self.plain_slot(rest)?;
        let name = slot.name.len() + 1;
        match slot.content {
            Content::Group(inner) => {
                self.place(index, offset);
                self.enter(slot, inner, offset);
                Some(name)
            }
            Content::Leaf(_) => {
                let rest = &rest[name..];
                let end = end_of_value(rest.as_bytes())?;
                if !is_name(rest[end..].strip_prefix("</")?, &slot.name) {
                    return None;
                }
                let text = &rest[..end];
                let mark = self.grammar.group(self.stack.last()?.group).mark;
                self.place(index, offset);
                self.value(mark, slot, text, offset);
                Some(name + end + 2 + name)
            }
        }
    }

    /// The slot of the element that begins here, where it has a place in the group at hand.
    fn plain_slot(&mut self, rest: &str) -> Option<(usize, &'a Slot)> {
        let frame = self.stack.last()?;
        let group = self.grammar.group(frame.group);
        let from = if frame.is_new() { 0 } else { frame.last + 1 };
        let hint = &mut self.hints.0[frame.group][from];
        let index = usize::from(*hint);
        if let Some(slot) = group.slots.get(index)
            && is_name(rest, &slot.name)
        {
            return Some((index, slot));
        }
        let name = &rest[..memchr::memchr(b'>', rest.as_bytes())?];
        let index = find(group, frame.last, name)?;
        *hint = u8::try_from(index).ok()?;
        Some((index, &group.slots[index]))
    }
}

/// Where a value ends, or where what is not plain begins. Most values are short: eight bytes are
/// looked at together.
#[inline]
fn end_of_value(rest: &[u8]) -> Option<usize> {
    let (words, _) = rest.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let ends = zero_bytes(word ^ (EACH * u64::from(b'<')))
            | zero_bytes(word ^ (EACH * u64::from(b'&')))
            | zero_bytes(word ^ (EACH * u64::from(b'\r')));
        if ends != 0 {
            return Some(i * 8 + ends.trailing_zeros() as usize / 8);
        }
    }
    let from = words.len() * 8;
    rest[from..].iter().position(|b| matches!(b, b'<' | b'&' | b'\r')).map(|i| from + i)
}

/// A one in each byte of a word.
const EACH: u64 = u64::MAX / 255;

/// The highest bit of each byte that is zero; of those above the first one perhaps more.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

/// Whether a text begins with a name and its `>`.
#[inline]
fn is_name(text: &str, name: &str) -> bool {
    let (text, name) = (text.as_bytes(), name.as_bytes());
    text.get(name.len()) == Some(&b'>') && same(&text[..name.len()], name)
}

/// Whether two names of one length are the same. They are so short that a call would cost more
/// than the comparison.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        // The last eight bytes, which may overlap those before them.
        (Some(x), Some(y)) => {
            let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
            x == y && words.fold(true, |same, (x, y)| same & (x == y))
        }
        _ => a.iter().zip(b).all(|(x, y)| x == y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_end_of_a_value(text in "[a-c<&\r\u{80}-\u{ff};=%]{0,40}|[ -~]{0,40}|[a-z]{0,40}") {
            let plainly = text.bytes().position(|b| matches!(b, b'<' | b'&' | b'\r'));
            prop_assert_eq!(end_of_value(text.as_bytes()), plainly);
        }

        #[test]
        fn names_are_compared_byte_by_byte(name in "[ab]{0,30}", other in "[ab]{0,30}>?", at in 0usize..30) {
            let followed = format!("{name}>{other}");
            prop_assert!(is_name(&followed, &name));
            let whole = format!("{name}>");
            prop_assert_eq!(is_name(&other, &name), other.starts_with(&whole));
            if at < name.len() {
                let mut wrong = name.clone().into_bytes();
                wrong[at] ^= 1;
                let wrong = String::from_utf8(wrong).unwrap() + ">";
                prop_assert!(!is_name(&wrong, &name));
            }
        }
    }
}
