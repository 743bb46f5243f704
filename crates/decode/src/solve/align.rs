//! Which column each printed cell belongs to, when cells were fused, inserted or left out.
//!
//! Zeros can stand anywhere among zeros, so only the cells that are not zero are placed: each
//! keeps its printed column plus a drift, and every change of the drift is a fault. The search
//! walks the cells from left to right and gives up a branch as soon as an equation whose columns
//! are all behind it fails.

use super::board::Board;
use super::constraint::{EQUATIONS, SHORT, TABLE, WIDTH, index};
use super::strip::Strip;
use super::units::{Row, Units};
use crate::rows::Frame;
use std::collections::{BTreeSet, BinaryHeap};
use yearend_model::Field;

/// What the drift of the cells says happened to the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Two cells were printed as one, here.
    Fused(usize),
    /// A cell too many stands before this slot.
    Extra(usize),
    /// A cell is missing before this slot.
    Missing(usize),
    /// The whole row stands off from this slot on.
    Shifted(usize),
}

/// A placement of the row's cells.
#[derive(Clone, Debug)]
pub(crate) struct Alignment {
    /// Tenths of a fault.
    pub cost: u32,
    pub events: Vec<Event>,
    /// One line per value of the cells.
    pub rows: Vec<Row>,
}

/// How many placements are tried for one row.
const NODES: u32 = 12_000;
/// How many placements are kept.
const KEPT: usize = 64;

/// What stands in a slot of the frame.
#[derive(Clone, Copy, Debug)]
struct SlotField {
    /// The amount field.
    field: usize,
    /// Whether this is the slot in which equations look for the field.
    counts: bool,
}

/// The placements of one row's cells, searched at rising cost.
pub(crate) struct Aligner<'a> {
    strip: &'a Strip,
    /// By slot; `None` where no amount stands.
    fields: Vec<Option<SlotField>>,
    /// The amount fields that have a slot, a bit each.
    printed: u32,
    /// The cells that are not zero, by index into the strip.
    solid: Vec<usize>,
    /// The parts of each equation, a bit each.
    parts: [u32; EQUATIONS],
    /// For every slot the equations whose last column it is, a bit each.
    ends: Vec<u32>,
}

/// A placement found: what it weighs, what its drifts cost, and the slots of the solid cells.
type Found = (u32, u32, Vec<i32>);

struct Search<'a> {
    of: &'a Aligner<'a>,
    limit: u32,
    failures_allowed: u32,
    nodes: u32,
    /// The figures placed so far.
    rows: Vec<Row>,
    chosen: Vec<i32>,
    /// The best placements, the worst of them on top.
    found: BinaryHeap<Found>,
}

impl<'a> Aligner<'a> {
    pub(crate) fn new(strip: &'a Strip, frame: &Frame, board: &Board<'_>) -> Aligner<'a> {
        let mut slot_of = [None; WIDTH];
        let amount = |f: Option<Field>| f.filter(|f| f.is_amount()).map(index);
        for (i, s) in frame.slots.iter().enumerate() {
            if let Some(f) = amount(s.field) {
                slot_of[f] = Some(i);
            }
        }
        let fields = frame.slots.iter().enumerate();
        let fields = fields.map(|(i, s)| {
            amount(s.field).map(|field| SlotField { field, counts: slot_of[field] == Some(i) })
        });
        let mut ends = vec![0; frame.slots.len()];
        for e in 0..EQUATIONS {
            if let Some(end) = checkable(e, &slot_of, board) {
                ends[end] |= 1 << e;
            }
        }
        Aligner {
            strip,
            fields: fields.collect(),
            printed: (0..WIDTH).filter(|f| slot_of[*f].is_some()).fold(0, |m, f| m | 1 << f),
            parts: std::array::from_fn(|e| board.parts(e)),
            solid: (0..strip.cells.len()).filter(|i| !strip.cells[*i].is_zero()).collect(),
            ends,
        }
    }

    /// Placements that cost at most `limit` tenths and break equations on at most `failures`
    /// lines, likeliest first. The placement as printed is among them if it qualifies.
    pub(crate) fn search(&self, limit: u32, failures: u32) -> Placements<'_> {
        let mut search = Search {
            of: self,
            limit,
            failures_allowed: failures,
            nodes: NODES,
            rows: vec![Row::BLANK; self.strip.values],
            chosen: Vec::with_capacity(self.solid.len()),
            found: BinaryHeap::with_capacity(KEPT + 1),
        };
        search.place(0, 0, 0, 0, 0);
        Placements { of: self, gave_up: search.nodes == 0, found: search.found.into_sorted_vec() }
    }
}

/// Placements found, likeliest first.
pub(crate) struct Placements<'a> {
    of: &'a Aligner<'a>,
    /// Whether placements are left that were not tried.
    pub gave_up: bool,
    found: Vec<Found>,
}

impl Placements<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = Alignment> {
        self.found.iter().map(|found| self.of.alignment(found))
    }

    /// The likeliest `count` placements, less those among `known`, which grows by them.
    pub(crate) fn unknown(
        &self,
        count: usize,
        known: &mut BTreeSet<Vec<i32>>,
    ) -> impl Iterator<Item = Alignment> {
        let new = self.found.iter().take(count).filter(|(_, _, at)| known.insert(at.clone()));
        new.map(|found| self.of.alignment(found))
    }
}

/// The last slot of an equation's columns, if it can be checked: the table prints its total and,
/// unless the habits of the table vouch for it, all of its parts.
fn checkable(e: usize, slot_of: &[Option<usize>; WIDTH], board: &Board<'_>) -> Option<usize> {
    let (total, parts) = (TABLE[e].total, board.parts(e));
    let parts = || (0..WIDTH).filter(|f| parts >> f & 1 == 1);
    let end = parts().filter_map(|p| slot_of[p]).max()?.max(slot_of[total]?);
    let whole = e != SHORT && parts().all(|p| slot_of[p].is_some());
    let alternative = e == SHORT && slot_of[index(Field::CurrentYear)].is_some();
    (!alternative && (whole || board.is_active(e))).then_some(end)
}

impl Search<'_> {
    fn place(&mut self, i: usize, drift: i32, cost: u32, behind: usize, failures: u32) {
        if self.nodes == 0 {
            return;
        }
        self.nodes -= 1;
        let of = self.of;
        let Some(cell) = of.solid.get(i).map(|c| &of.strip.cells[*c]) else {
            let failures = failures + self.broken(behind, of.fields.len());
            if failures <= self.failures_allowed {
                self.keep(cost, failures);
            }
            return;
        };
        for change in [0, -1, 1, -2, 2, -3, 3] {
            let price = 10 * i32::unsigned_abs(change);
            if cost + price > self.limit {
                continue;
            }
            let at = cell.slot + drift + change;
            if at <= self.chosen.last().copied().unwrap_or(-1) {
                continue;
            }
            let Ok(slot) = usize::try_from(at) else { continue };
            let Some(SlotField { field, counts }) = of.fields.get(slot).copied().flatten() else {
                continue;
            };
            let failures = failures + self.broken(behind, slot);
            if failures > self.failures_allowed {
                continue;
            }
            if counts {
                self.set(field, &cell.values);
            }
            self.chosen.push(at);
            self.place(i + 1, drift + change, cost + price, slot, failures);
            self.chosen.pop();
            if counts {
                self.clear(field);
            }
        }
    }

    fn set(&mut self, field: usize, values: &[Units]) {
        for (row, v) in self.rows.iter_mut().zip(values) {
            row.units[field] = *v;
        }
    }

    fn clear(&mut self, field: usize) {
        for row in &mut self.rows {
            row.units[field] = 0;
        }
    }

    /// On how many lines equations fail that end in the slots from `from` to before `to`.
    fn broken(&self, from: usize, to: usize) -> u32 {
        let mut ended = self.of.ends[from..to].iter().fold(0, |mask, e| mask | e);
        let mut failures = 0;
        while ended != 0 {
            let e = ended.trailing_zeros() as usize;
            ended &= ended - 1;
            let (total, parts) = (TABLE[e].total, self.of.parts[e]);
            let fails = |r: &&Row| r.units[total] != r.sum(parts);
            failures += self.rows.iter().filter(fails).count();
        }
        u32::try_from(failures).unwrap_or(u32::MAX)
    }

    /// Keeps a placement if it is among the best. Likeliest first: an equation left broken weighs
    /// more than a drift.
    fn keep(&mut self, cost: u32, failures: u32) {
        let weight = cost + 6 * failures;
        let full = self.found.len() == KEPT;
        let beats = |worst: &Found| (weight, cost, &self.chosen) < (worst.0, worst.1, &worst.2);
        if full && !self.found.peek().is_some_and(beats) {
            return;
        }
        if full {
            self.found.pop();
        }
        self.found.push((weight, cost, self.chosen.clone()));
    }
}

impl Aligner<'_> {
    /// The lines of a placement: solid cells where they were placed, zeros with the drift of
    /// the solid cell before them, and zero in what remains if the row states nearly everything.
    fn alignment(&self, (_, cost, at): &Found) -> Alignment {
        let mut rows = vec![Row::BLANK; self.strip.values];
        let mut events = self.strip.fused.clone();
        let mut drift = 0;
        let mut solid = at.iter();
        let mut next = 0;
        for (i, cell) in self.strip.cells.iter().enumerate() {
            let mut slot = cell.slot + drift;
            if self.solid.get(next) == Some(&i) {
                next += 1;
                let Some(placed) = solid.next() else { continue };
                if *placed != slot {
                    events.push(event(next == 1, placed - slot, cell.slot));
                    drift = placed - cell.slot;
                    slot = *placed;
                }
            }
            let field = usize::try_from(slot).ok().and_then(|s| *self.fields.get(s)?);
            let Some(SlotField { field, .. }) = field.filter(|_| cell.stated) else { continue };
            for (row, value) in rows.iter_mut().zip(&cell.values) {
                if row.get(field).is_none() || *value != 0 {
                    row.set(field, *value);
                }
            }
        }
        if *cost > 0 || !self.strip.fused.is_empty() {
            for row in &mut rows {
                let blank = self.printed & !row.stated();
                if blank.count_ones() <= 4 {
                    (0..WIDTH).filter(|f| blank >> f & 1 == 1).for_each(|f| row.set(f, 0));
                }
            }
        }
        let cut = u32::try_from(self.strip.fused.len()).unwrap_or(0);
        Alignment { cost: *cost + 3 * cut, events, rows }
    }
}

fn event(first: bool, change: i32, slot: i32) -> Event {
    let slot = usize::try_from(slot.max(0)).unwrap_or(0);
    match (first, change < 0) {
        (true, true) => Event::Shifted(slot),
        (false, true) => Event::Extra(slot),
        (_, false) => Event::Missing(slot),
    }
}
