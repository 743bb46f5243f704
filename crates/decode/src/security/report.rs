//! What is said of a security: which cell, what is printed, what it must be, and why.

use super::Solver;
use super::plan::Plan;
use crate::rows::Entry;
use crate::solve::constraint::{Constraint, Figures, Line, WIDTH, equation, field_at};
use crate::solve::explain::{Edit, Explanation};
use crate::solve::{Class, Event};
use yearend_model::decimal::{self, plain};
use yearend_model::{Decimal, Observation, ObservationKind, Place};

/// Columns that a figure may stand off its own.
const FURTHEST: usize = 3;

impl Solver<'_> {
    /// Index of the first distribution of an entry.
    pub(super) fn first_line(&self, e: usize) -> usize {
        self.plans[..e].iter().map(Plan::lines).sum()
    }

    pub(super) fn place_of(&self, entry: &Entry, f: usize) -> Place {
        let Some(slot) = self.frame.slot_of(f) else { return entry.place };
        if let Some(c) = entry.cell_in(slot) {
            return c.place;
        }
        let at = self.frame.slots[slot].at;
        if self.turned {
            Place { line: at, ..entry.place }
        } else {
            Place { column: at, ..entry.place }
        }
    }

    /// Where the cells of a row stand, by field: what [`Self::place_of`] says of those that have one.
    pub(super) fn places(&self, entry: &Entry) -> [Option<Place>; WIDTH] {
        let mut places = [None; WIDTH];
        // Of several cells in a slot, the first counts.
        for c in entry.cells.iter().rev() {
            let amount = self.frame.slots.get(c.slot()).and_then(|s| s.amount);
            if let Some(f) = amount.filter(|f| self.frame.slot_of(*f) == Some(c.slot())) {
                places[f] = Some(c.place);
            }
        }
        places
    }

    /// Where the figure of line `row` and field `f` is printed. Where cells of the row stand off
    /// their columns, that is the nearest cell that prints it, first on the side to which they went.
    pub(super) fn place_of_figure(&self, e: usize, row: usize, f: usize, figure: Decimal) -> Place {
        let (entry, plan) = (&self.block.entries[e], &self.plans[e]);
        let own = self.frame.slot_of(f);
        let events = plan.explanation.as_ref().map_or(&[][..], |x| &x.events);
        let (Some(own), Some(last)) = (own, events.last()) else { return self.place_of(entry, f) };
        let left = matches!(last, Event::Missing(_) | Event::Fused(_));
        let good = || entry.cells.iter().filter(|c| c.is_good());
        let printed = good().filter(|c| plan.shape.prints(c, row) == Some(figure));
        let nearest = printed.min_by_key(|c| (c.slot().abs_diff(own), (c.slot() < own) != left));
        match nearest.filter(|c| c.slot().abs_diff(own) <= FURTHEST) {
            Some(cell) => cell.place,
            None => self.place_of(entry, f),
        }
    }

    pub(super) fn report(&mut self, e: usize, x: &Explanation) {
        let entry = &self.block.entries[e];
        let first = self.first_line(e);
        let lines = self.plans[e].lines();
        let mut new = Vec::new();
        new.extend(self.events(entry, x, Some(first)));
        for edit in &x.edits {
            let line = (edit.row < lines).then_some(first + edit.row);
            let mut o = edited(edit, self.place_of_edit(e, edit), line);
            if x.by_sibling {
                o.because.push_str(
                    ", and another class of the fund has the same capital gains and foreign tax",
                );
            }
            new.push(o);
        }
        self.observations.extend(new);
    }

    pub(super) fn events(
        &self,
        entry: &Entry,
        x: &Explanation,
        line: Option<usize>,
    ) -> Option<Observation> {
        let first = x.events.first()?;
        let fused = x.events.iter().find(|e| matches!(e, Event::Fused(_)));
        let (kind, slot) = match fused.unwrap_or(first) {
            Event::Fused(s) => (ObservationKind::FusedCells, *s),
            Event::Extra(s) => (ObservationKind::ExtraCell, *s),
            Event::Missing(s) => (ObservationKind::MissingCell, *s),
            Event::Shifted(s) => (ObservationKind::ShiftedCells, *s),
        };
        let mut o = Observation::new(kind);
        o.distribution = line;
        let cell = entry.cells.iter().find(|c| c.slot() >= slot);
        o.places.push(cell.map_or(entry.place, |c| c.place));
        o.field = self.frame.slots.get(slot).and_then(|s| s.field);
        o.printed = cell.map(show_cell).unwrap_or_default();
        let values = x.rows.first().map(|r| {
            let stated = (0..WIDTH).filter_map(|f| r[f].filter(|d| !d.is_zero()).map(|d| (f, d)));
            stated
                .map(|(f, d)| format!("{} = {}", field_at(f).column(), plain(d)))
                .collect::<Vec<_>>()
                .join(", ")
        });
        o.used = values.unwrap_or_default();
        o.because = if x.events.len() == 1 {
            "only then every identity of the row holds".into()
        } else {
            format!(
                "with {} such faults, and no fewer, every identity of the row holds",
                x.events.len()
            )
        };
        Some(o)
    }

    /// Where the value stands that the edit changes.
    pub(super) fn place_of_edit(&self, e: usize, edit: &Edit) -> Place {
        match edit.old {
            Some(old) => self.place_of_figure(e, edit.row, edit.f, old),
            None => self.place_of(&self.block.entries[e], edit.f),
        }
    }

    /// One or two blank cells in a row that states everything else, in columns that practically
    /// every line of the table states: a cell was lost, and nothing tells what stood in it.
    pub(super) fn blanks(&mut self, e: usize) {
        let entry = &self.block.entries[e];
        let plan = &self.plans[e];
        let habits = &self.customs.habits;
        let lacks = |row: &Line| (0..WIDTH).any(|f| row[f].is_none() && habits.stated[f] > 0);
        if !self.customs.prints_zeros || !plan.rows()[..plan.lines()].iter().any(lacks) {
            return;
        }
        // In a small table the lost cell itself is a good part of all.
        let own = u32::try_from(plan.rows().len()).unwrap_or(u32::MAX).max(2);
        let nearly = |f: usize| {
            let stated = habits.stated[f];
            habits.lines >= 3 && stated + own >= habits.lines && stated * 3 >= habits.lines * 2
        };
        let always: Vec<usize> =
            (0..WIDTH).filter(|f| habits.always_states(*f) || nearly(*f)).collect();
        for (v, row) in plan.rows()[..plan.lines()].iter().enumerate() {
            let blank: Vec<usize> = always.iter().copied().filter(|f| row[*f].is_none()).collect();
            let tried = entry.trouble.iter().any(|o| o.field.is_some_and(|f| f.is_amount()));
            if blank.is_empty() || blank.len() > 2 || blank.len() * 4 > always.len() || tried {
                continue;
            }
            let mut o = Observation::new(ObservationKind::MissingCell);
            o.distribution = Some(self.first_line(e) + v);
            o.field = blank.first().map(|f| field_at(*f));
            o.places.extend(blank.iter().map(|f| self.place_of(entry, *f)));
            o.because = "practically every other line of the table states it".into();
            self.observations.push(o);
        }
    }

    pub(super) fn undecided(
        &mut self,
        e: usize,
        kind: ObservationKind,
        figures: &Figures,
        all: &[Explanation],
    ) {
        self.open = true;
        let entry = &self.block.entries[e];
        let first = self.first_line(e);
        let lines = self.plans[e].lines();
        let mut o = Observation::new(kind);
        let violated = figures.violated();
        let mut reasons = Vec::new();
        for c in &violated {
            match c {
                Constraint::Equation { row, e } => {
                    let (total, _) = equation(*e);
                    let line = &figures.rows[*row];
                    let sum = decimal::sum(figures.parts(*e).filter_map(|p| line[p]));
                    o.field = o.field.or(Some(field_at(total)));
                    o.distribution = o.distribution.or((*row < lines).then_some(first + row));
                    o.places.push(self.place_of(entry, total));
                    let whose = if *row < lines { "" } else { " of the total" };
                    reasons.push(format!(
                        "column {}{whose} states {} but {} make {}",
                        field_at(total).column(),
                        line[total].map_or("nothing".into(), plain),
                        numbers(figures.parts(*e)),
                        plain(sum),
                    ));
                }
                Constraint::Total { f } => reasons.push(total_reason(figures, *f)),
                Constraint::Countable => reasons.push(TOO_LONG.into()),
            }
        }
        if o.places.is_empty() {
            let odd = entry.cells.iter().find(|c| {
                self.frame.slots.get(c.slot()).and_then(|s| s.field).is_none_or(|f| !f.is_amount())
                    || c.values.len() != self.plans[e].shape.values
            });
            o.places.push(odd.map_or(entry.place, |c| c.place));
            o.printed = odd.map(show_cell).unwrap_or_default();
            o.distribution = Some(first);
            if odd.is_some_and(|c| c.slot() >= self.frame.slots.len()) {
                o.kind = ObservationKind::StrayValue;
                reasons.push("it stands right of the last heading".into());
            } else {
                reasons.push("a cell does not fit its column".into());
            }
        }
        reasons.truncate(4);
        o.because = reasons.join("; ");
        // Of explanations that nobody would believe, the nearest is enough to see what is wrong.
        let shown = if kind == ObservationKind::Unexplained { 1 } else { all.len() };
        o.candidates = all.iter().take(shown).map(|x| describe(x, lines)).collect();
        self.observations.push(o);
    }
}

/// What is said of a changed value; without a line, of the printed total.
pub(super) fn edited(edit: &Edit, place: Place, line: Option<usize>) -> Observation {
    let kind = match (line, edit.class) {
        (None, _) => ObservationKind::MisprintedTotal,
        (_, Class::Lost) => ObservationKind::LostValue,
        _ => ObservationKind::Misprint,
    };
    let mut o = Observation::new(kind);
    o.distribution = line;
    o.field = Some(field_at(edit.f));
    o.places.push(place);
    o.printed = edit.old.map(plain).unwrap_or_default();
    o.used = plain(edit.new);
    o.because = because(edit.f);
    o
}

/// What a cell prints, its values set apart.
pub(crate) fn show_cell(c: &crate::rows::AmountCell) -> String {
    if c.text().is_empty() {
        let values = c.values.iter().map(|v| v.map_or("n/a".into(), plain));
        values.collect::<Vec<_>>().join(" ")
    } else {
        c.text().to_owned()
    }
}

pub(super) fn columns(e: usize) -> String {
    numbers(equation(e).1)
}

fn numbers(parts: impl Iterator<Item = usize>) -> String {
    let parts: Vec<String> = parts.map(|p| field_at(p).column().to_string()).collect();
    if parts.len() == 1 { format!("column {}", parts[0]) } else { parts.join("+") }
}

/// Figures that cannot be summed are not judged.
pub(super) const TOO_LONG: &str = "its figures have too many digits to be summed exactly";

/// The equations that fix a field, as a clause.
pub(super) fn because(f: usize) -> String {
    let mut out = Vec::new();
    for e in 0..crate::solve::constraint::EQUATIONS - 1 {
        let (total, mut parts) = equation(e);
        if total == f || parts.any(|p| p == f) {
            out.push(format!("column {} = {}", field_at(total).column(), columns(e)));
        }
    }
    if out.is_empty() { "the printed total demands it".into() } else { out.join(" and ") }
}

pub(super) fn total_reason(figures: &Figures, f: usize) -> String {
    let total = figures.rows[figures.rows.len() - 1][f];
    format!(
        "the printed total of column {} is {} but the lines sum to {}",
        field_at(f).column(),
        total.map_or("nothing".into(), plain),
        plain(figures.sum(f)),
    )
}

pub(super) fn describe(x: &Explanation, lines: usize) -> String {
    let mut out: Vec<String> = x
        .events
        .iter()
        .map(|e| match e {
            Event::Fused(_) => "two cells printed as one".to_owned(),
            Event::Extra(_) => "a cell too many".to_owned(),
            Event::Missing(_) => "a cell missing".to_owned(),
            Event::Shifted(_) => "the row moved by a column".to_owned(),
        })
        .collect();
    for e in &x.edits {
        let whose = if e.row < lines { String::new() } else { " of the total".to_owned() };
        out.push(format!(
            "column {}{whose} is {} (printed {})",
            field_at(e.f).column(),
            plain(e.new),
            e.old.map_or("nothing".into(), plain)
        ));
    }
    if out.is_empty() { "as printed".into() } else { out.join(", ") }
}
