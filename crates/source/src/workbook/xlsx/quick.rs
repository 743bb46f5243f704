//! The usual cell, matched at once.
//!
//! Nearly every cell of a layout is spelt `<c r="K14" s="3" t="n"><v>0.17522</v></c>`, some with
//! a formula before the value, so that spelling is matched here byte by byte, in a third of the
//! time that its tags take one by one.
//! Any other spelling is no match, and the reader of tags takes it: what a cell means is the same
//! on both ways.

/// A cell of a plain number or a shared text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quick<'t> {
    /// Row and column, from 1.
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) style: u32,
    /// Whether the value is the number of a shared text.
    pub(super) shared: bool,
    /// Whether a formula gave the value.
    pub(super) computed: bool,
    /// Digits, point and minus; empty for a blank cell.
    pub(super) value: &'t str,
    /// How many bytes the cell takes.
    pub(super) len: usize,
}

/// Matches a cell at the beginning of the text.
pub(super) fn cell(whole: &str) -> Option<Quick<'_>> {
    let text = whole.as_bytes();
    let mut at = after(text, 0, b"<c r=\"")?;
    let mut column = 0;
    while let Some(letter) = text.get(at).filter(|b| b.is_ascii_uppercase()) {
        column = column * 26 + u32::from(letter - b'A') + 1;
        at += 1;
        if column > 20_000 {
            return None;
        }
    }
    let (row, mut at) = digits(text, at)?;
    at = after(text, at, b"\"")?;
    let mut style = 0;
    if let Some(from) = after(text, at, b" s=\"") {
        (style, at) = digits(text, from)?;
        at = after(text, at, b"\"")?;
    }
    let mut shared = false;
    if let Some(from) = after(text, at, b" t=\"n\"") {
        at = from;
    } else if let Some(from) = after(text, at, b" t=\"s\"") {
        (shared, at) = (true, from);
    }
    if row == 0 || column == 0 {
        return None;
    }
    if let Some(len) = after(text, at, b"/>") {
        return Some(Quick { row, column, style, shared, computed: false, value: "", len });
    }
    at = after(text, at, b">")?;
    let formula = after(text, at, b"<f>");
    if let Some(from) = formula {
        // What it says does not matter where its value stands.
        let end = from + memchr::memchr(b'<', &text[from..])?;
        at = after(text, end, b"</f>")?;
    }
    let start = after(text, at, b"<v>")?;
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let end = start + text[start..].iter().position(|b| !plain(b))?;
    let len = after(text, end, b"</v></c>")?;
    let value = whole.get(start..end)?;
    let computed = formula.is_some();
    (end > start).then_some(Quick { row, column, style, shared, computed, value, len })
}

/// Where the text goes on after what is expected at a place. An array, so that it is compared as a
/// word or two.
fn after<const N: usize>(text: &[u8], at: usize, expected: &[u8; N]) -> Option<usize> {
    (text.get(at..)?.first_chunk() == Some(expected)).then_some(at + N)
}

/// A number of up to eight digits, and where it ends.
fn digits(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let (mut number, mut end) = (0, at);
    while let Some(digit) = text.get(end).filter(|b| b.is_ascii_digit()) {
        number = number * 10 + u32::from(digit - b'0');
        end += 1;
        if end > at + 8 {
            return None;
        }
    }
    (end > at).then_some((number, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_cells() {
        let matched = |text: &'static str| {
            cell(text).map(|q| (q.row, q.column, q.style, q.shared, q.value, q.len))
        };
        let number = r#"<c r="AO48" s="12" t="n"><v>-0.5</v></c><c r="#;
        assert_eq!(matched(number), Some((48, 41, 12, false, "-0.5", number.len() - 5)));
        assert_eq!(matched(r#"<c r="A1"><v>7</v></c>"#), Some((1, 1, 0, false, "7", 22)));
        assert_eq!(matched(r#"<c r="B2" t="s"><v>3</v></c>"#), Some((2, 2, 0, true, "3", 28)));
        assert_eq!(matched(r#"<c r="B2" s="1"/>"#), Some((2, 2, 1, false, "", 17)));
        let sum = r#"<c r="J5" s="6"><f>ROUND(K5&amp;L5,9)</f><v>1.5</v></c>"#;
        assert_eq!(matched(sum), Some((5, 10, 6, false, "1.5", sum.len())));
        assert_eq!(cell(sum).map(|q| q.computed), Some(true));
        assert_eq!(cell(number).map(|q| q.computed), Some(false));
    }

    #[test]
    fn anything_else_is_no_match() {
        for text in [
            r#"<c r="A1"><f>B1</f></c>"#,
            r#"<c r="A1"><f>B1</f><v/></c>"#,
            r#"<c r="A1"><f t="shared" si="0"/><v>7</v></c>"#,
            r#"<c r="A1"><f><![CDATA[B1]]></f><v>7</v></c>"#,
            r#"<c r="A1"><v>7</v><f>B1</f></c>"#,
            r#"<c r="A1"><v>1E-3</v></c>"#,
            r#"<c r="A1"><v></v></c>"#,
            r#"<c r="A1" t="str"><v>7</v></c>"#,
            r#"<c s="1" r="A1"><v>7</v></c>"#,
            r#"<c r="A1"><v>7</v><extLst/></c>"#,
            r#"<c r="A0"><v>7</v></c>"#,
            r#"<c r="1"><v>7</v></c>"#,
            r#"<c r="A1"><v>7</v></"#,
            r#"<c r="A"#,
            "",
        ] {
            assert_eq!(cell(text), None, "{text}");
        }
    }
}
