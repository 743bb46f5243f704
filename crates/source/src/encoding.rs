//! Bytes to text: UTF-8, UTF-16 and Windows-1252, told apart by content.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text with what is known of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'b> {
    /// The text, without byte-order mark.
    pub text: Cow<'b, str>,
    /// The encoding it was in, as the WHATWG names it (`UTF-8`, `UTF-16LE`, `windows-1252`).
    pub encoding: &'static str,
    /// Whether some bytes are not valid in that encoding; U+FFFD stands in their place.
    pub damaged: bool,
}

/// How many bytes are looked at to tell UTF-16 without a byte-order mark.
const SAMPLE: usize = 4096;

/// Decodes text. A byte-order mark decides; without one UTF-16 shows by its zero bytes, UTF-8 by
/// being valid, and anything else is Windows-1252, as Excel and Windows programs save it.
#[must_use]
pub fn decode(bytes: &[u8]) -> Text<'_> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let (text, damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
    Text { text, encoding: encoding.name(), damaged }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(utf16) = utf16(bytes) {
        return utf16;
    }
    let (good, bad) = multibyte(bytes);
    if bad == 0 || good > 4 * bad { UTF_8 } else { WINDOWS_1252 }
}

/// UTF-16 of mostly Latin text has a zero in every second byte, always the same one.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    if pairs >= 2 && odd > even && odd * 2 > pairs && even * 10 < pairs {
        Some(UTF_16LE)
    } else if pairs >= 2 && even > odd && even * 2 > pairs && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How many characters beyond ASCII are valid UTF-8, and how many byte runs are not.
fn multibyte(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let wide = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + wide, bad + usize::from(!chunk.invalid().is_empty()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE_TEXT: &str = "CUSIP\tFund – Growth\n12345678A\t0.25\n";

    fn utf16(big: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(SAMPLE_TEXT.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let windows = WINDOWS_1252.encode(SAMPLE_TEXT).0.into_owned();
        let mut marked = vec![0xef, 0xbb, 0xbf];
        marked.extend_from_slice(SAMPLE_TEXT.as_bytes());
        for (bytes, encoding) in [
            (SAMPLE_TEXT.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (utf16(false, true), "UTF-16LE"),
            (utf16(false, false), "UTF-16LE"),
            (utf16(true, true), "UTF-16BE"),
            (utf16(true, false), "UTF-16BE"),
            (windows, "windows-1252"),
        ] {
            let text = decode(&bytes);
            assert_eq!((&*text.text, text.encoding), (SAMPLE_TEXT, encoding));
            assert!(!text.damaged);
        }
    }

    #[test]
    fn damaged_bytes_are_told() {
        let mut bytes = "Größe – ééééé".as_bytes().to_vec();
        bytes.push(0xc3);
        let text = decode(&bytes);
        assert!(text.damaged && text.text.ends_with('\u{fffd}') && text.text.starts_with("Größe"));
        let mut bytes = utf16(false, true);
        bytes.extend([0x00, 0xd8, b'a', 0]);
        assert!(decode(&bytes).damaged);
    }

    #[test]
    fn short_and_empty_inputs_are_utf8() {
        for bytes in [vec![], b"a".to_vec(), b"ab".to_vec()] {
            assert_eq!(decode(&bytes).encoding, "UTF-8");
        }
    }
}
