//! Cells of a page that stand nearer to the heading beside their own.
//!
//! Column 32 holds letters only. Where figures stand under its heading on every line of a page, they
//! are those of the column before it, whose cells have slipped as well, and so on up to a column
//! under which nothing stands (or the same from the other side).

use crate::table::{self, RowKind, Table};
use crate::view::View;
use yearend_model::Field;

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
