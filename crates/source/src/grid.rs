//! The grid: rows of cells with text, each knowing its line and column.
//!
//! A column of the grid is where a cell *stands* (the column of a sheet, the field of a
//! tab-separated line, the band of a printed page), never its ordinal among the filled cells, so
//! a blank cell stays blank. The text of a sheet lives in one buffer with repeated texts stored
//! once, because most cells of a layout say zero.

mod recent;

use recent::Recent;
use std::ops::Range;
use yearend_model::{Observation, Place};

/// All parts of a document. `sheets[i]` is the part `source.parts[i]` that places refer to.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Sheets or pages, or one text.
    pub sheets: Vec<Sheet>,
    /// What the format's reader met (hidden rows, bad bytes): content, not failure.
    pub notes: Vec<Observation>,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text as typed or printed; lines inside a cell are separated by `\n`.
    Text,
    /// A number of a workbook, as plain decimal text (`0.17522`, `-1.5`).
    Number,
    /// A date of a workbook, as ISO 8601 text.
    Date,
    /// An error value, or a formula without a cached value; the text shows it.
    Missing,
}

/// One filled cell. Sixteen bytes; its text is in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column where it begins, from 1.
    pub column: u32,
    start: u32,
    len: u32,
    /// How many columns it covers (merged cells, wide headings); at least 1.
    pub span: u16,
    /// What it holds.
    pub kind: CellKind,
}

/// One line of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the text or row of the sheet, from 1. Lines without text have no row.
    pub line: u32,
    /// Whether the sheet hides it.
    pub hidden: bool,
    first: u32,
    count: u32,
}

/// A sheet, a page, or a text.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    text: String,
    cells: Vec<Cell>,
    rows: Vec<Row>,
}

impl Sheet {
    /// The rows in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The filled cells of a row, in column order.
    #[must_use]
    pub fn cells(&self, row: &Row) -> &[Cell] {
        &self.cells[Self::range(row)]
    }

    fn range(row: &Row) -> Range<usize> {
        row.first as usize..(row.first + row.count) as usize
    }

    /// The text of a cell.
    #[must_use]
    pub fn text(&self, cell: &Cell) -> &str {
        &self.text[cell.start as usize..(cell.start + cell.len) as usize]
    }

    /// The cell of a row that begins in or covers the column (from 1).
    #[must_use]
    pub fn cell_at(&self, row: &Row, column: u32) -> Option<&Cell> {
        let cells = self.cells(row);
        let i = cells.partition_point(|c| c.column <= column).checked_sub(1)?;
        let cell = cells.get(i)?;
        (column < cell.column + u32::from(cell.span)).then_some(cell)
    }

    /// The row at a line number.
    #[must_use]
    pub fn row_at(&self, line: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&line, |r| r.line).ok().map(|i| &self.rows[i])
    }

    /// The last column that any cell covers.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.cells.iter().map(|c| c.column + u32::from(c.span) - 1).max().unwrap_or(0)
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// Fills a [`Sheet`] row by row, cell by cell, left to right.
#[derive(Debug, Default)]
pub struct SheetBuilder {
    sheet: Sheet,
    recent: Recent,
    /// Where `0` stands, the text of most cells.
    zero: Option<u32>,
}

impl SheetBuilder {
    /// An empty sheet.
    #[must_use]
    pub fn new() -> SheetBuilder {
        SheetBuilder::default()
    }

    /// Begins a row. Rows must come in rising line order; one without cells is dropped.
    pub fn row(&mut self, line: u32, hidden: bool) {
        self.drop_empty_row();
        let first = u32::try_from(self.sheet.cells.len()).unwrap_or(u32::MAX);
        self.sheet.rows.push(Row { line, hidden, first, count: 0 });
    }

    fn drop_empty_row(&mut self) {
        if self.sheet.rows.last().is_some_and(|r| r.count == 0) {
            self.sheet.rows.pop();
        }
    }

    /// Adds a cell to the current row. Columns must rise; a text of nothing but blanks is left out,
    /// and blanks around the text are trimmed. Returns false, and adds nothing, once the sheet
    /// holds 4 GiB of text or cells, so that the reader can refuse the document.
    pub fn cell(&mut self, column: u32, span: u16, kind: CellKind, text: &str) -> bool {
        let text = trimmed(text);
        text.is_empty() || self.bare_cell(column, span, kind, text)
    }

    /// Adds a cell whose text is not empty and has no blanks around it.
    pub(crate) fn bare_cell(&mut self, column: u32, span: u16, kind: CellKind, text: &str) -> bool {
        let Some(start) = self.store(text) else { return false };
        let Ok(len) = u32::try_from(text.len()) else { return false };
        let Some(row) = self.sheet.rows.last_mut() else { return false };
        if row.first.checked_add(row.count + 1).is_none() {
            return false;
        }
        row.count += 1;
        self.sheet.cells.push(Cell { column, start, len, span: span.max(1), kind });
        true
    }

    /// Marks a cell already added as one without a value, where that shows only later.
    pub fn without_value(&mut self, line: u32, column: u32) {
        if let Some(cell) = self.added(line, column) {
            cell.kind = CellKind::Missing;
        }
    }

    /// Sets how many columns a cell already added covers, where that shows only later.
    pub fn span(&mut self, line: u32, column: u32, span: u16) {
        if let Some(cell) = self.added(line, column) {
            cell.span = span.max(1);
        }
    }

    fn added(&mut self, line: u32, column: u32) -> Option<&mut Cell> {
        let row = self.sheet.rows.binary_search_by_key(&line, |r| r.line).ok()?;
        let cells = &mut self.sheet.cells[Sheet::range(&self.sheet.rows[row])];
        let cell = cells.binary_search_by_key(&column, |c| c.column).ok()?;
        Some(&mut cells[cell])
    }

    fn store(&mut self, text: &str) -> Option<u32> {
        if text == "0" && self.zero.is_some() {
            return self.zero;
        }
        let stored = &mut self.sheet.text;
        let start = self.recent.find_or_push(text, stored)?;
        if text == "0" {
            self.zero = Some(start);
        }
        Some(start)
    }

    /// Adds the rows of another sheet, whose lines stand below all lines of this one. Returns
    /// false, and adds nothing, where the two together would be too large, as [`Self::cell`] does.
    pub(crate) fn append(&mut self, below: &Sheet) -> bool {
        self.drop_empty_row();
        let sheet = &mut self.sheet;
        let (Ok(text), Ok(cells)) =
            (u32::try_from(sheet.text.len()), u32::try_from(sheet.cells.len()))
        else {
            return false;
        };
        let fits = |here: u32, more: usize| {
            u32::try_from(more).is_ok_and(|n| here.checked_add(n).is_some())
        };
        if !fits(text, below.text.len()) || !fits(cells, below.cells.len()) {
            return false;
        }
        sheet.text.push_str(&below.text);
        sheet.cells.extend(below.cells.iter().map(|c| Cell { start: c.start + text, ..*c }));
        sheet.rows.extend(below.rows.iter().map(|r| Row { first: r.first + cells, ..*r }));
        true
    }

    /// The finished sheet.
    #[must_use]
    pub fn finish(mut self) -> Sheet {
        self.drop_empty_row();
        self.sheet.text.shrink_to_fit();
        self.sheet.cells.shrink_to_fit();
        self.sheet
    }
}

/// The text without the blanks and byte order marks around it.
pub(crate) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    // Nearly every text begins and ends in something else.
    if [bytes.first(), bytes.last()].iter().all(|b| b.is_some_and(u8::is_ascii_graphic)) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

impl Grid {
    /// The text at a place, if a cell stands there.
    #[must_use]
    pub fn text_at(&self, place: Place) -> Option<&str> {
        let sheet = self.sheets.get(place.part as usize)?;
        let row = sheet.row_at(place.line)?;
        sheet.cell_at(row, place.column).map(|c| sheet.text(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_stay_blank() {
        let mut b = SheetBuilder::new();
        b.row(1, false);
        b.row(4, false);
        assert!(b.cell(2, 1, CellKind::Text, " CUSIP "));
        assert!(b.cell(3, 1, CellKind::Text, "  "));
        assert!(b.cell(5, 2, CellKind::Text, "0"));
        b.row(9, true);
        let s = b.finish();
        assert_eq!(s.rows().len(), 1);
        let row = s.row_at(4).unwrap();
        assert_eq!(s.cells(row).len(), 2);
        assert_eq!(s.cell_at(row, 2).map(|c| s.text(c)), Some("CUSIP"));
        assert_eq!(s.cell_at(row, 3), None);
        assert_eq!(s.cell_at(row, 6).map(|c| s.text(c)), Some("0"));
        assert_eq!(s.width(), 6);
    }

    #[test]
    fn sheets_go_on_below_each_other() {
        let sheet = |lines: &[u32]| {
            let mut b = SheetBuilder::new();
            for line in lines {
                b.row(*line, false);
                assert!(b.cell(1, 1, CellKind::Text, &format!("row {line}")));
                assert!(b.cell(3, 1, CellKind::Number, "0"));
            }
            b
        };
        let mut upper = sheet(&[1, 2]);
        upper.row(3, false);
        assert!(upper.append(&sheet(&[4, 7]).finish()));
        let (joined, whole) = (upper.finish(), sheet(&[1, 2, 4, 7]).finish());
        assert_eq!(joined.rows(), whole.rows());
        for (a, b) in joined.rows().iter().zip(whole.rows()) {
            let texts = |s: &Sheet, r: &Row| {
                s.cells(r).iter().map(|c| (c.column, s.text(c).to_owned())).collect::<Vec<_>>()
            };
            assert_eq!(texts(&joined, a), texts(&whole, b));
        }
    }

    #[test]
    fn cells_are_small() {
        assert!(size_of::<Cell>() <= 16);
    }
}
