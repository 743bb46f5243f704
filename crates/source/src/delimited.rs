//! Text whose cells are parted by a character: tab-separated as pasted or extracted, CSV,
//! semicolons, pipes.
//!
//! A quoted cell may hold separators and line breaks (headers over several lines do). A quote
//! that is never properly closed is an ordinary character, so that a stray inch mark or an
//! unclosed quote cannot swallow the rows below it; that is why this is not left to a CSV
//! library, which reads on to the end of the file.

use crate::grid::{CellKind, Sheet, SheetBuilder};
use std::borrow::Cow;

/// The separators that are tried.
pub const SEPARATORS: [char; 4] = ['\t', ',', ';', '|'];

/// How many line breaks a quoted cell may hold; a header has a dozen at most.
const MAX_BREAKS: usize = 40;

/// How many rows with figures are looked at to tell the separator.
const SAMPLE_ROWS: usize = 400;

/// The separator of the text, or `None` if its data lines are not parted by one (aligned text).
///
/// Only rows with figures count. Tabs are there for no other reason, so a fifth of the rows is
/// enough (the others are prose); any other separator must part a third of them into equally
/// many cells, and stand more often than the gaps of aligned text (`Fund, Inc., Class A    0.12`).
#[must_use]
pub fn separator(text: &str) -> Option<char> {
    let rows = data_rows(text, '\t');
    let parted = rows.iter().filter(|r| r.cells >= 3).count();
    if parted > 0 && parted * 5 >= rows.len() {
        return Some('\t');
    }
    let mut best = None;
    for separator in [',', ';', '|'] {
        let rows = data_rows(text, separator);
        let parted = rows.iter().filter(|r| r.cells >= 3 && r.cells > r.gaps);
        let mut counts: Vec<usize> = parted.map(|r| r.cells).collect();
        counts.sort_unstable();
        let Some(run) = counts.chunk_by(|a, b| a == b).max_by_key(|run| run.len() * run[0]) else {
            continue;
        };
        let score = run.len() * run[0];
        if run.len() * 3 >= rows.len() && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// How a separator parts a row.
struct Parted {
    cells: usize,
    /// Gaps of several blanks between texts that it does not part.
    gaps: usize,
}

/// The first rows with figures, as the separator parts them.
fn data_rows(text: &str, separator: char) -> Vec<Parted> {
    let mut out = Vec::new();
    let mut rest = Some(text);
    while let Some(row) = rest.filter(|_| out.len() < SAMPLE_ROWS) {
        let mut at = 0;
        let mut cells = 0;
        loop {
            at += cell(&row[at..], separator).end;
            cells += 1;
            if !row[at..].starts_with(separator) {
                break;
            }
            at += separator.len_utf8();
        }
        if has_figures(&row[..at]) {
            out.push(Parted { cells, gaps: gaps(&row[..at], separator) });
        }
        rest = after_break(&row[at..]);
    }
    out
}

/// Whether a row looks like data: several tokens hold digits.
fn has_figures(row: &str) -> bool {
    let tokens = row.split(|c: char| c.is_whitespace() || ",;|".contains(c));
    tokens.filter(|t| t.bytes().any(|b| b.is_ascii_digit())).nth(1).is_some()
}

/// How many gaps of several blanks stand between texts that the separator does not part.
fn gaps(row: &str, separator: char) -> usize {
    let texts = row.split([separator, '\n', '\r']).map(str::trim);
    texts.flat_map(|t| t.split("  ").skip(1)).filter(|t| !t.is_empty()).count()
}

/// The lines of a text: ended by line feed, carriage return or both.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let end = current.find(['\n', '\r']).unwrap_or(current.len());
        rest = after_break(&current[end..]);
        Some(&current[..end])
    })
}

/// What follows the line break that `rest` begins with; `None` at the end of the text.
fn after_break(rest: &str) -> Option<&str> {
    rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))
}

/// Reads a text parted by the separator. Returns `None` when it passes what a sheet can hold.
///
/// A row's line is the one it begins on; the lines that its quoted cells go on over have no row.
#[must_use]
pub fn read(text: &str, separator: char) -> Option<Sheet> {
    let mut sheet = SheetBuilder::new();
    let mut rest = text;
    let mut line = 1u32;
    loop {
        let (mut column, mut below) = (1u32, 0);
        let rule = separator == '|' && is_rule(rest);
        sheet.row(line, false);
        loop {
            let cell = cell(rest, separator);
            below += cell.breaks;
            let content = unescape(&cell.content);
            if !rule && !sheet.cell(column, 1, CellKind::Text, without_text_mark(&content)) {
                return None;
            }
            rest = &rest[cell.end..];
            let Some(next) = rest.strip_prefix(separator) else { break };
            rest = next;
            column = column.checked_add(1)?;
        }
        let Some(next) = after_break(rest) else { return Some(sheet.finish()) };
        rest = next;
        line = line.checked_add(below)?.checked_add(1)?;
    }
}

/// The content without the apostrophe that marks it as text where a spreadsheet would take it for a
/// formula (`'=1+1`, `'+1 303 555 0100`). Any other apostrophe is part of the text.
fn without_text_mark(content: &str) -> &str {
    match content.strip_prefix('\'') {
        Some(text) if text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\'']) => text,
        _ => content,
    }
}

/// Whether the line is the rule under a Markdown header (`|---|:--:|`), which says nothing.
fn is_rule(rest: &str) -> bool {
    let line = lines(rest).next().unwrap_or_default();
    line.contains("---") && line.bytes().all(|b| matches!(b, b'-' | b':' | b'|' | b' '))
}

/// One cell of the text.
struct Cell<'a> {
    content: Cow<'a, str>,
    /// Where it ends in the rest of the text: at a separator, a line break or the end.
    end: usize,
    /// How many line breaks it holds.
    breaks: u32,
}

/// The cell that `rest` begins with.
fn cell(rest: &str, separator: char) -> Cell<'_> {
    let blanks = rest.bytes().take_while(|b| *b == b' ').count();
    let quoted =
        rest[blanks..].starts_with('"').then(|| quoted(rest, blanks + 1, separator)).flatten();
    quoted.unwrap_or_else(|| {
        let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
        Cell { content: Cow::Borrowed(&rest[..end]), end, breaks: 0 }
    })
}

/// A quoted cell whose content begins at `start`, if its quote is closed before a separator or a
/// line end. Two quotes stand for one.
///
/// The search ends at the first single quote, so that however the quotes of a hostile text are
/// set, no part of it is searched more than twice.
fn quoted(rest: &str, start: usize, separator: char) -> Option<Cell<'_>> {
    let mut at = start;
    loop {
        at += rest[at..].find('"')?;
        if !rest[at + 1..].starts_with('"') {
            break;
        }
        at += 2;
    }
    let after = rest[at + 1..].trim_start_matches(' ');
    let content = &rest[start..at];
    let breaks = lines(content).count() - 1;
    let closed = after.is_empty() || after.starts_with([separator, '\n', '\r']);
    (closed && breaks <= MAX_BREAKS).then(|| Cell {
        content: unquote(content),
        end: rest.len() - after.len(),
        breaks: breaks as u32,
    })
}

/// Two quotes stand for one; line breaks inside the cell become `\n`.
fn unquote(content: &str) -> Cow<'_, str> {
    if !content.contains(['"', '\r']) {
        return Cow::Borrowed(content);
    }
    Cow::Owned(content.replace("\"\"", "\"").replace("\r\n", "\n").replace('\r', "\n"))
}

/// Text extracted through Markdown escapes the characters that mean something there (`\$ 0.12`).
fn unescape(content: &str) -> Cow<'_, str> {
    if !content.contains('\\') {
        return Cow::Borrowed(content);
    }
    let mut out = String::with_capacity(content.len());
    let mut chars = content.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        out.push(if escapes { chars.next().unwrap_or(c) } else { c });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Row;
    use proptest::prelude::*;

    fn table(text: &str, separator: char) -> Vec<(u32, Vec<(u32, String)>)> {
        let sheet = read(text, separator).unwrap();
        let cells =
            |r: &Row| sheet.cells(r).iter().map(|c| (c.column, sheet.text(c).to_owned())).collect();
        sheet.rows().iter().map(|r| (r.line, cells(r))).collect()
    }

    fn cells(expected: &[(u32, &str)]) -> Vec<(u32, String)> {
        expected.iter().map(|(c, t)| (*c, (*t).to_owned())).collect()
    }

    #[test]
    fn a_cell_stands_where_its_tabs_put_it() {
        let text = "\n\nFund\t471021 40 2\t\t\\$ - \\$ 0.12\r\n \t\t\r\nTotal\t\t1";
        assert_eq!(
            table(text, '\t'),
            [
                (3, cells(&[(1, "Fund"), (2, "471021 40 2"), (4, "$ - $ 0.12")])),
                (5, cells(&[(1, "Total"), (3, "1")])),
            ]
        );
    }

    #[test]
    fn the_mark_of_text_is_no_part_of_it() {
        assert_eq!(
            table("'=1+1,'+1 303,''tis,'tis,-5", ','),
            [(1, cells(&[(1, "=1+1"), (2, "+1 303"), (3, "'tis"), (4, "'tis"), (5, "-5")]))]
        );
    }

    #[test]
    fn quoted_cells_keep_their_lines_and_the_count_stays_true() {
        let text = "a,\"Total\r\nper \"\"Share\"\"\", b\r\n1,\"2, 3\" ,4\r\n";
        assert_eq!(
            table(text, ','),
            [
                (1, cells(&[(1, "a"), (2, "Total\nper \"Share\""), (3, "b")])),
                (3, cells(&[(1, "1"), (2, "2, 3"), (3, "4")])),
            ]
        );
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        let text = "\"Best\" Fund,1\n\"Open Fund,2\nx,\"y\"\n";
        assert_eq!(
            table(text, ','),
            [
                (1, cells(&[(1, "\"Best\" Fund"), (2, "1")])),
                (2, cells(&[(1, "\"Open Fund"), (2, "2")])),
                (3, cells(&[(1, "x"), (2, "y")])),
            ]
        );
        let mut long = "\"Open Fund,2\n".to_owned();
        long.extend(std::iter::repeat_n("x,1\n", 50));
        long.push_str("6\",7\n");
        assert_eq!(table(&long, ',').len(), 52);
    }

    #[test]
    fn the_separator_shows_in_the_data_lines() {
        let csv = "Title, with a comma\nname,cusip,amount\na,12345678A,0.1\nb,12345678B,0.2\n";
        assert_eq!(separator(csv), Some(','));
        assert_eq!(separator(&csv.replace(',', ";")), Some(';'));
        assert_eq!(separator(&csv.replace(',', "|")), Some('|'));
        assert_eq!(separator(&csv.replace(',', "\t")), Some('\t'));
        let thousands = "a;123456789;\"1,000.00\"\nb;123456780;2,000.00\n";
        assert_eq!(separator(thousands), Some(';'));
        let aligned = "Trust, Inc., Class A   471021402   0.12    0.13\n\
                       Other, Inc., Class B   471021410   0.14    0.15\n";
        assert_eq!(separator(aligned), None);
        assert_eq!(separator("Form 1099 of 2013\nno table here\n"), None);
    }

    #[test]
    fn a_markdown_table_is_read_without_its_rule() {
        let text = "| Fund | CUSIP |\n|------|:-----:|\n| A    | 471021402 |\n";
        assert_eq!(
            table(text, '|'),
            [(1, cells(&[(2, "Fund"), (3, "CUSIP")])), (3, cells(&[(2, "A"), (3, "471021402")]))]
        );
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_is_lost(text in "[a\\t,\"\\n\\r\\\\ $é]{0,80}") {
            for s in SEPARATORS {
                let sheet = read(&text, s).unwrap();
                let kept: usize = sheet
                    .rows()
                    .iter()
                    .flat_map(|r| sheet.cells(r))
                    .map(|c| sheet.text(c).matches('a').count())
                    .sum();
                prop_assert_eq!(kept, text.matches('a').count());
                let last = lines(&text).count() as u32;
                prop_assert!(sheet.rows().iter().all(|r| r.line <= last));
            }
            let _ = separator(&text);
        }

        #[test]
        fn what_is_written_as_csv_is_read(
            rows in prop::collection::vec(prop::collection::vec("[a-c\",\\n ]{0,6}", 1..5), 1..5)
        ) {
            let quote = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
            let line = |r: &Vec<String>| r.iter().map(quote).collect::<Vec<_>>().join(",");
            let text = rows.iter().map(line).collect::<Vec<_>>().join("\n");
            let expected: Vec<Vec<(u32, String)>> = rows
                .iter()
                .map(|r| (1u32..).zip(r).map(|(i, c)| (i, c.trim().to_owned())))
                .map(|r| r.filter(|(_, c)| !c.is_empty()).collect::<Vec<_>>())
                .filter(|r| !r.is_empty())
                .collect();
            let read: Vec<_> = table(&text, ',').into_iter().map(|(_, r)| r).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
