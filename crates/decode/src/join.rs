//! Wide tables printed in parts.
//!
//! A wide sheet is usually printed with its left columns on the first pages and the rest on
//! further ones. The parts are joined by fund name (and CUSIP where both print it) and by the
//! order of its rows, never by position alone.

use crate::table::{RowKind, Table, kind_of};
use crate::view::{CellView, RowView, View};
use crate::words::fold;
use std::collections::{BTreeSet, HashMap, HashSet};
use yearend_model::{Field, cusip};

/// A table with the view that its rows are in.
#[derive(Debug)]
pub(crate) struct Located<'a> {
    pub table: Table,
    pub view: std::rc::Rc<View<'a>>,
    pub turned: bool,
}

/// Columns of further parts are numbered from multiples of this.
const STRIDE: u32 = 1 << 16;

fn amounts(t: &Table) -> BTreeSet<Field> {
    let fields = t.columns.iter().filter_map(|c| c.header.field);
    fields.filter(|f| f.column() >= 10).collect()
}

/// Whether the table says when and for which CUSIP it states its amounts.
fn is_left(t: &Table) -> bool {
    t.has(Field::PayableDate) || t.has(Field::RecordDate) || t.has(Field::ExDividendDate)
}

/// Joins parts; names whose rows could not be paired come back beside the tables.
pub(crate) fn join(tables: Vec<Located<'_>>) -> (Vec<Located<'_>>, HashSet<String>) {
    let has_right =
        tables.iter().any(|t| !is_left(&t.table) && t.table.has(Field::SecurityDescription));
    let has_left = tables.iter().any(|t| is_left(&t.table));
    if !(has_left && has_right) {
        return (tables, HashSet::new());
    }
    // Right-hand parts that state the same columns belong together, in page order.
    let mut rights: Vec<Right<'_>> = Vec::new();
    let mut lefts = Vec::new();
    let mut waiting = Vec::new();
    for t in tables {
        let fields = amounts(&t.table);
        let clashes = |l: &Located<'_>| !amounts(&l.table).is_disjoint(&fields);
        if is_left(&t.table) || fields.is_empty() || lefts.iter().any(clashes) {
            lefts.push(t);
            continue;
        }
        let index = match rights.iter().position(|(f, ..)| *f == fields) {
            Some(i) => i,
            None => {
                rights.push((fields, HashMap::new(), t.table.clone()));
                rights.len() - 1
            }
        };
        waiting.push((index, t));
    }
    let mut wanted: HashMap<String, usize> = HashMap::new();
    let mut last = String::new();
    for t in &lefts {
        for (_, key, _) in keyed(t, &mut last, None) {
            *wanted.entry(key).or_default() += 1;
        }
    }
    let mut carried = vec![String::new(); rights.len()];
    for (index, t) in waiting {
        for (_, key, row) in keyed(&t, &mut carried[index], Some(&wanted)) {
            let cells = keep_amounts(&t.table, &row);
            rights[index].1.entry(key).or_default().push(cells);
        }
    }
    let mut failed = HashSet::new();
    for (_, map, _) in &rights {
        for (name, n) in &wanted {
            let have = map.get(name).map_or(0, Vec::len);
            if have != *n && !(have == 0 && is_total_name(name)) {
                failed.insert(name.clone());
            }
        }
        let orphans = map.keys().filter(|k| !wanted.contains_key(*k));
        failed.extend(orphans.cloned());
    }
    let mut taken: Vec<HashMap<String, usize>> = vec![HashMap::new(); rights.len()];
    let mut last = String::new();
    let joined =
        lefts.into_iter().map(|t| widen(t, &rights, &mut taken, &failed, &mut last)).collect();
    (joined, failed)
}

fn is_total_name(name: &str) -> bool {
    name.to_lowercase().ends_with("total")
}

/// The rows of a table in which figures stand, each with its index and with the name it belongs
/// to: its own, or the last one above it, on this page or the one before. On a right-hand part a
/// row of nothing but a name that the left-hand part prints is a row of blanks.
fn keyed<'a>(
    t: &Located<'a>,
    last: &mut String,
    names: Option<&HashMap<String, usize>>,
) -> Vec<(usize, String, RowView<'a>)> {
    let column = t.table.column_of(Field::SecurityDescription);
    let mut out = Vec::new();
    for (i, index) in t.table.rows.iter().enumerate() {
        let row = t.view.row(*index);
        let name = column.and_then(|c| row.at(c)).map(|c| fold(c.text));
        let data = kind_of(&row) == RowKind::Data;
        let blank = name.as_ref().is_some_and(|n| names.is_some_and(|k| k.contains_key(n)));
        if !(data || blank && row.cells.len() == 1) {
            continue;
        }
        if let Some(name) = name {
            *last = name;
        }
        out.push((i, last.clone(), row));
    }
    out
}

/// The cells of a row without what only repeats whose row it is.
fn keep_amounts<'a>(table: &Table, row: &RowView<'a>) -> Vec<CellView<'a>> {
    let repeats: Vec<u32> = table
        .columns
        .iter()
        .filter(|c| c.header.field.is_some_and(|f| f.column() < 10))
        .map(|c| c.at)
        .collect();
    let cells = row.cells.iter().copied();
    cells.filter(|c| !repeats.contains(&c.column) && !cusip::has_shape(c.text)).collect()
}

/// The cells of each row by the name that the row prints, in page order.
type ByName<'a> = HashMap<String, Vec<Vec<CellView<'a>>>>;

/// The right-hand parts that state the same columns.
type Right<'a> = (BTreeSet<Field>, ByName<'a>, Table);

fn widen<'a>(
    left: Located<'a>,
    rights: &[Right<'a>],
    taken: &mut [HashMap<String, usize>],
    failed: &HashSet<String>,
    last: &mut String,
) -> Located<'a> {
    let mut table = left.table.clone();
    for (i, (.., right)) in rights.iter().enumerate() {
        let offset = STRIDE * (u32::try_from(i).unwrap_or(0) + 1);
        for c in right.columns.iter().filter(|c| c.header.field.is_none_or(|f| f.column() >= 10)) {
            let mut c = c.clone();
            c.at += offset;
            table.columns.push(c);
        }
        table.header_cells.extend(right.header_cells.iter().cloned());
    }
    let mut out: Vec<RowView<'a>> = left.table.rows.iter().map(|r| left.view.row(*r)).collect();
    for (at, key, _) in keyed(&left, last, None) {
        for (i, (_, map, _)) in rights.iter().enumerate() {
            let nth = taken[i].entry(key.clone()).or_default();
            let offset = STRIDE * (u32::try_from(i).unwrap_or(0) + 1);
            let cells = map.get(&key).filter(|_| !failed.contains(&key)).and_then(|v| v.get(*nth));
            *nth += 1;
            for c in cells.into_iter().flatten() {
                out[at].cells.push(CellView {
                    column: c.column + offset,
                    last: c.last + offset,
                    ..*c
                });
            }
        }
    }
    table.rows = (0..out.len()).collect();
    let part = left.view.part;
    Located { table, view: std::rc::Rc::new(View::of_rows(part, out)), turned: left.turned }
}
