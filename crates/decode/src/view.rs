//! A sheet as rows of cells, upright or turned.
//!
//! Some families print securities across and fields down. Turning the sheet here means that
//! nothing after this module knows; places keep naming the cell where the text really stands.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use yearend_model::Place;
use yearend_source::{Cell, CellKind, Sheet};

/// A cell with its text and its true place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CellView<'a> {
    /// Column in the view, from 1.
    pub column: u32,
    /// Last column that it covers.
    pub last: u32,
    pub text: &'a str,
    pub kind: CellKind,
    /// Where it stands in the document.
    pub place: Place,
}

/// A row of the view.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowView<'a> {
    /// Row number in the view; consecutive rows of the document have consecutive numbers.
    pub line: u32,
    pub cells: Vec<CellView<'a>>,
}

impl<'a> RowView<'a> {
    /// The cell that begins in or covers the column.
    pub(crate) fn at(&self, column: u32) -> Option<&CellView<'a>> {
        self.cells.iter().find(|c| c.column <= column && column <= c.last)
    }
}

/// A sheet seen as rows.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub part: u32,
    source: Rows<'a>,
}

#[derive(Debug)]
enum Rows<'a> {
    /// Rows made from the sheet when they are asked for.
    Of(&'a Sheet),
    /// Rows that were turned or joined.
    Made(Vec<RowView<'a>>),
}

impl<'a> View<'a> {
    pub(crate) fn upright(sheet: &'a Sheet, part: u32) -> View<'a> {
        View { part, source: Rows::Of(sheet) }
    }

    /// The sheet with rows and columns exchanged within the lines. What stands above stays as rows
    /// of its own over everything.
    pub(crate) fn turned(sheet: &'a Sheet, part: u32, lines: &RangeInclusive<u32>) -> View<'a> {
        let upright = View::upright(sheet, part);
        let mut rows: Vec<RowView<'a>> = Vec::new();
        let mut columns: BTreeMap<u32, Vec<CellView<'a>>> = BTreeMap::new();
        for row in (0..upright.len()).map(|i| upright.row(i)) {
            if row.line < *lines.start() {
                rows.push(row);
            } else if lines.contains(&row.line) {
                for cell in row.cells {
                    let turned = CellView { column: row.line, last: row.line, ..cell };
                    columns.entry(cell.column).or_default().push(turned);
                }
            }
        }
        let offset = rows.last().map_or(0, |t| t.line);
        rows.extend(columns.into_iter().map(|(c, cells)| RowView { line: offset + c, cells }));
        View::of_rows(part, rows)
    }

    pub(crate) fn of_rows(part: u32, rows: Vec<RowView<'a>>) -> View<'a> {
        View { part, source: Rows::Made(rows) }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.source {
            Rows::Of(sheet) => sheet.rows().len(),
            Rows::Made(rows) => rows.len(),
        }
    }

    /// The cells of a row as the sheet has them, where the view shows them so.
    pub(crate) fn plain_cells(&self, index: usize) -> Option<(&'a Sheet, &'a [Cell])> {
        match &self.source {
            Rows::Of(sheet) => Some((sheet, sheet.cells(&sheet.rows()[index]))),
            Rows::Made(_) => None,
        }
    }

    pub(crate) fn row(&self, index: usize) -> RowView<'a> {
        let mut row = RowView::default();
        self.row_into(index, &mut row);
        row
    }

    /// Makes a row in the place of another, so that its memory is used again.
    pub(crate) fn row_into(&self, index: usize, out: &mut RowView<'a>) {
        let sheet = match &self.source {
            Rows::Of(sheet) => sheet,
            Rows::Made(rows) => return out.clone_from(&rows[index]),
        };
        let row = &sheet.rows()[index];
        out.line = row.line;
        out.cells.clear();
        out.cells.extend(sheet.cells(row).iter().map(|c| CellView {
            column: c.column,
            last: c.column + u32::from(c.span) - 1,
            text: sheet.text(c),
            kind: c.kind,
            place: Place { part: self.part, line: row.line, column: c.column },
        }));
    }
}
