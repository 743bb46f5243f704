//! Placed words to columns: the geometry of a printed table.
//!
//! A page, on paper or as aligned text, has no cells: it has words that stand somewhere. This
//! module finds the columns (*bands*) in which they stand and gives every word its band, so that
//! a blank cell stays blank and a column without a single figure keeps its place.
//!
//! The evidence is taken in this order:
//!
//! 1. The rows of figures. Amounts, dates and codes never share a cell, so each row is a sequence
//!    of intervals; the sequences are aligned with each other (`bands`). That, rather than the
//!    shadow of all rows on the x axis, survives text whose columns drift by a character or two
//!    from line to line, and one row whose cells were fused.
//! 2. The headings above them: the number row (1 2 3 … 41) and the words in stacks. They place
//!    columns that hold no figure (`heading`).
//!
//! Lines are cut into blocks, each a header with its rows; blocks with the same header at the same
//! place (the pages of one print) share their bands (`block`).
//!
//! All measures are in the unit of the words (characters, points); tolerances are multiples of the
//! width of a blank, so a tiny font needs no tuning. Binary floats hold positions, never figures.

mod atom;
mod bands;
mod block;
mod fill;
mod furniture;
mod heading;
mod labels;
mod split;
mod wrap;

use crate::grid::{CellKind, Sheet, SheetBuilder};

/// A word and the interval in which it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word<'a> {
    /// Left edge.
    pub left: f32,
    /// Right edge, greater than `left`.
    pub right: f32,
    /// The line it stands on, growing downwards; cells of a row may differ a little.
    pub base: f32,
    /// The word, without blanks.
    pub text: &'a str,
    /// Whether it stands as far from the word before it as words of one phrase do. The reader of
    /// the format knows best (one blank in text; a printed blank or its width on a page).
    pub joined: bool,
}

/// One line of words from left to right.
#[derive(Clone, Debug, Default)]
pub struct Line<'a> {
    /// Number of the line in its text or on its page, from 1.
    pub number: u32,
    /// Height of its letters, in the unit of its words' `base`.
    pub height: f32,
    /// Width of a blank.
    pub blank: f32,
    /// The words, left to right.
    pub words: Vec<Word<'a>>,
}

/// The lines of a page (or of a text between form feeds), top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// Lines with at least one word, their numbers rising.
    pub lines: Vec<Line<'a>>,
}

/// Whether a word is a ruling line made of characters (`-----`, `=====`).
pub(crate) fn is_rule(word: &str) -> bool {
    let first = word.as_bytes()[0];
    matches!(first, b'-' | b'=' | b'_' | b'*' | b'~' | b'+' | 0xe2)
        && word.chars().count() >= SHORTEST_RULE
        && word
            .chars()
            .all(|c| matches!(c, '-' | '=' | '_' | '*' | '~' | '+' | '\u{2014}' | '\u{2500}'))
}

/// Characters of such a line: two dashes or three stars may stand for a value or a note.
const SHORTEST_RULE: usize = 4;

/// One cell of a line after the columns are known.
#[derive(Clone, Debug, PartialEq)]
struct Placed {
    column: u32,
    span: u16,
    text: String,
}

/// The pages as sheets, one each. Columns count from 1 within each table; pages that repeat a
/// table's header have the same columns.
#[must_use]
pub fn sheets(pages: &[Page<'_>]) -> Vec<Sheet> {
    let cleaned: Vec<Option<Page<'_>>> = pages.iter().map(labels::without).collect();
    if cleaned.iter().any(Option::is_some) {
        let all = cleaned.into_iter().zip(pages).map(|(c, p)| c.unwrap_or_else(|| p.clone()));
        return placed(&all.collect::<Vec<_>>());
    }
    placed(pages)
}

fn placed(pages: &[Page<'_>]) -> Vec<Sheet> {
    let rows = block::rows(pages);
    rows.into_iter()
        .zip(pages)
        .map(|(page, printed)| {
            let mut sheet = SheetBuilder::new();
            // Lines that became part of a row do not count: the next row is the next line.
            let mut joined = 0;
            let mut lines = printed.lines.iter().map(|l| l.number).peekable();
            for (number, cells) in page {
                while lines.next_if(|l| *l < number).is_some() {
                    joined += 1;
                }
                lines.next_if_eq(&number);
                sheet.row(number - joined, false);
                for c in cells {
                    sheet.cell(c.column, c.span, CellKind::Text, &c.text);
                }
            }
            sheet.finish()
        })
        .collect()
}

/// The pages as one sheet: for a text, whose line numbers run on over its pages.
#[must_use]
pub fn sheet(pages: &[Page<'_>]) -> Sheet {
    let mut sheet = SheetBuilder::new();
    for (number, cells) in block::rows(pages).into_iter().flatten() {
        sheet.row(number, false);
        for c in cells {
            sheet.cell(c.column, c.span, CellKind::Text, &c.text);
        }
    }
    sheet.finish()
}

#[cfg(test)]
mod tests;
