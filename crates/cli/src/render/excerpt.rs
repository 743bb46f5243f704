//! The rows of a document as printed, with marks under the cells that a finding is about.
//!
//! A row of a layout is far wider than a screen, so only the cells around the marked ones are
//! shown, with the first cell (the fund) to say whose row it is, and the column's number and
//! heading above.

use super::style::{DIM, FRAME};
use anstyle::Style;
use std::fmt::Write;
use std::ops::Range;
use yearend_model::{Field, HeaderColumn, Place, Reading};
use yearend_source::{Grid, Row, Sheet};

/// Rows shown for one finding.
const MAX_ROWS: usize = 4;
/// Cells shown of one row.
const MAX_CELLS: usize = 6;
/// Characters shown of a cell.
const MAX_TEXT: usize = 36;
/// Characters of a heading shown at least, however narrow its cell is.
const MIN_HEADING: usize = 18;
/// What stands for the cells left out.
const GAP: &str = "…";

struct Shown {
    text: String,
    heading: String,
    /// The characters of the text that are marked.
    marked: Range<usize>,
}

/// Which of the values in a cell is meant, where a cell holds one for each line of its security.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Which {
    /// The distribution, from 0.
    pub(crate) index: usize,
    /// How many the security has.
    pub(crate) of: usize,
}

/// The excerpt of the places, each line ending in a line feed; empty where nothing is printed there.
///
/// `which` narrows the mark at the first place to one value.
pub(crate) fn render(
    grid: &Grid,
    reading: &Reading,
    places: &[Place],
    which: Option<Which>,
    mark: Style,
) -> String {
    let mut rows: Vec<(u32, u32)> = Vec::new();
    for p in places {
        if !rows.contains(&(p.part, p.line)) {
            rows.push((p.part, p.line));
        }
    }
    let left_out = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    let mut found: Vec<(u32, Vec<Shown>)> = Vec::new();
    for (part, line) in rows {
        let Some(sheet) = grid.sheets.get(part as usize) else { continue };
        let Some(row) = sheet.row_at(line) else { continue };
        let columns: Vec<u32> =
            places.iter().filter(|p| (p.part, p.line) == (part, line)).map(|p| p.column).collect();
        let which = which.filter(|_| found.is_empty());
        found.push((line, cells_shown(sheet, row, &columns, part, reading, which)));
    }
    let gutter = found.iter().map(|(l, _)| l.to_string().len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut above = String::new();
    for (line, cells) in &found {
        push_row(&mut out, gutter, *line, cells, mark, &mut above);
    }
    if left_out > 0 && !out.is_empty() {
        // A failed write to a String does not exist.
        let _ = writeln!(out, "{FRAME}{:gutter$} …{FRAME:#} and {left_out} more rows", "");
    }
    out
}

/// Adds a row; `above` holds the headings last shown, which are not repeated.
fn push_row(
    out: &mut String,
    gutter: usize,
    line: u32,
    cells: &[Shown],
    mark: Style,
    above: &mut String,
) {
    let (mut heads, mut texts, mut marks) = (String::new(), String::new(), String::new());
    for c in cells {
        let heading = shortened(&c.heading, width(&c.text).max(MIN_HEADING));
        let width = width(&c.text).max(width(&heading));
        let sign = format!("{}{}", " ".repeat(c.marked.start), "^".repeat(c.marked.len()));
        heads.push_str(&padded(&heading, width));
        texts.push_str(&padded(&c.text, width));
        marks.push_str(&padded(&sign, width));
    }
    let (heads, texts, marks) = (heads.trim_end(), texts.trim_end(), marks.trim_end());
    if !heads.is_empty() && heads != above {
        heads.clone_into(above);
        let _ = writeln!(out, "{FRAME}{:gutter$} |{FRAME:#} {DIM}{heads}{DIM:#}", "");
    }
    let _ = writeln!(out, "{FRAME}{line:>gutter$} |{FRAME:#} {texts}");
    if !marks.is_empty() {
        let _ = writeln!(out, "{FRAME}{:gutter$} |{FRAME:#} {mark}{marks}{mark:#}", "");
    }
}

fn padded(text: &str, to: usize) -> String {
    format!("{text}{}  ", " ".repeat(to.saturating_sub(width(text))))
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Text in one line, shortened.
fn one_line(text: &str) -> String {
    let flat: String = text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ⏎ ");
    let flat: String = flat.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shortened(&flat, MAX_TEXT)
}

fn shortened(text: &str, to: usize) -> String {
    if width(text) <= to {
        return text.to_owned();
    }
    text.chars().take(to - 1).chain(['…']).collect()
}

fn cells_shown(
    sheet: &Sheet,
    row: &Row,
    marked: &[u32],
    part: u32,
    reading: &Reading,
    which: Option<Which>,
) -> Vec<Shown> {
    let cells = sheet.cells(row);
    let covers = |i: usize, column: u32| {
        let c = &cells[i];
        (c.column..c.column + u32::from(c.span)).contains(&column)
    };
    // (column, cell): a marked column without a cell is shown as a blank.
    let mut all: Vec<(u32, Option<usize>)> =
        (0..cells.len()).map(|i| (cells[i].column, Some(i))).collect();
    for column in marked {
        if !(0..cells.len()).any(|i| covers(i, *column)) {
            all.push((*column, None));
        }
    }
    all.sort_unstable();
    let is_marked = |(column, cell): (u32, Option<usize>)| match cell {
        Some(i) => marked.iter().any(|m| covers(i, *m)),
        None => marked.contains(&column),
    };
    let keep = kept(&all.iter().map(|c| is_marked(*c)).collect::<Vec<_>>());
    let mut out = Vec::new();
    let mut last = None;
    for (n, entry) in all.iter().enumerate().filter(|(n, _)| keep[*n]) {
        if last.map_or(n > 0, |l| n > l + 1) {
            out.push(Shown { text: GAP.into(), heading: String::new(), marked: 0..0 });
        }
        last = Some(n);
        let text = entry.1.map_or_else(|| "     ".to_owned(), |i| one_line(sheet.text(&cells[i])));
        let at = Place { part, line: row.line, column: entry.0 };
        let marked = if is_marked(*entry) { value(&text, which) } else { 0..0 };
        out.push(Shown { text, heading: heading(reading, at), marked });
    }
    if last.is_some_and(|l| l + 1 < all.len()) {
        out.push(Shown { text: GAP.into(), heading: String::new(), marked: 0..0 });
    }
    out
}

/// The characters of the one value that is meant, where the cell holds as many values as the
/// security has lines (and perhaps their total); else all.
fn value(text: &str, which: Option<Which>) -> Range<usize> {
    let all = 0..width(text);
    let Some(Which { index, of }) = which.filter(|w| w.of > 1) else { return all };
    let mut values: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut opened = false;
    for token in text.split(' ') {
        let end = at + width(token);
        match values.last_mut() {
            // A currency sign belongs to what follows it.
            Some(last) if opened && !token.is_empty() => last.end = end,
            _ if !token.is_empty() && token != "⏎" => values.push(at..end),
            _ => {}
        }
        opened = token == "$" || (opened && token.is_empty());
        at = end + 1;
    }
    if values.len() == of || values.len() == of + 1 { values.swap_remove(index) } else { all }
}

/// Which cells to show: the first, the marked ones, and then their neighbours, as far as there is
/// room.
fn kept(marked: &[bool]) -> Vec<bool> {
    let mut keep = vec![false; marked.len()];
    let mut left = MAX_CELLS;
    let mut take = |keep: &mut Vec<bool>, i: usize| {
        if left > 0 && i < marked.len() && !keep[i] {
            keep[i] = true;
            left -= 1;
        }
    };
    let targets: Vec<usize> = (0..marked.len()).filter(|i| marked[*i]).collect();
    targets.iter().take(1).for_each(|i| take(&mut keep, *i));
    take(&mut keep, 0);
    targets.iter().for_each(|i| take(&mut keep, *i));
    for i in &targets {
        take(&mut keep, i.wrapping_sub(1));
        take(&mut keep, i + 1);
    }
    if targets.is_empty() {
        (0..marked.len()).for_each(|i| take(&mut keep, i));
    }
    keep
}

/// The heading over a place: the nearest column of a table above it in the same part.
fn heading(reading: &Reading, at: Place) -> String {
    let above = |h: &&HeaderColumn| {
        h.place.part == at.part && h.place.column == at.column && h.place.line < at.line
    };
    let columns = reading.layouts.iter().flat_map(|l| &l.header).filter(above);
    let Some(h) = columns.max_by_key(|h| h.place.line) else { return String::new() };
    let number = h.field.map(Field::column).or(h.number);
    let title = match h.field {
        Some(f) => f.info().title,
        None => h.text.as_str(),
    };
    let text = match number {
        Some(n) => format!("{n} {title}"),
        None => title.to_owned(),
    };
    one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::Layout;
    use yearend_source::{CellKind, SheetBuilder};

    fn grid(lines: &[&[&str]]) -> Grid {
        let mut b = SheetBuilder::new();
        for (n, cells) in lines.iter().enumerate() {
            b.row(n as u32 + 1, false);
            for (c, text) in cells.iter().enumerate() {
                b.cell(c as u32 + 1, 1, CellKind::Text, text);
            }
        }
        Grid { sheets: vec![b.finish()], notes: Vec::new() }
    }

    fn at(line: u32, column: u32) -> Place {
        Place { part: 0, line, column }
    }

    fn reading() -> Reading {
        let header =
            [(Field::SecurityDescription, 1), (Field::Cusip, 2), (Field::IncomeDividends, 6)].map(
                |(f, c)| HeaderColumn { field: Some(f), place: at(1, c), ..Default::default() },
            );
        Reading {
            layouts: vec![Layout { header: header.into(), ..Layout::default() }],
            ..Reading::default()
        }
    }

    fn plain(g: &Grid, places: &[Place]) -> String {
        anstream::adapter::strip_str(&render(g, &reading(), places, None, Style::new())).to_string()
    }

    #[test]
    fn shows_the_marked_cells_and_whose_row_it_is() {
        let g = grid(&[
            &["Fund", "CUSIP"],
            &["Balanced", "471021402", "6/26/2013", "2.1", "0", "0.45\n0.33", "1", "2", "3"],
        ]);
        let expected = "
  | 1 Security Descri…        14 Income Dividen…
2 | Balanced            …  0  0.45 ⏎ 0.33         1  …
  |                           ^^^^^^^^^^^
";
        assert_eq!(plain(&g, &[at(2, 6)]), expected.trim_start_matches('\n'));
    }

    #[test]
    fn a_blank_cell_and_several_rows() {
        let g = grid(&[&["Fund", "CUSIP"], &["A", "", "7"], &["B", "x"]]);
        let expected = "
  | 1 Security Descri…  2 CUSIP
2 | A                            7
  |                     ^^^^^
3 | B                   x
  | ^
";
        assert_eq!(plain(&g, &[at(2, 2), at(3, 1)]), expected.trim_start_matches('\n'));
    }

    #[test]
    fn one_value_of_several() {
        let which = |index| Some(Which { index, of: 2 });
        assert_eq!(value("$ 0.39 $ 0.11", which(1)), 7..13);
        assert_eq!(value("0.39 ⏎ -", which(1)), 7..8);
        assert_eq!(value("$ - $ 1 $ 1", which(0)), 0..3, "with a total");
        assert_eq!(value("$ 0.39", which(1)), 0..6, "another number of values");
        assert_eq!(value("Growth Fund", None), 0..11);
    }

    #[test]
    fn places_outside_the_grid_show_nothing() {
        assert_eq!(render(&grid(&[]), &reading(), &[at(9, 9)], None, Style::new()), "");
    }
}
