//! The plain parts of a document: `<name>`, `<name>value</name>` and `</name>` without attributes,
//! prefixes, references or comments, as programs write them, taken straight from the buffer.

use super::engine::{Handler, Stop, Walker, place, value};
use super::grammar::{Content, Grammar, Group, Mark};
use super::routes::LONGEST;
use super::sequence::{Frame, find};

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
            let more = rest.len() > WINDOW;
            let taken = self.plain_text(text, offset + at as u64, more)?;
            at += taken;
            if taken == 0 || !more {
                return Ok(at);
            }
        }
    }

    fn plain_text(&mut self, text: &str, offset: u64, more: bool) -> Result<usize, Stop> {
        let mut at = 0;
        loop {
            at += self.known(&text[at..], offset + at as u64)?;
            // What may be cut off by the end of the window is known again in the next one.
            if more && text.len() - at < LONGEST {
                return Ok(at);
            }
            let (taken, ends) = self.plain_value(&text[at..], offset + at as u64)?;
            at += taken;
            if ends {
                return Ok(at);
            }
        }
    }

    /// Takes what is plain up to the end of a value or the beginning of a form, and says how many
    /// bytes that was, and whether it was all that is plain.
    fn plain_value(&mut self, text: &str, offset: u64) -> Result<(usize, bool), Stop> {
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            // The root's end is the reader's, which tells what stands behind it.
            let is_root = self.stack.len() == 1;
            let Some(frame) = self.stack.last_mut() else { break };
            let group = self.grammar.group(frame.group);
            let hints = &mut self.hints.0[frame.group];
            at += blanks(&bytes[at..]);
            let [b'<', rest @ ..] = &bytes[at..] else { break };
            let here = offset + at as u64;
            if let [b'/', rest @ ..] = rest {
                if is_root || !frame.name.begins(rest) {
                    break;
                }
                at += frame.name.len() + "</>".len();
                self.leave(here)?;
                self.routes.leave(&self.stack);
                continue;
            }
            let Some(index) = slot_of(group, frame, hints, rest) else { break };
            let slot = &group.slots[index];
            let content = at + slot.name.len() + "<>".len();
            if let Content::Group(inner) = slot.content {
                if !place(self.handler, frame, group, index, here) {
                    self.routes.lose();
                }
                self.enter(slot, inner, here);
                self.routes.enter(slot, at);
                at = content;
                if self.grammar.group(inner).mark == Mark::Detail {
                    self.routes.begin(self.grammar, &self.stack);
                    return Ok((at, false));
                }
                continue;
            }
            let Some(length) = end_of_value(&bytes[content..]) else { break };
            let end = content + length;
            let [b'<', b'/', rest @ ..] = &bytes[end..] else { break };
            if !slot.name.begins(rest) {
                break;
            }
            if !place(self.handler, frame, group, index, here) {
                self.routes.lose();
            }
            value(self.handler, self.facts, group.mark, slot, &text[content..end], here);
            self.routes.arrive(self.grammar, &bytes[..content], (group.mark, slot), &self.stack);
            return Ok((end + slot.name.len() + "</>".len(), false));
        }
        if at > 0 {
            self.routes.lose();
        }
        Ok((at, true))
    }
}

/// The slot of the element whose name begins here, where it has a place in the group at hand.
#[inline]
fn slot_of(group: &Group, frame: &Frame<'_>, hints: &mut [u8], rest: &[u8]) -> Option<usize> {
    let hint = &mut hints[frame.taken.next()];
    let index = usize::from(*hint);
    if group.slots.get(index).is_some_and(|slot| slot.name.begins(rest)) {
        return Some(index);
    }
    let name = &rest[..memchr::memchr(b'>', rest)?];
    let index = find(group, frame.taken.last, str::from_utf8(name).ok()?)?;
    *hint = u8::try_from(index).ok()?;
    Some(index)
}

/// How many blanks stand here; mostly there is none.
#[inline]
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n')).count()
}

/// Where a value ends, or where what is not plain begins. Most values are short: eight bytes are
/// looked at together.
#[inline]
pub(super) fn end_of_value(rest: &[u8]) -> Option<usize> {
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
    }
}
