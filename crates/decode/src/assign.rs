//! Which field each column is: the headings say it, and where they leave a choice, the figures.

use crate::cell::{self, DateEntry};
use crate::heading::{Candidate, Heading, bare_year, names_qualified_income};
use crate::join::Located;
use crate::nameless;
use crate::rows::{Blocks, Frame};
use crate::security::Census;
use crate::table::{self, Column, Table};
use crate::view::View;
use crate::years;
use std::collections::{BTreeMap, HashSet};
use yearend_model::field::Group;
use yearend_model::identity::BOUNDS;
use yearend_model::{Field, TaxYear};

/// How the columns under the last headings were understood. A page that repeats the headings and
/// has fewer rows to judge them by means the same.
#[derive(Default)]
pub(crate) struct Known {
    headings: Vec<(Option<u8>, String)>,
    fields: Vec<Option<Field>>,
    rows: usize,
}

impl Known {
    fn headings(table: &Table) -> Vec<(Option<u8>, String)> {
        table.columns.iter().map(|c| (c.header.number, c.header.text.clone())).collect()
    }

    pub(crate) fn fields(&self, table: &Table) -> Option<Vec<Option<Field>>> {
        let same = table.rows.len() <= self.rows && Self::headings(table) == self.headings;
        same.then(|| self.fields.clone())
    }

    pub(crate) fn keep(&mut self, table: &Table) {
        let fields = table.columns.iter().map(|c| c.header.field).collect();
        *self = Known { headings: Self::headings(table), fields, rows: table.rows.len() };
    }
}

/// Assigns columns to fields. Printed column numbers are trusted, unless the figures break more
/// identities than they keep under them and fit the heading words; among ways to understand the
/// words, the one under which the figures keep the most identities wins.
pub(crate) fn assign(table: &mut Table, view: &View<'_>) {
    let year = years::printed(table);
    name_years(table, year, view);
    name_by_neighbours(table);
    let ways = table::assignments(table);
    let alone = ways.len() == 1;
    let mut best: Option<(i64, Vec<Option<Field>>)> = None;
    for (i, fields) in ways.into_iter().enumerate() {
        set_fields(table, &fields);
        let (kept, broken) = if alone { (1, 0) } else { fit(table, view) };
        let by_number = i == 0 && table.numbered;
        let score = match &best {
            None if by_number && kept >= broken => {
                best = Some((i64::MAX, fields));
                break;
            }
            // Words overrule numbers only if the figures fit them well.
            Some(_) if table.numbered && broken * 4 > kept => continue,
            _ => kept * 2 - broken * 3 - unlikely(table, &fields, year) * UNLIKELY,
        };
        if best.as_ref().is_none_or(|(s, _)| score > *s) {
            best = Some((score, fields));
        }
    }
    set_fields(table, &best.map(|(_, f)| f).unwrap_or_default());
}

/// What an unlikely field counts against the identities that are kept: the figures of a few
/// damaged lines do not outweigh it, those of a whole table do.
const UNLIKELY: i64 = 8;

/// Headings of nothing but a year mean the year before, after or of the table, once that is known.
fn name_years(table: &mut Table, year: Option<u16>, view: &View<'_>) {
    // `Income 2025` is a year, with a word of the heading over the years, where other columns are.
    let by_year = |c: &Column| {
        bare_year(&c.header.text).is_some()
            || c.candidates.iter().any(|c| c.field.info().group == Group::Years)
    };
    let several = table.columns.iter().filter(|c| by_year(c)).count() > 1;
    let is_year = |c: &Column| {
        let over = c.header.text.to_lowercase().contains("included in");
        c.candidates.is_empty() || several || over
    };
    let years = table.columns.iter().map(|c| bare_year(&c.header.text).filter(|_| is_year(c)));
    let years: Vec<Option<u16>> = years.collect();
    let named: Vec<u16> = years.iter().copied().flatten().collect();
    if named.is_empty() {
        return;
    }
    let Some(year) = year.or_else(|| middle(&named)).or_else(|| paid_in(table, view)) else {
        return;
    };
    for (c, named) in table.columns.iter_mut().zip(years) {
        let field = match named {
            Some(y) if y == year => Field::CurrentYear,
            Some(y) if y + 1 == year => Field::PriorYear,
            Some(y) if y == year + 1 => Field::NextYear,
            _ => continue,
        };
        c.candidates = vec![Candidate { field, score: 10 }];
    }
}

/// The year of a document between the one before and the one after, where headings name all three.
fn middle(named: &[u16]) -> Option<u16> {
    let [a, b, c] = named else { return None };
    let mut sorted = [*a, *b, *c];
    sorted.sort_unstable();
    (sorted[1] == sorted[0] + 1 && sorted[2] == sorted[1] + 1).then_some(sorted[1])
}

/// The year in which most payments fall, January apart: that may be the payment of either year.
fn paid_in(table: &Table, view: &View<'_>) -> Option<u16> {
    let column = table.columns.iter().find(|c| match c.candidates.as_slice() {
        [only] => only.field == Field::PayableDate,
        _ => false,
    })?;
    let mut paid: BTreeMap<i16, usize> = BTreeMap::new();
    for row in table.rows.iter().take(SAMPLE).map(|i| view.row(*i)) {
        let Some(dates) = row.at(column.at).and_then(|c| cell::dates(c.text)) else { continue };
        for date in dates.iter() {
            match date {
                DateEntry::On(d) if d.month() > 1 => *paid.entry(d.year()).or_default() += 1,
                _ => {}
            }
        }
    }
    let most = paid.into_iter().max_by_key(|(_, n)| *n)?;
    u16::try_from(most.0).ok()
}

/// How many rows are looked at for the year of their payments.
const SAMPLE: usize = 200;

/// `Qualified Dividend Income` is all of box 1b where no other heading is, and its income part
/// beside one that is.
pub(crate) fn part_of_box_1b(table: &mut Table) {
    let mut headings = table.columns.iter();
    let has_part = headings.any(|c| only(c) == Some(Field::QualifiedIncomeDividends));
    if has_part || !table.columns.iter().any(is_box_1b) {
        return;
    }
    if let Some(c) = table.columns.iter_mut().find(|c| may_be_part(c)) {
        c.candidates = vec![PART];
    }
}

/// The same where a wide table is printed in parts, and box 1b stands on another page of it: one
/// with CUSIPs of its own is of other securities.
pub(crate) fn part_of_box_1b_elsewhere(tables: &mut [Located<'_>]) {
    let whole = |t: &Located<'_>| t.table.paged && t.table.columns.iter().any(is_box_1b);
    let cusips = |t: &Located<'_>| {
        let all: HashSet<String> = nameless::keys(t).into_iter().collect();
        t.table.has(Field::Cusip).then_some(all)
    };
    let wholes: Vec<_> = tables.iter().filter(|t| whole(t)).map(cusips).collect();
    if wholes.is_empty() {
        return;
    }
    for t in tables.iter_mut().filter(|t| t.table.paged && !whole(t)) {
        let own = cusips(t);
        let apart = |other: &Option<HashSet<String>>| {
            own.as_ref().zip(other.as_ref()).is_some_and(|(a, b)| a.is_disjoint(b))
        };
        if wholes.iter().all(apart) {
            continue;
        }
        let own = |c: &&mut Column| c.header.field == Some(Field::QualifiedDividends);
        if let Some(c) = t.table.columns.iter_mut().find(own).filter(|c| may_be_part(c)) {
            c.candidates = vec![PART];
            c.header.field = Some(PART.field);
        }
    }
}

/// Columns of names, numbers and dates that stand again before the second half of a wide table, and
/// print in each row what the first ones do, say nothing more.
pub(crate) fn drop_repeated_keys(table: &mut Table, view: &View<'_>) {
    let is_key = |c: &Column| {
        let of_key = |c: &Candidate| c.field.info().group == Group::Security;
        !c.candidates.is_empty() && c.candidates.iter().all(of_key)
    };
    for i in 1..table.columns.len() {
        let c = &table.columns[i];
        let same = |o: &&Column| o.header.text == c.header.text && is_key(o);
        let Some(first) = table.columns[..i].iter().find(same).map(|o| o.at) else { continue };
        let alike = table.rows.iter().take(SAMPLE).all(|row| {
            let row = view.row(*row);
            row.at(first).map(|c| c.text) == row.at(c.at).map(|c| c.text)
        });
        if alike {
            table.columns[i].candidates.clear();
            table.columns[i].beside = true;
            table.columns[i].header.number = None;
        }
    }
}

/// The income part of box 1b.
const PART: Candidate = Candidate { field: Field::QualifiedIncomeDividends, score: 30 };

/// The field of a heading that can mean no other.
fn only(c: &Column) -> Option<Field> {
    match c.candidates.as_slice() {
        [one] => Some(one.field),
        _ => None,
    }
}

/// Whether a heading is all of box 1b and cannot be its income part.
fn is_box_1b(c: &Column) -> bool {
    only(c) == Some(Field::QualifiedDividends) && !may_be_part(c)
}

/// Whether a heading says `Qualified Dividend Income` and neither that it is a sum nor a box.
fn may_be_part(c: &Column) -> bool {
    let total = c.header.text.to_lowercase().contains("total");
    only(c) == Some(Field::QualifiedDividends)
        && names_qualified_income(&c.header.text)
        && !total
        && c.header.formula.is_none()
        && c.header.box_label.is_none()
}

/// How many headings name a box of the form where one may be nothing but its number.
const BOXES: usize = 3;

/// Headings that say enough only beside the others: `Total` after the dates is all that was paid,
/// `3` among headings that name boxes is box 3, `Series` where no other column has the names is it.
fn name_by_neighbours(table: &mut Table) {
    name_names(table);
    let is_date = |c: &Candidate| Field::DATES.contains(&c.field);
    let boxed = table.columns.iter().filter(|c| c.header.box_label.is_some()).count();
    if boxed >= BOXES && !table.numbered {
        table.columns.iter_mut().for_each(name_box);
    }
    for i in 1..table.columns.len() {
        let (before, c) = (&table.columns[i - 1], &table.columns[i]);
        if !c.candidates.is_empty() || table.numbered {
            continue;
        }
        let text = c.header.text.trim();
        let number = text.trim_matches(['(', ')']).parse().is_ok_and(|n: u8| n <= LAST_BOX);
        let candidates =
            if text.eq_ignore_ascii_case("total") && before.candidates.iter().any(is_date) {
                vec![Candidate { field: Field::TotalDistribution, score: 3 }]
            } else if boxed >= BOXES && number {
                Heading::new(&format!("Box {text}"), "").candidates()
            } else {
                continue;
            };
        table.columns[i].candidates = candidates;
    }
}

/// `7 Foreign Tax Paid`, among headings that name boxes, is box 7.
fn name_box(c: &mut Column) {
    let Some((number, words)) = c.header.text.split_once(' ') else { return };
    let is_box = number.parse().is_ok_and(|n: u8| (1..=LAST_BOX).contains(&n));
    if c.candidates.len() < 2 || !is_box || !words.starts_with(|c: char| c.is_alphabetic()) {
        return;
    }
    let heading = Heading::new(&format!("Box {}", c.header.text), "");
    if let [only] = heading.candidates().as_slice() {
        c.candidates = vec![*only];
        c.header.box_label = heading.box_label;
    }
}

/// Headings of the names that may as well be those of what the funds belong to.
const NAMES: [&str; 5] = ["company", "series", "trust", "company name", "fund series"];

/// The column of names, where only such a heading is left for it.
fn name_names(table: &mut Table) {
    let of_names = |c: &Candidate| c.field == Field::SecurityDescription;
    if table.numbered || table.columns.iter().any(|c| c.candidates.iter().any(of_names)) {
        return;
    }
    let named = |c: &&mut Column| {
        c.candidates.is_empty() && NAMES.iter().any(|n| c.header.text.eq_ignore_ascii_case(n))
    };
    let mut columns = table.columns.iter_mut().filter(named);
    if let (Some(only), None) = (columns.next(), columns.next()) {
        only.candidates = vec![Candidate { field: Field::SecurityDescription, score: 10 }];
        only.beside = false;
    }
}

/// The last box of the form that a column of the layout feeds, in any year.
const LAST_BOX: u8 = 13;

/// How many of the fields hardly stand in such a table: those that came after its year, those whose
/// box was another in it, and parts of a figure that has no column.
fn unlikely(table: &Table, fields: &[Option<Field>], year: Option<u16>) -> i64 {
    let tax_year = year.and_then(TaxYear::new);
    let renamed = |(f, c): &(&Option<Field>, &Column)| {
        let label = c.header.box_label.as_deref().filter(|_| c.candidates.len() > 1);
        let own = f.zip(tax_year).and_then(|(f, y)| f.box_in(y));
        label.zip(own).is_some_and(|(printed, own)| printed != own)
    };
    let renamed = fields.iter().zip(&table.columns).filter(renamed).count();
    let has = |f: Field| fields.contains(&Some(f));
    let later = |f: &Field| year.is_some_and(|y| f.info().since > y);
    let later = fields.iter().flatten().filter(|f| later(f)).count();
    let orphans = BOUNDS.iter().filter(|b| !has(b.bound));
    let orphans = orphans.filter(|b| b.parts.iter().any(|p| has(*p))).count();
    let boxes = [
        Field::QualifiedDividends,
        Field::Section199aDividends,
        Field::Section897OrdinaryDividends,
    ];
    let boxless = boxes.iter().filter(|b| !has(**b) && b.info().parts.iter().any(|p| has(*p)));
    let orphans = orphans + boxless.count();
    i64::try_from(later + renamed + orphans).unwrap_or(i64::MAX / UNLIKELY)
}

pub(crate) fn set_fields(table: &mut Table, fields: &[Option<Field>]) {
    for (i, c) in table.columns.iter_mut().enumerate() {
        c.header.field = fields.get(i).copied().flatten();
    }
}

/// How many identities the first figures of the table keep and break.
pub(crate) fn fit(table: &Table, view: &View<'_>) -> (i64, i64) {
    let frame = Frame::new(table);
    let mut census = Census::default();
    for block in Blocks::new(view, table, &frame).take(40) {
        census.count(&block, &frame);
    }
    (i64::from(census.kept), i64::from(census.broken))
}
