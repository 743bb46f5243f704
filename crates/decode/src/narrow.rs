//! The last part of a wide table: a page that repeats whose row a row is and has a column or two.
//!
//! So few headings make no table by themselves. They do where the page repeats the names, CUSIPs or
//! tickers of a table that was printed before it.

use crate::join::{KEYS, Located, key_of};
use crate::table::{self, Column, RowKind, Table, kind_of};
use crate::view::{CellView, RowView, View};
use std::collections::{BTreeSet, HashMap, HashSet};
use yearend_model::Field;

/// Most lines of a header.
const HEADER_LINES: usize = 8;
/// Most rows that are looked at to learn which column tells whose row it is.
const SAMPLE: usize = 200;

/// What the pages before print in the columns that tell whose row a row is.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by: HashMap<Field, HashSet<String>>,
    /// Fields that those tables have.
    fields: BTreeSet<Field>,
}

impl Names {
    /// Takes in the rows of a table.
    pub(crate) fn learn(&mut self, t: &Located<'_>) {
        self.fields.extend(t.table.columns.iter().filter_map(|c| c.header.field));
        for by in KEYS {
            let Some(column) = t.table.column_of(by) else { continue };
            let rows = t.table.rows.iter().map(|r| t.view.row(*r));
            let keys = rows.filter_map(|row| Some(key_of(by, row.at(column)?.text)));
            self.by.entry(by).or_default().extend(keys.filter(|k| !k.is_empty()));
        }
    }

    /// The column that repeats one of them, and which one it is.
    fn column(&self, view: &View<'_>) -> Option<(u32, Field)> {
        let mut seen: HashMap<(u32, Field), usize> = HashMap::new();
        let rows = (0..view.len().min(SAMPLE)).map(|i| view.row(i));
        for row in rows.filter(|row| row.cells.iter().any(table::is_figure)) {
            for c in &row.cells {
                for (by, known) in &self.by {
                    if known.contains(&key_of(*by, c.text)) {
                        *seen.entry((c.column, *by)).or_default() += 1;
                    }
                }
            }
        }
        let best = seen.into_iter().max_by_key(|((column, by), n)| (*n, u32::MAX - column, *by))?;
        Some(best.0)
    }

    /// The table on a page without a full header whose rows repeat those names beside figures.
    pub(crate) fn table(&self, view: &View<'_>) -> Option<Table> {
        let (key, by) = self.column(view)?;
        let figure = |c: &CellView<'_>| c.column != key && table::is_figure(c);
        let own = |row: &RowView<'_>| {
            row.at(key).is_some_and(|c| self.by[&by].contains(&key_of(by, c.text)))
        };
        let first = (0..view.len()).find(|i| own(&view.row(*i)))?;
        let rows: Vec<usize> = (first..view.len()).collect();
        let at: BTreeSet<u32> = rows
            .iter()
            .map(|i| view.row(*i))
            .filter(|r| kind_of(r) == RowKind::Data)
            .flat_map(|r| r.cells.into_iter().filter(figure).map(|c| c.column))
            .collect();
        if at.is_empty() {
            return None;
        }
        let from = first.saturating_sub(HEADER_LINES);
        let ways = (from..first).rev().map(|top| self.columns(view, top..first, &at));
        // As few lines as say as much: the lines above them are titles.
        let best = ways.max_by(|x, y| x.0.cmp(&y.0).then(y.1.cmp(&x.1)))?;
        let (_, lines, mut columns) = best;
        if columns.iter().any(|c| c.header.field.is_none() && !c.beside) {
            return None;
        }
        let mut named = table::column_at(&[], key, None, &BTreeSet::new());
        named.header.field = Some(by);
        columns.insert(columns.partition_point(|c| c.at < key), named);
        let texts = |range: std::ops::Range<usize>| {
            let cells = range.flat_map(|i| view.row(i).cells);
            cells.map(|c| (crate::words::fold(c.text), c.place)).collect()
        };
        Some(Table {
            columns,
            above: texts(0..first - lines),
            header_cells: texts(first - lines..first),
            rows,
            numbered: false,
            paged: true,
            owners: std::collections::BTreeMap::new(),
            caption: None,
        })
    }

    /// The columns under some lines of headings: how well they are understood, of how many lines
    /// they are, and what they are.
    fn columns(
        &self,
        view: &View<'_>,
        header: std::ops::Range<usize>,
        at: &BTreeSet<u32>,
    ) -> (i32, usize, Vec<Column>) {
        let lines = header.len();
        let rows: Vec<RowView<'_>> = header.map(|i| view.row(i)).collect();
        let mut taken = BTreeSet::new();
        let mut score = 0;
        let columns = at.iter().map(|column| {
            let mut c = table::column_at(&rows, *column, None, at);
            let amounts = c.candidates.iter().filter(|k| k.field.column() >= 10);
            let mut free = amounts.filter(|k| !self.fields.contains(&k.field));
            if let Some(k) = free.find(|k| !taken.contains(&k.field)) {
                taken.insert(k.field);
                score += 1000 + k.score;
                c.header.field = Some(k.field);
            }
            c
        });
        let columns = columns.collect();
        (score, lines, columns)
    }

    /// Whether a page repeats some of them beside figures.
    pub(crate) fn stand_on(&self, view: &View<'_>) -> bool {
        let Some((key, by)) = self.column(view) else { return false };
        (0..view.len()).map(|i| view.row(i)).any(|row| {
            let own = row.at(key).is_some_and(|c| self.by[&by].contains(&key_of(by, c.text)));
            own && row.cells.iter().any(|c| c.column != key && table::is_figure(c))
        })
    }
}
