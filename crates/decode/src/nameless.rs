//! Parts of a wide table whose pages repeat neither name nor CUSIP.
//!
//! Nothing on such a page says whose its rows are. They are joined to the rows of the left-hand
//! pages in order, but never by position alone: every pair of pages must hold equally many rows,
//! and the figures must confirm the order, because joined one row off they keep fewer identities.
//! Otherwise every security of the table is said to lack the columns of those pages.

use crate::join::{KEYS, Located, STRIDE, is_left, is_total_name, key_of};
use crate::table::{RowKind, Table, kind_of};
use crate::view::{RowView, View};
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use yearend_model::Field;

/// Columns of the layout that make a table without names a part of it.
const LEAST: usize = 3;

/// How well figures keep the identities: how many they keep and how many they break.
pub(crate) type Fit = fn(&Table, &View<'_>) -> (i64, i64);

/// Whether the table could be such a part.
pub(crate) fn is_part(table: &Table) -> bool {
    let named = KEYS.into_iter().any(|f| table.has(f));
    !named && fields(table).iter().filter(|f| f.is_amount()).count() >= LEAST
}

fn fields(table: &Table) -> BTreeSet<Field> {
    table.columns.iter().filter_map(|c| c.header.field).collect()
}

/// Joins the parts to the tables; the names, or CUSIPs, of securities that lack them come back.
pub(crate) fn join<'a>(
    mut tables: Vec<Located<'a>>,
    parts: Vec<Located<'a>>,
    fit: Fit,
) -> (Vec<Located<'a>>, HashSet<String>) {
    let lefts: Vec<usize> = (0..tables.len()).filter(|i| is_left(&tables[*i].table)).collect();
    let mut failed = HashSet::new();
    let mut groups: Vec<(BTreeSet<Field>, Vec<Located<'a>>)> = Vec::new();
    for part in parts {
        let fields = fields(&part.table);
        match groups.iter_mut().find(|(f, _)| *f == fields) {
            Some((_, group)) => group.push(part),
            None => groups.push((fields, vec![part])),
        }
    }
    for (n, (_, group)) in (0x4000..).zip(groups) {
        match beside(&tables, &lefts, &group, n * STRIDE, fit) {
            Some(joined) => {
                for (at, table) in lefts.iter().zip(joined) {
                    tables[*at] = table;
                }
            }
            None => failed.extend(lefts.iter().flat_map(|at| keys(&tables[*at]))),
        }
    }
    (tables, failed)
}

/// The name or CUSIP of every row of a table.
fn keys(t: &Located<'_>) -> Vec<String> {
    let by = [Field::Cusip, Field::SecurityDescription].into_iter().find(|f| t.table.has(*f));
    let Some((by, column)) = by.and_then(|f| Some((f, t.table.column_of(f)?))) else {
        return Vec::new();
    };
    data(t).filter_map(|(_, row)| Some(key_of(by, row.at(column)?.text))).collect()
}

/// The rows in which figures stand, with their index among the table's rows.
fn data<'a>(t: &Located<'a>) -> impl Iterator<Item = (usize, RowView<'a>)> {
    let rows = t.table.rows.iter().enumerate().map(|(i, index)| (i, t.view.row(*index)));
    rows.filter(|(_, row)| kind_of(row) == RowKind::Data)
}

/// The rows of a left-hand table that as many rows of a part stand beside: those with figures; with
/// the totals too that have theirs on the part only; or without the totals, whose figures are here.
fn rows_beside<'a>(left: &Located<'a>, count: usize) -> Option<Vec<usize>> {
    let rows = || left.table.rows.iter().map(|r| left.view.row(*r)).enumerate();
    let total = |row: &RowView<'_>| row.cells.iter().any(|c| is_total_name(c.text));
    let figures = |row: &RowView<'_>| kind_of(row) == RowKind::Data;
    let ways: [&dyn Fn(&RowView<'a>) -> bool; 3] =
        [&figures, &|row| figures(row) || row.cells.len() == 1 && total(row), &|row| {
            figures(row) && !total(row)
        }];
    ways.iter()
        .map(|way| rows().filter(|(_, row)| way(row)).map(|(i, _)| i).collect::<Vec<_>>())
        .find(|found| found.len() == count)
}

/// The left-hand tables with the columns of the parts, if the parts fit.
fn beside<'a>(
    tables: &[Located<'a>],
    lefts: &[usize],
    parts: &[Located<'a>],
    offset: u32,
    fit: Fit,
) -> Option<Vec<Located<'a>>> {
    let pairs: Vec<(&Located<'a>, &Located<'a>)> =
        lefts.iter().map(|at| &tables[*at]).zip(parts).collect();
    if pairs.is_empty() || lefts.len() != parts.len() || pairs.iter().any(|p| p.0.turned) {
        return None;
    }
    let rows = pairs.iter().map(|(left, part)| rows_beside(left, data(part).count()));
    let rows: Vec<Vec<usize>> = rows.collect::<Option<_>>()?;
    let joined = |off: usize| -> Vec<Located<'a>> {
        let pairs = pairs.iter().zip(&rows);
        pairs.map(|((left, part), rows)| widened(left, rows, part, offset, off)).collect()
    };
    let total = |tables: &[Located<'_>]| {
        let fits = tables.iter().map(|t| fit(&t.table, &t.view));
        fits.fold((0, 0), |(kept, broken), (k, b)| (kept + k, broken + b))
    };
    let in_order = joined(0);
    let ((kept, broken), (kept_off, broken_off)) = (total(&in_order), total(&joined(1)));
    (kept - broken > kept_off - broken_off && broken * 4 <= kept).then_some(in_order)
}

/// A table with the cells of the part beside each row, taken `off` rows too late.
fn widened<'a>(
    left: &Located<'a>,
    rows: &[usize],
    part: &Located<'a>,
    offset: u32,
    off: usize,
) -> Located<'a> {
    let mut table = left.table.clone();
    let known = fields(&left.table);
    let mut repeated = Vec::new();
    for column in &part.table.columns {
        if column.header.field.is_some_and(|f| known.contains(&f)) {
            repeated.push(column.at);
            continue;
        }
        let mut column = column.clone();
        column.at += offset;
        table.columns.push(column);
    }
    table.header_cells.extend(part.table.header_cells.iter().cloned());
    let mut out: Vec<RowView<'a>> = left.table.rows.iter().map(|r| left.view.row(*r)).collect();
    let beside: Vec<RowView<'a>> = data(part).map(|(_, row)| row).collect();
    for (n, at) in rows.iter().enumerate() {
        let cells = beside[(n + off) % beside.len()].cells.iter();
        out[*at].cells.extend(cells.filter(|c| !repeated.contains(&c.column)).map(|c| {
            let mut c = *c;
            c.column += offset;
            c.last += offset;
            c
        }));
    }
    table.rows = (0..out.len()).collect();
    let part = left.view.part;
    Located { table, view: Rc::new(View::of_rows(part, out)), turned: left.turned }
}
