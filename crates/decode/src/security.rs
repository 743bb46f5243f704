//! From the rows of a security to its distributions: how many lines its cells hold, which of
//! them is a total, what explains figures that do not fit, and what to say about it.

mod assemble;
mod census;
mod plan;
mod report;
mod totals;

pub(crate) use census::Census;
pub(crate) use plan::Shape;
pub(crate) use report::show_cell;

use crate::cell::DateEntry;
use crate::rows::{Block, Entry, Frame};
use crate::sibling::Sibling;
use crate::solve::constraint::{Constraint, Figures, Habits, Line};
use crate::solve::explain::{self, Verdict};
use crate::solve::{BELIEVABLE, Cells};
use plan::{Plan, straddles_years};
use yearend_model::{Observation, ObservationKind, Security, Status};

/// What a table's other securities teach about this one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Customs {
    /// Which equations hold where cells are left blank.
    pub habits: Habits,
    /// Cells with several values end with the year's total.
    pub total_last: bool,
    /// That is the custom of other rows of the document, if it is not plainly this table's.
    pub totals_expected: bool,
    /// Zeros are printed, so that a blank is a cell that was lost.
    pub prints_zeros: bool,
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
    /// What could be said of each of its rows from that row alone.
    pub verdicts: Vec<Verdict>,
}

/// Reads a security from its rows. `known` holds the verdicts of an earlier look at them, if there
/// was one: what a row says alone does not depend on its siblings.
pub(crate) fn solve(
    block: &Block,
    frame: &Frame,
    customs: &Customs,
    turned: bool,
    siblings: &[Sibling],
    known: Vec<Verdict>,
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
        sound: false,
        verdicts: known,
    };
    out.trouble();
    out.explain_rows();
    out.duplicates();
    out.settle_totals();
    out.may_be_total();
    let security = out.security();
    let dropped = out.plans.iter().any(|p| p.shape.dropped);
    let Solver { observations, open, verdicts, .. } = out;
    Solved { security, observations, open, dropped, verdicts }
}

/// Said of a row that can be read in more ways than the search may try.
const GAVE_UP: &str = "; it can be read in too many ways to try them all";

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
    /// The lines as printed keep every identity, and the total is theirs.
    sound: bool,
    /// What each row says alone, as far as it is known.
    verdicts: Vec<Verdict>,
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

    fn cells<'e>(&self, entry: &'e Entry, plan: &Plan) -> Cells<'e> {
        Cells { cells: &entry.cells, values: plan.shape.values, total: plan.shape.total }
    }

    /// Whether the rows, one line each, keep together what each of them would be asked for alone, as
    /// those of nearly every security do.
    fn is_sound(&self) -> bool {
        let plain = self.plans.iter().chain(&self.total).all(|p| p.plain && !p.odd);
        plain && self.verdicts.is_empty() && self.block_figures().violated().is_empty()
    }

    /// Whether a row is as printed by itself.
    fn keeps_alone(&self, e: usize) -> bool {
        let (figures, plan) = (self.entry_figures(e), &self.plans[e]);
        let cells = self.cells(&self.block.entries[e], plan);
        matches!(explain::explain(&figures, cells, self.frame, plan.odd), Verdict::AsPrinted)
    }

    fn explain_rows(&mut self) {
        self.sound = self.is_sound();
        if self.sound {
            debug_assert!((0..self.plans.len()).all(|e| self.keeps_alone(e)));
            self.verdicts = vec![Verdict::AsPrinted; self.plans.len()];
            return (0..self.plans.len()).for_each(|e| self.blanks(e));
        }
        for e in 0..self.plans.len() {
            let figures = self.entry_figures(e);
            if self.verdicts.len() == e {
                let plan = &self.plans[e];
                let cells = self.cells(&self.block.entries[e], plan);
                self.verdicts.push(explain::explain(&figures, cells, self.frame, plan.odd));
            }
            let verdict = self.decide_by_total(e, self.verdicts[e].clone());
            let verdict = self.decide_by_siblings(e, verdict);
            match verdict {
                Verdict::AsPrinted => self.blanks(e),
                Verdict::Unique(x) => {
                    // Where cells went is asked of the explanation that stands.
                    self.plans[e].explanation = Some(x.clone());
                    self.report(e, &x);
                }
                Verdict::Several(all) => {
                    self.undecided(e, ObservationKind::Ambiguous, &figures, &all)
                }
                Verdict::None(all) => {
                    self.undecided(e, ObservationKind::Unexplained, &figures, &all);
                }
                Verdict::GaveUp(all) => {
                    self.undecided(e, ObservationKind::Unexplained, &figures, &all);
                    if let Some(o) = self.observations.last_mut() {
                        o.because.push_str(GAVE_UP);
                    }
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
                    explain::explain(&figures, self.cells(entry, &plan), self.frame, true)
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
            if !matches!(verdict, Verdict::AsPrinted | Verdict::Unique(_)) {
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
}
