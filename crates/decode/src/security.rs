//! From the rows of a security to its distributions: how many lines its cells hold, which of
//! them is a total, what explains figures that do not fit, and what to say about it.

use crate::cell::DateEntry;
use crate::rows::{Block, Entry, Frame};
use crate::sibling::Sibling;
use crate::solve::align::{Event, Fill, Strip};
use crate::solve::constraint::{
    Constraint, Figures, Habits, Line, Standing, WIDTH, equation, field_at, index,
};
use crate::solve::explain::{self, Explanation, Verdict};
use crate::solve::repair::{self, BELIEVABLE, Class, Edit};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use yearend_model::decimal::plain;
use yearend_model::{
    Amounts, Basis, DateValue, Distribution, Field, Observation, ObservationKind, Place,
    PrintedTotal, Security, Status, Value, cusip,
};

/// What a table's other securities teach about this one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Customs {
    /// Which equations hold where cells are left blank.
    pub habits: Habits,
    /// Cells with several values end with the year's total.
    pub total_last: bool,
}

/// A security with what was met while reading it.
#[derive(Clone, Debug)]
pub(crate) struct Solved {
    pub security: Security,
    pub observations: Vec<Observation>,
    /// What the rows print does not settle it; other share classes may.
    pub open: bool,
    /// A line is missing; other share classes may tell which.
    pub dropped: bool,
}

/// How the cells of a row divide into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Values per cell.
    pub values: usize,
    /// The last value is the year's total.
    pub total: bool,
    /// A distribution's line is missing before the total.
    pub dropped: bool,
    /// The number of values fits neither the dates nor the dates and a total.
    pub uneven: bool,
}

/// Divides a row's cells by the count that most of them share.
pub(crate) fn shape(entry: &Entry, total_last: bool) -> Shape {
    let dates = entry.date_count();
    let count = |zeros: bool| {
        let mut n: BTreeMap<usize, usize> = BTreeMap::new();
        for c in entry.cells.iter().filter(|c| !c.bad && !c.missing && (zeros || !c.is_zero())) {
            *n.entry(c.values.len()).or_default() += 1;
        }
        n.into_iter().max_by_key(|(v, k)| (*k, *v)).map(|(v, _)| v)
    };
    let solid = count(false);
    let values = solid.or_else(|| count(true)).unwrap_or(dates.max(1)).max(1);
    let plain = Shape { values, total: false, dropped: false, uneven: false };
    match (values, dates) {
        (1, 0 | 1) => plain,
        (v, d) if d >= 1 && v == d + 1 => Shape { total: true, ..plain },
        (v, d) if v == d => {
            let dropped = total_last && solid.is_some() && d >= 2;
            Shape { total: dropped, dropped, ..plain }
        }
        (_, 0) => plain,
        _ => Shape { uneven: true, ..plain },
    }
}

struct Plan {
    shape: Shape,
    strips: Vec<Strip>,
    /// The lines as printed, each value in the column where it stands.
    printed: Vec<Line>,
    /// Something other than an equation is wrong.
    odd: bool,
    explanation: Option<Explanation>,
}

impl Plan {
    fn new(entry: &Entry, frame: &Frame, total_last: bool) -> Plan {
        let shape = shape(entry, total_last);
        let good: Vec<_> = entry.cells.iter().filter(|c| !c.bad && !c.missing).cloned().collect();
        let mut strips: Vec<Strip> = Vec::new();
        let uneven = good.iter().any(|c| c.values.len() != shape.values && !c.is_zero());
        strips.extend(Strip::new(&good, shape.values, Fill::Front));
        if good.iter().any(|c| c.values.len() < shape.values && !c.is_zero()) {
            strips.extend(Strip::new(&good, shape.values, Fill::Back));
            if shape.total {
                strips.extend(Strip::new(&good, shape.values, Fill::Total));
            }
        }
        let mut printed: Vec<Line> = vec![[None; WIDTH]; shape.values];
        // Two zeros fused into one cell move what follows, though no figure tells.
        let mut odd = uneven || good.iter().any(|c| c.values.len() == 2 * shape.values);
        for c in &good {
            let field = frame.slots.get(c.slot).map(|s| s.field);
            match field {
                Some(Some(f)) if f.is_amount() => {
                    let missing = shape.values.saturating_sub(c.values.len());
                    let front = if c.is_zero() { 0 } else { missing };
                    for (r, line) in printed.iter_mut().enumerate() {
                        let value = r.checked_sub(front).and_then(|i| c.values.get(i).copied());
                        let zero = c.is_zero() && c.values.iter().any(Option::is_some);
                        line[index(f)] = value.flatten().or(zero.then_some(Decimal::ZERO));
                    }
                }
                // A figure in a column of letters, or right of the table.
                Some(Some(_)) | None => odd |= !c.is_zero(),
                Some(None) => {}
            }
        }
        Plan { shape, strips, printed, odd, explanation: None }
    }

    fn rows(&self) -> &[Line] {
        self.explanation.as_ref().map_or(&self.printed, |e| &e.rows)
    }

    /// How many of the rows are distributions.
    fn lines(&self) -> usize {
        self.shape.values - usize::from(self.shape.total)
    }
}

/// Reads a security from its rows.
pub(crate) fn solve(
    block: &Block,
    frame: &Frame,
    customs: &Customs,
    turned: bool,
    siblings: &[Sibling],
) -> Solved {
    let mut out = Solver {
        frame,
        customs,
        turned,
        plans: block.entries.iter().map(|e| Plan::new(e, frame, customs.total_last)).collect(),
        total: block.total.as_ref().map(|e| Plan::new(e, frame, false)),
        block,
        siblings,
        observations: Vec::new(),
        open: false,
        skip: Vec::new(),
    };
    out.trouble();
    out.explain_rows();
    out.duplicates();
    out.settle_totals();
    let security = out.security();
    let dropped = out.plans.iter().any(|p| p.shape.dropped);
    Solved { security, observations: out.observations, open: out.open, dropped }
}

struct Solver<'b> {
    frame: &'b Frame,
    customs: &'b Customs,
    turned: bool,
    plans: Vec<Plan>,
    total: Option<Plan>,
    block: &'b Block,
    observations: Vec<Observation>,
    open: bool,
    /// Lines that were printed twice, as (entry, value).
    skip: Vec<(usize, usize)>,
    siblings: &'b [Sibling],
}

impl Solver<'_> {
    fn trouble(&mut self) {
        let all = self.block.entries.iter().chain(&self.block.total);
        self.observations.extend(self.block.trouble.iter().cloned());
        let mut line = 0;
        for (entry, plan) in all.zip(self.plans.iter().chain(&self.total)) {
            for o in &entry.trouble {
                self.observations.push(Observation { distribution: Some(line), ..o.clone() });
            }
            if plan.shape.uneven {
                let mut o = Observation::new(ObservationKind::UnevenCell);
                o.places.push(entry.place);
                o.printed = format!("{} values", plan.shape.values);
                o.because = format!("the row prints {} dates", entry.date_count());
                self.observations.push(o);
                self.open = true;
            }
            line += plan.lines();
        }
    }

    fn figures(&self, rows: Vec<Line>, has_total: bool, entries: &[usize]) -> Figures {
        let mut restates = Vec::new();
        let mut straddles = Vec::new();
        for e in entries {
            let entry = &self.block.entries[*e];
            let plan = &self.plans[*e];
            for v in 0..plan.lines() {
                if self.skip.contains(&(*e, v)) {
                    continue;
                }
                restates.push(matches!(entry.status, Some(Status::Reclass | Status::Corrected)));
                straddles.push(straddles_years(entry, v));
            }
        }
        Figures {
            rows,
            has_total,
            printed: self.frame.printed(),
            habits: self.customs.habits,
            restates,
            straddles,
            capped: false,
        }
    }

    fn entry_figures(&self, e: usize) -> Figures {
        let plan = &self.plans[e];
        let has_total = plan.shape.total && !plan.shape.dropped;
        let capped = plan.shape.dropped;
        Figures { capped, ..self.figures(plan.rows().to_vec(), has_total, &[e]) }
    }

    /// All distributions of the block with its total, as they stand now.
    fn block_figures(&self) -> Figures {
        let mut rows = Vec::new();
        let mut total = self.total.as_ref().and_then(|p| p.rows().first().copied());
        for (e, plan) in self.plans.iter().enumerate() {
            let lines = plan.lines();
            let kept = plan.rows()[..lines].iter().enumerate();
            rows.extend(kept.filter(|(v, _)| !self.skip.contains(&(e, *v))).map(|(_, l)| *l));
            if plan.shape.total && self.plans.len() == 1 && !plan.shape.dropped {
                total = total.or_else(|| plan.rows().last().copied());
            }
        }
        let has_total = total.is_some();
        rows.extend(total);
        let entries: Vec<usize> = (0..self.plans.len()).collect();
        self.figures(rows, has_total, &entries)
    }

    fn explain_rows(&mut self) {
        for e in 0..self.plans.len() {
            let figures = self.entry_figures(e);
            let plan = &self.plans[e];
            let verdict = explain::explain(&figures, &plan.strips, self.frame, plan.odd);
            let verdict = self.decide_by_total(e, verdict);
            let verdict = self.decide_by_siblings(e, verdict);
            match verdict {
                Verdict::AsPrinted => {}
                Verdict::Unique(x) => {
                    self.report(e, &x);
                    self.plans[e].explanation = Some(x);
                }
                Verdict::Several(all) => {
                    self.undecided(e, ObservationKind::Ambiguous, &figures, &all)
                }
                Verdict::None(all) => {
                    self.undecided(e, ObservationKind::Unexplained, &figures, &all);
                }
            }
        }
        if let Some(mut plan) = self.total.take() {
            // A total row states what it likes; only cells that stand off are placed again.
            if plan.odd
                && let Some(entry) = &self.block.total
            {
                let figures = Figures {
                    rows: plan.printed.clone(),
                    has_total: false,
                    printed: self.frame.printed(),
                    habits: self.customs.habits,
                    restates: vec![true],
                    straddles: vec![true],
                    capped: false,
                };
                if let Verdict::Unique(x) =
                    explain::explain(&figures, &plan.strips, self.frame, true)
                {
                    let observation = self.events(entry, &x, None);
                    self.observations.extend(observation);
                    plan.explanation = Some(x);
                }
            }
            self.total = Some(plan);
        }
    }

    /// Among several explanations, the one that agrees with another share class of the fund; or,
    /// where none is left, the figures that follow from that class, if what is printed confirms
    /// them.
    fn decide_by_siblings(&self, e: usize, verdict: Verdict) -> Verdict {
        let dates = self.payable(e);
        let shape = self.plans[e].shape;
        for sibling in self.siblings {
            if let Verdict::Several(all) = &verdict
                && let Some(best) = sibling.best(all, &dates, shape)
            {
                return Verdict::Unique(best);
            }
            if let Verdict::Several(_) | Verdict::None(_) = &verdict {
                let entry = &self.block.entries[e];
                let printed = &self.plans[e].printed;
                if let Some(x) = sibling.follow(entry, printed, &dates, shape, self.frame) {
                    return Verdict::Unique(x);
                }
            }
        }
        verdict
    }

    /// The payable dates of an entry's lines.
    fn payable(&self, e: usize) -> Vec<Option<jiff::civil::Date>> {
        let dates = &self.block.entries[e].dates[2];
        dates
            .iter()
            .map(|d| match d {
                DateEntry::On(x) => Some(*x),
                DateEntry::Word(_) => None,
            })
            .collect()
    }

    /// Among several explanations, the one under which the printed total holds best.
    fn decide_by_total(&mut self, e: usize, verdict: Verdict) -> Verdict {
        let (Verdict::Several(all) | Verdict::None(all)) = &verdict else { return verdict };
        if self.total.is_none() || all.is_empty() {
            return verdict;
        }
        let before = self.plans[e].explanation.take();
        let mut scored: Vec<(usize, usize)> = Vec::new();
        for (i, x) in all.iter().enumerate() {
            self.plans[e].explanation = Some(x.clone());
            let totals = self.block_figures().violated();
            let n = totals.iter().filter(|c| matches!(c, Constraint::Total { .. })).count();
            scored.push((n, i));
        }
        self.plans[e].explanation = before;
        scored.sort_unstable();
        let unique = scored.len() == 1 || scored[0].0 < scored[1].0;
        let believable = matches!(verdict, Verdict::Several(_)) || scored[0].0 == 0;
        if unique && believable && scored[0].0 <= 1 && all[scored[0].1].cost <= BELIEVABLE + 10 {
            return Verdict::Unique(all[scored[0].1].clone());
        }
        verdict
    }

    /// Index of the first distribution of an entry.
    fn first_line(&self, e: usize) -> usize {
        self.plans[..e].iter().map(Plan::lines).sum()
    }

    fn place_of(&self, entry: &Entry, f: usize) -> Place {
        let field = field_at(f);
        let slot = self.frame.slots.iter().position(|s| s.field == Some(field));
        let Some(slot) = slot else { return entry.place };
        if let Some(c) = entry.cells.iter().find(|c| c.slot == slot) {
            return c.place;
        }
        let at = self.frame.slots[slot].at;
        if self.turned {
            Place { line: at, ..entry.place }
        } else {
            Place { column: at, ..entry.place }
        }
    }

    fn report(&mut self, e: usize, x: &Explanation) {
        let entry = &self.block.entries[e];
        let first = self.first_line(e);
        let lines = self.plans[e].lines();
        let mut new = Vec::new();
        new.extend(self.events(entry, x, Some(first)));
        for edit in &x.edits {
            let line = (edit.row < lines).then_some(first + edit.row);
            new.push(self.edit(entry, edit, line));
        }
        self.observations.extend(new);
    }

    fn events(&self, entry: &Entry, x: &Explanation, line: Option<usize>) -> Option<Observation> {
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
        let cell = entry.cells.iter().find(|c| c.slot >= slot);
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

    fn edit(&self, entry: &Entry, edit: &Edit, line: Option<usize>) -> Observation {
        let kind = match (line, edit.class) {
            (None, _) => ObservationKind::MisprintedTotal,
            (_, Class::Lost) => ObservationKind::LostValue,
            _ => ObservationKind::Misprint,
        };
        let mut o = Observation::new(kind);
        o.distribution = line;
        o.field = Some(field_at(edit.f));
        o.places.push(self.place_of(entry, edit.f));
        o.printed = edit.old.map(plain).unwrap_or_default();
        o.used = plain(edit.new);
        o.because = because(edit.f);
        o
    }

    fn undecided(
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
                    let (total, parts) = equation(*e);
                    let line = &figures.rows[*row];
                    let sum: Decimal = parts.filter_map(|p| line[p]).sum();
                    o.field = o.field.or(Some(field_at(total)));
                    o.distribution = o.distribution.or((*row < lines).then_some(first + row));
                    o.places.push(self.place_of(entry, total));
                    let whose = if *row < lines { "" } else { " of the total" };
                    reasons.push(format!(
                        "column {}{whose} states {} but {} make {}",
                        field_at(total).column(),
                        line[total].map_or("nothing".into(), plain),
                        columns(*e),
                        plain(sum),
                    ));
                }
                Constraint::Total { f } => reasons.push(total_reason(figures, *f)),
            }
        }
        if o.places.is_empty() {
            let odd = entry.cells.iter().find(|c| {
                self.frame.slots.get(c.slot).and_then(|s| s.field).is_none_or(|f| !f.is_amount())
                    || c.values.len() != self.plans[e].shape.values
            });
            o.places.push(odd.map_or(entry.place, |c| c.place));
            o.printed = odd.map(show_cell).unwrap_or_default();
            o.distribution = Some(first);
            reasons.push("a cell does not fit its column".into());
        }
        reasons.truncate(4);
        o.because = reasons.join("; ");
        o.candidates = all.iter().map(|x| describe(x, lines)).collect();
        self.observations.push(o);
    }

    /// Removes lines that are printed twice, where the printed total shows that one is too many.
    fn duplicates(&mut self) {
        let mut seen: Vec<(usize, usize)> = Vec::new();
        let mut twins = Vec::new();
        for e in 0..self.plans.len() {
            for v in 0..self.plans[e].lines() {
                let twin = seen.iter().find(|(e2, v2)| {
                    let same = self.plans[*e2].rows()[*v2] == self.plans[e].rows()[v];
                    let full = self.plans[e].rows()[v].iter().flatten().any(|d| !d.is_zero());
                    same && full && self.same_dates((*e2, *v2), (e, v))
                });
                match twin {
                    Some(_) => twins.push((e, v)),
                    None => seen.push((e, v)),
                }
            }
        }
        for twin in twins {
            let with = self.total_failures();
            self.skip.push(twin);
            let without = self.total_failures();
            let entry = &self.block.entries[twin.0];
            let mut o = Observation::new(ObservationKind::DuplicateLine);
            o.places.push(entry.place);
            o.distribution = Some(self.first_line(twin.0) + twin.1);
            match (with, without) {
                (Some(w), Some(0)) if w > 0 => {
                    o.because = "the printed total holds without the second of them".into();
                    o.distribution = None;
                    self.observations.push(o);
                }
                (Some(0), _) => {
                    // The total says that both count.
                    self.skip.pop();
                }
                _ => {
                    self.skip.pop();
                    o.kind = ObservationKind::RepeatedLine;
                    o.because = "no printed total tells a repeat from a second payment".into();
                    self.observations.push(o);
                }
            }
        }
    }

    fn same_dates(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        let at = |(e, v): (usize, usize), k: usize| {
            let d = &self.block.entries[e].dates[k];
            d.get(v).or_else(|| d.first()).cloned()
        };
        let dated = |x| (0..3).any(|k| matches!(at(x, k), Some(DateEntry::On(_))));
        let same_status = self.block.entries[a.0].status == self.block.entries[b.0].status;
        dated(a) && same_status && (0..3).all(|k| at(a, k) == at(b, k))
    }

    fn total_failures(&self) -> Option<usize> {
        let f = self.block_figures();
        f.has_total
            .then(|| f.violated().iter().filter(|c| matches!(c, Constraint::Total { .. })).count())
    }

    /// Totals that differ from the sum of lines that keep their own identities.
    fn settle_totals(&mut self) {
        let figures = self.block_figures();
        let violated = figures.violated();
        let on_total = |c: &Constraint| matches!(c, Constraint::Equation { row, .. } if *row >= figures.lines());
        let totals = violated.iter().any(|c| matches!(c, Constraint::Total { .. }) || on_total(c));
        if !figures.has_total || !totals {
            return;
        }
        let lines_hold = !violated
            .iter()
            .any(|c| matches!(c, Constraint::Equation { row, .. } if *row < figures.lines()));
        let entry = self.block.total.as_ref().unwrap_or(&self.block.entries[0]);
        let repairs: Vec<Explanation> = repair::search(&figures, 2)
            .into_iter()
            .map(|r| {
                let mut rows = figures.rows.clone();
                for e in &r.edits {
                    rows[e.row][e.f] = Some(e.new);
                }
                Explanation { cost: r.cost, events: Vec::new(), edits: r.edits, rows }
            })
            .collect();
        let only_total = |x: &Explanation| x.edits.iter().all(|e| e.row >= figures.lines());
        let mut verdict = explain::judge(repairs.clone(), true);
        if lines_hold
            && let Verdict::Unique(x) = &verdict
            && !only_total(x)
            && x.cost > BELIEVABLE
        {
            verdict = Verdict::None(vec![x.clone()]);
        }
        match verdict {
            Verdict::Unique(x) if only_total(&x) && (x.edits.len() == 1 || x.cost <= 30) => {
                let new: Vec<_> = x.edits.iter().map(|e| self.edit(entry, e, None)).collect();
                self.observations.extend(new);
            }
            Verdict::Unique(x) if x.cost <= BELIEVABLE + 5 => self.apply_to_lines(&x),
            Verdict::AsPrinted => {}
            other => {
                let candidates = match other {
                    Verdict::Several(all) | Verdict::None(all) => all,
                    Verdict::Unique(x) => vec![x],
                    Verdict::AsPrinted => Vec::new(),
                };
                if !lines_hold && self.open {
                    return;
                }
                self.open = true;
                let mut o = Observation::new(ObservationKind::TotalDiffers);
                let fields: Vec<usize> = violated
                    .iter()
                    .filter_map(|c| match c {
                        Constraint::Total { f } => Some(*f),
                        Constraint::Equation { .. } => None,
                    })
                    .collect();
                o.field = fields.first().map(|f| field_at(*f));
                o.places.extend(fields.iter().map(|f| self.place_of(entry, *f)));
                let mut reasons: Vec<String> =
                    fields.iter().take(4).map(|f| total_reason(&figures, *f)).collect();
                if reasons.is_empty() {
                    reasons.push("the printed total does not keep its own identities".into());
                    o.places.push(entry.place);
                }
                o.because = reasons.join("; ");
                o.candidates = candidates.iter().map(|x| describe(x, figures.lines())).collect();
                self.observations.push(o);
            }
        }
    }

    /// Uses a repair of the block's lines that the total confirms.
    fn apply_to_lines(&mut self, x: &Explanation) {
        let mut at = 0;
        for e in 0..self.plans.len() {
            for v in 0..self.plans[e].lines() {
                if self.skip.contains(&(e, v)) {
                    continue;
                }
                for edit in x.edits.iter().filter(|d| d.row == at) {
                    let line = self.first_line(e) + v;
                    let o = self.edit(&self.block.entries[e], edit, Some(line));
                    self.observations.push(o);
                    let plan = &mut self.plans[e];
                    let mut rows = plan.rows().to_vec();
                    rows[v][edit.f] = Some(edit.new);
                    let mut done = plan.explanation.take().unwrap_or_default();
                    done.edits.push(Edit { row: v, ..edit.clone() });
                    done.rows = rows;
                    plan.explanation = Some(done);
                }
                at += 1;
            }
        }
    }

    fn security(&mut self) -> Security {
        let (number, printed) = self.settle_cusip();
        let mut security = Security {
            cusip: number,
            cusip_printed: printed,
            ticker: self.block.ticker.clone(),
            name: self.block.name.clone(),
            place: self.block.place,
            ..Security::default()
        };
        for e in 0..self.plans.len() {
            let entry = &self.block.entries[e];
            let plan = &self.plans[e];
            let rows = plan.rows();
            let mut made: Vec<Distribution> = (0..plan.lines())
                .map(|v| self.distribution(e, v, &rows[v], plan.printed.get(v)))
                .collect();
            if plan.shape.total {
                let last = rows.len() - 1;
                security.total = Some(PrintedTotal {
                    amounts: self.amounts(e, &rows[last], Some(&plan.printed[last])),
                    place: entry.place,
                });
                if plan.shape.dropped {
                    let at = self.missing_line(e);
                    for (v, d) in made.iter_mut().enumerate().skip(at) {
                        self.set_dates(e, v + 1, d);
                    }
                    let missing = self.dropped(e, at);
                    self.observations.push(missing.0);
                    made.insert(at, missing.1);
                }
            }
            let keep = made.into_iter().enumerate();
            security
                .distributions
                .extend(keep.filter(|(v, _)| !self.skip.contains(&(e, *v))).map(|(_, d)| d));
        }
        if let (Some(plan), Some(entry)) = (&self.total, &self.block.total) {
            let mut amounts = Amounts::default();
            if let Some(row) = plan.rows().first() {
                for f in 0..WIDTH {
                    if let Some(v) = row[f] {
                        amounts.set(field_at(f), Value::printed(v, self.place_of(entry, f)));
                    }
                }
            }
            security.total = Some(PrintedTotal { amounts, place: entry.place });
        }
        self.percentages(&mut security);
        security
    }

    /// Which of the dates has no line: the last, unless another share class paid nothing on one.
    fn missing_line(&self, e: usize) -> usize {
        let lines = self.plans[e].lines();
        let dates = self.payable(e);
        let rows = self.plans[e].rows();
        let mut best = (0, lines);
        for sibling in self.siblings {
            for at in (0..=lines).rev() {
                let fits = (0..lines)
                    .filter(|v| {
                        let date = dates.get(v + usize::from(*v >= at)).copied().flatten();
                        sibling.pays(date) == Some(rows[*v][0].is_some_and(|d| !d.is_zero()))
                    })
                    .count();
                if fits > best.0 {
                    best = (fits, at);
                }
            }
        }
        best.1
    }

    /// The line that is missing before the total: the total less the lines that are printed.
    fn dropped(&self, e: usize, at: usize) -> (Observation, Distribution) {
        let entry = &self.block.entries[e];
        let rows = self.plans[e].rows();
        let lines = self.plans[e].lines();
        let total = &rows[lines];
        let mut line: Line = [None; WIDTH];
        for f in 0..WIDTH {
            let printed: Decimal = rows[..lines].iter().filter_map(|r| r[f]).sum();
            line[f] = total[f].map(|t| t - printed);
            if field_at(f) == Field::AmtPercentage {
                line[f] = total[f];
            }
        }
        let mut d = self.distribution(e, at, &line, None);
        for f in 0..WIDTH {
            if let Some(v) = line[f] {
                let value =
                    Value { amount: v, basis: Basis::Inferred, place: self.place_of(entry, f) };
                d.amounts.set(field_at(f), value);
            }
        }
        let mut o = Observation::new(ObservationKind::DroppedLine);
        o.distribution = Some(self.first_line(e) + at);
        o.field = Some(Field::TotalDistribution);
        o.places.push(self.place_of(entry, 0));
        o.printed = total[0].map(plain).unwrap_or_default();
        o.used = line[0].map(plain).unwrap_or_default();
        o.because = "the last value of each cell is the year's total, as in the other rows".into();
        (o, d)
    }

    fn distribution(&self, e: usize, v: usize, row: &Line, printed: Option<&Line>) -> Distribution {
        let entry = &self.block.entries[e];
        let mut d = Distribution {
            status: entry.status,
            amounts: self.amounts(e, row, printed),
            cusip_change: match entry.change.as_slice() {
                [only] => Some(*only),
                many => many.get(v).copied(),
            },
            place: entry.place,
            ..Distribution::default()
        };
        self.set_dates(e, v, &mut d);
        d
    }

    /// The dates of the entry's line `v`.
    fn set_dates(&self, e: usize, v: usize, d: &mut Distribution) {
        let entry = &self.block.entries[e];
        for (k, field) in Field::DATES.into_iter().enumerate() {
            let cell = &entry.dates[k];
            let value = if cell.len() == 1 { cell.first() } else { cell.get(v) };
            let (date, text) = match value {
                Some(DateEntry::On(x)) => (Some(*x), None),
                Some(DateEntry::Word(w)) => (None, Some(w.clone())),
                None => (None, None),
            };
            if let Some(slot) = d.date_mut(field) {
                *slot = DateValue { date, text, inferred: false, place: entry.date_places[k] };
            }
        }
    }

    fn amounts(&self, e: usize, row: &Line, printed: Option<&Line>) -> Amounts {
        let entry = &self.block.entries[e];
        let mut out = Amounts::default();
        for f in 0..WIDTH {
            let Some(amount) = row[f] else { continue };
            let stands = printed.and_then(|p| p[f]);
            let basis = match stands {
                Some(p) if p == amount => Basis::Printed,
                Some(p) if !p.is_zero() => Basis::Repaired,
                _ => Basis::Inferred,
            };
            out.set(field_at(f), Value { amount, basis, place: self.place_of(entry, f) });
        }
        out
    }

    /// The CUSIP of the security, where its rows print more than one.
    fn settle_cusip(&mut self) -> (String, String) {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for e in self.block.entries.iter().filter(|e| !e.cusip.is_empty()) {
            *votes.entry(e.cusip.as_str()).or_default() += 1;
        }
        let best = votes
            .iter()
            .max_by_key(|(c, n)| (cusip::is_valid(c), **n))
            .map_or_else(String::new, |(c, _)| (*c).to_owned());
        for (e, entry) in self.block.entries.iter().enumerate() {
            if entry.cusip.is_empty() || entry.cusip == best {
                continue;
            }
            let mut o = Observation::new(ObservationKind::MisprintedCusip);
            o.distribution = Some(self.first_line(e));
            o.field = Some(Field::Cusip);
            o.places.extend(entry.cusip_place);
            o.printed.clone_from(&entry.cusip_printed);
            o.used.clone_from(&best);
            o.because = "the other lines of the security print it".into();
            self.observations.push(o);
        }
        let printed = self.block.entries.iter().find(|e| !e.cusip.is_empty());
        (best, printed.map(|e| e.cusip_printed.clone()).unwrap_or_default())
    }

    /// A percentage printed as 25 means 0.25.
    fn percentages(&mut self, security: &mut Security) {
        for (i, d) in security.distributions.iter_mut().enumerate() {
            let Some(v) = d.amounts.get(Field::AmtPercentage).copied() else { continue };
            if v.amount > Decimal::ONE && v.amount <= Decimal::ONE_HUNDRED {
                let amount = v.amount / Decimal::ONE_HUNDRED;
                d.amounts.set(
                    Field::AmtPercentage,
                    Value { amount, basis: Basis::Repaired, place: v.place },
                );
                let mut o = Observation::new(ObservationKind::PercentAsNumber);
                o.distribution = Some(i);
                o.field = Some(Field::AmtPercentage);
                o.places.push(v.place);
                o.printed = plain(v.amount);
                o.used = plain(amount);
                o.because = "the layout states a fraction from 0 to 1".into();
                self.observations.push(o);
            }
        }
    }
}

fn straddles_years(entry: &Entry, v: usize) -> bool {
    let at = |k: usize| {
        let d = &entry.dates[k];
        match d.get(v).or_else(|| d.first()) {
            Some(DateEntry::On(x)) => Some(*x),
            _ => None,
        }
    };
    let january = at(2).is_some_and(|d| d.month() == 1);
    let years: Vec<i16> = (0..3).filter_map(at).map(|d| d.year()).collect();
    january || years.windows(2).any(|w| w[0] != w[1])
}

fn show_cell(c: &crate::rows::AmountCell) -> String {
    if c.text.is_empty() {
        let values = c.values.iter().map(|v| v.map_or("n/a".into(), plain));
        values.collect::<Vec<_>>().join(" ")
    } else {
        c.text.clone()
    }
}

fn columns(e: usize) -> String {
    let (_, parts) = equation(e);
    let parts: Vec<String> = parts.map(|p| field_at(p).column().to_string()).collect();
    if parts.len() == 1 { format!("column {}", parts[0]) } else { parts.join("+") }
}

/// The equations that fix a field, as a clause.
fn because(f: usize) -> String {
    let mut out = Vec::new();
    for e in 0..crate::solve::constraint::EQUATIONS - 1 {
        let (total, mut parts) = equation(e);
        if total == f || parts.any(|p| p == f) {
            out.push(format!("column {} = {}", field_at(total).column(), columns(e)));
        }
    }
    if out.is_empty() { "the printed total demands it".into() } else { out.join(" and ") }
}

fn total_reason(figures: &Figures, f: usize) -> String {
    let total = figures.rows[figures.rows.len() - 1][f];
    format!(
        "the printed total of column {} is {} but the lines sum to {}",
        field_at(f).column(),
        total.map_or("nothing".into(), plain),
        plain(figures.sum(f)),
    )
}

fn describe(x: &Explanation, lines: usize) -> String {
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

/// What the first securities of a table show of its customs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Census {
    habits: Habits,
    /// Rows whose cells hold one value more than there are dates.
    with_total: u32,
    /// Rows whose cells hold as many values as there are dates, two or more.
    without: u32,
    /// Of those, the rows whose last value is nowhere less than the others.
    rising: u32,
    /// Of those, the rows that print the same figure again as the last value.
    repeating: u32,
    /// Lines that keep an identity which says something.
    pub(crate) kept: u32,
    /// Lines that break one.
    pub(crate) broken: u32,
}

impl Census {
    pub(crate) fn count(&mut self, block: &Block, frame: &Frame) {
        for entry in &block.entries {
            let plan = Plan::new(entry, frame, false);
            let figures = Figures {
                rows: plan.printed.clone(),
                has_total: false,
                printed: frame.printed(),
                habits: Habits::default(),
                restates: vec![true; plan.printed.len()],
                straddles: (0..plan.printed.len()).map(|v| straddles_years(entry, v)).collect(),
                capped: false,
            };
            for row in 0..figures.rows.len() {
                self.habits.lines += 1;
                for f in 0..WIDTH {
                    self.habits.stated[f] += u32::from(figures.rows[row][f].is_some());
                }
                for e in 0..crate::solve::constraint::EQUATIONS {
                    self.stand(figures.standing(row, e), e, &figures, row);
                }
            }
            self.stack(entry, &plan);
        }
    }

    fn stand(&mut self, s: Standing, e: usize, figures: &Figures, row: usize) {
        let (total, _) = equation(e);
        let says = figures.rows[row][total].is_some_and(|d| !d.is_zero());
        match s {
            Standing::Holds(true) => {
                self.habits.holds[e] += 1;
                self.kept += 1;
            }
            Standing::Fails => self.broken += 1,
            Standing::Partial(true) if says => {
                self.habits.holds[e] += 1;
                self.kept += 1;
            }
            Standing::Partial(false) => self.habits.fails[e] += 1,
            _ => {}
        }
    }

    fn stack(&mut self, entry: &Entry, plan: &Plan) {
        let dates = entry.date_count();
        let rows = &plan.printed;
        if dates == 0 || rows.iter().flatten().flatten().all(Decimal::is_zero) {
            return;
        }
        if rows.len() == dates + 1 {
            self.with_total += 1;
        } else if rows.len() == dates && dates >= 2 {
            self.without += 1;
            let (last, first) = (rows[dates - 1], &rows[..dates - 1]);
            let fields = || (0..WIDTH).filter(|f| field_at(*f).is_summed());
            let sum = |f: usize| first.iter().filter_map(|r| r[f]).sum::<Decimal>();
            let falls = fields().filter(|f| last[*f].unwrap_or_default() < sum(*f)).count();
            self.rising += u32::from(falls == 0);
            let again = |f: usize| last[f].is_some_and(|d| !d.is_zero() && d == sum(f));
            self.repeating += u32::from(fields().any(again));
        }
    }

    /// Whether the last value of a cell is the year's total. Other rows that print one value more
    /// than there are dates show it; so does a table in which the last value is never less than
    /// the others and often repeats a figure exactly, which two payments hardly do.
    pub(crate) fn customs(&self, elsewhere: bool) -> Customs {
        let shown = self.with_total >= 2 && self.with_total * 2 >= self.without;
        let inferred = self.with_total == 0
            && self.without >= if elsewhere { 2 } else { 4 }
            && self.rising * 10 >= self.without * 9
            && self.repeating >= if elsewhere { 1 } else { 2 };
        Customs { habits: self.habits, total_last: shown || inferred }
    }

    pub(crate) fn shows_totals(&self) -> bool {
        self.with_total >= 2 && self.with_total * 2 >= self.without
    }
}
