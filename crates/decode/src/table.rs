//! Finding tables: where a header stands, which rows are data, which column is which field.

mod kind;

pub(crate) use kind::{RowKind, is_cusip, is_date, is_figure, kind_of, says_nothing};

use crate::caption::Caption;
use crate::heading::{Candidate, Heading, is_group};
use crate::view::{CellView, RowView, View};
use crate::words::{fold, is_whole, words};
use crate::{heading, many};
use kind::{bare_number, is_box, is_column, is_heading, is_legend, is_number_row, is_plainly_data};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use yearend_model::field::Group;
use yearend_model::{Field, HeaderColumn, Place};
use yearend_source::CellKind;

/// A column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Grid column.
    pub at: u32,
    pub header: HeaderColumn,
    /// What the words over it can mean; empty where they say nothing.
    pub candidates: Vec<Candidate>,
    /// Its heading names something beside the layout (a price, the family's number of the fund).
    pub beside: bool,
}

/// Most columns of a table; a layout has 41 and what a family prints beside them.
const WIDEST: usize = 512;

/// A header with the rows under it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    /// Texts above the header (titles, class names), top to bottom.
    pub above: Vec<(String, Place)>,
    /// Header cells with their places, for what headings print (years, formulas).
    pub header_cells: Vec<(String, Place)>,
    /// Indices of the rows under the header, up to the next header.
    pub rows: Vec<usize>,
    /// Whether a row of column numbers stands in the header.
    pub numbered: bool,
    /// Whether its columns are where the words of a page stand, rather than columns of a sheet.
    pub paged: bool,
    /// Rows whose security is named in another row below some of them: see [`crate::anchor`].
    pub owners: BTreeMap<usize, usize>,
    /// The one security of the table, which a line over it names.
    pub caption: Option<Caption>,
}

impl Table {
    /// The grid column of a field.
    pub(crate) fn column_of(&self, field: Field) -> Option<u32> {
        self.columns.iter().find(|c| c.header.field == Some(field)).map(|c| c.at)
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.column_of(field).is_some()
    }

    /// The fields in the order in which the columns stand.
    pub(crate) fn shape(&self) -> Vec<Option<Field>> {
        self.columns.iter().map(|c| c.header.field).collect()
    }
}

/// Rows that one core looks at as one piece of work.
const PIECE: usize = 128;

/// The tables of a view, and what stands in none of them.
pub(crate) struct Found {
    /// In order.
    pub tables: Vec<Table>,
    /// The first row that states the figures of a security and stands under no header.
    pub lost: Option<Place>,
}

/// The tables of a view. Rows before the first header belong to none.
pub(crate) fn find(view: &View<'_>) -> Found {
    let rows: Vec<usize> = (0..view.len()).collect();
    let kind = |i: &usize| {
        if is_plainly_data(view, *i) { RowKind::Data } else { kind_of(&view.row(*i)) }
    };
    let kinds = many::map(&rows, PIECE, kind);
    let mut tables: Vec<Table> = Vec::new();
    let mut lost = None;
    let mut after_last = 0;
    let mut i = 0;
    while i < kinds.len() {
        if !matches!(kinds[i], RowKind::Numbers | RowKind::Header) {
            i += 1;
            continue;
        }
        let (first, last) = header_span(view, &kinds, i, after_last);
        if tables.is_empty() {
            lost = lost.or_else(|| states_figures(view, after_last..first));
        }
        let next = (last + 1..kinds.len())
            .find(|k| matches!(kinds[*k], RowKind::Numbers | RowKind::Header));
        // The next header may begin above the row that shows it.
        let end = next.map_or(kinds.len(), |k| header_span(view, &kinds, k, last + 1).0);
        if let Some(table) = build(view, first, last, end, after_last) {
            let closes = table.rows.iter().rposition(|r| kinds[*r] == RowKind::Data);
            after_last = closes.map_or(last + 1, |p| table.rows[p] + 1);
            tables.push(table);
        } else if let Some(before) = tables.last_mut()
            && rows_go_on(view, &kinds, &before.rows, last + 1..end)
        {
            // `Income Fund Class C`, the second line of a name, is no header.
            before.rows.extend(first..end);
        } else {
            lost = lost.or_else(|| states_figures(view, first..end));
        }
        i = next.unwrap_or(kinds.len());
    }
    Found { tables, lost }
}

/// The first of some rows that prints a CUSIP and figures beside it.
fn states_figures(view: &View<'_>, rows: std::ops::Range<usize>) -> Option<Place> {
    let mut rows = rows.map(|i| view.row(i));
    rows.find_map(|row| {
        let place = row.cells.iter().find(|c| is_cusip(c))?.place;
        let figures = row.cells.iter().filter(|c| is_figure(c) || is_date(c)).count();
        (figures >= FIGURES_BESIDE).then_some(place)
    })
}

/// Figures and dates beside a CUSIP that are a row of the layout for certain.
const FIGURES_BESIDE: usize = 3;

/// Whether the first data row of a range prints its CUSIP and its dates in the columns in which the
/// last data row of a table does; or only its dates, as a further line of the same security.
fn rows_go_on(
    view: &View<'_>,
    kinds: &[RowKind],
    before: &[usize],
    after: std::ops::Range<usize>,
) -> bool {
    let data = |i: &usize| kinds[*i] == RowKind::Data;
    let shape = |i: usize| -> Vec<(u32, bool)> {
        let row = view.row(i);
        let codes = row.cells.iter().filter(|c| is_cusip(c) || is_date(c));
        codes.map(|c| (c.column, is_date(c))).collect()
    };
    let last = before.iter().rev().copied().find(data).map(shape);
    let first = after.into_iter().find(data).map(shape);
    let dates = |s: &[(u32, bool)]| s.iter().copied().filter(|c| c.1).collect::<Vec<_>>();
    last.zip(first).is_some_and(|(last, first)| {
        let all = dates(&last);
        !all.is_empty() && all.len() < last.len() && (first == last || first == all)
            || all.len() >= 2 && first == all && last == all
    })
}

/// The first and last row of the header that holds row `at`: neighbouring header rows, and the
/// sparse rows between and under them that only continue a heading.
fn header_span(view: &View<'_>, kinds: &[RowKind], at: usize, floor: usize) -> (usize, usize) {
    let header = (at..kinds.len()).take(6).take_while(|i| kinds[*i] != RowKind::Data);
    let mut columns: BTreeSet<u32> =
        header.flat_map(|i| view.row(i).cells).map(|c| c.column).collect();
    let left = columns.first().copied().unwrap_or(1);
    let mut first = at;
    while first > floor && kinds[first - 1] != RowKind::Data {
        let row = view.row(first - 1);
        if is_legend(&row) || !continues(view, first - 1, left) && !stands_over(&row, &columns) {
            break;
        }
        columns.extend(row.cells.iter().map(|c| c.column));
        first -= 1;
    }
    let mut last = at;
    let mut probe = at + 1;
    while probe < kinds.len() && probe <= at + 14 {
        match kinds[probe] {
            // The header of the next table, where this one has no rows.
            RowKind::Numbers | RowKind::Header if repeats(view, first..probe, probe) => break,
            RowKind::Numbers | RowKind::Header => last = probe,
            RowKind::Other if continues(view, probe, left) => last = probe,
            RowKind::Other
                if stands_over(&view.row(probe), &columns)
                    && view.row(probe).cells.first().is_some_and(|c| c.column != left) =>
            {
                last = probe;
            }
            RowKind::Other if view.row(probe).cells.len() == 1 => {}
            // Words between the rows of one header, even such as no heading has.
            RowKind::Other if between(view, kinds, probe) => {}
            _ => break,
        }
        probe += 1;
    }
    (first, last)
}

/// Whether a row has no figures and the next is one of headings.
fn between(view: &View<'_>, kinds: &[RowKind], at: usize) -> bool {
    let plain = |c: &CellView<'_>| !is_figure(c) && !is_date(c);
    kinds.get(at + 1) == Some(&RowKind::Header) && view.row(at).cells.iter().all(plain)
}

/// Whether a row prints again, in the same columns, what one of the rows before it prints.
fn repeats(view: &View<'_>, before: std::ops::Range<usize>, at: usize) -> bool {
    let row = view.row(at);
    let again = |i: usize| {
        let other = view.row(i);
        let same =
            row.cells.iter().filter(|c| other.at(c.column).is_some_and(|o| o.text == c.text));
        same.count() * 4 > row.cells.len().max(other.cells.len()) * 3
    };
    row.cells.len() >= REPEATED && before.into_iter().any(again)
}

/// Cells of a row of headings that is not repeated by chance.
const REPEATED: usize = 6;

/// Whether a row without enough headings to be sure only continues a header: at least two
/// heading cells, or one that does not begin in the table's first column, `left` (`Symbol`,
/// `(11+12+13)`).
fn continues(view: &View<'_>, at: usize, left: u32) -> bool {
    let row = &view.row(at);
    // Bare numbers beside `1a` and `Box 3` are boxes as well.
    let boxes = row.cells.iter().filter(|c| is_label(c.text)).count() >= 2;
    let bare =
        |c: &CellView<'_>| boxes && c.text.len() <= 2 && c.text.bytes().all(|b| b.is_ascii_digit());
    let fits = |c: &&CellView<'_>| {
        bare(c)
            || is_heading(c)
            || heading::formula(c.text).is_some()
            || is_mark(c)
            || is_piece(view, at, c)
    };
    let headings = row.cells.iter().filter(fits).count();
    let all_fit = headings == row.cells.len();
    match row.cells.as_slice() {
        // A title in the middle of a page covers columns too.
        [only] => {
            let word = !only.text.contains(' ') && only.column > left;
            all_fit
                && (only.column > left.max(2) || word)
                && (only.last == only.column || is_group(only.text) || begins_group(only.text))
        }
        cells => {
            let n = cells.len();
            all_fit && n >= 2
                || headings >= 2 && headings * 3 >= n * 2
                || headings >= 3 && headings * 2 >= n
        }
    }
}

/// The first line of `Form 1099 Box 5 Breakdown`, where it is wrapped.
fn begins_group(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.len() <= 20 && lower.starts_with("form 1099") && lower.contains("box")
}

/// Whether a row only goes on with headings although not all of its words are such: several cells
/// without figures, over or under columns that have headings, and half of them words of headings.
fn stands_over(row: &RowView<'_>, columns: &BTreeSet<u32>) -> bool {
    let plain =
        |c: &CellView<'_>| c.column == c.last && !is_figure(c) && !is_date(c) && c.text.len() <= 24;
    let count = |is: &dyn Fn(&CellView<'_>) -> bool| row.cells.iter().filter(|c| is(c)).count();
    let half = |n: usize| n * 2 >= row.cells.len();
    row.cells.len() >= 2
        && row.cells.iter().all(plain)
        && half(count(&|c| is_heading(c)))
        && half(count(&|c| columns.contains(&c.column)))
}

/// Whether a cell holds a piece of a word that goes on in the cell below it, or began in the one
/// above: a narrow column breaks `Nondivi|dend`.
fn is_piece(view: &View<'_>, at: usize, c: &CellView<'_>) -> bool {
    let meet = |above: &str, below: &str| {
        let ends = above.split_whitespace().next_back();
        let begins = below.split_whitespace().next();
        ends.zip(begins).is_some_and(|(a, b)| is_whole(a, b))
    };
    let over = at.checked_sub(1).map(|i| view.row(i));
    let over = over.as_ref().and_then(|r| r.at(c.column)).map(|o| o.text);
    let under = (at + 1 < view.len()).then(|| view.row(at + 1));
    let under = under.as_ref().and_then(|r| r.at(c.column)).map(|u| u.text);
    over.is_some_and(|o| meet(o, c.text))
        || under.is_some_and(|u| meet(c.text, u) || is_term(c.text, u))
}

/// `ST` over `Cap Gains`, which says nothing alone.
fn is_term(text: &str, under: &str) -> bool {
    let mut letters = text.chars().filter(char::is_ascii_alphabetic);
    let term = text.len() <= 3
        && letters.next().is_some_and(|c| matches!(c, 'S' | 'L'))
        && letters.next() == Some('T')
        && letters.next().is_none();
    term && words(under).first().is_some_and(|w| matches!(w.as_str(), "capital" | "gain"))
}

/// The last line of a heading that ends with its box: `1a`, `Box 3`.
fn is_label(text: &str) -> bool {
    let bare = text.strip_prefix("Box ").unwrap_or(text);
    let digits = bare.strip_suffix(['a', 'b', 'c', 'd', 'e', 'f']).unwrap_or(bare);
    let number = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    number && (bare.len() < text.len() || digits.len() < bare.len())
}

/// The letter of a flag, or the box or the year over `(Current Year)`.
fn is_mark(c: &CellView<'_>) -> bool {
    let year = c.text.len() == 4 && heading::years(c.text).next().is_some();
    year || is_box(c.text)
        || is_label(c.text)
        || matches!(c.text, "(E)" | "(R)" | "(C)" | "E" | "R" | "C")
}

fn build(
    view: &View<'_>,
    first: usize,
    last: usize,
    end: usize,
    above_from: usize,
) -> Option<Table> {
    let rows: Vec<RowView<'_>> = (first..=last).map(|i| view.row(i)).collect();
    let numbers = rows.iter().find(|r| is_number_row(r));
    let mut at: BTreeMap<u32, Option<u8>> = BTreeMap::new();
    for c in numbers.into_iter().flat_map(|r| &r.cells) {
        let mut words = c.text.split_whitespace().filter(|w| !is_column(w));
        at.insert(c.column, words.next().and_then(|n| bare_number(n).parse().ok()));
    }
    for row in rows.iter().filter(|r| !is_number_row(r)) {
        for c in row.cells.iter().filter(|c| c.column == c.last && !is_group(c.text)) {
            at.entry(c.column).or_default();
        }
    }
    // A column may hold figures or dates under a heading that spans several columns.
    for i in (last + 1..end).take(40) {
        let row = view.row(i);
        if kind_of(&row) == RowKind::Data {
            for c in &row.cells {
                let new = !at.contains_key(&c.column) && (is_figure(c) || is_date(c));
                if new && rows.iter().any(|r| r.at(c.column).is_some()) {
                    at.insert(c.column, None);
                }
            }
        }
    }
    let filled = filled_columns(view, last + 1, end);
    // So may any other cell, if it is the only one there.
    for c in rows.iter().flat_map(|r| &r.cells) {
        let mut under = filled.range(c.column..=c.last);
        if c.last > c.column && !is_group(c.text) && !rows.iter().any(is_number_row) {
            let only = under.next().filter(|_| under.next().is_none());
            at.extend(only.filter(|only| !at.contains_key(only)).map(|only| (*only, None)));
        }
    }
    if at.len() > WIDEST {
        return None;
    }
    let mut columns: Vec<Column> =
        at.iter().map(|(column, number)| column_at(&rows, *column, *number, &filled)).collect();
    gather_fragments(&mut columns, &filled);
    let useful = columns.iter().filter(|c| !c.candidates.is_empty()).count();
    if useful < 4 && numbers.is_none() {
        return None;
    }
    let above = (above_from..first)
        .flat_map(|i| view.row(i).cells.into_iter())
        .map(|c| (fold(c.text), c.place))
        .collect();
    let header_cells =
        rows.iter().flat_map(|r| r.cells.iter().map(|c| (fold(c.text), c.place))).collect();
    Some(Table {
        columns,
        above,
        header_cells,
        rows: (last + 1..end).collect(),
        numbered: numbers.is_some(),
        paged: false,
        owners: BTreeMap::new(),
        caption: None,
    })
}

/// The grid columns in which the first data rows hold anything.
fn filled_columns(view: &View<'_>, from: usize, to: usize) -> BTreeSet<u32> {
    let rows = (from..to).map(|i| view.row(i)).filter(|r| kind_of(r) == RowKind::Data);
    rows.take(200).flat_map(|r| r.cells.into_iter().map(|c| c.column)).collect()
}

/// Headings of printed pages fall apart where their words stand far from each other: `Box 2d
/// Collectibles`, `28%`, `Rate Gain` over one column of figures. The pieces over columns without
/// figures go to the column of figures beside them that they complete.
fn gather_fragments(columns: &mut Vec<Column>, filled: &BTreeSet<u32>) {
    let mut i = 0;
    while i < columns.len() {
        let lost = columns[i].candidates.is_empty()
            && !columns[i].beside
            && columns[i].header.number.is_none()
            && filled.contains(&columns[i].at);
        let taken = if lost { complete(columns, i, filled) } else { None };
        if let Some((first, heading)) = taken {
            columns[i].candidates = heading.candidates();
            columns[i].header.text = heading.text;
            columns[i].header.box_label = heading.box_label;
            columns[i].header.year = heading.year;
            columns[i].header.formula = heading.formula;
            columns.drain(first..i);
            i = first;
        }
        i += 1;
    }
}

/// The heading of column `i` with the pieces on its left that make the best sense of it.
fn complete(columns: &[Column], i: usize, filled: &BTreeSet<u32>) -> Option<(usize, Heading)> {
    let bare = |c: &Column| !filled.contains(&c.at) && c.header.number.is_none();
    let mut best: Option<(i32, usize, Heading)> = None;
    for first in (i.saturating_sub(3)..i).rev().take_while(|k| bare(&columns[*k])) {
        let pieces: Vec<&str> = columns[first..=i].iter().map(|c| c.header.text.as_str()).collect();
        let heading = Heading::new(&pieces.join(" "), "");
        let score = heading.candidates().first().map_or(0, |c| c.score);
        if score > best.as_ref().map_or(0, |(s, ..)| *s) {
            best = Some((score, first, heading));
        }
    }
    best.map(|(_, first, heading)| (first, heading))
}

pub(crate) fn column_at(
    rows: &[RowView<'_>],
    column: u32,
    number: Option<u8>,
    filled: &BTreeSet<u32>,
) -> Column {
    let mut own = Vec::new();
    let mut groups = Vec::new();
    let mut place = Place::default();
    for row in rows.iter().filter(|r| !is_number_row(r)) {
        match row.at(column) {
            Some(c) if is_group(c.text) || c.last > c.column => {
                groups.push(c.text);
                // A heading wider than its column covers only one that holds anything.
                let alone = filled.contains(&column)
                    && (c.column..=c.last).filter(|x| filled.contains(x)).count() == 1;
                if !is_group(c.text) && (alone || c.column == column) {
                    own.push(c.text);
                }
            }
            Some(c) => {
                own.push(c.text);
                place = c.place;
            }
            None => {
                // An unmerged group heading stands only over the first column of its block.
                let left = row.cells.iter().rev().find(|c| c.column < column);
                if let Some(c) = left.filter(|c| is_group(c.text)) {
                    groups.push(c.text);
                }
            }
        }
    }
    let heading = Heading::new(&own.join(" "), &groups.join(" "));
    let candidates = heading.candidates();
    Column {
        at: column,
        beside: candidates.is_empty() && heading::is_beside(&heading.text),
        candidates,
        header: HeaderColumn {
            field: None,
            text: heading.text,
            number,
            year: heading.year,
            box_label: heading.box_label,
            formula: heading.formula,
            place,
        },
    }
}

/// Ways in which the columns could be assigned to fields: by the number row, by the words with
/// the first of equal fields first, by the words with the next field in layout order first.
pub(crate) fn assignments(table: &Table) -> Vec<Vec<Option<Field>>> {
    let mut out: Vec<Vec<Option<Field>>> = Vec::new();
    if table.numbered {
        out.push(by_numbers(table));
    }
    for next_in_order in [true, false] {
        let by_words = by_words(table, next_in_order);
        if by_words.iter().flatten().count() >= 4 && !out.contains(&by_words) {
            out.push(by_words);
        }
    }
    out
}

/// The fields of the printed column numbers; a column whose number is lost is the one that its words
/// name, if no number does.
fn by_numbers(table: &Table) -> Vec<Option<Field>> {
    let numbered = |c: &Column| c.header.number.and_then(Field::from_column);
    let mut fields: Vec<Option<Field>> = table.columns.iter().map(numbered).collect();
    for i in 0..fields.len() {
        if let ([only], None) = (table.columns[i].candidates.as_slice(), fields[i])
            && !table.columns[i].beside
            && !fields.contains(&Some(only.field))
        {
            fields[i] = Some(only.field);
        }
    }
    fields
}

fn by_words(table: &Table, next_in_order: bool) -> Vec<Option<Field>> {
    let n = table.columns.len();
    let mut fields: Vec<Option<Field>> = vec![None; n];
    let mut taken: BTreeMap<Field, (usize, i32)> = BTreeMap::new();
    // Headings with one meaning first; the better fit keeps a field that two headings claim.
    for (i, c) in table.columns.iter().enumerate() {
        if let [only] = c.candidates.as_slice() {
            match taken.get(&only.field) {
                Some((_, score)) if *score >= only.score => {}
                other => {
                    if let Some((j, _)) = other {
                        fields[*j] = None;
                    }
                    taken.insert(only.field, (i, only.score));
                    fields[i] = Some(only.field);
                }
            }
        }
    }
    if next_in_order {
        let mut previous = 0;
        for i in 0..n {
            if fields[i].is_none() {
                let free = || {
                    let c = table.columns[i].candidates.iter().map(|c| c.field);
                    c.filter(|f| !taken.contains_key(f))
                };
                let next = free().filter(|f| f.column() > previous).min();
                fields[i] = next.or_else(|| free().min());
                if let Some(f) = fields[i] {
                    taken.insert(f, (i, 0));
                }
            }
            previous = fields[i].map_or(previous, Field::column);
        }
        return fields;
    }
    // Columns with the same heading: as many of its fields as there are columns, the usual ones
    // first, in layout order from left to right.
    for i in 0..n {
        if fields[i].is_some() || table.columns[i].candidates.is_empty() {
            continue;
        }
        let meanings = |c: &Column| c.candidates.iter().map(|c| c.field).collect::<BTreeSet<_>>();
        let mine = meanings(&table.columns[i]);
        let alike: Vec<usize> = (i..n)
            .filter(|j| fields[*j].is_none() && meanings(&table.columns[*j]) == mine)
            .collect();
        let mut free: Vec<Field> = mine.into_iter().filter(|f| !taken.contains_key(f)).collect();
        free.sort_by_key(|f| (rarity(*f), f.column()));
        free.truncate(alike.len());
        free.sort();
        for (j, f) in alike.into_iter().zip(free) {
            fields[j] = Some(f);
            taken.insert(f, (j, 0));
        }
    }
    fields
}

/// How seldom a layout prints the field when its heading does not say which block it means: the
/// box itself is printed more often than its part in box 1a, that more often than the parts of
/// boxes 1b, 5 and 2e.
fn rarity(f: Field) -> u8 {
    match f.info().group {
        Group::Other => 0,
        Group::Qualified => 2,
        Group::Section199a => 3,
        Group::Section897 => 4,
        _ => 1,
    }
}

/// Whether the view is better read turned: headings stand under each other in one of the first
/// columns, and no row of headings is found. The lines from the first to the last of them come
/// back; what stands below (a contacts table) is not turned.
pub(crate) fn transposed(view: &View<'_>) -> Option<RangeInclusive<u32>> {
    let mut under: BTreeMap<u32, (BTreeSet<Field>, Vec<u32>)> = BTreeMap::new();
    let mut across = 0;
    // Headings of nothing but a year are no gap: which field they name only the table says.
    let mut years = 0;
    for i in 0..view.len().min(400) {
        let row = view.row(i);
        if row.cells.iter().take(2).any(|c| heading::bare_year(c.text).is_some()) {
            years += 1;
        }
        let named = |c: &CellView<'_>| Some((c.column, field_named(c)?));
        let fields: Vec<(u32, Field)> = row.cells.iter().filter_map(named).collect();
        let distinct: BTreeSet<Field> = fields.iter().map(|(_, f)| *f).collect();
        across = across.max(distinct.len());
        for (column, field) in fields.into_iter().filter(|(column, _)| *column <= 4) {
            let (known, lines) = under.entry(column).or_default();
            // What stands alone before the first heading with cells beside it is a title, unless
            // the next line goes on with it and has the cells.
            let alone = row.cells.last().is_none_or(|c| c.column <= column);
            if lines.is_empty() && alone && !goes_on(view, i, column) {
                continue;
            }
            known.insert(field);
            // A gap of several lines ends the table.
            if lines.last().is_none_or(|l| row.line <= l + 3 + std::mem::take(&mut years)) {
                lines.push(row.line);
            }
        }
    }
    let (fields, lines) = under.into_values().max_by_key(|(f, _)| f.len())?;
    let turned = fields.len() >= 6 && fields.len() > 2 * across;
    turned.then(|| Some(*lines.first()?..=*lines.last()?)).flatten()
}

/// Whether the line after a row names no field and has cells beside the column, as the middle line
/// of a heading that is printed in three.
fn goes_on(view: &View<'_>, at: usize, column: u32) -> bool {
    if at + 1 >= view.len() {
        return false;
    }
    let (row, next) = (view.row(at), view.row(at + 1));
    next.line == row.line + 1
        && next.cells.last().is_some_and(|c| c.column > column)
        && next.cells.iter().all(|c| field_named(c).is_none())
}

/// The field that a cell names best.
fn field_named(c: &CellView<'_>) -> Option<Field> {
    let heading = c.kind == CellKind::Text && c.text.len() < 120 && is_heading(c);
    heading.then(|| Heading::new(c.text, "").candidates().first().map(|c| c.field)).flatten()
}
