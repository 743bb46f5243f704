//! Elements into bytes.

use crate::boxes::Dollars;
use std::io::Write as _;

/// A buffer that elements are appended to.
#[derive(Debug, Default)]
pub struct Out {
    /// The bytes so far.
    pub bytes: Vec<u8>,
}

impl Out {
    /// Begins an element.
    #[inline]
    pub fn open(&mut self, name: &str) {
        self.bytes.push(b'<');
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(b'>');
    }

    /// Ends an element.
    #[inline]
    pub fn close(&mut self, name: &str) {
        self.bytes.extend_from_slice(b"</");
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(b'>');
    }

    /// An element with a text, escaped.
    #[inline]
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.bytes.reserve(2 * name.len() + text.len() + 5);
        self.open(name);
        if text.bytes().any(|b| matches!(b, b'&' | b'<' | b'>')) {
            self.escaped(text);
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
        self.close(name);
    }

    fn escaped(&mut self, text: &str) {
        for b in text.bytes() {
            match b {
                b'&' => self.bytes.extend_from_slice(b"&amp;"),
                b'<' => self.bytes.extend_from_slice(b"&lt;"),
                b'>' => self.bytes.extend_from_slice(b"&gt;"),
                _ => self.bytes.push(b),
            }
        }
    }

    /// An element with a text, where there is one.
    pub fn leaf_if_any(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// An element with a number.
    pub fn number(&mut self, name: &str, n: u64) {
        self.open(name);
        self.digits(n);
        self.close(name);
    }

    fn digits(&mut self, n: u64) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut rest = n;
        loop {
            at -= 1;
            digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[at..]);
    }

    /// An indicator, `0` or `1`.
    pub fn indicator(&mut self, name: &str, set: bool) {
        self.leaf(name, if set { "1" } else { "0" });
    }

    /// An amount in dollars and cents.
    pub fn dollars(&mut self, name: &str, cents: i128) {
        self.open(name);
        if let Ok(cents) = u64::try_from(cents) {
            self.digits(cents / 100);
            let two = u8::try_from(cents % 100).unwrap_or(0);
            self.bytes.extend_from_slice(&[b'.', b'0' + two / 10, b'0' + two % 10]);
        } else {
            // Writing into a vector cannot fail.
            let _ = write!(self.bytes, "{}", Dollars(cents));
        }
        self.close(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_escaped() {
        let mut out = Out::default();
        out.leaf("a", "&<b>&");
        assert_eq!(out.bytes, b"<a>&amp;&lt;b&gt;&amp;</a>");
    }

    proptest! {
        #[test]
        fn dollars_have_one_spelling(cents in any::<i64>()) {
            let mut out = Out::default();
            out.dollars("a", i128::from(cents));
            let text = String::from_utf8(out.bytes).unwrap();
            prop_assert_eq!(text, format!("<a>{}</a>", Dollars(i128::from(cents))));
        }
    }
}
