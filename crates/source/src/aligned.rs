//! Aligned text: columns made with blanks, as `pdftotext -layout` writes them.
//!
//! The position of a word is the character column where it stands; pages end at form feeds.

use crate::grid::Sheet;
use crate::placed::{self, Line, Page, Word, is_rule};

/// Columns between tab stops.
const TAB: usize = 8;

/// The grid of an aligned text. Lines are numbered through from 1.
#[must_use]
pub fn sheet(text: &str) -> Sheet {
    placed::sheet(&pages(text))
}

/// The placed words of an aligned text, page by page.
#[must_use]
#[allow(clippy::cast_precision_loss)] // only steps between near lines count
pub fn pages(text: &str) -> Vec<Page<'_>> {
    let mut pages = vec![Page::default()];
    for (number, line) in (1..).zip(text.lines()) {
        // A form feed begins the page whose first line it stands on.
        for (i, part) in line.split('\x0c').enumerate() {
            if i > 0 {
                pages.push(Page::default());
            }
            let words = words(part, number as f32);
            let Some(page) = pages.last_mut().filter(|_| !words.is_empty()) else { continue };
            page.lines.push(Line { number, height: 1.0, blank: 1.0, words });
        }
    }
    pages
}

#[allow(clippy::cast_precision_loss)] // columns of a line, far below 2^24
fn words(line: &str, base: f32) -> Vec<Word<'_>> {
    let mut out: Vec<Word<'_>> = Vec::new();
    let mut column = 0;
    let mut begin: Option<(usize, usize)> = None;
    for (i, c) in line.char_indices().chain([(line.len(), ' ')]) {
        if c.is_whitespace() {
            if let Some((byte, left)) = begin.take() {
                let joined = out.last().is_some_and(|w| left as f32 - w.right < 1.5);
                let (left, right) = (left as f32, column as f32);
                let text = &line[byte..i];
                if !is_rule(text) {
                    out.push(Word { left, right, base, text, joined });
                }
            }
            column = if c == '\t' { (column / TAB + 1) * TAB } else { column + 1 };
        } else {
            begin.get_or_insert((i, column));
            column += 1;
        }
    }
    out
}
