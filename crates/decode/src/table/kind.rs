//! What a row of a document is, by its cells alone: column numbers, headings, figures or other words.

use crate::cell;
use crate::view::{CellView, RowView, View};
use crate::words::{is_vocabulary, words};
use std::collections::BTreeSet;
use yearend_model::cusip;
use yearend_source::CellKind;

/// What a row looks like from its cells alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// Column numbers 1, 2, 3 …
    Numbers,
    /// Heading words.
    Header,
    /// Figures, dates or a CUSIP.
    Data,
    /// Anything else: titles, names, notes.
    Other,
}

/// Whether a cell holds a figure as a filled layout prints it (not a bare column number).
pub(crate) fn is_figure(c: &CellView<'_>) -> bool {
    match c.kind {
        CellKind::Number => true,
        CellKind::Date | CellKind::Missing => false,
        CellKind::Text => {
            let figure = c.text.contains(['.', '$', '%', '-', '\u{2013}', '\u{2014}'])
                || c.text == "0"
                || c.text.starts_with('(') && !is_box(c.text);
            let figure = figure && c.text != COLLECTIBLES_RATE;
            figure
                && c.text.len() < 4000
                && matches!(cell::amounts(c.text), cell::Amounts::Values(_))
        }
    }
}

/// The rate of gains on collectibles, which stands in the heading of box 2d.
const COLLECTIBLES_RATE: &str = "(28%)";

/// Whether a cell holds a CUSIP whose check digit is right.
pub(crate) fn is_cusip(c: &CellView<'_>) -> bool {
    // An apostrophe before it keeps a spreadsheet from taking it for a number.
    let text = c.text.strip_prefix('\'').unwrap_or(c.text);
    cusip::has_shape(text) && cusip::is_valid(&cusip::normalize(text))
}

/// Whether a cell holds what stands for no figure.
pub(crate) fn says_nothing(c: &CellView<'_>) -> bool {
    ["N/A", "NA", "N.A.", "NONE", "NIL"].iter().any(|w| c.text.eq_ignore_ascii_case(w))
}

pub(crate) fn is_date(c: &CellView<'_>) -> bool {
    c.kind == CellKind::Date || (c.text.len() >= 5 && cell::dates(c.text).is_some())
}

/// The word before a column's number: `Col. 14`, `Column 14`.
pub(super) fn is_column(word: &str) -> bool {
    ["col", "col.", "column"].iter().any(|c| word.eq_ignore_ascii_case(c))
}

/// A column's number without what it stands in: `(14)`, `[14]`.
pub(super) fn bare_number(word: &str) -> &str {
    let inner = |open, close| word.strip_prefix(open).and_then(|w| w.strip_suffix(close));
    inner('(', ')').or_else(|| inner('[', ']')).unwrap_or(word)
}

pub(super) fn is_number_row(row: &RowView<'_>) -> bool {
    // Numbers that stand close to each other on a page share a cell.
    let words =
        || row.cells.iter().flat_map(|c| c.text.split_whitespace()).filter(|w| !is_column(w));
    let numbers: Vec<u32> = words().map_while(|w| bare_number(w).parse().ok()).collect();
    numbers.len() >= 4
        && numbers.len() == words().count()
        && numbers.iter().all(|n| (1..=60).contains(n))
        // Blocks of columns may have been moved; no number stands twice, but for the columns that
        // say whose row it is, over each half of a table.
        && {
            let amounts = || numbers.iter().filter(|n| **n > KEY_COLUMNS);
            amounts().collect::<BTreeSet<_>>().len() == amounts().count()
                && (amounts().next().is_some()
                    || numbers.iter().collect::<BTreeSet<_>>().len() == numbers.len())
        }
        && (numbers.len() >= 8
            || numbers.windows(2).filter(|w| w[1].abs_diff(w[0]) == 1).count() * 2
                >= numbers.len())
}

/// The columns of names, flags and dates.
const KEY_COLUMNS: u32 = 9;

/// Whether a cell could stand in a header: most of its words are words of headings.
pub(super) fn is_heading(c: &CellView<'_>) -> bool {
    if c.kind != CellKind::Text || c.text.len() > 160 || is_plain_figure(c.text) {
        return false;
    }
    let w = words(c.text);
    let known = w.iter().filter(|x| is_vocabulary(x)).count();
    // The numbers of a formula, of a box or of a year say neither.
    let number = |x: &&String| x.bytes().all(|b| b.is_ascii_digit()) && !is_vocabulary(x);
    known > 0 && known * 2 >= w.len() - w.iter().filter(number).count()
}

/// Whether a text is a fraction or a dash, as most cells of a print are: no word of a heading.
fn is_plain_figure(text: &str) -> bool {
    let mut digits = 0;
    let plain = text.bytes().all(|b| {
        digits += u32::from(b.is_ascii_digit());
        b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'$' | b'(' | b')' | b' ')
    });
    plain && (digits == 0 || text.contains('.'))
}

pub(crate) fn kind_of(row: &RowView<'_>) -> RowKind {
    if is_number_row(row) {
        return RowKind::Numbers;
    }
    if row.cells.iter().any(is_cusip) {
        return RowKind::Data;
    }
    let mut figures = row.cells.iter().filter(|c| is_figure(c)).count();
    let dates = row.cells.iter().filter(|c| is_date(c)).count();
    if figures > 0 {
        figures += row.cells.iter().filter(|c| says_nothing(c)).count();
    }
    let texts = row.cells.iter().filter(|c| c.kind == CellKind::Text).count();
    // A header has twice as many headings as figures and dates. Where the texts are too few for that,
    // as in most rows of a print, their words need no look.
    if figures + dates >= 2 && 2 * (figures + dates) > texts {
        return RowKind::Data;
    }
    // Headings are texts; with fewer of them than a header has, they matter in a short row only.
    let headings = match texts {
        0..=2 if figures != 1 || row.cells.len() > 4 => 0,
        _ => row.cells.iter().filter(|c| is_heading(c)).count(),
    };
    let headings = if headings >= 3 && is_legend(row) { 0 } else { headings };
    // A dash or `(28%)` among many headings is a piece of one.
    if headings >= HEADINGS && headings >= 2 * (figures + dates) && headings * 2 >= row.cells.len()
    {
        return RowKind::Header;
    }
    if figures + dates >= 2 || (figures == 1 && row.cells.len() == 2) {
        return RowKind::Data;
    }
    if headings >= 3 && headings * 2 >= row.cells.len() {
        return RowKind::Header;
    }
    if figures == 1 && row.cells.len() <= 4 && headings * 2 < row.cells.len() {
        return RowKind::Data;
    }
    RowKind::Other
}

/// Whether [`kind_of`] surely finds data in a row, as far as its cells show before their texts are
/// looked at: several numbers, fewer texts than a header has, and in the first of them a word that is
/// no number of a column.
pub(super) fn is_plainly_data(view: &View<'_>, index: usize) -> bool {
    let Some((sheet, cells)) = view.plain_cells(index) else { return false };
    let count = |kind| cells.iter().filter(|c| c.kind == kind).count();
    let name = cells.iter().find(|c| c.kind == CellKind::Text).map(|c| sheet.text(c));
    let word = |w: &str| !is_column(w) && !w.bytes().any(|b| b.is_ascii_digit());
    count(CellKind::Number) >= 2
        && count(CellKind::Text) < HEADINGS
        && name.is_some_and(|name| name.split_whitespace().any(word))
}

/// Headings that a row of figures has among them by no chance.
const HEADINGS: usize = 5;

/// Whether a row explains letters (`E = Estimated`) or is a sentence: words of headings, and none.
pub(super) fn is_legend(row: &RowView<'_>) -> bool {
    let sentence = |c: &CellView<'_>| {
        c.text.ends_with('.') && c.text.split_whitespace().count() >= LEAST_WORDS
    };
    row.cells.iter().any(|c| c.text.contains(" = "))
        || row.cells.len() == 1 && sentence(&row.cells[0])
}

/// Words of a sentence.
const LEAST_WORDS: usize = 6;

/// The box of the form in brackets under a heading: `(2a)`, `(12)`.
pub(super) fn is_box(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or_default();
    let digits = inner.strip_suffix(['a', 'b', 'c', 'd', 'e', 'f']).unwrap_or(inner);
    (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use yearend_source::SheetBuilder;

    fn cell() -> impl Strategy<Value = (CellKind, &'static str)> {
        let texts = [
            "Growth Fund A",
            "column 14",
            "Col.",
            "(15)",
            "7",
            "Income Dividends",
            "CUSIP",
            "-",
            "0.1",
            "31634R109",
            "Total",
            "E = Estimated",
            "Record Date",
            "N/A",
            "Ticker Symbol",
            "14",
        ];
        prop_oneof![
            3 => prop::sample::select(vec!["0", "0.17522", "14", "15", "2025"]).prop_map(|t| (CellKind::Number, t)),
            2 => prop::sample::select(texts.to_vec()).prop_map(|t| (CellKind::Text, t)),
            1 => Just((CellKind::Date, "2025-06-26")),
            1 => Just((CellKind::Missing, "#REF!")),
        ]
    }

    proptest! {
        #[test]
        fn what_is_plainly_data_is_data(cells in prop::collection::vec(cell(), 1..14)) {
            let mut sheet = SheetBuilder::new();
            sheet.row(1, false);
            for (column, (kind, text)) in (1..).zip(&cells) {
                sheet.cell(column, 1, *kind, text);
            }
            let sheet = sheet.finish();
            let view = View::upright(&sheet, 0);
            if is_plainly_data(&view, 0) {
                prop_assert_eq!(kind_of(&view.row(0)), RowKind::Data);
            }
        }
    }
}
