//! One row's explanation: as printed, with a value or two changed, or with its cells placed
//! otherwise. The cheapest is believed if it is believable and no other is nearly as cheap.

use super::align::{self, Event, Strip};
use super::constraint::{Constraint, EQUATIONS, Figures, Line, equation};
use super::repair::{self, BELIEVABLE, Class, Edit, MARGIN};
use crate::rows::Frame;
use rust_decimal::Decimal;

/// A way to read a row, and what it supposes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Explanation {
    pub cost: u32,
    pub events: Vec<Event>,
    pub edits: Vec<Edit>,
    pub rows: Vec<Line>,
    /// Another class of the fund decided it.
    pub by_sibling: bool,
}

impl Explanation {
    /// Whether two explanations give the same figures (a blank is worth zero).
    fn agrees(&self, other: &Explanation) -> bool {
        let same = |a: &Line, b: &Line| {
            a.iter().zip(b).all(|(x, y)| x.unwrap_or_default() == y.unwrap_or_default())
        };
        self.rows.len() == other.rows.len()
            && self.rows.iter().zip(&other.rows).all(|(a, b)| same(a, b))
    }
}

/// What can be said of a row.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// It holds as printed.
    AsPrinted,
    /// Exactly one explanation is likely.
    Unique(Explanation),
    /// Several are equally likely.
    Several(Vec<Explanation>),
    /// None is believable; the nearest ones, if any.
    None(Vec<Explanation>),
}

/// Explains the figures of one row (`figures` holds its lines as printed). `odd` says that
/// something other than an equation is wrong with the row: a fused cell, a stray value.
pub(crate) fn explain(figures: &Figures, strips: &[Strip], frame: &Frame, odd: bool) -> Verdict {
    if figures.violated().is_empty() && !odd {
        return Verdict::AsPrinted;
    }
    let mut all: Vec<Explanation> = Vec::new();
    if !odd {
        let depth = if figures.rows.len() > 1 { 3 } else { 2 };
        all.extend(
            repair::search(figures, depth).into_iter().map(|r| edited(figures, r.edits, r.cost)),
        );
        all.extend(whole_cells(figures));
    }
    let stacked = figures.rows.len() > 1;
    let widest = if stacked { 60 } else { 20 };
    for strip in strips {
        all.extend(placements(strip, frame, figures, widest, &all));
    }
    if all.iter().all(|e| e.cost > widest) || all.is_empty() {
        for strip in strips {
            all.extend(placed_and_repaired(strip, frame, figures, if stacked { 40 } else { 10 }));
        }
    }
    all.retain(|e| with_rows(figures, &e.rows).within_cap());
    for e in &mut all {
        if with_rows(figures, &e.rows).misplaces_years() {
            e.cost += 10;
        }
    }
    judge(all, stacked)
}

/// Sorts explanations and decides.
pub(crate) fn judge(mut all: Vec<Explanation>, stacked: bool) -> Verdict {
    all.sort_by_key(|e| e.cost);
    let mut distinct: Vec<Explanation> = Vec::new();
    for e in all {
        if !distinct.iter().any(|d| d.agrees(&e)) {
            distinct.push(e);
        }
    }
    let Some(first) = distinct.first() else { return Verdict::None(Vec::new()) };
    let limit = if stacked { 95 } else { BELIEVABLE };
    let each = first.edits.iter().all(|e| e.class != Class::Other || first.cost <= BELIEVABLE);
    let count = u32::try_from(first.edits.len()).unwrap_or(1);
    let bound = if stacked { limit } else { limit.max(BELIEVABLE * count) };
    if first.cost > bound || (!each && !stacked) {
        distinct.truncate(6);
        return Verdict::None(distinct);
    }
    let rivals = distinct.iter().take_while(|e| e.cost < first.cost + MARGIN).count();
    if rivals == 1 {
        Verdict::Unique(distinct.swap_remove(0))
    } else {
        distinct.truncate(rivals.min(6));
        Verdict::Several(distinct)
    }
}

fn edited(figures: &Figures, edits: Vec<Edit>, cost: u32) -> Explanation {
    let mut rows = figures.rows.clone();
    for e in &edits {
        rows[e.row][e.f] = Some(e.new);
    }
    Explanation { cost, events: Vec::new(), edits, rows, by_sibling: false }
}

fn with_rows(figures: &Figures, rows: &[Line]) -> Figures {
    Figures { rows: rows.to_vec(), ..figures.clone() }
}

fn placements(
    strip: &Strip,
    frame: &Frame,
    figures: &Figures,
    widest: u32,
    known: &[Explanation],
) -> Vec<Explanation> {
    let cheapest = known.iter().map(|e| e.cost).min();
    let mut out = Vec::new();
    for limit in (0..=widest).step_by(10) {
        if cheapest.is_some_and(|c| limit > c + MARGIN) {
            break;
        }
        for a in align::search(strip, frame, figures, limit, 0) {
            let f = with_rows(figures, &a.rows);
            let fits = f.violated().is_empty()
                && (0..f.lines()).all(|r| (0..f.rows[r].len()).all(|i| f.plausible(r, i)));
            if fits {
                out.push(Explanation {
                    cost: a.cost,
                    events: a.events,
                    edits: Vec::new(),
                    rows: a.rows,
                    by_sibling: false,
                });
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// Placements that leave equations broken which a damaged cell or two explain.
fn placed_and_repaired(
    strip: &Strip,
    frame: &Frame,
    figures: &Figures,
    widest: u32,
) -> Vec<Explanation> {
    let stacked = figures.rows.len() > 1;
    let mut out: Vec<Explanation> = Vec::new();
    for limit in (0..=widest).step_by(10) {
        let lines = u32::try_from(figures.rows.len()).unwrap_or(1);
        let failures = if stacked { 2 * lines + 1 } else { 2 };
        for a in align::search(strip, frame, figures, limit, failures)
            .into_iter()
            .take(if stacked { 12 } else { 8 })
        {
            let f = with_rows(figures, &a.rows);
            for mut e in mended(&f, if stacked { 3 } else { 0 }) {
                e.cost += a.cost;
                e.events.clone_from(&a.events);
                out.push(e);
            }
        }
        if out.iter().any(|e| e.cost <= limit + 10) {
            break;
        }
    }
    out
}

/// Repairs by single values, after at most `columns` whole cells have been read anew.
fn mended(figures: &Figures, columns: u32) -> Vec<Explanation> {
    let violated = figures.violated();
    let mut out: Vec<Explanation> = Vec::new();
    if columns == 0 {
        let repairs = repair::search(figures, 1);
        out.extend(repairs.into_iter().map(|r| edited(figures, r.edits, r.cost)));
        return out;
    }
    if violated.len() > 3 * figures.rows.len() + 2 {
        return out;
    }
    for e in 0..EQUATIONS - 1 {
        let rows: Vec<usize> = violated
            .iter()
            .filter_map(|c| match c {
                Constraint::Equation { row, e: other } if *other == e => Some(*row),
                _ => None,
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let (total, parts) = equation(e);
        for f in std::iter::once(total).chain(parts) {
            let mut changed = figures.clone();
            let mut left = violated.clone();
            let mut edits = Vec::new();
            for row in &rows {
                let remedies = figures.remedies(Constraint::Equation { row: *row, e });
                let Some((row, f, new)) = remedies.into_iter().find(|(_, g, _)| *g == f) else {
                    continue;
                };
                let old = changed.rows[row][f];
                changed.rows[row][f] = Some(new);
                left = changed.violated_after(&left, row, f);
                edits.push(Edit { row, f, old, new, class: repair::classify(old, new).0 });
            }
            let fits = edits.len() == rows.len()
                && left.len() < violated.len()
                && edits.iter().all(|e| changed.plausible(e.row, e.f));
            if !fits {
                continue;
            }
            let price = price_of_cell(figures, f, &edits);
            if left.is_empty() {
                out.push(Explanation {
                    cost: price,
                    events: Vec::new(),
                    edits,
                    rows: changed.rows,
                    by_sibling: false,
                });
                continue;
            }
            for mut more in mended(&changed, columns - 1) {
                more.cost += price;
                more.edits.splice(0..0, edits.iter().cloned());
                out.push(more);
            }
        }
    }
    out
}

/// What it costs to suppose that the cell of a column was damaged on several lines at once:
/// little if it was lost whole or if one of its figures stands as printed, much if figures that
/// agree with nothing were printed, most if it should have been empty.
fn price_of_cell(figures: &Figures, f: usize, edits: &[Edit]) -> u32 {
    let changed = |row: usize| edits.iter().any(|e| e.row == row);
    let stands = (0..figures.rows.len())
        .any(|r| !changed(r) && figures.rows[r][f].is_some_and(|d| !d.is_zero()));
    let lost = edits.iter().all(|e| e.class == Class::Lost);
    let wiped = edits.iter().any(|e| e.class == Class::Spurious && e.row < figures.lines());
    match edits {
        [only] => repair::classify(only.old, only.new).1,
        _ if wiped && !stands => 45,
        _ if stands => 15,
        _ if lost => 25,
        _ => 35,
    }
}

/// One column's cell damaged on several lines at once: every line's value follows from an
/// equation of that line, and all of them confirm it.
fn whole_cells(figures: &Figures) -> Vec<Explanation> {
    let violated = figures.violated();
    let rows: std::collections::BTreeSet<usize> = violated
        .iter()
        .filter_map(|c| match c {
            Constraint::Equation { row, .. } => Some(*row),
            Constraint::Total { .. } => None,
        })
        .collect();
    if rows.len() < 2 {
        return Vec::new();
    }
    let mut wanted: std::collections::BTreeMap<usize, Vec<(usize, Decimal)>> =
        std::collections::BTreeMap::new();
    for row in &rows {
        let mut here = std::collections::BTreeSet::new();
        for c in
            violated.iter().filter(|c| matches!(c, Constraint::Equation { row: r, .. } if r == row))
        {
            for (r, f, new) in figures.remedies(*c) {
                if here.insert(f) {
                    wanted.entry(f).or_default().push((r, new));
                }
            }
        }
    }
    let mut out = Vec::new();
    for (f, news) in wanted.into_iter().filter(|(_, n)| n.len() == rows.len()) {
        let mut edits = Vec::new();
        let mut changed = figures.clone();
        for (row, new) in news {
            let old = changed.rows[row][f];
            changed.rows[row][f] = Some(new);
            edits.push(Edit { row, f, old, new, class: repair::classify(old, new).0 });
        }
        let fits =
            changed.violated().is_empty() && edits.iter().all(|e| changed.plausible(e.row, e.f));
        if fits {
            let cost = price_of_cell(figures, f, &edits);
            out.push(Explanation {
                cost,
                events: Vec::new(),
                edits,
                rows: changed.rows,
                by_sibling: false,
            });
        }
    }
    out
}
