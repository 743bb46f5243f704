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

impl<'a, H: Handler> Walker<'a, H> {
    /// Takes what is plain from the beginning of a buffer and says how many bytes that was. What
    /// is not plain, or not whole in the buffer, is left to the reader.
    ///
    /// # Errors
    /// As for [`super::walk`].
    pub(super) fn plain(&mut self, buffer: &[u8], offset: u64) -> Result<usize, Stop> {
        let mut at = 0;
        loop {
            let blanks = buffer[at..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n'));
            at += blanks.count();
            let here = offset + at as u64;
            let taken = match &buffer[at..] {
                [b'<', b'/', rest @ ..] => self.plain_end(rest, here)?.map(|n| n + 2),
                [b'<', rest @ ..] => self.plain_child(rest, here).map(|n| n + 1),
                _ => None,
            };
            match taken {
                Some(n) => at += n,
                None => return Ok(at),
            }
        }
    }

    fn plain_end(&mut self, rest: &[u8], offset: u64) -> Result<Option<usize>, Stop> {
        // The root's end is the reader's, which tells what stands behind it.
        let Some(frame) = self.stack.last().filter(|_| self.stack.len() > 1) else {
            return Ok(None);
        };
        if after_name(rest, frame.name).is_none() {
            return Ok(None);
        }
        let taken = frame.name.len() + 1;
        self.leave(offset)?;
        Ok(Some(taken))
    }

    fn plain_child(&mut self, rest: &[u8], offset: u64) -> Option<usize> {
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
                let end = end_of_value(rest)?;
                let closing = rest[end..].strip_prefix(b"</")?;
                after_name(closing, &slot.name)?;
                let text = std::str::from_utf8(&rest[..end]).ok()?;
                let mark = self.grammar.group(self.stack.last()?.group).mark;
                self.place(index, offset);
                self.value(mark, slot, text, offset);
                Some(name + end + 2 + name)
            }
        }
    }

    /// The slot of the element that begins here, where it has a place in the group at hand.
    fn plain_slot(&mut self, rest: &[u8]) -> Option<(usize, &'a Slot)> {
        let frame = self.stack.last()?;
        let group = self.grammar.group(frame.group);
        let from = if frame.is_new() { 0 } else { frame.last + 1 };
        let hint = &mut self.hints.0[frame.group][from];
        let index = usize::from(*hint);
        if let Some(slot) = group.slots.get(index)
            && after_name(rest, &slot.name).is_some()
        {
            return Some((index, slot));
        }
        let name = std::str::from_utf8(&rest[..memchr::memchr(b'>', rest)?]).ok()?;
        let index = find(group, frame.last, name)?;
        *hint = u8::try_from(index).ok()?;
        Some((index, &group.slots[index]))
    }
}

/// Where a value ends, or where what is not plain begins. Most values are short.
#[inline]
fn end_of_value(rest: &[u8]) -> Option<usize> {
    const SHORT: usize = 16;
    let short = &rest[..rest.len().min(SHORT)];
    match short.iter().position(|b| matches!(b, b'<' | b'&' | b'\r')) {
        Some(end) => Some(end),
        None => Some(short.len() + memchr::memchr3(b'<', b'&', b'\r', &rest[short.len()..])?),
    }
}

/// What follows a name and its `>`.
fn after_name<'b>(bytes: &'b [u8], name: &str) -> Option<&'b [u8]> {
    bytes.strip_prefix(name.as_bytes())?.strip_prefix(b">")
}
