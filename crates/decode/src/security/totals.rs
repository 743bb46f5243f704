//! What the printed total tells: lines printed twice, values it confirms, totals that are wrong.

use super::Solver;
use super::report::{TOO_LONG, describe, edited, total_reason};
use crate::cell::DateEntry;
use crate::solve::BELIEVABLE;
use crate::solve::constraint::{Constraint, Line, WIDTH, field_at};
use crate::solve::explain::{self, Edit, Explanation, Verdict};
use yearend_model::decimal::{self, plain};
use yearend_model::{Decimal, Field, Observation, ObservationKind};

/// The last line's total distribution, if the line could be the sum of the others and more.
pub(super) fn may_be_sum(rows: &[Line]) -> Option<Decimal> {
    let (last, others) = rows.split_last()?;
    let summed = (0..WIDTH).filter(|f| field_at(*f).is_summed());
    let sum = |f: usize| decimal::sum(others.iter().filter_map(|r| r[f]));
    let falls = summed.clone().any(|f| last[f].unwrap_or_default() < sum(f));
    last[0].filter(|d| !falls && !d.is_zero())
}

impl Solver<'_> {
    /// Removes lines that are printed twice, where the printed total shows that one is too many.
    pub(super) fn duplicates(&mut self) {
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

    /// As many values as dates where other rows print one more: the last may be the year's total,
    /// in place of a distribution whose line is gone.
    pub(super) fn may_be_total(&mut self) {
        if !self.customs.totals_expected || self.total.is_some() || self.open {
            return;
        }
        for e in 0..self.plans.len() {
            let (plan, entry) = (&self.plans[e], &self.block.entries[e]);
            let lines = plan.lines();
            if lines < 2 || plan.shape.total || entry.date_count() != lines {
                continue;
            }
            let rows = &plan.rows()[..lines];
            let Some(last) = may_be_sum(rows) else { continue };
            let mut o = Observation::new(ObservationKind::MayBeTotal);
            o.distribution = Some(self.first_line(e) + lines - 1);
            o.field = Some(Field::TotalDistribution);
            o.places.push(self.place_of_figure(e, lines - 1, 0, last));
            o.printed = plain(last);
            o.because = "other rows of the document end with the year's total, and no amount of \
                         this line is less than the others together"
                .into();
            self.observations.push(o);
        }
    }

    pub(super) fn same_dates(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        let at = |(e, v): (usize, usize), k: usize| {
            let d = &self.block.entries[e].dates[k];
            d.get(v).or_else(|| d.first()).cloned()
        };
        let dated = |x| (0..3).any(|k| matches!(at(x, k), Some(DateEntry::On(_))));
        let same_status = self.block.entries[a.0].status == self.block.entries[b.0].status;
        dated(a) && same_status && (0..3).all(|k| at(a, k) == at(b, k))
    }

    pub(super) fn total_failures(&self) -> Option<usize> {
        let f = self.block_figures();
        f.has_total
            .then(|| f.violated().iter().filter(|c| matches!(c, Constraint::Total { .. })).count())
    }

    /// Totals that differ from the sum of lines that keep their own identities.
    pub(super) fn settle_totals(&mut self) {
        if self.sound && self.skip.is_empty() {
            return;
        }
        let figures = self.block_figures();
        let violated = figures.violated();
        let on_total = |c: &Constraint| matches!(c, Constraint::Equation { row, .. } if *row >= figures.lines());
        let of_total = |c: &Constraint| {
            matches!(c, Constraint::Total { .. } | Constraint::Countable) || on_total(c)
        };
        let totals = violated.iter().any(of_total);
        if !figures.has_total || !totals {
            return;
        }
        let lines_hold = !violated
            .iter()
            .any(|c| matches!(c, Constraint::Equation { row, .. } if *row < figures.lines()));
        let entry = self.block.total.as_ref().unwrap_or(&self.block.entries[0]);
        let only_total = |x: &Explanation| x.edits.iter().all(|e| e.row >= figures.lines());
        let mut verdict = explain::explain_values(&figures, 2);
        if lines_hold
            && let Verdict::Unique(x) = &verdict
            && !only_total(x)
            && x.cost > BELIEVABLE
        {
            verdict = Verdict::None(vec![x.clone()]);
        }
        match verdict {
            Verdict::Unique(x) if only_total(&x) && (x.edits.len() == 1 || x.cost <= 30) => {
                let edits = x.edits.iter();
                let new: Vec<_> =
                    edits.map(|e| edited(e, self.place_of(entry, e.f), None)).collect();
                self.observations.extend(new);
            }
            Verdict::Unique(x) if x.cost <= BELIEVABLE + 5 => self.apply_to_lines(&x),
            Verdict::AsPrinted => {}
            other => {
                let candidates = match other {
                    Verdict::Several(all) | Verdict::None(all) | Verdict::GaveUp(all) => all,
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
                        Constraint::Equation { .. } | Constraint::Countable => None,
                    })
                    .collect();
                o.field = fields.first().map(|f| field_at(*f));
                o.places.extend(fields.iter().map(|f| self.place_of(entry, *f)));
                let mut reasons: Vec<String> =
                    fields.iter().take(4).map(|f| total_reason(&figures, *f)).collect();
                if violated.contains(&Constraint::Countable) {
                    reasons.push(TOO_LONG.into());
                    o.places.push(entry.place);
                } else if reasons.is_empty() {
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
    pub(super) fn apply_to_lines(&mut self, x: &Explanation) {
        let mut at = 0;
        for e in 0..self.plans.len() {
            for v in 0..self.plans[e].lines() {
                if self.skip.contains(&(e, v)) {
                    continue;
                }
                for edit in x.edits.iter().filter(|d| d.row == at) {
                    let line = self.first_line(e) + v;
                    let edit = Edit { row: v, ..edit.clone() };
                    let o = edited(&edit, self.place_of_edit(e, &edit), Some(line));
                    self.observations.push(o);
                    let plan = &mut self.plans[e];
                    let mut rows = plan.rows().to_vec();
                    rows[v][edit.f] = Some(edit.new);
                    let mut done = plan.explanation.take().unwrap_or_default();
                    done.edits.push(edit);
                    done.rows = rows;
                    plan.explanation = Some(done);
                }
                at += 1;
            }
        }
    }
}
