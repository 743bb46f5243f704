//! What the first securities of a table show of its customs.

use super::Customs;
use super::plan::{Plan, straddles_years};
use super::totals::may_be_sum;
use crate::rows::{Block, Entry, Frame};
use crate::solve::constraint::{
    EQUATIONS, Figures, Habits, Line, ORDINARY, WIDTH, equation, field_at, index,
};
use crate::solve::{Scale, Standing};
use rust_decimal::Decimal;
use std::collections::HashMap;
use yearend_model::{Field, decimal};

/// Fewer lines show no habits.
const FEW: u32 = 6;

/// Where column 16 is left out: whether box 1a is its parts with the foreign tax of column 27, or
/// without it. `None` where neither can be told.
fn grossed(line: &Line, printed: u32) -> Option<bool> {
    let at = |f: Field| line[index(f)];
    if printed >> index(Field::ForeignTaxInOrdinary) & 1 == 1 {
        return None;
    }
    let tax = at(Field::ForeignTaxPaid).filter(|t| !t.is_zero())?;
    let stated = at(Field::OrdinaryDividends)?;
    let parts = [at(Field::IncomeDividends), at(Field::ShortTermCapitalGain)];
    let sum = decimal::sum(parts.into_iter().flatten());
    match stated.saturating_sub(sum) {
        rest if rest == tax => Some(true),
        rest if rest.is_zero() => Some(false),
        _ => None,
    }
}

/// What the first securities of a table show of its customs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Census {
    habits: Habits,
    /// Rows whose cells hold one value more than there are dates.
    with_total: u32,
    /// Of those, the rows whose last values are the sums of the others.
    summing: u32,
    /// Rows whose cells hold as many values as there are dates, two or more.
    without: u32,
    /// Of those, the rows whose last value is nowhere less than the others.
    rising: u32,
    /// Of those, the rows that print the same figure again as the last value.
    repeating: u32,
    /// Amount cells that print zero.
    zeros: u32,
    /// Amount columns that lines leave blank.
    blanks: u32,
    /// Lines that keep an identity which says something.
    pub(crate) kept: u32,
    /// Lines that break one.
    pub(crate) broken: u32,
}

impl Census {
    /// What one security shows.
    pub(crate) fn of(block: &Block, frame: &Frame) -> Census {
        let mut census = Census::default();
        census.count(block, frame);
        census
    }

    /// Counts what other securities of the table show.
    pub(crate) fn extend(&mut self, other: &Census) {
        self.habits.extend(&other.habits);
        self.with_total += other.with_total;
        self.summing += other.summing;
        self.without += other.without;
        self.rising += other.rising;
        self.repeating += other.repeating;
        self.zeros += other.zeros;
        self.blanks += other.blanks;
        self.kept += other.kept;
        self.broken += other.broken;
    }

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
            let board = Scale::of_rows(&figures.rows, std::iter::empty()).map(|s| figures.board(s));
            for row in 0..figures.rows.len() {
                self.habits.lines += 1;
                for f in 0..WIDTH {
                    let stated = figures.rows[row][f];
                    self.habits.stated[f] += u32::from(stated.is_some());
                    self.zeros += u32::from(stated.is_some_and(|d| d.is_zero()));
                    self.blanks += u32::from(stated.is_none() && figures.printed & 1 << f != 0);
                }
                let Some(board) = &board else { continue };
                let grossed = grossed(&figures.rows[row], figures.printed);
                self.habits.grossed += grossed.map_or(0, |g| if g { 1 } else { -1 });
                for e in 0..EQUATIONS {
                    let standing = match board.standing(row, e) {
                        Standing::Partial(false) if e == ORDINARY && grossed == Some(true) => {
                            Standing::Partial(true)
                        }
                        s => s,
                    };
                    self.stand(standing, e, &figures, row);
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
        if dates == 0 {
            return;
        }
        let zeros = rows.iter().flatten().flatten().all(Decimal::is_zero);
        if rows.len() == dates + 1 {
            self.with_total += 1;
            if zeros {
                return;
            }
            let sum = |f: usize| decimal::sum(rows[..dates].iter().filter_map(|r| r[f]));
            let summed = (0..WIDTH).filter(|f| field_at(*f).is_summed());
            let sums =
                summed.filter(|f| rows[dates][*f].is_some_and(|d| d != sum(*f))).count() == 0;
            self.summing += u32::from(sums);
        } else if rows.len() == dates && dates >= 2 && !zeros {
            self.without += 1;
            let (last, first) = (rows[dates - 1], &rows[..dates - 1]);
            let fields = || (0..WIDTH).filter(|f| field_at(*f).is_summed());
            let sum = |f: usize| decimal::sum(first.iter().filter_map(|r| r[f]));
            self.rising += u32::from(may_be_sum(rows).is_some());
            let again = |f: usize| last[f].is_some_and(|d| !d.is_zero() && d == sum(f));
            self.repeating += u32::from(fields().any(again));
        }
    }

    /// Whether the last value of a cell is the year's total. Other rows that print one value more
    /// than there are dates show it; so does a table in which the last value is never less than
    /// the others and often repeats a figure exactly, which two payments hardly do.
    pub(crate) fn customs(&self, elsewhere: bool, all: &Census) -> Customs {
        let shown =
            (self.with_total >= 2 || self.summing >= 1) && self.with_total * 2 >= self.without;
        let inferred = self.with_total == 0
            && self.without >= if elsewhere { 2 } else { 4 }
            && self.rising * 10 >= self.without * 9
            && self.repeating >= if elsewhere { 1 } else { 2 };
        let prints_zeros = self.zeros >= 3 && self.zeros >= 2 * self.blanks;
        let total_last = shown || inferred;
        let totals_expected =
            !total_last && all.with_total >= 1 && all.with_total * 2 >= all.without;
        Customs { habits: self.habits, total_last, totals_expected, prints_zeros }
    }

    /// Tables of a few lines show what those of the document with the same columns show together.
    pub(crate) fn share(tables: &mut [(Frame, Census)]) {
        let mut alike: HashMap<u32, Habits> = HashMap::new();
        for (frame, census) in &*tables {
            alike.entry(frame.printed()).or_default().extend(&census.habits);
        }
        for (frame, census) in tables {
            let all = alike.get(&frame.printed()).copied().unwrap_or_default();
            if census.habits.lines < FEW {
                census.habits = all;
            }
            // A table in which no foreign tax was paid shows nothing of it.
            census.habits.grossed = all.grossed;
        }
    }

    /// What several tables show together of where totals stand.
    pub(crate) fn totals<'a>(tables: impl Iterator<Item = &'a Census>) -> Census {
        tables.fold(Census::default(), |all, one| Census {
            with_total: all.with_total + one.with_total,
            without: all.without + one.without,
            ..all
        })
    }

    pub(crate) fn shows_totals(&self) -> bool {
        self.with_total >= 2 && self.with_total * 2 >= self.without
    }
}
