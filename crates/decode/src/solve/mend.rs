//! Whole cells read anew: a cell that holds the values of several lines was damaged as one.

use super::align::Event;
use super::board::Board;
use super::constraint::{Constraint, SHORT, TABLE, WIDTH};
use super::digits::{Class, classify};
use super::judge::{Guess, Guesses};
use super::repair::{self, Change};
use super::units::Units;
use std::collections::{BTreeMap, BTreeSet};

/// Adds to the guesses what mends a placement: single values, after at most `columns` whole cells
/// have been read anew.
pub(crate) fn mend(placed: &mut Board<'_>, at: &Placed<'_>, columns: u32, out: &mut Guesses) {
    let violated = placed.violated();
    Mender { board: placed, at, changes: Vec::new(), spare: Vec::new(), out }
        .mend(&violated, columns, at.cost);
}

/// What has been supposed of a row before its values are mended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'e> {
    pub cost: u32,
    pub events: &'e [Event],
}

struct Mender<'m, 'f> {
    board: &'m mut Board<'f>,
    at: &'m Placed<'m>,
    /// What has been changed on the way here.
    changes: Vec<Change>,
    /// Lists that are not in use, so that they are allocated once.
    spare: Vec<Vec<Constraint>>,
    out: &'m mut Guesses,
}

impl Mender<'_, '_> {
    fn mend(&mut self, violated: &[Constraint], columns: u32, cost: u32) {
        if columns == 0 {
            for r in repair::search(self.board, 1).found {
                let guess = Guess::changed(self.board, r.changes, cost + r.cost);
                self.keep(guess);
            }
            return;
        }
        if violated.len() > 3 * self.board.rows.len() + 2 {
            return;
        }
        for e in 0..SHORT {
            let broken = |c: &Constraint| match c {
                Constraint::Equation { row, e: other } if *other == e => Some(*row),
                _ => None,
            };
            let mut rows: Vec<usize> = violated.iter().filter_map(broken).collect();
            if rows.is_empty() {
                continue;
            }
            rows.sort_unstable();
            let parts = self.board.parts(e);
            let parts = (0..WIDTH).filter(|f| parts >> f & 1 == 1);
            for f in std::iter::once(TABLE[e].total).chain(parts) {
                self.read_anew(violated, &rows, e, f, columns, cost);
            }
        }
    }

    /// Supposes that the cell of field `f` must say what equation `e` demands on the rows where
    /// it fails.
    fn read_anew(
        &mut self,
        violated: &[Constraint],
        rows: &[usize],
        e: usize,
        f: usize,
        columns: u32,
        cost: u32,
    ) {
        let before = self.changes.len();
        for row in rows {
            let Some(new) = self.board.remedy(*row, e, f) else { break };
            let old = self.board.rows[*row].get(f);
            self.board.rows[*row].set(f, new);
            let class = classify(old.unwrap_or(0), new, self.board.scale).0;
            self.changes.push(Change { row: *row, f, old, new, class });
            if !self.board.plausible(*row, f) {
                break;
            }
        }
        let changes = &self.changes[before..];
        let fits = changes.len() == rows.len()
            && changes.last().is_none_or(|c| self.board.plausible(c.row, c.f));
        let cost = cost + if fits { price_of_cell(self.board, f, changes) } else { 0 };
        if fits && !self.out.is_dear(cost) {
            let mut left = self.spare.pop().unwrap_or_default();
            let mut next = self.spare.pop().unwrap_or_default();
            left.clear();
            left.extend_from_slice(violated);
            for row in rows {
                self.board.violated_after(&left, *row, f, &mut next);
                std::mem::swap(&mut left, &mut next);
            }
            if left.is_empty() {
                let rows = self.board.rows.clone();
                self.keep(Guess { cost, events: Vec::new(), changes: Vec::new(), rows });
            } else if left.len() < violated.len() {
                self.mend(&left, columns - 1, cost);
            }
            self.spare.extend([left, next]);
        }
        for c in self.changes.drain(before..).rev() {
            self.board.rows[c.row].put(c.f, c.old);
        }
    }

    /// Keeps a guess, with what was supposed on the way to it.
    fn keep(&mut self, mut guess: Guess) {
        guess.changes.splice(0..0, self.changes.iter().copied());
        guess.events.extend_from_slice(self.at.events);
        self.out.add(guess, self.board);
    }
}

/// What it costs to suppose that the cell of a column was damaged on several lines at once:
/// little if it was lost whole or if one of its figures stands as printed, much if figures that
/// agree with nothing were printed, most if it should have been empty.
fn price_of_cell(board: &Board<'_>, f: usize, changes: &[Change]) -> u32 {
    let changed = |row: usize| changes.iter().any(|e| e.row == row);
    let stands = (0..board.rows.len()).any(|r| !changed(r) && board.rows[r].units[f] != 0);
    let lost = changes.iter().all(|e| e.class == Class::Lost);
    let wiped = changes.iter().any(|e| e.class == Class::Spurious && e.row < board.lines());
    match changes {
        [only] => classify(only.old.unwrap_or(0), only.new, board.scale).1,
        _ if wiped && !stands => 45,
        _ if stands => 15,
        _ if lost => 25,
        _ => 35,
    }
}

/// One column's cell damaged on several lines at once: every line's value follows from an
/// equation of that line, and all of them confirm it.
pub(crate) fn whole_cells(board: &Board<'_>) -> Vec<Guess> {
    let violated = board.violated();
    let row_of = |c: &Constraint| match c {
        Constraint::Equation { row, .. } => Some(*row),
        _ => None,
    };
    let rows: BTreeSet<usize> = violated.iter().filter_map(row_of).collect();
    if rows.len() < 2 {
        return Vec::new();
    }
    let mut wanted: BTreeMap<usize, Vec<(usize, Units)>> = BTreeMap::new();
    for row in &rows {
        let mut here = BTreeSet::new();
        for c in violated.iter().filter(|c| row_of(c) == Some(*row)) {
            let mut remedies = board.remedies(*c);
            while let Some(remedy) = remedies.next(board) {
                if here.insert(remedy.f) {
                    wanted.entry(remedy.f).or_default().push((remedy.row, remedy.new));
                }
            }
        }
    }
    let mut out = Vec::new();
    for (f, news) in wanted.into_iter().filter(|(_, n)| n.len() == rows.len()) {
        let mut changed = board.clone();
        let mut changes = Vec::new();
        for (row, new) in news {
            let old = changed.rows[row].get(f);
            changed.rows[row].set(f, new);
            let class = classify(old.unwrap_or(0), new, board.scale).0;
            changes.push(Change { row, f, old, new, class });
        }
        if changed.holds() && changes.iter().all(|e| changed.plausible(e.row, e.f)) {
            let cost = price_of_cell(board, f, &changes);
            out.push(Guess { cost, events: Vec::new(), changes, rows: changed.rows });
        }
    }
    out
}
