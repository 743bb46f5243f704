//! The fewest, likeliest changes of single values under which every condition holds.

use super::board::Board;
use super::constraint::Constraint;
use super::digits::{Class, classify};
use super::units::Units;
use std::collections::BTreeSet;

/// One changed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub row: usize,
    pub f: usize,
    pub old: Option<Units>,
    pub new: Units,
    pub class: Class,
}

/// A set of changes under which everything holds.
#[derive(Clone, Debug)]
pub(crate) struct Repair {
    pub changes: Vec<Change>,
    pub cost: u32,
}

/// A change of one line's value may cost this much and still be believed.
pub(crate) const BELIEVABLE: u32 = 22;
/// Two explanations closer than this are equally likely.
pub(crate) const MARGIN: u32 = 5;

/// No value stands in more conditions than this (two or three equations and a total), so no
/// change mends more.
const MENDS: usize = 4;

/// How many sets of changes are tried before the search gives up.
const NODES: u32 = 6_000;

/// Figures that break more conditions than this are not repaired value by value.
const MOST_BROKEN: usize = 24;

/// Repairs found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repairs {
    pub found: Vec<Repair>,
    /// Whether sets of changes are left that were not tried.
    pub gave_up: bool,
}

/// All repairs of at most `depth` changes, cheapest first. Figures that already hold have none.
pub(crate) fn search(board: &mut Board<'_>, depth: usize) -> Repairs {
    let violated = board.violated();
    if violated.is_empty() || violated.len() > MOST_BROKEN {
        return Repairs::default();
    }
    let mut search = Search {
        board,
        changes: Vec::new(),
        found: Vec::new(),
        seen: BTreeSet::new(),
        nodes: NODES,
        rest: vec![Vec::new(); depth],
    };
    for limit in 1..=depth {
        search.descend(&violated, limit, 0);
        if !search.found.is_empty() {
            break;
        }
    }
    let Search { mut found, nodes, .. } = search;
    found.sort_by_key(|r| r.cost);
    Repairs { found, gave_up: nodes == 0 }
}

struct Search<'b, 'f> {
    board: &'b mut Board<'f>,
    changes: Vec<Change>,
    found: Vec<Repair>,
    seen: BTreeSet<Vec<(usize, usize, Units)>>,
    nodes: u32,
    /// What remains violated at each depth; kept so that the lists are allocated once.
    rest: Vec<Vec<Constraint>>,
}

impl Search<'_, '_> {
    fn descend(&mut self, violated: &[Constraint], depth: usize, cost: u32) {
        let Some(first) = violated.first() else { return self.keep(cost) };
        if violated.len() > MENDS * depth {
            return;
        }
        let mut rest = std::mem::take(&mut self.rest[depth - 1]);
        let mut remedies = self.board.remedies(*first);
        while let Some(remedy) = remedies.next(self.board) {
            if self.nodes == 0 {
                break;
            }
            self.nodes -= 1;
            let (row, f, new) = (remedy.row, remedy.f, remedy.new);
            let old = self.board.rows[row].get(f);
            let same_cell = self.changes.iter().any(|e| e.row == row && e.f == f);
            if same_cell || self.board.rows[row].units[f] == new {
                continue;
            }
            self.board.rows[row].set(f, new);
            self.board.violated_after(violated, row, f, &mut rest);
            // Each further condition that the change mends confirms it.
            let mended = violated.iter().filter(|c| !rest.contains(c)).count();
            let broke = rest.iter().filter(|c| !violated.contains(c)).count();
            let hopeless = rest.len() > MENDS * (depth - 1);
            if (broke == 0 || depth > 1) && !hopeless {
                let (class, base) = classify(old.unwrap_or(0), new, self.board.scale);
                let discount = 5 * u32::try_from(mended.saturating_sub(1)).unwrap_or(0);
                let price = base.saturating_sub(discount).max(5);
                self.changes.push(Change { row, f, old, new, class });
                self.descend(&rest, depth - 1, cost + price);
                self.changes.pop();
            }
            self.board.rows[row].put(f, old);
        }
        self.rest[depth - 1] = rest;
    }

    fn keep(&mut self, cost: u32) {
        let mut key: Vec<_> = self.changes.iter().map(|e| (e.row, e.f, e.new)).collect();
        key.sort_unstable();
        let fits = self.changes.iter().all(|e| self.board.plausible(e.row, e.f));
        if fits && self.seen.insert(key) {
            self.found.push(Repair { changes: self.changes.clone(), cost });
        }
    }
}
