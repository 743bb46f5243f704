//! The XML of a part, as a stream of tags and texts in a buffer of bounded size.
//!
//! A sheet is nothing but tags, four for each figure, so reading them is most of the work of
//! reading a workbook. This reader looks for `<` and `>` and copies nothing; what a document must
//! not contain (a document type, another encoding than UTF-8) it refuses.

use super::damaged;
use crate::error::Reason;
use crate::workbook::limits;
use memchr::{memchr, memmem};
use std::io::{self, Empty, Read};
use std::ops::Range;

const CHUNK: usize = 128 << 10;
/// No tag or text is longer: a cell holds at most 32,767 characters.
const TOKEN: usize = 1 << 20;

/// A tag or a text; both without what delimits them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// A start tag; `empty` if it ends itself.
    Start {
        /// The name and the attributes.
        tag: Tag<'t>,
        /// Whether it ends itself (`<v/>`).
        empty: bool,
    },
    /// The local name of an end tag.
    End(&'t [u8]),
    /// Text with entities.
    Text(&'t [u8]),
    /// Text without entities.
    Literal(&'t [u8]),
}

/// The inside of a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'t>(&'t [u8]);

impl<'t> Tag<'t> {
    /// The name without its name space.
    pub(crate) fn name(self) -> &'t [u8] {
        let end = self.0.iter().position(u8::is_ascii_whitespace).unwrap_or(self.0.len());
        local(&self.0[..end])
    }

    /// The value of an attribute, entities and all; names with a name space match by their local
    /// part.
    pub(crate) fn attribute(self, name: &[u8]) -> Option<&'t [u8]> {
        self.attributes().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Local names and values.
    pub(crate) fn attributes(self) -> impl Iterator<Item = (&'t [u8], &'t [u8])> {
        let start = self.0.iter().position(u8::is_ascii_whitespace).unwrap_or(self.0.len());
        let mut rest = &self.0[start..];
        std::iter::from_fn(move || {
            let equals = seek(b'=', rest)?;
            let key = rest[..equals].trim_ascii();
            let after = rest[equals + 1..].trim_ascii_start();
            let quote = *after.first().filter(|q| matches!(q, b'"' | b'\''))?;
            let end = seek(quote, &after[1..])?;
            rest = &after[end + 2..];
            Some((local(key), &after[1..=end]))
        })
    }
}

/// The number of an attribute.
pub(crate) fn number(value: Option<&[u8]>) -> Option<u32> {
    let digits = value?.trim_ascii();
    let all = !digits.is_empty() && digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit);
    all.then(|| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
}

/// Whether an attribute says yes.
pub(crate) fn yes(value: Option<&[u8]>) -> bool {
    matches!(value, Some(b"1" | b"true" | b"on"))
}

fn local(name: &[u8]) -> &[u8] {
    seek(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// Reads tokens from a stream.
pub(crate) struct Tokens<R> {
    source: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    total: u64,
    limit: u64,
    ended: bool,
}

enum Found {
    Token(Kind, Range<usize>, usize),
    Skip(usize),
    More,
}

#[derive(Clone, Copy)]
enum Kind {
    Start,
    Empty,
    End,
    Text,
    Literal,
}

impl Tokens<Empty> {
    /// A reader of bytes that stand in a buffer, to the end of the range; see
    /// [`Tokens::into_buffer`].
    pub(crate) fn within(buffer: Vec<u8>, range: Range<usize>) -> Tokens<Empty> {
        let (at, filled) = (range.start, range.end.min(buffer.len()));
        Tokens { source: io::empty(), buffer, at, filled, total: 0, limit: 0, ended: true }
    }

    /// The buffer as it was given.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

impl<R> Tokens<R> {
    /// Where the bytes come from that are not in the window yet.
    pub(crate) fn source(&mut self) -> &mut R {
        &mut self.source
    }

    /// Counts bytes that the source passed over.
    pub(crate) fn passed(&mut self, bytes: usize) -> Result<(), Reason> {
        self.total += bytes as u64;
        if self.total > self.limit { Err(limits::part_bytes()) } else { Ok(()) }
    }
}

impl<R: Read> Tokens<R> {
    /// A reader of at most `limit` bytes.
    pub(crate) fn new(source: R, limit: u64) -> Tokens<R> {
        let buffer = vec![0; 2 * CHUNK];
        Tokens { source, buffer, at: 0, filled: 0, total: 0, limit, ended: false }
    }

    /// The next token; nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, Reason> {
        loop {
            match find(&self.buffer[self.at..self.filled], self.ended)? {
                Found::Token(kind, range, end) => {
                    let inside = self.at + range.start..self.at + range.end;
                    self.at += end;
                    let text = &self.buffer[inside];
                    return Ok(Some(match kind {
                        Kind::Start => Token::Start { tag: Tag(text), empty: false },
                        Kind::Empty => Token::Start { tag: Tag(text), empty: true },
                        Kind::End => Token::End(local(text.trim_ascii_end())),
                        Kind::Text => Token::Text(text),
                        Kind::Literal => Token::Literal(text),
                    }));
                }
                Found::Skip(n) => self.at += n,
                Found::More if self.ended && self.at == self.filled => return Ok(None),
                Found::More if self.ended => return Err(damaged("a tag is cut off")),
                Found::More => self.fill()?,
            }
        }
    }

    /// The bytes read so far that no token has taken.
    pub(crate) fn window(&self) -> &[u8] {
        &self.buffer[self.at..self.filled]
    }

    /// Takes bytes of the window.
    pub(crate) fn take(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.filled);
    }

    fn fill(&mut self) -> Result<(), Reason> {
        self.buffer.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        if self.filled > TOKEN {
            return Err(damaged("a tag or text is longer than any may be"));
        }
        if self.buffer.len() < self.filled + CHUNK {
            self.buffer.resize(self.filled + CHUNK, 0);
        }
        let read = loop {
            match self.source.read(&mut self.buffer[self.filled..]) {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other.map_err(|e| damaged(&e.to_string()))?,
            }
        };
        if self.total == 0 && matches!(self.buffer[..2], [0xFF, 0xFE] | [0xFE, 0xFF]) {
            return Err(damaged("its XML is in UTF-16; save the workbook again"));
        }
        self.total += read as u64;
        self.filled += read;
        self.ended = read == 0;
        if self.total > self.limit { Err(limits::part_bytes()) } else { Ok(()) }
    }
}

/// Finds the token at the beginning of the window.
fn find(window: &[u8], ended: bool) -> Result<Found, Reason> {
    let Some(first) = window.first() else { return Ok(Found::More) };
    if *first != b'<' {
        return Ok(match seek(b'<', window) {
            Some(end) => Found::Token(Kind::Text, 0..end, end),
            None if ended => Found::Token(Kind::Text, 0..window.len(), window.len()),
            None => Found::More,
        });
    }
    let until = |end: &[u8], from: usize| {
        window.get(from..).and_then(|w| memmem::find(w, end)).map(|n| from + n)
    };
    let skip =
        |end: &[u8], from| until(end, from).map_or(Found::More, |n| Found::Skip(n + end.len()));
    match window.get(1) {
        None => Ok(Found::More),
        Some(b'?') => Ok(skip(b"?>", 2)),
        Some(b'!') if window.starts_with(b"<!--") => Ok(skip(b"-->", 4)),
        Some(b'!') if window.starts_with(b"<![CDATA[") => Ok(match until(b"]]>", 9) {
            Some(end) => Found::Token(Kind::Literal, 9..end, end + 3),
            None => Found::More,
        }),
        Some(b'!') if window.len() < 9 && !ended => Ok(Found::More),
        Some(b'!') => Err(damaged("its XML declares a document type")),
        Some(b'/') => Ok(match seek(b'>', window) {
            Some(end) => Found::Token(Kind::End, 2..end, end + 1),
            None => Found::More,
        }),
        Some(_) => Ok(match tag_end(window) {
            Some(end) if window[end - 1] == b'/' => Found::Token(Kind::Empty, 1..end - 1, end + 1),
            Some(end) => Found::Token(Kind::Start, 1..end, end + 1),
            None => Found::More,
        }),
    }
}

/// Where the `>` of a start tag stands; one within quotes is not it.
fn tag_end(window: &[u8]) -> Option<usize> {
    let mut quote = 0;
    for (at, byte) in window.iter().enumerate().skip(1) {
        match byte {
            b'>' if quote == 0 => return Some(at),
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if *byte == quote => quote = 0,
            _ => {}
        }
    }
    None
}

/// Where the byte first stands. It is nearly always near, where a plain look is fastest.
fn seek(byte: u8, text: &[u8]) -> Option<usize> {
    const NEAR: usize = 32;
    let near = &text[..text.len().min(NEAR)];
    near.iter().position(|b| *b == byte).or_else(|| {
        let far = text.get(NEAR..)?;
        memchr(byte, far).map(|at| at + NEAR)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(xml: &str) -> Vec<String> {
        /// Gives one byte at a time, so that every token is cut somewhere.
        struct Drip<'b>(&'b [u8]);
        impl Read for Drip<'_> {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
                out[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let mut reader = Tokens::new(Drip(xml.as_bytes()), 1 << 20);
        let mut out = Vec::new();
        loop {
            let text = |t: &[u8]| String::from_utf8_lossy(t).into_owned();
            match reader.next() {
                Ok(None) => return out,
                Ok(Some(Token::Start { tag, empty })) => {
                    let end = if empty { "/" } else { "" };
                    let attributes: Vec<_> = tag
                        .attributes()
                        .map(|(k, v)| format!(" {}={}", text(k), text(v)))
                        .collect();
                    out.push(format!("<{}{}{end}>", text(tag.name()), attributes.concat()));
                }
                Ok(Some(Token::End(name))) => out.push(format!("</{}>", text(name))),
                Ok(Some(Token::Text(t) | Token::Literal(t))) => out.push(text(t)),
                Err(e) => {
                    out.push(e.to_string());
                    return out;
                }
            }
        }
    }

    #[test]
    fn tags_texts_and_what_to_skip() {
        assert_eq!(
            tokens(
                "\u{feff}<?xml version='1.0'?><x:row r=\"1\" x:hidden = '1'><!-- <c> --><c r='A1' note=\"a>b\"/>\
                 <v>1 &lt; 2</v><t><![CDATA[<raw>]]></t></x:row >"
            ),
            [
                "\u{feff}",
                "<row r=1 hidden=1>",
                "<c r=A1 note=a>b/>",
                "<v>",
                "1 &lt; 2",
                "</v>",
                "<t>",
                "<raw>",
                "</t>",
                "</row>"
            ]
        );
    }

    #[test]
    fn what_is_refused() {
        assert!(tokens("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")[0].contains("document type"));
        assert!(tokens("<a><b").last().unwrap().contains("cut off"));
        assert!(tokens("<a b=\"x").last().unwrap().contains("cut off"));
        let utf16 = Tokens::new(&b"\xff\xfe<\0a\0"[..], 100).next().unwrap_err();
        assert!(utf16.to_string().contains("UTF-16"));
        let long = vec![b'x'; TOKEN + 2 * CHUNK];
        assert!(Tokens::new(&long[..], 1 << 30).next().is_err());
        assert!(matches!(Tokens::new(&long[..], 5000).next(), Err(Reason::TooLarge { .. })));
    }

    #[test]
    fn numbers() {
        assert_eq!(number(Some(b" 12 ")), Some(12));
        assert_eq!((number(Some(b"")), number(Some(b"1x")), number(None)), (None, None, None));
        assert_eq!(number(Some(b"9999999999")), None);
    }
}
