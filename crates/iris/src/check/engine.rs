//! Walks a document along the grammar: one pass, no tree, constant memory.

use super::grammar::{Content, Grammar, Group, Mark, Slot};
use crate::text::Simple;
use crate::xml::NAMESPACE;
use crate::year::FilingYear;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::BufRead;

/// What is told while a document is walked.
pub trait Handler {
    /// A group begins.
    fn enter(&mut self, mark: Mark, offset: u64);
    /// A value was read; it may be wrong (then `violation` was told, too).
    fn leaf(&mut self, group: Mark, slot: &Slot, text: &str, offset: u64);
    /// A group ends.
    ///
    /// # Errors
    /// [`Stop::Enough`] ends the walk.
    fn leave(&mut self, mark: Mark) -> Result<(), Stop>;
    /// The schema is violated.
    fn violation(&mut self, code: &'static str, element: &str, message: String, offset: u64);
}

/// Why a walk ended early.
#[derive(Debug)]
pub enum Stop {
    /// The reader failed.
    Io(std::io::Error),
    /// The file is no XML, or breaks off.
    NotWellFormed {
        /// Where, in bytes.
        offset: u64,
        /// Why.
        reason: String,
    },
    /// The handler has what it wanted.
    Enough,
}

struct Frame {
    group: usize,
    seen: u128,
    /// The slot last used, and how often.
    last: usize,
    count: u32,
    /// The branch taken of each choice, from 1; 0 for none.
    branches: [u8; 2],
    offset: u64,
}

impl Frame {
    fn new(group: usize, offset: u64) -> Frame {
        Frame { group, seen: 0, last: 0, count: 0, branches: [0; 2], offset }
    }
}

/// Walks a document.
///
/// # Errors
/// See [`Stop`].
pub fn walk(
    input: impl BufRead,
    grammar: &Grammar,
    facts: &FilingYear,
    handler: &mut impl Handler,
) -> Result<(), Stop> {
    let mut reader = Reader::from_reader(input);
    let mut w = Walker {
        grammar,
        facts,
        handler,
        stack: Vec::with_capacity(12),
        prefix: String::new(),
        leaf: None,
        text: String::with_capacity(128),
        skip: 0,
        done: false,
    };
    let mut buffer = Vec::with_capacity(1 << 10);
    loop {
        let offset = reader.buffer_position();
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| match e {
            quick_xml::Error::Io(io) => Stop::Io(std::io::Error::new(io.kind(), io.to_string())),
            other => Stop::NotWellFormed { offset, reason: other.to_string() },
        })?;
        match event {
            Event::Start(e) => w.start(&e, offset)?,
            Event::Empty(e) => {
                w.start(&e, offset)?;
                w.end(offset)?;
            }
            Event::End(_) => w.end(offset)?,
            Event::Text(t) => w.characters(&t, offset),
            Event::CData(t) => w.characters(&t, offset),
            Event::GeneralRef(r) => {
                let c = match &*r {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "apos" => Some('\''),
                    "quot" => Some('"'),
                    _ => r.resolve_char_ref().ok().flatten(),
                };
                let Some(c) = c else {
                    let reason = format!("unknown entity `&{};`", r.escape_debug());
                    return Err(Stop::NotWellFormed { offset, reason });
                };
                w.characters(c.encode_utf8(&mut [0; 4]), offset);
            }
            Event::Decl(d) => {
                let utf8 = match d.encoding() {
                    Some(Ok(name)) => name.eq_ignore_ascii_case("utf-8"),
                    Some(Err(_)) => false,
                    None => true,
                };
                if !utf8 {
                    let message = "the encoding must be UTF-8".to_owned();
                    w.handler.violation("xml-encoding", "?xml", message, offset);
                }
            }
            Event::DocType(_) => {
                let reason = "a document type declaration has no place in a transmission";
                return Err(Stop::NotWellFormed { offset, reason: reason.to_owned() });
            }
            Event::Eof => return w.eof(offset),
            Event::Comment(_) | Event::PI(_) => {}
        }
    }
}

struct Walker<'a, H> {
    grammar: &'a Grammar,
    facts: &'a FilingYear,
    handler: &'a mut H,
    stack: Vec<Frame>,
    prefix: String,
    /// The value being read: group and slot, and where it began.
    leaf: Option<(usize, usize, u64)>,
    text: String,
    skip: u32,
    done: bool,
}

impl<H: Handler> Walker<'_, H> {
    fn start(&mut self, e: &BytesStart<'_>, offset: u64) -> Result<(), Stop> {
        if self.skip > 0 {
            self.skip += 1;
            return Ok(());
        }
        if self.done {
            let reason = "a second root element".to_owned();
            return Err(Stop::NotWellFormed { offset, reason });
        }
        let name = e.name();
        let name: &str = name.as_ref();
        if let Some((group, slot, _)) = self.leaf {
            let holder = &self.grammar.group(group).slots[slot].name;
            let message = format!("`{holder}` holds a value, no elements");
            self.handler.violation("cvc-type.3.1.2", holder, message, offset);
            self.skip = 1;
            return Ok(());
        }
        if self.stack.is_empty() {
            return self.root(e, name, offset);
        }
        if !e.attributes_raw().trim_ascii().is_empty() {
            self.attributes(e, name, offset);
        }
        let Some(local) = name.strip_prefix(self.prefix.as_str()).filter(|n| !n.contains(':'))
        else {
            let message = format!("`{}` is not in the IRS's namespace", name.escape_debug());
            self.handler.violation("cvc-complex-type.2.4.a", "", message, offset);
            self.skip = 1;
            return Ok(());
        };
        self.child(local, offset);
        Ok(())
    }

    fn root(&mut self, e: &BytesStart<'_>, name: &str, offset: u64) -> Result<(), Stop> {
        let (prefix, local) = match name.split_once(':') {
            Some((p, local)) => (p, local),
            None => ("", name),
        };
        let declaration =
            if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let namespace = e.try_get_attribute(declaration.as_str()).ok().flatten();
        let ours = namespace.is_some_and(|a| &*a.value == NAMESPACE);
        if local != "IRTransmission" || !ours {
            let reason = format!(
                "the root element is `{}`; wanted: `IRTransmission` in the namespace `{NAMESPACE}`",
                name.escape_debug()
            );
            self.handler.violation("cvc-elt.1", "IRTransmission", reason, offset);
            return Err(Stop::Enough);
        }
        self.prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
        self.stack.push(Frame::new(self.grammar.root(), offset));
        Ok(())
    }

    fn attributes(&mut self, e: &BytesStart<'_>, name: &str, offset: u64) {
        for a in e.attributes() {
            let key = a.as_ref().map(|a| a.key.as_ref().to_owned()).unwrap_or_default();
            if key.starts_with("xmlns") || key.starts_with("xsi:") {
                continue;
            }
            let message = format!("attribute `{}` is not allowed", key.escape_debug());
            self.handler.violation("cvc-complex-type.3.2.2", name, message, offset);
        }
    }

    fn child(&mut self, local: &str, offset: u64) {
        let Some(frame) = self.stack.last_mut() else { return };
        let group = self.grammar.group(frame.group);
        let Some(index) = find(group, frame.last, local) else {
            if !group.open {
                let message = format!(
                    "`{}` has no place here{}",
                    local.escape_debug(),
                    expected(group, frame)
                );
                self.handler.violation("cvc-complex-type.2.4.a", local, message, offset);
            }
            self.skip = 1;
            return;
        };
        let slot = &group.slots[index];
        let bit = 1u128 << index;
        if !group.open
            && let Some(message) = misplaced(group, frame, index)
        {
            self.handler.violation("cvc-complex-type.2.4.a", local, message, offset);
        }
        frame.count =
            if frame.seen & bit != 0 && frame.last == index { frame.count + 1 } else { 1 };
        frame.seen |= bit;
        frame.last = frame.last.max(index);
        if let Some((choice, branch)) = slot.choice {
            frame.branches[usize::from(choice) - 1] = branch + 1;
        }
        match slot.content {
            Content::Leaf(_) => {
                self.leaf = Some((frame.group, index, offset));
                self.text.clear();
            }
            Content::Group(inner) => {
                self.stack.push(Frame::new(inner, offset));
                self.handler.enter(self.grammar.group(inner).mark, offset);
            }
        }
    }

    fn characters(&mut self, text: &str, offset: u64) {
        if self.skip > 0 {
            return;
        }
        if self.leaf.is_some() {
            self.text.push_str(text);
        } else if !text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
            && text != "\u{feff}"
        {
            let message = "text stands between elements".to_owned();
            self.handler.violation("cvc-complex-type.2.3", "", message, offset);
        }
    }

    fn end(&mut self, offset: u64) -> Result<(), Stop> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        if let Some((group, slot, at)) = self.leaf.take() {
            let group = self.grammar.group(group);
            let slot = &group.slots[slot];
            if let Content::Leaf(kind) = slot.content {
                self.value(kind, &slot.name, at);
                self.handler.leaf(group.mark, slot, &self.text, at);
            }
            return Ok(());
        }
        let Some(frame) = self.stack.pop() else {
            let reason = "an end without a beginning".to_owned();
            return Err(Stop::NotWellFormed { offset, reason });
        };
        let group = self.grammar.group(frame.group);
        if !group.open
            && let Some(missing) = incomplete(group, &frame)
        {
            let message = format!("{missing} is missing");
            self.handler.violation("cvc-complex-type.2.4.b", "", message, frame.offset);
        }
        self.done = self.stack.is_empty();
        if self.done { Ok(()) } else { self.handler.leave(group.mark) }
    }

    fn value(&mut self, kind: Simple, name: &str, offset: u64) {
        if let Err((cvc, reason)) = kind.check(&self.text, self.facts) {
            let message = format!("the value of `{name}` does not fit: {reason}");
            self.handler.violation(cvc.code(), name, message, offset);
        }
    }

    fn eof(&mut self, offset: u64) -> Result<(), Stop> {
        if self.done {
            return Ok(());
        }
        let reason =
            if self.stack.is_empty() { "there is no element" } else { "the file breaks off" };
        Err(Stop::NotWellFormed { offset, reason: reason.to_owned() })
    }
}

/// The slot of an element: mostly the next one, so the search begins there.
fn find(group: &Group, last: usize, name: &str) -> Option<usize> {
    let (before, after) = group.slots.split_at(last);
    after
        .iter()
        .position(|s| &*s.name == name)
        .map(|i| i + last)
        .or_else(|| before.iter().position(|s| &*s.name == name))
}

/// Why an element may not stand where it stands, if so.
fn misplaced(group: &Group, frame: &Frame, index: usize) -> Option<String> {
    let slot = &group.slots[index];
    let seen = frame.seen & (1 << index) != 0;
    if let Some((choice, branch)) = slot.choice {
        let taken = frame.branches[usize::from(choice) - 1];
        if taken != 0 && taken != branch + 1 {
            return Some(format!("`{}` stands beside another choice", slot.name));
        }
    }
    if seen && frame.last == index {
        let full = frame.count >= slot.max;
        return full.then(|| format!("`{}` stands more than {} time(s)", slot.name, slot.max));
    }
    if index < frame.last {
        return Some(format!(
            "`{}` stands after `{}`; the order is fixed",
            slot.name, group.slots[frame.last].name
        ));
    }
    None
}

/// What is missing at the end of a group, in words.
fn incomplete(group: &Group, frame: &Frame) -> Option<String> {
    let missing = group.required & !frame.seen;
    if missing != 0 {
        return Some(format!("`{}`", group.slots[missing.trailing_zeros() as usize].name));
    }
    for (i, must) in group.choices.iter().enumerate() {
        let choice = u8::try_from(i + 1).unwrap_or(u8::MAX);
        let of = |s: &Slot| s.choice.filter(|(c, _)| *c == choice).map(|(_, b)| b + 1);
        let taken = frame.branches[i];
        if taken == 0 && *must {
            let names: Vec<_> = group
                .slots
                .iter()
                .filter(|s| s.required && of(s).is_some())
                .map(|s| format!("`{}`", s.name))
                .take(4)
                .collect();
            return Some(format!("one of {}", names.join(", ")));
        }
        let gap = group.slots.iter().enumerate().find(|(i, s)| {
            taken != 0 && of(s) == Some(taken) && s.required && frame.seen & (1 << i) == 0
        });
        if let Some((_, s)) = gap {
            return Some(format!("`{}`", s.name));
        }
    }
    None
}

fn expected(group: &Group, frame: &Frame) -> String {
    let next = group
        .slots
        .iter()
        .enumerate()
        .skip(frame.last)
        .find(|(i, s)| frame.seen & (1 << i) == 0 && s.required && s.choice.is_none());
    next.map_or_else(String::new, |(_, s)| format!("; wanted next: `{}`", s.name))
}
