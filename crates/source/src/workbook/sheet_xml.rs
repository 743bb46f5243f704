//! A fast look through the XML of a sheet, ahead of its cells, for what the cells reader does not
//! give: hidden rows and columns and merged ranges. Nothing is parsed but the few elements that
//! matter, which are found by their names, so the look costs little more than uncompressing.
//! It also counts: a sheet that passes the bound is refused before its cells are read.

use super::furniture::Furniture;
use super::limits;
use crate::error::Reason;
use memchr::memmem::Finder;
use std::io::Read;

const CHUNK: usize = 256 << 10;
/// A start tag longer than this is no row, column or merged range.
const TAG: usize = 16 << 10;

/// Reads the furniture of a sheet from the stream of its XML.
pub(crate) fn furniture(mut xml: impl Read) -> Result<Furniture, Reason> {
    let mut found = Furniture::default();
    let finders = [Finder::new("hidden="), Finder::new("mergeCell ")];
    let mut buffer = vec![0; CHUNK + TAG];
    let (mut kept, mut total) = (0, 0_u64);
    loop {
        let read = fill(&mut xml, &mut buffer[kept..kept + CHUNK])?;
        total += read as u64;
        if total > limits::PART_BYTES {
            return Err(limits::part_bytes());
        }
        let last = read < CHUNK;
        let text = &buffer[..kept + read];
        // A tag that is cut off at the end is left for the next round.
        let open = text.iter().rev().take(TAG).position(|b| *b == b'<').map(|p| text.len() - 1 - p);
        let end = match open {
            Some(at) if !last => at,
            _ => text.len(),
        };
        for finder in &finders {
            for at in finder.find_iter(&text[..end]) {
                if let Some(tag) = tag_around(&text[..end], at) {
                    element(tag, &mut found)?;
                }
            }
        }
        if last {
            return Ok(found);
        }
        buffer.copy_within(end..kept + read, 0);
        kept = kept + read - end;
    }
}

fn fill(xml: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Reason> {
    let mut filled = 0;
    while filled < buffer.len() {
        match xml.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => {
                return Err(Reason::Damaged {
                    format: "a workbook",
                    detail: format!("sheet: {e}"),
                });
            }
        }
    }
    Ok(filled)
}

/// The inside of the start tag that holds the position: `row r="5" hidden="1"`.
fn tag_around(text: &[u8], at: usize) -> Option<&str> {
    let from = at.saturating_sub(TAG);
    let start = from + text[from..at].iter().rposition(|b| *b == b'<')? + 1;
    let end = at + text[at..].iter().take(TAG).position(|b| *b == b'>')?;
    let inside = &text[start..end];
    (!inside.contains(&b'>')).then(|| std::str::from_utf8(inside).ok())?
}

fn element(tag: &str, found: &mut Furniture) -> Result<(), Reason> {
    let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
    let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
    let number = |key| attribute(attributes, key).and_then(|v| v.parse::<u32>().ok());
    let hidden = || matches!(attribute(attributes, "hidden"), Some("1" | "true"));
    match name {
        "row" if hidden() => {
            if let Some(row) = number("r") {
                found.hide_rows(row, row);
            }
        }
        "col" if hidden() => {
            if let (Some(first), Some(last)) = (number("min"), number("max")) {
                found.hide_columns(first, last);
            }
        }
        "mergeCell" => {
            if let Some((from, to)) = attribute(attributes, "ref").and_then(|r| r.split_once(':'))
                && let (Some((row, first)), Some((_, last))) = (cell(from), cell(to))
            {
                found.merge(row, first, last)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn attribute<'t>(attributes: &'t str, key: &str) -> Option<&'t str> {
    attributes.match_indices(key).find_map(|(at, _)| {
        let before = attributes[..at].chars().next_back();
        if before.is_some_and(|c| !c.is_ascii_whitespace()) {
            return None;
        }
        let rest = attributes[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    })
}

/// `AB12` as row 12 and column 28.
fn cell(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (column, row) = name.split_at(digits);
    let column = column.bytes().filter(|b| *b != b'$').try_fold(0_u32, |n, b| {
        let digit = b.to_ascii_uppercase().checked_sub(b'A').filter(|d| *d < 26)?;
        n.checked_mul(26)?.checked_add(u32::from(digit) + 1)
    })?;
    let row = row.parse().ok()?;
    (column > 0 && row > 0).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_columns_and_merges() {
        let xml = br#"<worksheet><cols><col min="3" max="5" hidden="1" width="0"/>
            <col min="9" max="9" hidden="0"/></cols><sheetData>
            <x:row r="7" spans="1:3" hidden="true"><c r="A7" t="inlineStr"><is><t>hidden=no</t></is></c></x:row>
            <row hidden="1" r='8'/><row r="9"/></sheetData>
            <mergeCells count="2"><mergeCell ref="B2:D2"/><mergeCell ref="A1:A4"/></mergeCells></worksheet>"#;
        let f = furniture(&xml[..]).unwrap();
        assert!(f.column_hidden(4) && !f.column_hidden(9));
        assert!(f.row_hidden(7) && f.row_hidden(8) && !f.row_hidden(9));
        assert_eq!((f.span(2, 2), f.span(1, 1)), (3, 1));
    }

    #[test]
    fn a_tag_across_two_chunks() {
        for pad in CHUNK - 40..CHUNK + 4 {
            let xml = format!("<a>{}</a><row r=\"12\" hidden=\"1\"/><b/>", "x".repeat(pad));
            assert!(furniture(xml.as_bytes()).unwrap().row_hidden(12), "{pad}");
        }
    }

    #[test]
    fn cell_names() {
        assert_eq!(cell("AO48"), Some((48, 41)));
        assert_eq!(cell("$B$2"), None.or(cell("B2")));
        assert_eq!(
            (cell("12"), cell("A0"), cell("A"), cell("AAAAAAAA1")),
            (None, None, None, None)
        );
    }
}
