//! Whose the lines are where a print names a security beside another line than its first.
//!
//! A spreadsheet sets its cells at the bottom unless told otherwise, and merged cells mostly in the
//! middle. Printed, the name and the CUSIP then stand beside the last of the lines that share a cell,
//! or halfway; read from the top, the lines over them would be those of the security before. The
//! dates tell: within a security they rise (or fall), from one to the next they do not.

use crate::cell::{self, DateEntry};
use crate::rows::Frame;
use crate::table::Table;
use crate::view::{RowView, View};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use yearend_model::cusip;

/// Whose the lines of a table are.
#[derive(Debug, PartialEq)]
pub(crate) enum Whose {
    /// Each is that of the last security named at or above it.
    Above,
    /// Lines with the row that names their security, which stands below some of them.
    Beside(BTreeMap<usize, usize>),
    /// The dates do not settle it: the rows that name the securities in question.
    Unclear(BTreeSet<usize>),
}

/// A line with a date, or one that names a security.
#[derive(Clone, Copy, Debug)]
struct Line {
    row: usize,
    named: bool,
    date: Option<Date>,
}

/// What comes before a table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Before {
    /// Nothing whose lines the table may go on with.
    Nothing,
    /// A security, named over its lines.
    Named,
    /// A security, named beside them, whose last line has this date.
    Beside(Option<Date>),
}

/// Whose the lines of a table are that names its securities by their CUSIPs.
pub(crate) fn whose(table: &Table, view: &View<'_>, frame: &Frame, before: Before) -> Whose {
    // Most tables name the security on every line.
    let cusip = |i: &usize| frame.cusip.is_some_and(|at| view.row(*i).at(at).is_some());
    if frame.cusip.is_none() || table.rows.iter().all(cusip) {
        return Whose::Above;
    }
    let lines: Vec<Line> =
        table.rows.iter().filter_map(|i| line(*i, &view.row(*i), frame)).collect();
    let Some(first) = lines.iter().position(|l| l.named) else { return Whose::Above };
    if lines.iter().all(|l| l.named) {
        return Whose::Above;
    }
    let lines = match before {
        Before::Named => &lines[first..],
        _ => &lines[..],
    };
    let leads = lines.first().is_some_and(|l| !l.named);
    // The lines at the top may go on with the page before.
    let unsure = match (before, lines.first().and_then(|l| l.date)) {
        (Before::Beside(last), date) => leads && last.zip(date).is_none_or(|(l, d)| l <= d),
        _ => false,
    };
    if !leads
        && !matches!(before, Before::Beside(_))
        && DIRECTIONS.iter().any(|d| from_top(lines, *d))
    {
        return Whose::Above;
    }
    let all = || lines.iter().filter(|l| l.named).map(|l| l.row).collect();
    let mut ways: Vec<_> = DIRECTIONS.iter().filter_map(|d| parted(lines, *d)).collect();
    ways.extend(halved(lines).into_iter().chain(footed(lines)));
    ways.sort_unstable();
    ways.dedup();
    match ways.as_slice() {
        [only] if !unsure && (leads || named_alone(lines, only)) => Whose::Beside(only.clone()),
        // Named from the top, and the dates are against it.
        [only] if !unsure => Whose::Unclear(moved(lines, only)),
        [] if !leads => Whose::Above,
        _ => Whose::Unclear(all()),
    }
}

/// Dates rise within a security, or fall.
const DIRECTIONS: [bool; 2] = [true, false];

/// A row as one of the lines that are looked at; reclassifications come in an order of their own.
fn line(index: usize, row: &RowView<'_>, frame: &Frame) -> Option<Line> {
    let cusip = row.at(frame.cusip?).is_some_and(|c| cusip::has_shape(c.text));
    let date = frame.dates.iter().rev().flatten().find_map(|at| {
        let dates = cell::dates(row.at(*at)?.text)?;
        dates.iter().find_map(|d| if let DateEntry::On(d) = d { Some(*d) } else { None })
    });
    let named = cusip || date.is_some() && frame.name.is_some_and(|at| row.at(at).is_some());
    let flagged = frame.flags[1].is_some_and(|at| row.at(at).is_some());
    (named || date.is_some() && !flagged).then_some(Line { row: index, named, date })
}

/// Whether a date goes on from another.
fn goes_on(before: Date, after: Date, rising: bool) -> bool {
    if rising { before <= after } else { before >= after }
}

fn ordered<'l>(lines: impl Iterator<Item = &'l Line>, rising: bool) -> bool {
    let dates: Vec<Date> = lines.filter_map(|l| l.date).collect();
    dates.windows(2).all(|w| goes_on(w[0], w[1], rising))
}

/// Whether the dates are in order where each security begins with the line that names it.
fn from_top(lines: &[Line], rising: bool) -> bool {
    let mut groups = lines.chunk_by(|_, next| !next.named);
    groups.all(|g| ordered(g.iter(), rising))
}

/// The lines parted where the dates turn back, once between two names; `None` where they turn back
/// otherwise. Each line with the row that names its security.
fn parted(lines: &[Line], rising: bool) -> Option<BTreeMap<usize, usize>> {
    let names: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].named).collect();
    let mut starts = vec![0];
    for pair in names.windows(2) {
        starts.push(turn(lines, pair[0], pair[1], rising)?);
    }
    let mut out = BTreeMap::new();
    let mut moves = false;
    for (n, name) in names.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(lines.len());
        let group = &lines[starts[n]..end];
        if !ordered(group.iter(), rising) {
            return None;
        }
        moves |= !ordered(group.iter(), !rising);
        out.extend(group.iter().map(|l| (l.row, lines[*name].row)));
    }
    // Equal dates within every security show no direction.
    moves.then_some(out)
}

/// The lines parted so that each name stands in the middle of its own, where the dates agree.
fn halved(lines: &[Line]) -> Option<BTreeMap<usize, usize>> {
    let mut out = BTreeMap::new();
    let mut groups = Vec::new();
    let mut start = 0;
    for name in (0..lines.len()).filter(|i| lines[*i].named) {
        let above = name.checked_sub(start)?;
        // A name on a line of its own stands between two of its lines.
        if above == 0 && lines[name].date.is_none() {
            return None;
        }
        let group = lines.get(start..=name + above)?;
        if group.iter().filter(|l| l.named).count() > 1 {
            return None;
        }
        out.extend(group.iter().map(|l| (l.row, lines[name].row)));
        groups.push(group);
        start = name + above + 1;
    }
    let in_order = |rising: &bool| groups.iter().all(|g| ordered(g.iter(), *rising));
    (start == lines.len() && DIRECTIONS.iter().any(in_order)).then_some(out)
}

/// The lines parted so that each name stands beside the last of its own, where the dates agree.
fn footed(lines: &[Line]) -> Option<BTreeMap<usize, usize>> {
    let groups: Vec<&[Line]> = lines.split_inclusive(|l| l.named).collect();
    let named = groups.iter().all(|g| g.last().is_some_and(|l| l.named && l.date.is_some()));
    let in_order = |rising: &bool| groups.iter().all(|g| ordered(g.iter(), *rising));
    let of = |g: &&[Line]| g.last().map(|n| g.iter().map(|l| (l.row, n.row)).collect::<Vec<_>>());
    (named && DIRECTIONS.iter().any(in_order))
        .then(|| groups.iter().filter_map(of).flatten().collect())
}

/// Whether all lines that are others' than from the top stand over a name on a line of its own.
fn named_alone(lines: &[Line], owners: &BTreeMap<usize, usize>) -> bool {
    let alone = |row: usize| lines.iter().any(|l| l.row == row && l.named && l.date.is_none());
    let mut above = None;
    lines.iter().all(|l| {
        above = if l.named { Some(l.row) } else { above };
        let owner = owners.get(&l.row).copied();
        owner == above || owner.is_some_and(alone)
    })
}

/// Where the lines of the second of two names begin.
fn turn(lines: &[Line], name: usize, next: usize, rising: bool) -> Option<usize> {
    let mut last = lines[name].date;
    let mut turns = Vec::new();
    for i in name + 1..=next {
        let Some(date) = lines[i].date else { continue };
        if last.is_some_and(|last| !goes_on(last, date, rising)) {
            turns.push(i);
        }
        last = Some(date);
    }
    match turns.as_slice() {
        [] if next == name + 1 => Some(next),
        [only] => Some(*only),
        _ => None,
    }
}

/// The rows that name the securities whose lines are others than those from the top.
fn moved(lines: &[Line], owners: &BTreeMap<usize, usize>) -> BTreeSet<usize> {
    let mut above = None;
    let mut out = BTreeSet::new();
    for l in lines {
        above = if l.named { Some(l.row) } else { above };
        let owner = owners.get(&l.row).copied();
        if owner != above {
            out.extend(above.into_iter().chain(owner));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as months; a capital letter before the month names a security, alone it has no date.
    fn lines(text: &str) -> Vec<Line> {
        let one = |(row, word): (usize, &str)| {
            let named = word.starts_with(|c: char| c.is_ascii_uppercase());
            let month: Option<i8> =
                word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
            Line { row, named, date: month.map(|m| jiff::civil::date(2024, m, 15)) }
        };
        text.split_whitespace().enumerate().map(one).collect()
    }

    fn owners(text: &str, rising: bool) -> Option<String> {
        let lines = lines(text);
        let owners = parted(&lines, rising)?;
        let words: Vec<&str> = text.split_whitespace().collect();
        Some(lines.iter().map(|l| &words[owners[&l.row]][..1]).collect())
    }

    #[test]
    fn lines_are_parted_where_the_dates_turn_back() {
        assert_eq!(owners("3 6 9 A12 3 6 9 B12", true).as_deref(), Some("AAAABBBB"));
        assert_eq!(owners("3 6 A 9 12 3 6 B 9 12", true).as_deref(), Some("AAAAABBBBB"));
        assert_eq!(owners("6 A12 B12 6 C12", true).as_deref(), Some("AABCC"));
        assert_eq!(owners("12 A6 12 B6", false).as_deref(), Some("AABB"));
        assert_eq!(owners("6 A12 12 B12", true), None, "nothing turns back between the two");
        assert_eq!(owners("6 A6 12 B12", false), None, "no dates fall");
        assert_eq!(owners("12 6 A12 6 B12", true), None, "a security's dates turn back");
    }

    #[test]
    fn names_in_the_middle_of_their_lines() {
        let halved = |text: &str| {
            let lines = lines(text);
            let owners = halved(&lines)?;
            let words: Vec<&str> = text.split_whitespace().collect();
            Some(lines.iter().map(|l| &words[owners[&l.row]][..1]).collect::<String>())
        };
        // The dates alone do not part B's line from those of A.
        assert_eq!(halved("6 A 12 B12 6 C 12").as_deref(), Some("AAABCCC"));
        assert_eq!(halved("6 A9 12 3 B 6").as_deref(), Some("AAABBB"));
        assert_eq!(halved("A 6 12 B 6 12"), None);
        assert_eq!(halved("12 A 6 6 B 12"), None);
    }

    #[test]
    fn names_over_their_lines_are_in_order() {
        assert!(from_top(&lines("A3 6 9 12 B3 6 C12"), true));
        assert!(from_top(&lines("A12 6 B12 6"), false));
        assert!(!from_top(&lines("A12 6 B12 6 C12"), true));
    }
}
