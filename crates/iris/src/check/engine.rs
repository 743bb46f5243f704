//! Walks a document along the grammar: one pass, no tree, constant memory.
//!
//! What most of a transmission consists of, elements without attributes and values without
//! references, is taken straight from the buffer (`plain`); an XML reader takes everything else.

use super::grammar::{Content, Grammar, Group, Mark, Slot};
use super::plain::Hints;
use super::routes::Routes;
use super::sequence::{Frame, expected, find, incomplete};
use crate::boxes::parse_amount;
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
    fn leaf(&mut self, group: Mark, slot: &Slot, value: Value<'_>);
    /// A group ends.
    ///
    /// # Errors
    /// [`Stop::Enough`] ends the walk.
    fn leave(&mut self, mark: Mark) -> Result<(), Stop>;
    /// The schema is violated.
    fn violation(&mut self, code: &'static str, element: &str, message: String, offset: u64);
}

/// What an element holds.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// The value as it stands.
    pub text: &'a str,
    /// Of an amount: its cents, where it is one.
    pub cents: Option<i128>,
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
    // The walker compares the names: the reader does not see the elements taken before it.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut w = Walker {
        grammar,
        facts,
        handler,
        stack: Vec::with_capacity(12),
        hints: Hints::new(grammar),
        routes: Routes::default(),
        prefix: String::new(),
        leaf: None,
        text: String::with_capacity(128),
        skipped: Vec::new(),
        done: false,
    };
    let mut buffer = Vec::with_capacity(1 << 10);
    // Bytes that were taken without the reader.
    let mut plain = 0;
    let mut between = false;
    loop {
        if between && w.may_be_plain() {
            let at = plain + reader.buffer_position();
            let taken = w.plain(reader.get_mut().fill_buf().map_err(Stop::Io)?, at)?;
            reader.get_mut().consume(taken);
            plain += taken as u64;
        }
        let offset = plain + reader.buffer_position();
        // What the reader takes is not followed.
        w.routes.lose();
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| match e {
            quick_xml::Error::Io(io) => Stop::Io(std::io::Error::new(io.kind(), io.to_string())),
            other => Stop::NotWellFormed { offset, reason: other.to_string() },
        })?;
        // Only there the reader stands right behind what it has told.
        between = matches!(event, Event::Start(_) | Event::End(_));
        match event {
            Event::Start(e) => w.start(&e, offset)?,
            Event::Empty(e) => {
                w.start(&e, offset)?;
                w.end(offset)?;
            }
            Event::End(e) => {
                w.end_name(e.name().as_ref(), offset)?;
                w.end(offset)?;
            }
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

pub(super) struct Walker<'a, H> {
    pub(super) grammar: &'a Grammar,
    pub(super) facts: &'a FilingYear,
    pub(super) handler: &'a mut H,
    pub(super) stack: Vec<Frame<'a>>,
    pub(super) hints: Hints,
    pub(super) routes: Routes<'a>,
    prefix: String,
    /// The value being read: its group's mark and its slot, and where it began.
    leaf: Option<(Mark, &'a Slot, u64)>,
    text: String,
    /// The names of the elements at hand that are skipped, outermost first.
    skipped: Vec<String>,
    done: bool,
}

impl<'a, H: Handler> Walker<'a, H> {
    /// Whether the next bytes may be taken without the reader.
    fn may_be_plain(&self) -> bool {
        self.skipped.is_empty()
            && self.leaf.is_none()
            && self.prefix.is_empty()
            && !self.stack.is_empty()
    }

    fn start(&mut self, e: &BytesStart<'_>, offset: u64) -> Result<(), Stop> {
        if !self.skipped.is_empty() {
            self.skipped.push(e.name().as_ref().to_owned());
            return Ok(());
        }
        if self.done {
            let reason = "a second root element".to_owned();
            return Err(Stop::NotWellFormed { offset, reason });
        }
        let name = e.name();
        let name: &str = name.as_ref();
        if let Some((_, slot, _)) = self.leaf {
            let message = format!("`{}` holds a value, no elements", slot.name);
            self.handler.violation("cvc-type.3.1.2", &slot.name, message, offset);
            self.skipped.push(name.to_owned());
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
            self.skipped.push(name.to_owned());
            return Ok(());
        };
        if !self.child(local, offset) {
            self.skipped.push(name.to_owned());
        }
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
        let root = self.grammar.root_name();
        if local != &**root || !ours {
            let reason = format!(
                "the root element is `{}`; wanted: `{root}` in the namespace `{NAMESPACE}`",
                name.escape_debug(),
                root = &**root,
            );
            self.handler.violation("cvc-elt.1", root, reason, offset);
            return Err(Stop::Enough);
        }
        self.prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
        self.stack.push(Frame::new(root, self.grammar.root(), offset));
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

    /// A child of the group at hand begins; `false` where it has no place there.
    fn child(&mut self, local: &str, offset: u64) -> bool {
        let Some(frame) = self.stack.last_mut() else { return false };
        let group = self.grammar.group(frame.group);
        let Some(index) = find(group, frame.taken.last, local) else {
            if !group.open {
                let message = format!(
                    "`{}` has no place here{}",
                    local.escape_debug(),
                    expected(group, &frame.taken)
                );
                self.handler.violation("cvc-complex-type.2.4.a", local, message, offset);
            }
            return false;
        };
        let slot = &group.slots[index];
        place(self.handler, frame, group, index, offset);
        match slot.content {
            Content::Leaf(_) => {
                self.leaf = Some((group.mark, slot, offset));
                self.text.clear();
            }
            Content::Group(inner) => self.enter(slot, inner, offset),
        }
        true
    }

    /// A group begins.
    pub(super) fn enter(&mut self, slot: &'a Slot, inner: usize, offset: u64) {
        self.stack.push(Frame::new(&slot.name, inner, offset));
        self.handler.enter(self.grammar.group(inner).mark, offset);
    }

    fn characters(&mut self, text: &str, offset: u64) {
        if !self.skipped.is_empty() {
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

    /// Whether an end tag has the name of what it ends.
    fn end_name(&self, name: &str, offset: u64) -> Result<(), Stop> {
        let same = match (self.skipped.last(), self.leaf, self.stack.last()) {
            (Some(open), _, _) => name == open,
            (None, Some((_, slot, _)), _) => name.strip_prefix(&*self.prefix) == Some(&slot.name),
            (None, None, Some(frame)) => name.strip_prefix(&*self.prefix) == Some(frame.name),
            (None, None, None) => true,
        };
        if same {
            return Ok(());
        }
        let reason = format!("`</{}>` does not end what began last", name.escape_debug());
        Err(Stop::NotWellFormed { offset, reason })
    }

    fn end(&mut self, offset: u64) -> Result<(), Stop> {
        if self.skipped.pop().is_some() {
            return Ok(());
        }
        if let Some((mark, slot, at)) = self.leaf.take() {
            let text = std::mem::take(&mut self.text);
            value(self.handler, self.facts, mark, slot, &text, at);
            self.text = text;
            return Ok(());
        }
        self.leave(offset)
    }

    /// The group at hand ends.
    pub(super) fn leave(&mut self, offset: u64) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else {
            let reason = "an end without a beginning".to_owned();
            return Err(Stop::NotWellFormed { offset, reason });
        };
        let group = self.grammar.group(frame.group);
        if !group.open
            && let Some(missing) = incomplete(group, &frame.taken)
        {
            self.routes.lose();
            let message = format!("{missing} is missing");
            self.handler.violation("cvc-complex-type.2.4.b", "", message, frame.offset);
        }
        self.done = self.stack.is_empty();
        if self.done { Ok(()) } else { self.handler.leave(group.mark) }
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

/// Notes that the element of a slot stands in a group, and says whether it may.
#[inline]
pub(super) fn place(
    handler: &mut impl Handler,
    frame: &mut Frame<'_>,
    group: &Group,
    index: usize,
    offset: u64,
) -> bool {
    let Some(why) = frame.taken.place(group, index) else { return true };
    handler.violation("cvc-complex-type.2.4.a", &group.slots[index].name, why, offset);
    false
}

/// A value was read.
#[inline]
pub(super) fn value(
    handler: &mut impl Handler,
    facts: &FilingYear,
    group: Mark,
    slot: &Slot,
    text: &str,
    offset: u64,
) {
    let Content::Leaf(kind) = slot.content else { return };
    // Amounts are read once, here.
    let cents = if kind == Simple::Money { parse_amount(text) } else { None };
    if cents.is_none()
        && let Err((cvc, reason)) = kind.check(text, facts)
    {
        let message = format!("the value of `{}` does not fit: {reason}", slot.name);
        handler.violation(cvc.code(), &slot.name, message, offset);
    }
    handler.leaf(group, slot, Value { text, cents });
}
