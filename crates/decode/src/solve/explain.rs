//! One row's explanation: as printed, with a value or two changed, or with its cells placed
//! otherwise. The cheapest is believed if it is believable and no other is nearly as cheap.

use super::align::{Aligner, Event};
use super::board::Board;
use super::constraint::{Figures, Line};
use super::digits::Class;
use super::judge::{Guess, Guesses, Judged, judge};
use super::mend::{self, Placed};
use super::repair::{self, Change, MARGIN};
use super::strip::Cells;
use super::units::Scale;
use crate::rows::Frame;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// One changed value of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub row: usize,
    pub f: usize,
    pub old: Option<Decimal>,
    pub new: Decimal,
    pub class: Class,
}

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
    /// `None` if a figure of it has more digits than a decimal holds.
    fn new(guess: &Guess, scale: Scale) -> Option<Explanation> {
        let edit = |c: &Change| {
            let old = match c.old {
                Some(old) => Some(scale.decimal(old)?),
                None => None,
            };
            Some(Edit { row: c.row, f: c.f, old, new: scale.decimal(c.new)?, class: c.class })
        };
        Some(Explanation {
            cost: guess.cost,
            events: guess.events.clone(),
            edits: guess.changes.iter().map(edit).collect::<Option<_>>()?,
            rows: guess.rows.iter().map(|r| r.line(scale)).collect::<Option<_>>()?,
            by_sibling: false,
        })
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
    /// There are too many ways to read it to try them all; the nearest found, if any.
    GaveUp(Vec<Explanation>),
}

impl Verdict {
    fn new(judged: Judged, scale: Scale) -> Verdict {
        let out = |all: Vec<Guess>| -> Vec<Explanation> {
            all.iter().filter_map(|g| Explanation::new(g, scale)).collect()
        };
        match judged {
            Judged::Unique(guess) => match Explanation::new(&guess, scale) {
                Some(explanation) => Verdict::Unique(explanation),
                None => Verdict::None(Vec::new()),
            },
            Judged::Several(all) => Verdict::Several(out(all)),
            Judged::None(all) => Verdict::None(out(all)),
            Judged::GaveUp(all) => Verdict::GaveUp(out(all)),
        }
    }
}

/// Explains the figures of one row (`figures` holds its lines as printed). `odd` says that
/// something other than an equation is wrong with the row: a fused cell, a stray value.
pub(crate) fn explain(figures: &Figures, cells: Cells<'_>, frame: &Frame, odd: bool) -> Verdict {
    let Some(scale) = Scale::of_rows(&figures.rows, cells.figures()) else {
        return Verdict::None(Vec::new());
    };
    let mut board = figures.board(scale);
    if !odd && board.holds() {
        return Verdict::AsPrinted;
    }
    let stacked = figures.rows.len() > 1;
    let mut all = Guesses::new(stacked);
    if !odd {
        let repairs = by_values(&mut board, if stacked { 3 } else { 2 });
        all.gave_up |= repairs.gave_up;
        for guess in repairs.guesses {
            all.add(guess, &board);
        }
        for guess in mend::whole_cells(&board) {
            all.add(guess, &board);
        }
    }
    let strips = cells.strips(scale);
    let aligners: Vec<Aligner<'_>> =
        strips.iter().map(|s| Aligner::new(s, frame, &board)).collect();
    let widest = if stacked { 60 } else { 20 };
    for aligner in &aligners {
        place(aligner, &board, widest, &mut all);
    }
    if all.least().is_none_or(|least| least > widest) {
        for aligner in &aligners {
            place_and_mend(aligner, &board, if stacked { 40 } else { 10 }, &mut all);
        }
    }
    Verdict::new(all.judge(), scale)
}

/// Explains figures by at most `depth` changed values, as far as they break conditions at all.
pub(crate) fn explain_values(figures: &Figures, depth: usize) -> Verdict {
    let Some(scale) = Scale::of_rows(&figures.rows, std::iter::empty()) else {
        return Verdict::None(Vec::new());
    };
    let ByValues { guesses, gave_up } = by_values(&mut figures.board(scale), depth);
    Verdict::new(judge(guesses, true, gave_up), scale)
}

struct ByValues {
    guesses: Vec<Guess>,
    gave_up: bool,
}

fn by_values(board: &mut Board<'_>, depth: usize) -> ByValues {
    let repairs = repair::search(board, depth);
    let guess = |r: repair::Repair| Guess::changed(board, r.changes, r.cost);
    ByValues { guesses: repairs.found.into_iter().map(guess).collect(), gave_up: repairs.gave_up }
}

/// Adds placements under which everything holds.
fn place(aligner: &Aligner<'_>, board: &Board<'_>, widest: u32, out: &mut Guesses) {
    let cheapest = out.least();
    for limit in (0..=widest).step_by(10) {
        if cheapest.is_some_and(|c| limit > c + MARGIN) {
            break;
        }
        let mut found = false;
        let placements = aligner.search(limit, 0);
        out.gave_up |= placements.gave_up;
        for a in placements.iter() {
            let placed = board.with(a.rows);
            if placed.holds() && placed.all_plausible() {
                let (cost, events, rows) = (a.cost, a.events, placed.rows);
                out.add(Guess { cost, events, changes: Vec::new(), rows }, board);
                found = true;
            }
        }
        if found {
            break;
        }
    }
}

/// Adds placements that leave equations broken which a damaged cell or two explain.
fn place_and_mend(aligner: &Aligner<'_>, board: &Board<'_>, widest: u32, out: &mut Guesses) {
    let stacked = board.rows.len() > 1;
    // A wider search finds again what a narrower one found.
    let mut known = BTreeSet::new();
    for limit in (0..=widest).step_by(10) {
        let lines = u32::try_from(board.rows.len()).unwrap_or(1);
        let failures = if stacked { 2 * lines + 1 } else { 2 };
        let count = if stacked { 12 } else { 8 };
        let placements = aligner.search(limit, failures);
        out.gave_up |= placements.gave_up;
        for a in placements.unknown(count, &mut known) {
            let at = Placed { cost: a.cost, events: &a.events };
            mend::mend(&mut board.with(a.rows), &at, if stacked { 3 } else { 0 }, out);
        }
        if out.least().is_some_and(|least| least <= limit + 10) {
            break;
        }
    }
}
