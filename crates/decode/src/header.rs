//! What is wrong with a header: formulas and numbers that differ from the layout's, headings that
//! are no field or the same field twice, columns that every layout has and this one has not.

use crate::caption;
use crate::heading::{self, Candidate, Heading};
use crate::join::Located;
use crate::rows::{Blocks, Frame};
use crate::table::{Column, Table, is_cusip, is_date};
use crate::view::RowView;
use crate::words::{is_vocabulary, words};
use std::collections::HashSet;
use yearend_model::{Field, Observation, ObservationKind};

/// How many securities are looked at for figures under an unknown heading.
const SAMPLE: usize = 300;

pub(crate) fn observe(located: &Located<'_>, frame: &Frame) -> Vec<Observation> {
    let table = &located.table;
    let mut out = formulas(table);
    out.extend(numbers(table));
    let in_names = || {
        let rows = table.rows.iter().take(SAMPLE).map(|i| located.view.row(*i));
        let name = |row: &RowView<'_>| Some(caption::parse(row.at(frame.name?)?.text).is_some());
        rows.filter_map(|row| name(&row)).any(|named| named)
    };
    let lacks = |o: &Observation| o.field != Some(Field::Cusip) || !in_names();
    out.extend(missing(table).into_iter().filter(lacks));
    for c in table.columns.iter().filter(|c| is_nameless(c)) {
        out.extend(unknown(c, located, frame));
    }
    out
}

/// Headings whose printed formula is not that of the field they name.
fn formulas(table: &Table) -> Vec<Observation> {
    let mut out = Vec::new();
    for (text, place) in &table.header_cells {
        let Some(formula) = heading::formula(text) else { continue };
        let meant = Heading::new(text, "").candidates();
        let [only] = meant.as_slice() else { continue };
        let own: Vec<u8> = only.field.info().parts.iter().map(|p| p.column()).collect();
        if own != formula {
            let mut o = Observation::new(ObservationKind::HeadingFormulaDiffers);
            o.field = Some(only.field);
            o.places.push(*place);
            o.printed.clone_from(text);
            o.used = only.field.formula().unwrap_or_else(|| "no formula".into());
            o.because = "the layout's own heading says so".into();
            out.push(o);
        }
    }
    out
}

/// Column numbers over words that name another field. Where the words of a pasted header have
/// slid off their columns, most of them disagree, and nothing is said.
fn numbers(table: &Table) -> Vec<Observation> {
    let named = |c: &&Column| {
        c.header.number.is_some() && c.header.field.is_some() && c.candidates.len() == 1
    };
    let numbered = |c: &Column| c.header.number.and_then(Field::from_column);
    // Beside box 1b, which may stand on another page, it is its income part.
    let may_be = |c: &&Column| {
        numbered(c) != Some(Field::QualifiedIncomeDividends)
            || !heading::names_qualified_income(&c.header.text)
    };
    let (agree, differ): (Vec<&Column>, Vec<&Column>) = table
        .columns
        .iter()
        .filter(named)
        .filter(may_be)
        .partition(|c| numbered(c) == Some(c.candidates[0].field));
    if differ.len() != 1 || agree.len() < 20 {
        return Vec::new();
    }
    // A word of the next heading, or the heading of the block beside its own, says nothing against
    // the number.
    let could_be = |c: &&Column| {
        let heading = Heading::new(&c.header.text, "");
        numbered(c).is_some_and(|field| heading.could_mean(field))
    };
    differ
        .into_iter()
        .filter(|c| !could_be(c))
        .map(|c| {
            let mut o = Observation::new(ObservationKind::HeadingNumberDiffers);
            o.field = c.header.field;
            o.places.push(c.header.place);
            o.printed = c.header.number.map(|n| n.to_string()).unwrap_or_default();
            o.used.clone_from(&c.header.text);
            o.because = "the figures under it decide which of the two holds".into();
            o
        })
        .collect()
}

/// The columns without which a line cannot be used.
fn missing(table: &Table) -> Vec<Observation> {
    [Field::Cusip, Field::PayableDate, Field::TotalDistribution]
        .into_iter()
        .filter(|f| !(table.has(*f) || *f == Field::Cusip && table.caption.is_some()))
        .map(|f| {
            let mut o = Observation::new(ObservationKind::MissingColumn);
            o.field = Some(f);
            o.places.extend(table.header_cells.first().map(|(_, place)| *place));
            o.because = "no heading of the table names it".into();
            o
        })
        .collect()
}

/// The slots of figures that no heading names, or one that another column has: what stands there is
/// not in the reading.
pub(crate) fn unread(located: &Located<'_>, frame: &Frame) -> Vec<usize> {
    let columns = located.table.columns.iter().filter(|c| is_nameless(c));
    let printed = columns.filter(|c| first_figure(located, frame, c.at).is_some());
    printed.filter_map(|c| frame.slots.iter().position(|s| s.at == c.at)).collect()
}

/// Whether dates stand under a heading that no field takes, and the table lacks one of its own.
pub(crate) fn loses_dates(located: &Located<'_>) -> bool {
    let mut nameless = located.table.columns.iter().filter(|c| is_nameless(c));
    nameless.any(|c| first_date(located, c).is_some())
}

/// Whether tickers stand under a heading that no field takes, in a table that has none: another short
/// word in capitals in each row that names a CUSIP.
pub(crate) fn loses_tickers(located: &Located<'_>) -> bool {
    let table = &located.table;
    let Some(cusip) = table.column_of(Field::Cusip).filter(|_| !table.has(Field::Ticker)) else {
        return false;
    };
    let ticker = |t: &str| (2..=5).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_uppercase());
    table.columns.iter().filter(|c| is_nameless(c)).any(|c| {
        let rows = table.rows.iter().take(SAMPLE).map(|i| located.view.row(*i));
        let named = rows.filter(|row| row.at(cusip).is_some_and(is_cusip));
        let pairs: Vec<(String, String)> = named
            .filter_map(|row| Some((row.at(cusip)?.text.to_owned(), row.at(c.at)?.text.to_owned())))
            .collect();
        let count = |all: &mut dyn Iterator<Item = &String>| all.collect::<HashSet<_>>().len();
        let tickers = count(&mut pairs.iter().map(|p| &p.1));
        tickers >= 2
            && pairs.iter().all(|p| ticker(&p.1))
            && tickers == count(&mut pairs.iter().map(|p| &p.0))
    })
}

/// The text over a table or in its header which says that amounts are in cents, or for more than a
/// share.
pub(crate) fn other_unit(table: &Table) -> Option<String> {
    let mut texts = table.above.iter().chain(&table.header_cells);
    texts.find(|(text, _)| says_other_unit(text)).map(|(text, _)| text.clone())
}

fn says_other_unit(text: &str) -> bool {
    if !text.is_ascii() && text.contains('\u{a2}') {
        return true;
    }
    let lower = text.to_lowercase();
    let of = ["in cents", "cents per", "(cents", "per 100 shares", "per 1,000 shares"];
    of.iter().any(|w| lower.contains(w)) && !lower.contains("dollars and cents")
}

fn is_nameless(c: &Column) -> bool {
    c.header.field.is_none() && !c.beside
}

/// The first date under a heading that no field takes, in a table that lacks one of its own. The
/// first rows tell: what is a date is one in every row.
fn first_date(located: &Located<'_>, c: &Column) -> Option<String> {
    if Field::DATES.iter().all(|f| located.table.has(*f)) {
        return None;
    }
    let rows = located.table.rows.iter().take(SAMPLE).map(|i| located.view.row(*i));
    let mut dated = rows.filter(|row| row.cells.iter().filter(|o| is_date(o)).count() > 1);
    dated.find_map(|row| row.at(c.at).filter(|o| is_date(o)).map(|o| o.text.to_owned()))
}

fn unknown(c: &Column, located: &Located<'_>, frame: &Frame) -> Option<Observation> {
    let figure = first_figure(located, frame, c.at).or_else(|| first_date(located, c));
    if c.header.text.is_empty() && figure.is_none() {
        return None;
    }
    let again = field_again(c, located);
    let kind = if again.is_some() {
        ObservationKind::DuplicateColumn
    } else {
        ObservationKind::UnknownHeading
    };
    let mut o = Observation::new(kind);
    o.field = again;
    o.places.push(c.header.place);
    o.used.clone_from(&c.header.text);
    o.printed = figure.unwrap_or_default();
    o.because = match again {
        Some(_) => "another column fits the words better".into(),
        None => "no field of the layout is worded like it".into(),
    };
    Some(o)
}

/// The field that a column without one names and another column has.
fn field_again(c: &Column, located: &Located<'_>) -> Option<Field> {
    match c.candidates.as_slice() {
        [only] if located.table.has(only.field) && !located.table.numbered => Some(only.field),
        _ => None,
    }
}

/// The slots of columns that are some field of the layout which is not read, so that even a zero in
/// them is lost: those whose heading is that of another column, those whose heading means a field that
/// no column has or names a box, and those with figures under a heading whose words are words of the
/// layout, or zeros under one of nothing else that means no field.
pub(crate) fn twice(located: &Located<'_>, frame: &Frame) -> Vec<usize> {
    let of_layout = |c: &Column| {
        let words = words(&c.header.text);
        let known = words.iter().filter(|w| is_vocabulary(w)).count();
        known > 0 && known == words.len() && c.candidates.is_empty()
            || known >= 2 && first_figure(located, frame, c.at).is_some()
    };
    let lacking = |c: &Column| {
        let absent = |k: &Candidate| k.field.is_amount() && !located.table.has(k.field);
        c.candidates.iter().any(absent) || c.candidates.is_empty() && c.header.box_label.is_some()
    };
    let lost = |c: &&Column| {
        let again = || field_again(c, located).is_some_and(Field::is_amount);
        is_nameless(c) && (again() || lacking(c) || of_layout(c))
    };
    let columns = located.table.columns.iter().filter(lost);
    columns.filter_map(|c| frame.slots.iter().position(|s| s.at == c.at)).collect()
}

/// The first figure other than zero in a grid column.
fn first_figure(located: &Located<'_>, frame: &Frame, column: u32) -> Option<String> {
    let slot = frame.slots.iter().position(|s| s.at == column)?;
    Blocks::new(&located.view, &located.table, frame)
        .take(SAMPLE)
        .flat_map(|b| b.entries)
        .flat_map(|e| e.cells)
        .find(|c| c.slot() == slot && !c.is_zero())
        .and_then(|c| c.values.iter().flatten().find(|v| !v.is_zero()).copied())
        .map(yearend_model::decimal::plain)
}
