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

/// The number of the row that is read, as its cells spell it: it is the same in all of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    number: u32,
    /// Its digits and the quotation mark behind them, the first in the lowest byte.
    spelt: u64,
    /// The bytes of that.
    mask: u64,
    len: usize,
}

impl Row {
    /// The number at the beginning of the text, and what stands behind its quotation mark.
    #[inline(always)]
    fn read<'t>(&mut self, text: &'t [u8]) -> Option<(u32, &'t [u8])> {
        let start = text.first_chunk().map(|start| u64::from_le_bytes(*start));
        if self.len > 0 && start.is_some_and(|start| start & self.mask == self.spelt) {
            return Some((self.number, &text[self.len..]));
        }
        let (number, rest) = digits(text)?;
        let rest = after(rest, b"\"")?;
        let len = text.len() - rest.len();
        if let Some(start) = start.filter(|_| len <= size_of::<u64>()) {
            let mask = u64::MAX >> (u64::BITS as usize - 8 * len);
            *self = Row { number, spelt: start & mask, mask, len };
        }
        Some((number, rest))
    }
}

/// Matches a cell at the beginning of the text, likely of the row.
#[inline]
pub(super) fn cell<'t>(text: &'t [u8], row: &mut Row) -> Option<Quick<'t>> {
    let rest = after(text, b"<c r=\"")?;
    let (column, rest) = letters(rest)?;
    let (row, rest) = row.read(rest)?;
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
        // What it says does not matter where its value stands, if it is text at all.
        Some(rest) => {
            let (formula, rest) = rest.split_at(memchr::memchr(b'<', rest)?);
            (true, after(rest, b"</f>").filter(|_| formula.is_ascii())?)
        }
        None => (false, rest),
    };
    let rest = after(rest, b"<v>")?;
    let (value, rest) = rest.split_at(rest.iter().position(|b| !IN_NUMBER[usize::from(*b)])?);
    let len = place(after(rest, b"</v></c>")?);
    let value = match value {
        [] => return None,
        // Most figures are zero.
        b"0" => "0",
        _ => str::from_utf8(value).ok()?,
    };
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
#[inline(always)]
fn digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (i, byte) in text.iter().take(9).enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return (i > 0).then_some((number, &text[i..]));
        }
        number = number * 10 + u32::from(digit);
    }
    None
}

/// Whether a byte may stand in a number: a digit, a point or a minus.
const IN_NUMBER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b'0';
    while byte <= b'9' {
        table[byte as usize] = true;
        byte += 1;
    }
    table[b'.' as usize] = true;
    table[b'-' as usize] = true;
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_cells() {
        let matched = |text: &'static str| {
            cell(text.as_bytes(), &mut Row::default())
                .map(|q| (q.row, q.column, q.style, q.shared, q.value, q.len))
        };
        let number = r#"<c r="AO48" s="12" t="n"><v>-0.5</v></c><c r="#;
        assert_eq!(matched(number), Some((48, 41, 12, false, "-0.5", number.len() - 5)));
        assert_eq!(matched(r#"<c r="A1"><v>7</v></c>"#), Some((1, 1, 0, false, "7", 22)));
        assert_eq!(matched(r#"<c r="B2" t="s"><v>3</v></c>"#), Some((2, 2, 0, true, "3", 28)));
        assert_eq!(matched(r#"<c r="B2" s="1"/>"#), Some((2, 2, 1, false, "", 17)));
        let sum = r#"<c r="J5" s="6"><f>ROUND(K5&amp;L5,9)</f><v>1.5</v></c>"#;
        assert_eq!(matched(sum), Some((5, 10, 6, false, "1.5", sum.len())));
        assert_eq!(cell(sum.as_bytes(), &mut Row::default()).map(|q| q.computed), Some(true));
        assert_eq!(cell(number.as_bytes(), &mut Row::default()).map(|q| q.computed), Some(false));
    }

    #[test]
    fn rows_are_told_apart() {
        let mut row = Row::default();
        for number in [1, 1, 11, 1, 12, 1_048_576, 104_857, 1_048_576, 10_485_760, 10_485_761] {
            let text = format!(r#"<c r="B{number}" s="1"><v>5</v></c><c r="C{number}""#);
            let found = cell(text.as_bytes(), &mut row).map(|q| (q.row, q.column, q.value));
            assert_eq!(found, Some((number, 2, "5")));
        }
        assert_eq!(cell(br#"<c r="B104857600"><v>5</v></c>"#, &mut row), None);
    }

    #[test]
    fn anything_else_is_no_match() {
        for text in [
            r#"<c r="A1"><f>B1</f></c>"#,
            r#"<c r="A1"><f>B1</f><v/></c>"#,
            r#"<c r="A1"><f t="shared" si="0"/><v>7</v></c>"#,
            r#"<c r="A1"><f><![CDATA[B1]]></f><v>7</v></c>"#,
            r#"<c r="A1"><f>"é"</f><v>7</v></c>"#,
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
            assert_eq!(cell(text.as_bytes(), &mut Row::default()), None, "{text}");
        }
    }
}
