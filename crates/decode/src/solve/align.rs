//! Which column each printed cell belongs to, when cells were fused, inserted or left out.
//!
//! Zeros can stand anywhere among zeros, so only the cells that are not zero are placed: each
//! keeps its printed column plus a drift, and every change of the drift is a fault. The search
//! walks the cells from left to right and gives up a branch as soon as an equation whose columns
//! are all behind it fails.

use super::constraint::{EQUATIONS, Figures, Line, WIDTH, equation, index};
use crate::rows::{AmountCell, Frame};
use rust_decimal::Decimal;
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
    pub rows: Vec<Line>,
}

/// The cells of a row with the same number of values each, fused ones cut in two.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    cells: Vec<StripCell>,
    values: usize,
    /// Faults that the cutting itself stands for.
    fused: Vec<Event>,
}

#[derive(Clone, Debug)]
struct StripCell {
    slot: i32,
    values: Vec<Decimal>,
    /// Which of the values are stated at all.
    stated: bool,
}

impl StripCell {
    fn is_zero(&self) -> bool {
        self.values.iter().all(Decimal::is_zero)
    }
}

impl Strip {
    /// The row's cells with `values` values each. A cell with twice as many is two cells; one
    /// with too many loses zeros in front; one with too few is filled up. `None` if a cell fits
    /// none of this.
    pub(crate) fn new(cells: &[AmountCell], values: usize, fill: Fill) -> Option<Strip> {
        let mut out = Strip { cells: Vec::new(), values, fused: Vec::new() };
        let mut push = 0;
        for c in cells {
            if c.bad || c.missing {
                return None;
            }
            let v: Vec<Decimal> = c.values.iter().map(|x| x.unwrap_or_default()).collect();
            let slot = i32::try_from(c.slot).ok()? + push;
            let stated = c.values.iter().any(Option::is_some);
            if v.len() == 2 * values {
                let (a, b) = v.split_at(values);
                out.cells.push(StripCell { slot, values: a.to_vec(), stated });
                out.cells.push(StripCell { slot: slot + 1, values: b.to_vec(), stated });
                out.fused.push(Event::Fused(c.slot));
                push += 1;
                continue;
            }
            let v = fit(v, values, fill)?;
            out.cells.push(StripCell { slot, values: v, stated });
        }
        Some(out)
    }

    /// Whether any cell was cut in two.
    pub(crate) fn is_cut(&self) -> bool {
        !self.fused.is_empty()
    }
}

/// What a cell with too few values lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Zeros before the values.
    Front,
    /// Zeros after the values.
    Back,
    /// The total after the lines.
    Total,
}

fn fit(mut v: Vec<Decimal>, n: usize, fill: Fill) -> Option<Vec<Decimal>> {
    if v.len() > n {
        let extra = v.len() - n;
        if v[..extra].iter().all(Decimal::is_zero) {
            v.drain(..extra);
        } else if v[n..].iter().all(Decimal::is_zero) {
            v.truncate(n);
        } else {
            return None;
        }
    }
    if fill == Fill::Total && v.len() + 1 == n {
        v.push(v.iter().sum());
    }
    while v.len() < n {
        if fill == Fill::Front { v.insert(0, Decimal::ZERO) } else { v.push(Decimal::ZERO) }
    }
    Some(v)
}

/// How many placements are tried for one row.
const NODES: u32 = 12_000;

struct Search<'a> {
    strip: &'a Strip,
    frame: &'a Frame,
    figures: &'a Figures,
    solid: Vec<usize>,
    /// For every equation that can be checked: its number and the last slot of its columns.
    ends: Vec<(usize, i32)>,
    slot_of: [Option<i32>; WIDTH],
    limit: u32,
    failures_allowed: u32,
    nodes: u32,
    placed: Vec<Option<usize>>,
    chosen: Vec<i32>,
    found: Vec<(u32, u32, Vec<i32>)>,
}

/// Placements that cost at most `limit` tenths and break equations on at most `failures` lines,
/// cheapest first. The placement as printed is among them if it qualifies.
pub(crate) fn search(
    strip: &Strip,
    frame: &Frame,
    figures: &Figures,
    limit: u32,
    failures: u32,
) -> Vec<Alignment> {
    let mut slot_of = [None; WIDTH];
    for (i, s) in frame.slots.iter().enumerate() {
        if let Some(f) = s.field.filter(|f| f.is_amount()) {
            slot_of[index(f)] = i32::try_from(i).ok();
        }
    }
    let ends = (0..EQUATIONS).filter_map(|e| checkable(e, &slot_of, figures)).collect();
    let solid: Vec<usize> = (0..strip.cells.len()).filter(|i| !strip.cells[*i].is_zero()).collect();
    let mut s = Search {
        strip,
        frame,
        figures,
        ends,
        slot_of,
        limit,
        failures_allowed: failures,
        nodes: NODES,
        placed: vec![None; frame.slots.len()],
        chosen: Vec::with_capacity(solid.len()),
        found: Vec::new(),
        solid,
    };
    s.place(0, 0, 0, -1, 0);
    let mut found = std::mem::take(&mut s.found);
    found.sort();
    found.truncate(64);
    found.into_iter().map(|(_, cost, at)| s.alignment(cost, &at)).collect()
}

/// An equation can be checked if the table prints its total and, unless the habits of the table
/// vouch for it, all of its parts.
fn checkable(e: usize, slot_of: &[Option<i32>; WIDTH], figures: &Figures) -> Option<(usize, i32)> {
    let (total, parts) = equation(e);
    let parts: Vec<usize> = parts.collect();
    let end = parts.iter().filter_map(|p| slot_of[*p]).max()?.max(slot_of[total]?);
    let whole = e < EQUATIONS - 1 && parts.iter().all(|p| slot_of[*p].is_some());
    let alternative = e == EQUATIONS - 1 && slot_of[index(Field::CurrentYear)].is_some();
    (!alternative && (whole || figures.habits.active(e))).then_some((e, end))
}

impl Search<'_> {
    fn place(&mut self, i: usize, drift: i32, cost: u32, behind: i32, failures: u32) {
        if self.nodes == 0 {
            return;
        }
        self.nodes -= 1;
        let slots = i32::try_from(self.frame.slots.len()).unwrap_or(i32::MAX);
        let Some(cell) = self.solid.get(i).map(|c| &self.strip.cells[*c]) else {
            let failures = failures + self.broken(behind, slots);
            if failures <= self.failures_allowed {
                // Likeliest first: an equation left broken weighs more than a drift.
                self.found.push((cost + 6 * failures, cost, self.chosen.clone()));
            }
            return;
        };
        let printed = cell.slot;
        for change in [0, -1, 1, -2, 2, -3, 3] {
            let price = 10 * u32::try_from(i32::abs(change)).unwrap_or(0);
            if cost + price > self.limit {
                continue;
            }
            let at = printed + drift + change;
            let fits = at > self.chosen.last().copied().unwrap_or(-1) && at < slots && at >= 0;
            if !fits || !self.is_amount(at) {
                continue;
            }
            let Ok(index) = usize::try_from(at) else { continue };
            let failures = failures + self.broken(behind, at);
            if failures > self.failures_allowed {
                continue;
            }
            self.placed[index] = Some(self.solid[i]);
            self.chosen.push(at);
            self.place(i + 1, drift + change, cost + price, at, failures);
            self.chosen.pop();
            self.placed[index] = None;
        }
    }

    fn is_amount(&self, at: i32) -> bool {
        let slot = usize::try_from(at).ok().and_then(|i| self.frame.slots.get(i));
        slot.and_then(|s| s.field).is_some_and(Field::is_amount)
    }

    /// On how many lines equations fail that end in the slots from `from` to before `to`.
    fn broken(&self, from: i32, to: i32) -> u32 {
        let ended = self.ends.iter().filter(|(_, end)| *end >= from.max(0) && *end < to);
        ended.map(|(e, _)| self.failing(*e)).sum()
    }

    fn failing(&self, e: usize) -> u32 {
        let fails = |r: &usize| {
            let (total, parts) = equation(e);
            let sum: Decimal = parts.map(|p| self.value(p, *r)).sum();
            self.value(total, *r) != sum
        };
        u32::try_from((0..self.strip.values).filter(fails).count()).unwrap_or(u32::MAX)
    }

    fn value(&self, f: usize, r: usize) -> Decimal {
        let slot = self.slot_of[f].and_then(|s| usize::try_from(s).ok());
        slot.and_then(|s| self.placed[s]).map_or(Decimal::ZERO, |c| self.strip.cells[c].values[r])
    }

    /// The lines of a placement: solid cells where they were placed, zeros with the drift of
    /// the solid cell before them, and zero in what remains if the row states nearly everything.
    fn alignment(&self, cost: u32, at: &[i32]) -> Alignment {
        let mut rows: Vec<Line> = vec![[None; WIDTH]; self.strip.values];
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
            let field = usize::try_from(slot)
                .ok()
                .and_then(|s| self.frame.slots.get(s))
                .and_then(|s| s.field)
                .filter(|f| f.is_amount());
            let Some(field) = field.filter(|_| cell.stated) else { continue };
            for (r, row) in rows.iter_mut().enumerate() {
                row[index(field)].get_or_insert(cell.values[r]);
                if !cell.values[r].is_zero() {
                    row[index(field)] = Some(cell.values[r]);
                }
            }
        }
        let fields: Vec<usize> = (0..WIDTH).filter(|f| self.slot_of[*f].is_some()).collect();
        if cost > 0 || self.strip.is_cut() {
            for row in &mut rows {
                let stated = fields.iter().filter(|f| row[**f].is_some()).count();
                if stated + 4 >= fields.len() {
                    for f in &fields {
                        row[*f].get_or_insert(Decimal::ZERO);
                    }
                }
            }
        }
        let _ = self.figures;
        Alignment {
            cost: cost + 3 * u32::try_from(self.strip.fused.len()).unwrap_or(0),
            events,
            rows,
        }
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
