//! Characters of XML and of Excel: entities, and the escapes of characters XML cannot hold.

use super::damaged;
use super::tokens::{Token, Tokens};
use crate::error::Reason;
use std::io::Read;

/// Appends XML text: entities become their characters.
pub(crate) fn push_text(raw: &[u8], out: &mut String) -> Result<(), Reason> {
    let text = utf8(raw)?;
    if !text.contains('&') {
        out.push_str(text);
        return Ok(());
    }
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after.split_once(';').and_then(|(name, tail)| Some((entity(name)?, tail)));
        match known {
            Some((c, tail)) => {
                out.push(c);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Ok(())
}

/// The text as it is, which must be UTF-8.
pub(crate) fn utf8(raw: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(raw).map_err(|_| damaged("a text is not valid UTF-8"))
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// Undoes Excel's escapes of control characters (`_x000D_`) in the text from `start` on.
pub(crate) fn unescape(text: &mut String, start: usize) {
    if !text[start..].contains("_x") {
        return;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &text[start..];
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let code = code.filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|h| char::from_u32(u32::from_str_radix(h, 16).ok()?)) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    text.truncate(start);
    text.push_str(&out);
}

/// Reads a text item (`si`, `is`) to its end tag, whose start was read: plain or in runs, without
/// the pronunciation of East Asian texts.
pub(crate) fn push_item<R: Read>(
    xml: &mut Tokens<R>,
    end: &[u8],
    out: &mut String,
) -> Result<(), Reason> {
    let start = out.len();
    let (mut inside, mut spoken) = (false, false);
    loop {
        match xml.next()?.ok_or_else(|| damaged("a text is cut off"))? {
            Token::Start { tag, empty: false } => match tag.name() {
                b"t" => inside = !spoken,
                b"rPh" => spoken = true,
                _ => {}
            },
            Token::End(name) if name == end => break,
            Token::End(b"t") => inside = false,
            Token::End(b"rPh") => spoken = false,
            Token::Text(text) if inside => push_text(text, out)?,
            Token::Literal(text) if inside => out.push_str(utf8(text)?),
            _ => {}
        }
    }
    unescape(out, start);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> String {
        let mut out = String::new();
        push_text(raw.as_bytes(), &mut out).unwrap();
        unescape(&mut out, 0);
        out
    }

    #[test]
    fn entities_and_escapes() {
        assert_eq!(text("A &amp; B &lt;1&gt; &#233;&#xE9; &quot;&apos;"), "A & B <1> éé \"'");
        assert_eq!(text("R&D; &unknown; & &#xD800;"), "R&D; &unknown; & &#xD800;");
        assert_eq!(text("a_x000D_\nb_x005F_x000A_ _xyz_ _x00"), "a\r\nb_x000A_ _xyz_ _x00");
        assert!(push_text(b"\xff", &mut String::new()).is_err());
    }

    #[test]
    fn items_in_runs() {
        let xml = b"<r><rPr><b/></rPr><t>Record</t></r><r><t xml:space=\"preserve\"> Date</t></r>\
                    <rPh><t>kana</t></rPh></si>";
        let mut out = String::from("x");
        push_item(&mut Tokens::new(&xml[..], 1000), b"si", &mut out).unwrap();
        assert_eq!(out, "xRecord Date");
    }
}
