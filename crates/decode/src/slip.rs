//! Cells of a page that stand nearer to the heading beside their own.
//!
//! Column 32 holds letters only. Where figures stand under its heading on every line of a page, they
//! are those of the column before it, whose cells have slipped as well, and so on up to a column
//! under which nothing stands (or the same from the other side).

use crate::table::{self, Column, RowKind, Table};
use crate::view::View;
use std::collections::BTreeSet;
use yearend_model::Field;
use yearend_model::field::Group;

/// Moves the heading of a name, number or date under which nothing stands over the one column beside
/// it that has cells and no heading: in a wide column, the heading is set to its middle.
pub(crate) fn mend_keys(table: &mut Table, view: &View<'_>) {
    let is_key = |c: &Column| c.header.field.is_some_and(|f| f.info().group == Group::Security);
    if !table.columns.iter().any(is_key) {
        return;
    }
    let rows = table.rows.iter().take(SAMPLE).map(|i| view.row(*i));
    let data = rows.filter(|row| table::kind_of(row) == RowKind::Data);
    let filled: BTreeSet<u32> = data.flat_map(|row| row.cells).map(|c| c.column).collect();
    for i in 0..table.columns.len() {
        let c = &table.columns[i];
        if !is_key(c) || filled.contains(&c.at) {
            continue;
        }
        let before = i.checked_sub(1).map_or(0, |b| table.columns[b].at);
        let after = table.columns.get(i + 1).map_or(c.at + 2, |a| a.at);
        let mut bare = filled.range(before + 1..after.max(before + 1));
        if let (Some(only), None) = (bare.next(), bare.next()) {
            table.columns[i].at = *only;
        }
    }
}

/// Rows that are looked at.
const SAMPLE: usize = 200;

/// Moves the figures under the heading of column 32, and those beside them, to their own headings,
/// where there is only one way to do so.
pub(crate) fn mend(table: &mut Table, view: &View<'_>) {
    let letters = |f: Option<Field>| f == Some(Field::CusipChange);
    let Some(at) = table.columns.iter().position(|c| letters(c.header.field)) else { return };
    let rows = || {
        let rows = table.rows.iter().take(SAMPLE).map(|i| view.row(*i));
        rows.filter(|row| table::kind_of(row) == RowKind::Data)
    };
    let cells = |i: usize| {
        let column = table.columns[i].at;
        rows().filter_map(move |row| row.at(column).copied())
    };
    // One line may have a cell too many.
    if cells(at).take(2).count() < 2 || !cells(at).all(|c| table::is_figure(&c)) {
        return;
    }
    let amount = |i: &usize| table.columns[*i].header.field.is_some_and(Field::is_amount);
    let blank = |i: &usize| cells(*i).next().is_none();
    let before = (0..at).rev().take_while(amount).find(blank);
    let after = (at + 1..table.columns.len()).take_while(amount).find(blank);
    let places: Vec<u32> = table.columns.iter().map(|c| c.at).collect();
    match (before, after) {
        (Some(from), None) => {
            (from..at).for_each(|i| table.columns[i].at = places[i + 1]);
            table.columns[at].at = places[from];
        }
        (None, Some(to)) => {
            (at + 1..=to).for_each(|i| table.columns[i].at = places[i - 1]);
            table.columns[at].at = places[to];
        }
        _ => return,
    }
    table.columns.sort_by_key(|c| c.at);
}
