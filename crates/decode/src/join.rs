//! Wide tables printed in parts.
//!
//! A wide sheet is usually printed with its left columns on the first pages and the rest on
//! further ones. The parts are joined by fund name (and CUSIP where both print it) and by the
//! order of its rows, never by position alone.

use crate::table::{Column, RowKind, Table, kind_of, says_nothing};
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

/// What tells whose row a row is.
pub(crate) const KEYS: [Field; 3] = [Field::SecurityDescription, Field::Cusip, Field::Ticker];

/// The column by which the rows of a right-hand part are paired: the fund name, or the CUSIP or the
/// ticker where only that is repeated.
fn join_key(t: &Table) -> Option<Field> {
    KEYS.into_iter().find(|f| t.has(*f))
}

/// Columns of further parts are numbered from multiples of this.
pub(crate) const STRIDE: u32 = 1 << 16;

fn amounts(t: &Table) -> BTreeSet<Field> {
    let fields = t.columns.iter().filter_map(|c| c.header.field);
    fields.filter(|f| f.column() >= 10).collect()
}

/// Whether the table says when and for which CUSIP it states its amounts.
pub(crate) fn is_left(t: &Table) -> bool {
    t.has(Field::PayableDate) || t.has(Field::RecordDate) || t.has(Field::ExDividendDate)
}

/// Whether the table says what was paid in all, which the left-hand part does.
fn has_sum(t: &Table) -> bool {
    t.has(Field::TotalDistribution) || t.has(Field::CurrentYear)
}

/// Whether a table with dates only goes on with the lines of tables before it: it does not say what
/// was paid in all, they do, and state none of its columns, and it is about no other security.
fn goes_on(tables: &[Located<'_>], at: usize) -> bool {
    let t = &tables[at];
    let fields = amounts(&t.table);
    let Some(by) = join_key(&t.table) else { return false };
    if t.table.has(Field::TotalDistribution) || fields.is_empty() {
        return false;
    }
    let before = || tables[..at].iter().filter(|o| is_left(&o.table) && has_sum(&o.table));
    let shared = |o: &Located<'_>| amounts(&o.table).intersection(&fields).count();
    let year =
        |o: &Located<'_>| fields.contains(&Field::CurrentYear) && o.table.has(Field::CurrentYear);
    let again = |o: &Located<'_>| year(o) || shared(o) * 2 > fields.len();
    if before().next().is_none() || before().any(again) {
        return false;
    }
    let keys = |o: &Located<'_>| {
        let rows = keyed(o, by, &mut String::new(), None);
        rows.into_iter().map(|(_, key, _)| key).collect::<HashSet<String>>()
    };
    let known: HashSet<String> = before().filter(|o| o.table.has(by)).flat_map(keys).collect();
    keys(t).is_subset(&known)
}

/// What a row prints as its dates.
fn dates(table: &Table, row: &RowView<'_>) -> [Option<String>; 3] {
    Field::DATES.map(|f| table.column_of(f).and_then(|at| row.at(at)).map(|c| fold(c.text)))
}

/// Whether two rows print the same dates, as far as both print any.
fn same_dates(a: &[Option<String>; 3], b: &[Option<String>; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.as_ref().zip(b.as_ref()).is_none_or(|(a, b)| a == b))
}

/// Joins parts; names whose rows could not be paired come back beside the tables.
pub(crate) fn join(tables: Vec<Located<'_>>) -> (Vec<Located<'_>>, HashSet<String>) {
    let dated: Vec<bool> = (0..tables.len())
        .map(|i| tables.len() > 1 && is_left(&tables[i].table) && goes_on(&tables, i))
        .collect();
    let left = |i: usize, t: &Located<'_>| is_left(&t.table) && !dated[i];
    let mut each = tables.iter().enumerate();
    let has_right = each.any(|(i, t)| !left(i, t) && join_key(&t.table).is_some());
    let has_left = tables.iter().enumerate().any(|(i, t)| left(i, t));
    if !(has_left && has_right) {
        return (tables, HashSet::new());
    }
    // Right-hand parts that state the same columns belong together, in page order.
    let mut rights: Vec<Right<'_>> = Vec::new();
    let mut lefts = Vec::new();
    let mut waiting = Vec::new();
    for (i, t) in tables.into_iter().enumerate() {
        let fields = amounts(&t.table);
        // Headings that repeat from block to block may be taken for those of another page: where no
        // CUSIP stands, only most of them make a table of its own.
        let own = if t.table.has(Field::Cusip) { 0 } else { fields.len() / 2 };
        let clashes = |l: &Located<'_>| amounts(&l.table).intersection(&fields).count() > own;
        if !dated[i] && (is_left(&t.table) || fields.is_empty() || lefts.iter().any(clashes)) {
            lefts.push(t);
            continue;
        }
        let index = match rights.iter().position(|r| r.fields == fields) {
            Some(i) => i,
            None => {
                let by = join_key(&t.table).unwrap_or(Field::SecurityDescription);
                rights.push(Right { fields, by, rows: HashMap::new(), table: t.table.clone() });
                rights.len() - 1
            }
        };
        waiting.push((index, t));
    }
    // Totals whose figures all stand on the right-hand parts.
    let mut totals: HashMap<String, usize> = HashMap::new();
    let mut last = String::new();
    for (_, t) in &waiting {
        for (_, key, _) in keyed(t, Field::SecurityDescription, &mut last, None) {
            if is_total_name(&key) {
                *totals.entry(key).or_default() += 1;
            }
        }
    }
    // How many rows the left-hand parts have under each name, and under each CUSIP.
    let mut wanted: HashMap<Field, HashMap<String, usize>> = HashMap::new();
    let any_dated = dated.contains(&true);
    let mut printed: HashMap<(Field, String), Vec<[Option<String>; 3]>> = HashMap::new();
    for by in KEYS {
        let mut last = String::new();
        for t in &lefts {
            for (_, key, row) in keyed(t, by, &mut last, Some(&totals)) {
                if any_dated {
                    let dates = dates(&t.table, &row);
                    printed.entry((by, key.clone())).or_default().push(dates);
                }
                *wanted.entry(by).or_default().entry(key).or_default() += 1;
            }
        }
    }
    let mut failed = HashSet::new();
    let mut carried = vec![String::new(); rights.len()];
    for (index, t) in waiting {
        let right = &mut rights[index];
        let moves = moves(&t.table, &right.table);
        for (_, key, row) in keyed(&t, right.by, &mut carried[index], wanted.get(&right.by)) {
            let rows = right.rows.entry(key.clone()).or_default();
            let own = printed.get(&(right.by, key.clone())).and_then(|all| all.get(rows.len()));
            if own.is_some_and(|own| !same_dates(own, &dates(&t.table, &row))) {
                failed.insert(key.clone());
            }
            let mut cells = keep_amounts(&t.table, &row);
            if !moves.as_ref().is_some_and(|moves| move_to(&mut cells, moves)) {
                failed.insert(key);
            }
            rows.push(cells);
        }
    }
    for right in &rights {
        let Some(wanted) = wanted.get(&right.by) else { continue };
        for (key, n) in wanted {
            let have = right.rows.get(key).map_or(0, Vec::len);
            if have != *n && !(have == 0 && (key.is_empty() || is_total_name(key))) {
                failed.insert(key.clone());
            }
        }
        let orphans = right.rows.keys().filter(|k| !wanted.contains_key(*k));
        failed.extend(orphans.cloned());
    }
    let mut taken: Vec<HashMap<String, usize>> = vec![HashMap::new(); rights.len()];
    let mut last: HashMap<Field, String> = HashMap::new();
    let joined =
        lefts.into_iter().map(|t| widen(t, &rights, &totals, &mut taken, &failed, &mut last));
    let joined = joined.collect();
    (joined, failed)
}

/// A cell of a key column, as rows are compared by it.
pub(crate) fn key_of(by: Field, text: &str) -> String {
    match by {
        Field::Cusip => cusip::normalize(text),
        _ => fold(text),
    }
}

pub(crate) fn is_total_name(name: &str) -> bool {
    name.to_lowercase().ends_with("total")
}

/// The rows of a table in which figures stand, each with its index and with the name it belongs
/// to: its own, or the last one above it, on this page or the one before. On a right-hand part a
/// row of nothing but a name that the left-hand part prints, and perhaps `N/A`, is a row of blanks.
fn keyed<'a>(
    t: &Located<'a>,
    by: Field,
    last: &mut String,
    names: Option<&HashMap<String, usize>>,
) -> Vec<(usize, String, RowView<'a>)> {
    let column = t.table.column_of(by);
    // What tells whose row it is, and a letter, are no figures.
    let silent = KEYS.into_iter().chain([Field::CusipChange]);
    let silent: Vec<u32> = silent.filter_map(|f| t.table.column_of(f)).collect();
    let mut out = Vec::new();
    for (i, index) in t.table.rows.iter().enumerate() {
        let row = t.view.row(*index);
        let name = column.and_then(|c| row.at(c)).map(|c| key_of(by, c.text));
        let data = kind_of(&row) == RowKind::Data;
        let blank = name.as_ref().is_some_and(|n| names.is_some_and(|k| k.contains_key(n)));
        let empty = |c: &CellView<'_>| silent.contains(&c.column) || says_nothing(c);
        if !(data || blank && row.cells.iter().all(empty)) {
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

/// Where the columns of a page stand on the first page of its part: each page has columns of its own,
/// and a wide name or a title more may number them anew. Empty if they stand where they do there;
/// `None` if they do not and there is no place for one of them.
fn moves(page: &Table, first: &Table) -> Option<Vec<(u32, u32)>> {
    let stated = |t: &&Column| t.header.field.is_none_or(|f| f.column() >= 10);
    let there = |c: &Column| match c.header.field {
        Some(f) => first.column_of(f),
        None => {
            let same = |o: &&Column| o.header.field.is_none() && o.header.text == c.header.text;
            first.columns.iter().find(same).map(|o| o.at)
        }
    };
    let places = page.columns.iter().filter(stated).map(|c| (c.at, there(c)));
    let places: Vec<(u32, Option<u32>)> = places.collect();
    if places.iter().all(|(from, to)| to.is_none_or(|to| to == *from)) {
        return Some(Vec::new());
    }
    places.into_iter().map(|(from, to)| Some((from, to?))).collect()
}

/// Moves the cells of a row, each with the heading over it or on its left. False if two of them
/// would stand in one column.
fn move_to(cells: &mut [CellView<'_>], moves: &[(u32, u32)]) -> bool {
    for c in cells.iter_mut().filter(|_| !moves.is_empty()) {
        let after = moves.partition_point(|(from, _)| *from <= c.last);
        let Some((from, to)) = moves.get(after.saturating_sub(1)) else { continue };
        let wide = c.last - c.column;
        c.column = (c.column + to).saturating_sub(*from);
        c.last = c.column + wide;
    }
    cells.sort_by_key(|c| c.column);
    cells.windows(2).all(|p| p[0].column < p[1].column)
}

/// The cells of each row by the name that the row prints, in page order.
type ByName<'a> = HashMap<String, Vec<Vec<CellView<'a>>>>;

/// The right-hand parts that state the same columns.
struct Right<'a> {
    fields: BTreeSet<Field>,
    by: Field,
    rows: ByName<'a>,
    table: Table,
}

fn widen<'a>(
    left: Located<'a>,
    rights: &[Right<'a>],
    totals: &HashMap<String, usize>,
    taken: &mut [HashMap<String, usize>],
    failed: &HashSet<String>,
    last: &mut HashMap<Field, String>,
) -> Located<'a> {
    let mut table = left.table.clone();
    for (i, right) in rights.iter().map(|r| &r.table).enumerate() {
        let offset = STRIDE * (u32::try_from(i).unwrap_or(0) + 1);
        for c in right.columns.iter().filter(|c| c.header.field.is_none_or(|f| f.column() >= 10)) {
            let mut c = c.clone();
            c.at += offset;
            table.columns.push(c);
        }
        table.header_cells.extend(right.header_cells.iter().cloned());
    }
    let mut out: Vec<RowView<'a>> = left.table.rows.iter().map(|r| left.view.row(*r)).collect();
    for by in KEYS {
        let last = last.entry(by).or_default();
        for (at, key, _) in keyed(&left, by, last, Some(totals)) {
            for (i, right) in rights.iter().enumerate().filter(|(_, r)| r.by == by) {
                let nth = taken[i].entry(key.clone()).or_default();
                let offset = STRIDE * (u32::try_from(i).unwrap_or(0) + 1);
                let row = right.rows.get(&key).filter(|_| !failed.contains(&key));
                let cells = row.and_then(|v| v.get(*nth));
                *nth += 1;
                out[at].cells.extend(cells.into_iter().flatten().map(|c| CellView {
                    column: c.column + offset,
                    last: c.last + offset,
                    ..*c
                }));
            }
        }
    }
    for row in &mut out {
        row.cells.sort_by_key(|c| c.column);
    }
    table.rows = (0..out.len()).collect();
    let part = left.view.part;
    Located { table, view: std::rc::Rc::new(View::of_rows(part, out)), turned: left.turned }
}
