//! Text aligned with blanks on pages, as a program prints it or a PDF's text is laid out.

use crate::heading::group_span;
use crate::style::Style;
use crate::table::{Cell, Table};
use crate::text::{Cover, heading_rows};
use yearend_model::{Field, Unit};

/// Blanks between columns.
const GAP: usize = 2;

/// Prints a table on as many pages as it takes; every page repeats title and headings.
pub(crate) fn table(
    out: &mut String,
    title: &[String],
    table: &Table,
    cover: &Cover,
    style: &Style,
) {
    let mut body: Vec<Vec<String>> = Vec::new();
    for block in &table.blocks {
        for line in &block.lines {
            body.push(line.cells.iter().map(|c: &Cell| c.text(style)).collect());
        }
        if style.blank_rows {
            body.push(Vec::new());
        }
    }
    let headings = heading_rows(cover, style);
    let groups = style.group_row.then_some(usize::from(style.number_row));
    let plain = headings.iter().enumerate().filter(|(i, _)| Some(*i) != groups).map(|(_, r)| r);
    let mut widths = widths(plain.chain(&body));
    if let Some(row) = groups.map(|i| &headings[i]) {
        make_room(row, style, &mut widths);
    }
    let whole: usize = widths.iter().map(|w| w + GAP).sum();
    let pages: Vec<&[Vec<String>]> = body.chunks(style.page_lines).collect();
    for (i, page) in pages.iter().enumerate() {
        if i > 0 {
            out.push('\u{c}');
        }
        for line in title {
            let pad = whole.saturating_sub(line.chars().count()) / 2;
            out.push_str(&" ".repeat(pad));
            out.push_str(line);
            out.push('\n');
        }
        out.push('\n');
        for (i, row) in headings.iter().enumerate() {
            if Some(i) == groups {
                push_groups(out, row, style, &widths);
            } else {
                push(out, row, &widths, |_, _| Side::Middle);
            }
        }
        for row in *page {
            push(out, row, &widths, |c, _| side(style.columns.get(c)));
        }
        out.push('\n');
    }
}

/// Prints a small table, every cell on the left of its column.
pub(crate) fn grid(out: &mut String, rows: &[Vec<String>], title: &str) {
    out.push_str(title);
    out.push('\n');
    let widths = widths(rows.iter());
    for row in rows {
        push(out, row, &widths, |_, _| Side::Left);
    }
}

enum Side {
    Left,
    Middle,
    Right,
}

fn side(field: Option<&Field>) -> Side {
    match field.map(|f| f.info().unit) {
        Some(Unit::Text) => Side::Left,
        Some(Unit::Flag | Unit::Code) => Side::Middle,
        _ => Side::Right,
    }
}

fn widths<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> Vec<usize> {
    let mut widths = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 1);
        for (w, cell) in widths.iter_mut().zip(row) {
            *w = (*w).max(cell.chars().count());
        }
    }
    widths
}

/// The columns of each group heading: from, to, and its text.
fn spans<'a>(row: &'a [String], style: &'a Style) -> Vec<(usize, usize, &'a str)> {
    let starts: Vec<usize> = (0..row.len()).filter(|c| !row[*c].is_empty()).collect();
    let ends = starts.iter().skip(1).copied().chain([row.len()]);
    let span = |(from, end): (&usize, usize)| {
        let to = (from + group_span(style.columns[*from])).min(end);
        (*from, to, row[*from].as_str())
    };
    starts.iter().zip(ends).map(span).collect()
}

/// Widens the last column below a group heading that is longer than its columns.
fn make_room(row: &[String], style: &Style, widths: &mut [usize]) {
    for (from, to, text) in spans(row, style) {
        let room: usize = widths[from..to].iter().map(|w| w + GAP).sum::<usize>() - GAP;
        widths[to - 1] += text.chars().count().saturating_sub(room);
    }
}

/// Prints the group headings, each in the middle over its columns.
fn push_groups(out: &mut String, row: &[String], style: &Style, widths: &[usize]) {
    let mut line = String::new();
    for (from, to, text) in spans(row, style) {
        let start: usize = widths[..from].iter().map(|w| w + GAP).sum();
        let room: usize = widths[from..to].iter().map(|w| w + GAP).sum::<usize>() - GAP;
        let start = start + (room - text.chars().count()) / 2;
        line.push_str(&" ".repeat(start - line.chars().count()));
        line.push_str(text);
    }
    out.push_str(&line);
    out.push('\n');
}

fn push(out: &mut String, row: &[String], widths: &[usize], side: impl Fn(usize, &str) -> Side) {
    let mut line = String::new();
    for (c, (cell, width)) in row.iter().zip(widths).enumerate() {
        let blanks = width - cell.chars().count();
        let left = match side(c, cell) {
            Side::Left => 0,
            Side::Middle => blanks / 2,
            Side::Right => blanks,
        };
        line.push_str(&" ".repeat(left));
        line.push_str(cell);
        line.push_str(&" ".repeat(blanks - left + GAP));
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
