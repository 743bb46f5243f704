//! Text tables: columns as wide as their widest cell, figures to the right.

use super::style::{BOLD, DIM};
use std::fmt::Write;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A table under construction.
#[derive(Debug)]
pub(crate) struct Table {
    align: Vec<Align>,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new<S: Into<String>>(columns: impl IntoIterator<Item = (Align, S)>) -> Table {
        let (align, head) = columns.into_iter().map(|(a, s)| (a, s.into())).unzip();
        Table { align, head, rows: Vec::new() }
    }

    /// Adds a row; missing cells are blank.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table, each line indented and ending in a line feed.
    pub(crate) fn render(&self, indent: usize) -> String {
        let width = |i: usize| {
            self.rows
                .iter()
                .chain([&self.head])
                .filter_map(|r| r.get(i))
                .map(|c| c.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let line = |cells: &[String]| {
            let mut out = String::new();
            for (i, w) in widths.iter().enumerate() {
                let text = cells.get(i).map_or("", String::as_str);
                let pad = " ".repeat(w.saturating_sub(text.chars().count()));
                let gap = if i == 0 { "" } else { "  " };
                // A failed write to a String does not exist.
                let _ = match self.align[i] {
                    Align::Left => write!(out, "{gap}{text}{pad}"),
                    Align::Right => write!(out, "{gap}{pad}{text}"),
                };
            }
            out.trim_end().to_owned()
        };
        let indent = " ".repeat(indent);
        let mut out = format!("{indent}{BOLD}{}{BOLD:#}\n", line(&self.head));
        let ruler: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        let _ = writeln!(out, "{indent}{DIM}{}{DIM:#}", line(&ruler));
        for row in &self.rows {
            let _ = writeln!(out, "{indent}{}", line(row));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_to_the_right() {
        let mut t = Table::new([(Align::Left, "fund"), (Align::Right, "box 1a")]);
        t.row(vec!["Ärzte".into(), "0.5".into()]);
        t.row(vec!["B".into()]);
        let plain = anstream::adapter::strip_str(&t.render(1)).to_string();
        assert_eq!(plain, " fund   box 1a\n ─────  ──────\n Ärzte     0.5\n B\n");
    }
}
