//! What a sheet says about its rows and columns rather than its cells: which are hidden and
//! which cells are merged.

use super::limits::{COLUMNS, MERGES, ROWS, merges};
use crate::error::Reason;
use std::collections::{BTreeMap, HashMap};
use yearend_model::place::letters;
use yearend_model::{Observation, ObservationKind, Place};

/// Hidden rows and columns and merged cells; all numbers from 1.
#[derive(Debug, Default)]
pub(crate) struct Furniture {
    /// Hidden rows by first row, with the last row.
    rows: BTreeMap<u32, u32>,
    /// Hidden columns by first column, with the last column.
    columns: BTreeMap<u32, u32>,
    /// How many columns the cell at (row, column) covers.
    spans: HashMap<(u32, u32), u16>,
}

impl Furniture {
    /// Marks rows as hidden.
    pub(crate) fn hide_rows(&mut self, first: u32, last: u32) {
        hide(&mut self.rows, first, last.min(ROWS));
    }

    /// Marks columns as hidden.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        hide(&mut self.columns, first, last.min(COLUMNS));
    }

    /// Records a merged range by its first row and its columns.
    pub(crate) fn merge(&mut self, row: u32, first: u32, last: u32) -> Result<(), Reason> {
        let span = last.min(COLUMNS).saturating_sub(first) + 1;
        if span > 1 {
            if self.spans.len() >= MERGES {
                return Err(merges());
            }
            self.spans.insert((row, first), u16::try_from(span).unwrap_or(u16::MAX));
        }
        Ok(())
    }

    /// Whether the sheet says nothing of its rows and columns.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty() && self.spans.is_empty()
    }

    /// Whether the row is hidden.
    pub(crate) fn row_hidden(&self, row: u32) -> bool {
        covers(&self.rows, row)
    }

    /// Whether the column is hidden.
    pub(crate) fn column_hidden(&self, column: u32) -> bool {
        covers(&self.columns, column)
    }

    /// The merged cells with how many columns each covers.
    pub(crate) fn spans(&self) -> impl Iterator<Item = ((u32, u32), u16)> {
        self.spans.iter().map(|(place, span)| (*place, *span))
    }

    /// How many columns the cell covers.
    pub(crate) fn span(&self, row: u32, column: u32) -> u16 {
        if self.spans.is_empty() {
            return 1;
        }
        self.spans.get(&(row, column)).copied().unwrap_or(1)
    }
}

/// Adds a range to ranges that do not overlap; neighbours grow together.
fn hide(ranges: &mut BTreeMap<u32, u32>, first: u32, last: u32) {
    if first == 0 || last < first {
        return;
    }
    let before = ranges.range_mut(..=first).next_back().filter(|(_, e)| **e + 1 >= first);
    match before {
        Some((_, end)) => *end = last.max(*end),
        None => {
            ranges.insert(first, last);
        }
    }
}

fn covers(ranges: &BTreeMap<u32, u32>, n: u32) -> bool {
    !ranges.is_empty() && ranges.range(..=n).next_back().is_some_and(|(_, end)| n <= *end)
}

/// Hidden rows and columns in which text was met: what the notes name. Hidden blank columns to
/// the right of a table are common and nobody's concern.
#[derive(Debug, Default)]
pub(crate) struct HiddenText {
    rows: BTreeMap<u32, u32>,
    columns: BTreeMap<u32, u32>,
}

/// How many ranges a note names.
const NAMED: usize = 20;

impl HiddenText {
    /// A hidden row holds text.
    pub(crate) fn row(&mut self, row: u32) {
        hide(&mut self.rows, row, row);
    }

    /// A hidden column holds text.
    pub(crate) fn column(&mut self, column: u32) {
        if !covers(&self.columns, column) {
            self.columns.insert(column, column);
        }
    }

    /// The notes on the sheet that is part `part`.
    pub(crate) fn notes(&self, part: u32) -> Vec<Observation> {
        let mut columns = BTreeMap::new();
        self.columns.iter().for_each(|(first, last)| hide(&mut columns, *first, *last));
        let rows = note(part, "row", &self.rows, |n| n.to_string(), |n| (n, 1));
        let columns = note(part, "column", &columns, letters, |n| (1, n));
        rows.into_iter().chain(columns).collect()
    }
}

/// The note on a sheet that is hidden as a whole.
pub(crate) fn hidden_sheet(part: u32, name: &str) -> Observation {
    observation(part, format!("sheet {name}"), vec![(1, 1)], "the sheet is hidden; it was read")
}

fn note(
    part: u32,
    what: &str,
    ranges: &BTreeMap<u32, u32>,
    name: impl Fn(u32) -> String,
    place: impl Fn(u32) -> (u32, u32),
) -> Option<Observation> {
    let (first, last) = ranges.first_key_value()?;
    let many = ranges.len() > 1 || last > first;
    let mut named: Vec<String> = ranges
        .iter()
        .take(NAMED)
        .map(|(a, b)| if a == b { name(*a) } else { format!("{} to {}", name(*a), name(*b)) })
        .collect();
    if ranges.len() > NAMED {
        named.push(format!("{} more", ranges.len() - NAMED));
    }
    let printed = format!("{what}{} {}", if many { "s" } else { "" }, named.join(", "));
    let because =
        if many { "they are hidden; they were read" } else { "it is hidden; it was read" };
    let places = ranges.keys().take(NAMED).map(|n| place(*n)).collect();
    Some(observation(part, printed, places, because))
}

fn observation(part: u32, printed: String, places: Vec<(u32, u32)>, because: &str) -> Observation {
    Observation {
        places: places.into_iter().map(|(line, column)| Place { part, line, column }).collect(),
        printed,
        because: because.to_owned(),
        ..Observation::new(ObservationKind::HiddenCells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_grow_together() {
        let mut f = Furniture::default();
        for row in [3, 4, 5, 9] {
            f.hide_rows(row, row);
        }
        f.hide_columns(5, 16_384);
        assert_eq!(f.rows.len(), 2);
        assert!(f.row_hidden(4) && f.row_hidden(9) && !f.row_hidden(6) && !f.row_hidden(2));
        assert!(f.column_hidden(41) && !f.column_hidden(4));
        f.merge(1, 1, 41).unwrap();
        f.merge(2, 3, 3).unwrap();
        assert_eq!((f.span(1, 1), f.span(2, 3), f.span(9, 9)), (41, 1, 1));
    }

    #[test]
    fn notes_name_what_is_hidden() {
        let mut h = HiddenText::default();
        assert!(h.notes(0).is_empty());
        [5, 6, 9].into_iter().for_each(|r| h.row(r));
        [7, 3, 4, 3].into_iter().for_each(|c| h.column(c));
        let notes = h.notes(2);
        assert_eq!(notes.len(), 2);
        assert_eq!(notes[0].printed, "rows 5 to 6, 9");
        assert_eq!(notes[0].places[1], Place { part: 2, line: 9, column: 1 });
        assert_eq!(notes[1].printed, "columns C to D, G");
    }
}
