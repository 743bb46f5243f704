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
#[inline]
pub(super) fn cell(text: &str) -> Option<Quick<'_>> {
    let rest = after(text.as_bytes(), b"<c r=\"")?;
    let (column, rest) = letters(rest)?;
    let (row, rest) = digits(rest)?;
    let rest = after(rest, b"\"")?;
    let (style, rest) = match after(rest, b" s=\"") {
        Some(rest) => {
            let (style, rest) = digits(rest)?;
            (style, after(rest, b"\"")?)
        }
        None => (0, rest),
    };
    let (shared, rest) = match rest {
        [b' ', b't', b'=', b'"', kind @ (b'n' | b's'), b'"', rest @ ..] => (*kind == b's', rest),
        _ => (false, rest),
    };
    if row == 0 {
        return None;
    }
    let place = |rest: &[u8]| text.len() - rest.len();
    let rest = match rest {
        [b'/', b'>', rest @ ..] => {
            let len = place(rest);
            return Some(Quick { row, column, style, shared, computed: false, value: "", len });
        }
        [b'>', rest @ ..] => rest,
        _ => return None,
    };
    let (computed, rest) = match after(rest, b"<f>") {
        // What it says does not matter where its value stands.
        Some(rest) => (true, after(&rest[memchr::memchr(b'<', rest)?..], b"</f>")?),
        None => (false, rest),
    };
    let value = after(rest, b"<v>")?;
    let mut rest = value;
    while let [b'0'..=b'9' | b'.' | b'-', more @ ..] = rest {
        rest = more;
    }
    let len = place(after(rest, b"</v></c>")?);
    let value = text.get(place(value)..place(rest)).filter(|v| !v.is_empty())?;
    Some(Quick { row, column, style, shared, computed, value, len })
}

/// What stands behind what is expected. An array, so that it is compared as a word or two.
#[inline]
fn after<'t, const N: usize>(text: &'t [u8], expected: &[u8; N]) -> Option<&'t [u8]> {
    let (first, rest) = text.split_first_chunk()?;
    (first == expected).then_some(rest)
}

/// The number of a column by its letters, and what stands behind them.
#[inline]
fn letters(mut rest: &[u8]) -> Option<(u32, &[u8])> {
    let mut column = 0;
    while let [letter @ b'A'..=b'Z', more @ ..] = rest {
        column = column * 26 + u32::from(letter - b'A') + 1;
        rest = more;
        if column > 20_000 {
            return None;
        }
    }
    (column > 0).then_some((column, rest))
}

/// A number of up to eight digits, and what stands behind it.
#[inline]
fn digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let (mut number, mut rest) = (0, text);
    while let [digit @ b'0'..=b'9', more @ ..] = rest {
        number = number * 10 + u32::from(digit - b'0');
        rest = more;
        if text.len() - rest.len() > 8 {
            return None;
        }
    }
    (rest.len() < text.len()).then_some((number, rest))
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
