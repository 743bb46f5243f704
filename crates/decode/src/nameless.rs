//! Parts of a wide table whose pages repeat neither name nor CUSIP.
//!
//! Nothing on such a page says whose its rows are. They are joined to the rows of the left-hand
//! pages in order, but never by position alone: every pair of pages must hold equally many rows,
//! and the figures must confirm the order, because joined one row off they keep fewer identities
//! and bounds (or the rows of the page are all alike, and the order changes nothing). Otherwise
//! every security of the table is said to lack the columns of those pages.

use crate::cell::{self, Amounts};
use crate::join::{KEYS, Located, STRIDE, is_left, is_total_name, key_of};
use crate::table::{RowKind, Table, kind_of};
use crate::view::{RowView, View};
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use yearend_model::{Decimal, Field, decimal};

/// Columns of the layout that make a table without names a part of it.
const LEAST: usize = 3;

/// How well figures keep the identities: how many they keep and how many they break.
pub(crate) type Fit = fn(&Table, &View<'_>) -> (i64, i64);

/// Whether the table could be such a part.
pub(crate) fn is_part(table: &Table) -> bool {
    let named = table.caption.is_some() || KEYS.into_iter().any(|f| table.has(f));
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
        // A page of nothing but headings keeps nothing from anyone.
        if data(&part).next().is_none() {
            continue;
        }
        let fields = fields(&part.table);
        match groups.iter_mut().find(|(f, _)| *f == fields) {
            Some((_, group)) => group.push(part),
            None => groups.push((fields, vec![part])),
        }
    }
    // Pages that hold other numbers of rows fit nothing.
    let mut fitting: Vec<Part<'_>> = Vec::new();
    for (n, (_, pages)) in (0x4000..).zip(groups) {
        match rows_of_pages(&tables, &lefts, &pages) {
            Some(rows) => fitting.push(Part { pages, rows, offset: n * STRIDE }),
            None => failed.extend(lefts.iter().flat_map(|at| keys(&tables[*at]))),
        }
    }
    // One part may be what confirms another, so each is judged beside all that are left.
    while !fitting.is_empty() {
        let judged = judge(&tables, &lefts, &fitting, fit);
        if judged.iter().all(|confirmed| *confirmed) {
            break;
        }
        failed.extend(lefts.iter().flat_map(|at| keys(&tables[*at])));
        let mut judged = judged.into_iter();
        fitting.retain(|_| judged.next().unwrap_or_default());
    }
    if fitting.is_empty() {
        return (tables, failed);
    }
    let joined = joined(&tables, &lefts, &fitting, None);
    for (at, table) in lefts.iter().zip(joined) {
        tables[*at] = table;
    }
    (tables, failed)
}

/// Pages with the same columns, beside the left-hand tables.
struct Part<'a> {
    pages: Vec<Located<'a>>,
    /// Of each left-hand table, the rows that those of the page stand beside.
    rows: Vec<Vec<usize>>,
    /// What is added to the numbers of its columns.
    offset: u32,
}

impl Part<'_> {
    /// Whether its rows are all alike in what is not zero, so that their order tells nothing.
    fn is_uniform(&self) -> bool {
        let said = |row: RowView<'_>| -> Vec<(u32, String)> {
            let says = |t: &str| t.bytes().any(|b| b.is_ascii_alphabetic() || is_digit(b));
            let cells = row.cells.iter().filter(|c| says(c.text));
            cells.map(|c| (c.column, c.text.to_owned())).collect()
        };
        let mut rows = self.pages.iter().flat_map(|page| data(page).map(|(_, row)| said(row)));
        rows.next().is_some_and(|first| rows.all(|row| row == first))
    }
}

fn is_digit(b: u8) -> bool {
    matches!(b, b'1'..=b'9')
}

/// The left-hand tables with the columns of all parts, one of them taken a row too late.
fn joined<'a>(
    tables: &[Located<'a>],
    lefts: &[usize],
    parts: &[Part<'a>],
    late: Option<usize>,
) -> Vec<Located<'a>> {
    let left = |(page, at): (usize, &usize)| {
        let mut table: Option<Located<'a>> = None;
        for (p, part) in parts.iter().enumerate() {
            let before = table.as_ref().unwrap_or(&tables[*at]);
            let off = usize::from(late == Some(p));
            let wide = widened(before, &part.rows[page], &part.pages[page], part.offset, off);
            table = Some(wide);
        }
        table.unwrap_or_else(|| copy(&tables[*at]))
    };
    lefts.iter().enumerate().map(left).collect()
}

fn copy<'a>(t: &Located<'a>) -> Located<'a> {
    Located { table: t.table.clone(), view: t.view.clone(), turned: t.turned }
}

/// Whether the figures confirm the order of each part: in order they keep the identities, and a row
/// too late fewer of them.
fn judge(tables: &[Located<'_>], lefts: &[usize], parts: &[Part<'_>], fit: Fit) -> Vec<bool> {
    let total = |late: Option<usize>| {
        let tables = joined(tables, lefts, parts, late);
        let fits = tables.iter().map(|t| (fit(&t.table, &t.view), bounds(t)));
        fits.fold((0, 0), |(kept, broken), ((k, b), (k2, b2))| (kept + k + k2, broken + b + b2))
    };
    let (kept, broken) = total(None);
    let confirms = |p: usize| {
        let (kept_off, broken_off) = total(Some(p));
        broken * 4 <= kept && (kept - broken > kept_off - broken_off || parts[p].is_uniform())
    };
    (0..parts.len()).map(confirms).collect()
}

/// Figures that no identity ties to the rest of the line, and those without which they cannot be:
/// the percentage of private activity bonds, and what section 199A covers.
const WITHIN: [(Field, Field); 3] = [
    (Field::AmtPercentage, Field::ExemptInterestDividends),
    (Field::Section199aIncome, Field::IncomeDividends),
    (Field::Section199aDividends, Field::OrdinaryDividends),
];

/// How many of those figures stand beside as much of the other, and how many do not.
fn bounds(t: &Located<'_>) -> (i64, i64) {
    let columns = |(f, g)| Some((f, t.table.column_of(f)?, t.table.column_of(g)?));
    let columns: Vec<_> = WITHIN.into_iter().filter_map(columns).collect();
    let sum = |row: &RowView<'_>, at| match row.at(at).map(|c| cell::amounts(c.text)) {
        Some(Amounts::Values(values)) => decimal::sum(values.iter().flatten().copied()),
        _ => Decimal::ZERO,
    };
    let (mut kept, mut broken) = (0, 0);
    for (_, row) in data(t) {
        for (field, part, whole) in &columns {
            let (part, whole) = (sum(&row, *part), sum(&row, *whole));
            let within = match field {
                Field::AmtPercentage => !whole.is_zero(),
                _ => part <= whole,
            };
            kept += i64::from(!part.is_zero() && within);
            broken += i64::from(!part.is_zero() && !within);
        }
    }
    (kept, broken)
}

/// The name or CUSIP of every row of a table.
pub(crate) fn keys(t: &Located<'_>) -> Vec<String> {
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

/// Of each left-hand table, the rows that those of the page beside it belong to, if there are as
/// many.
fn rows_of_pages(
    tables: &[Located<'_>],
    lefts: &[usize],
    pages: &[Located<'_>],
) -> Option<Vec<Vec<usize>>> {
    let pairs: Vec<_> = lefts.iter().map(|at| &tables[*at]).zip(pages).collect();
    if pairs.is_empty() || lefts.len() != pages.len() || pairs.iter().any(|p| p.0.turned) {
        return None;
    }
    pairs.iter().map(|(left, page)| rows_beside(left, data(page).count())).collect()
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
        let again = column.header.field.is_some_and(|f| known.contains(&f));
        // `Income Dividends` alone on a page is taken for that of box 1a; beside it, it is another.
        let other =
            !part.table.numbered && column.candidates.iter().any(|c| !known.contains(&c.field));
        if again && !other {
            repeated.push(column.at);
            continue;
        }
        let mut column = column.clone();
        if again {
            column.header.field = None;
        }
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
