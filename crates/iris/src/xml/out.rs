//! Elements into bytes, or into their number.

use super::Tag;
use crate::boxes::Dollars;

/// What takes bytes.
pub trait Bytes {
    /// Takes them.
    fn put(&mut self, bytes: &[u8]);
}

impl Bytes for Vec<u8> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Counts bytes: how long something will be, without writing it.
#[derive(Debug, Default)]
pub struct Length(pub u64);

impl Bytes for Length {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }
}

/// What elements are appended to.
#[derive(Debug, Default)]
pub struct Elements<B> {
    /// The bytes so far.
    pub bytes: B,
}

/// A buffer that elements are appended to.
pub type Out = Elements<Vec<u8>>;

// Inlined, so that a tag known to the compiler is copied without asking how long it is.
impl<B: Bytes> Elements<B> {
    /// Begins an element.
    #[inline(always)]
    pub fn open(&mut self, tag: Tag<'_>) {
        self.bytes.put(tag.open.as_bytes());
    }

    /// Ends an element.
    #[inline(always)]
    pub fn close(&mut self, tag: Tag<'_>) {
        self.bytes.put(tag.close.as_bytes());
    }

    /// An element with a text, escaped.
    #[inline(always)]
    pub fn leaf(&mut self, tag: Tag<'_>, text: &str) {
        self.open(tag);
        // `&` may stand in a business name; the others hardly anywhere.
        if text.bytes().fold(false, |any, b| any | matches!(b, b'&' | b'<' | b'>')) {
            self.escaped(text);
        } else {
            self.bytes.put(text.as_bytes());
        }
        self.close(tag);
    }

    #[cold]
    fn escaped(&mut self, text: &str) {
        for b in text.bytes() {
            match b {
                b'&' => self.bytes.put(b"&amp;"),
                b'<' => self.bytes.put(b"&lt;"),
                b'>' => self.bytes.put(b"&gt;"),
                _ => self.bytes.put(&[b]),
            }
        }
    }

    /// An element with a text, where there is one.
    #[inline(always)]
    pub fn leaf_if_any(&mut self, tag: Tag<'_>, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(tag, text);
        }
    }

    /// An element with a number.
    pub fn number(&mut self, tag: Tag<'_>, n: u64) {
        self.open(tag);
        let mut digits = [0; DIGITS];
        let at = spell(n, &mut digits, DIGITS);
        self.bytes.put(&digits[at..]);
        self.close(tag);
    }

    /// An indicator, `0` or `1`.
    #[inline(always)]
    pub fn indicator(&mut self, tag: Tag<'_>, set: bool) {
        self.open(tag);
        self.bytes.put(if set { b"1" } else { b"0" });
        self.close(tag);
    }

    /// An amount in dollars and cents.
    pub fn dollars(&mut self, tag: Tag<'_>, cents: i128) {
        self.open(tag);
        if let Ok(cents) = u64::try_from(cents) {
            let mut digits = [b'.'; DIGITS];
            let two = u8::try_from(cents % 100).unwrap_or(0);
            [digits[DIGITS - 2], digits[DIGITS - 1]] = [b'0' + two / 10, b'0' + two % 10];
            let at = spell(cents / 100, &mut digits, DIGITS - 3);
            self.bytes.put(&digits[at..]);
        } else {
            self.bytes.put(Dollars(cents).to_string().as_bytes());
        }
        self.close(tag);
    }
}

/// Room for every `u64`, with a point and cents.
const DIGITS: usize = 24;

/// Spells a number so that it ends before `end`; where it begins.
#[inline]
fn spell(n: u64, digits: &mut [u8; DIGITS], end: usize) -> usize {
    let (mut at, mut rest) = (end, n);
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tag::tag;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_escaped() {
        let mut out = Out::default();
        out.leaf(tag!("a"), "&<b>&");
        assert_eq!(out.bytes, b"<a>&amp;&lt;b&gt;&amp;</a>");
    }

    proptest! {
        #[test]
        fn dollars_have_one_spelling(cents in any::<i64>()) {
            let mut out = Out::default();
            out.dollars(tag!("a"), i128::from(cents));
            let text = String::from_utf8(out.bytes).unwrap();
            prop_assert_eq!(text, format!("<a>{}</a>", Dollars(i128::from(cents))));
        }

        #[test]
        fn the_length_is_that_of_the_bytes(text in "\\PC{0,9}|[&<>a]{0,9}", n in any::<u64>()) {
            let (mut out, mut length) = (Out::default(), Elements::<Length>::default());
            out.leaf(tag!("a"), &text);
            length.leaf(tag!("a"), &text);
            out.number(tag!("b"), n);
            length.number(tag!("b"), n);
            out.dollars(tag!("c"), i128::from(n));
            length.dollars(tag!("c"), i128::from(n));
            prop_assert_eq!(out.bytes.len() as u64, length.bytes.0);
        }
    }
}
