//! What the figures of one security must satisfy, and where they do not.

use rust_decimal::Decimal;
use yearend_model::Field;
use yearend_model::identity::{BOUNDS, IDENTITIES};

/// Number of amount slots: columns 10 to 41.
pub(crate) const WIDTH: usize = 32;

/// The amounts of a line by column less 10.
pub(crate) type Line = [Option<Decimal>; WIDTH];

pub(crate) fn index(field: Field) -> usize {
    usize::from(field.column()) - 10
}

pub(crate) fn field_at(i: usize) -> Field {
    Field::ALL[i + 9]
}

/// Number of equations per line: the layout's identities, and the current-year breakdown against
/// the total distribution for layouts that leave out columns 11 to 13.
pub(crate) const EQUATIONS: usize = 8;

/// The total field and the part fields of an equation, as indices.
pub(crate) fn equation(e: usize) -> (usize, impl Iterator<Item = usize>) {
    let (total, parts) = match IDENTITIES.get(e) {
        Some(i) => (i.total, i.parts),
        None => (Field::TotalDistribution, IDENTITIES[1].parts),
    };
    (index(total), parts.iter().map(|f| index(*f)))
}

/// A condition on the figures of a security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Constraint {
    /// Equation `e` on row `r`.
    Equation { row: usize, e: usize },
    /// The printed total of field index `f` is the sum of the lines.
    Total { f: usize },
}

/// Which equations are checked on lines that leave cells blank: those that hold on nearly all
/// such lines of the table. A layout that does not print a part cannot be held to the sum.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Habits {
    pub holds: [u32; EQUATIONS],
    pub fails: [u32; EQUATIONS],
    /// On how many lines each field is stated.
    pub stated: [u32; WIDTH],
    /// The number of lines counted.
    pub lines: u32,
}

impl Habits {
    pub(crate) fn active(&self, e: usize) -> bool {
        self.holds[e] >= 3 && self.fails[e] * 5 <= self.holds[e]
    }

    /// Whether practically every line of the table states the field.
    pub(crate) fn always_states(&self, f: usize) -> bool {
        self.lines >= 6 && self.stated[f] * 20 >= self.lines * 19
    }

    /// Whether nearly every line of the table states the field, so that a blank is a loss.
    pub(crate) fn states(&self, f: usize) -> bool {
        self.lines >= 3 && self.stated[f] * 4 >= self.lines * 3
    }
}

/// The figures of one security under one explanation.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// The distributions; the printed total, if any, comes last.
    pub rows: Vec<Line>,
    pub has_total: bool,
    /// Amount fields that the table prints, a bit each.
    pub printed: u32,
    pub habits: Habits,
    /// Rows that restate earlier figures, where amounts may be below zero and bounds do not hold.
    pub restates: Vec<bool>,
    /// Rows whose payment belongs partly to another year, by their dates.
    pub straddles: Vec<bool>,
    /// The last row is the year's total though not all lines are printed: no line may exceed it.
    pub capped: bool,
}

/// How an equation stands on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It says nothing here.
    Open,
    /// It holds; true if any figure in it is not zero.
    Holds(bool),
    /// It holds or fails only if blanks mean zero.
    Partial(bool),
    /// It fails.
    Fails,
}

impl Figures {
    pub(crate) fn lines(&self) -> usize {
        self.rows.len() - usize::from(self.has_total)
    }

    fn is_total(&self, row: usize) -> bool {
        self.has_total && row + 1 == self.rows.len()
    }

    fn prints(&self, f: usize) -> bool {
        self.printed & (1 << f) != 0
    }

    /// How equation `e` stands on a row, habits aside.
    pub(crate) fn standing(&self, row: usize, e: usize) -> Standing {
        let (total, parts) = equation(e);
        let line = &self.rows[row];
        if !self.prints(total) {
            return Standing::Open;
        }
        if e == EQUATIONS - 1 {
            let columns_11_to_13 = [Field::PriorYear, Field::NextYear, Field::CurrentYear];
            if self.prints(index(Field::CurrentYear))
                || columns_11_to_13.iter().any(|f| line[index(*f)].is_some())
                || self.straddles.get(row).copied().unwrap_or(false)
            {
                return Standing::Open;
            }
        }
        // A total row states what it likes.
        let usual = |f: usize| !self.is_total(row) && self.habits.states(f);
        let mut sum = Decimal::ZERO;
        let mut all = e < EQUATIONS - 1;
        let mut any = false;
        for p in parts {
            match line[p] {
                Some(d) => {
                    sum += d;
                    any |= !d.is_zero();
                }
                None => all &= usual(p),
            }
        }
        match line[total] {
            None if all && !sum.is_zero() && usual(total) => Standing::Fails,
            Some(stated) if stated == sum => {
                if all {
                    Standing::Holds(any)
                } else {
                    Standing::Partial(true)
                }
            }
            Some(_) if all => Standing::Fails,
            // A blank total over parts that are not zero, or blanks among the parts.
            Some(_) => Standing::Partial(false),
            None if sum.is_zero() => Standing::Open,
            None => Standing::Partial(false),
        }
    }

    fn fails(&self, row: usize, e: usize) -> bool {
        match self.standing(row, e) {
            Standing::Fails => true,
            Standing::Partial(false) => !self.is_total(row) && self.habits.active(e),
            _ => false,
        }
    }

    /// Every condition that does not hold.
    pub(crate) fn violated(&self) -> Vec<Constraint> {
        let mut out = Vec::new();
        for row in 0..self.rows.len() {
            for e in 0..EQUATIONS {
                if self.fails(row, e) {
                    out.push(Constraint::Equation { row, e });
                }
            }
        }
        if self.has_total {
            let total = &self.rows[self.rows.len() - 1];
            for f in 0..WIDTH {
                let Some(stated) = total[f].filter(|_| field_at(f).is_summed()) else { continue };
                if self.sum(f) != stated {
                    out.push(Constraint::Total { f });
                }
            }
        }
        out
    }

    /// What is violated after the value of one cell has changed, given what was before: only the
    /// conditions that name the cell are looked at again.
    pub(crate) fn violated_after(
        &self,
        before: &[Constraint],
        row: usize,
        f: usize,
    ) -> Vec<Constraint> {
        let names = |e: usize| {
            let (total, mut parts) = equation(e);
            total == f || parts.any(|p| p == f)
        };
        let touched = |c: &&Constraint| match **c {
            Constraint::Equation { row: r, e } => r == row && names(e),
            Constraint::Total { f: g } => g == f,
        };
        let mut out: Vec<Constraint> = before.iter().filter(|c| !touched(c)).copied().collect();
        out.extend(
            (0..EQUATIONS)
                .filter(|e| names(*e) && self.fails(row, *e))
                .map(|e| Constraint::Equation { row, e }),
        );
        let stated = self.rows.last().filter(|_| self.has_total).and_then(|t| t[f]);
        if stated.is_some_and(|t| field_at(f).is_summed() && self.sum(f) != t) {
            out.push(Constraint::Total { f });
        }
        out
    }

    /// The sum of the lines in a field.
    pub(crate) fn sum(&self, f: usize) -> Decimal {
        self.rows[..self.lines()].iter().filter_map(|l| l[f]).sum()
    }

    /// The cells of a constraint with the value that would make it hold by itself.
    pub(crate) fn remedies(&self, c: Constraint) -> Vec<(usize, usize, Decimal)> {
        let zero = |v: Option<Decimal>| v.unwrap_or_default();
        match c {
            Constraint::Equation { row, e } => {
                let line = &self.rows[row];
                let (total, parts) = equation(e);
                let parts: Vec<usize> = parts.filter(|p| self.prints(*p)).collect();
                let sum: Decimal = parts.iter().map(|p| zero(line[*p])).sum();
                let gap = zero(line[total]) - sum;
                let mut out = vec![(row, total, sum)];
                out.extend(parts.into_iter().map(|p| (row, p, zero(line[p]) + gap)));
                out
            }
            Constraint::Total { f } => {
                let total = self.rows.len() - 1;
                let sum = self.sum(f);
                let gap = zero(self.rows[total][f]) - sum;
                let mut out = vec![(total, f, sum)];
                out.extend((0..self.lines()).map(|r| (r, f, zero(self.rows[r][f]) + gap)));
                out
            }
        }
    }

    /// Whether any line puts money into the prior or next year though its dates do not straddle
    /// the turn of a year (section 852(b)(7)).
    pub(crate) fn misplaces_years(&self) -> bool {
        (0..self.lines()).any(|row| {
            let line = &self.rows[row];
            let other = [Field::PriorYear, Field::NextYear];
            !self.straddles.get(row).copied().unwrap_or(true)
                && other.iter().any(|f| line[index(*f)].is_some_and(|d| !d.is_zero()))
        })
    }

    /// Whether every line stays within the total over lines that are not all printed.
    pub(crate) fn within_cap(&self) -> bool {
        let Some((cap, lines)) = self.rows.split_last().filter(|_| self.capped) else {
            return true;
        };
        (0..WIDTH).filter(|f| field_at(*f).is_summed()).all(|f| {
            let sum: Decimal = lines.iter().filter_map(|l| l[f]).sum();
            sum <= cap[f].unwrap_or_default()
        })
    }

    /// Whether a row keeps the bounds that name a field, and has no amount below zero in it.
    pub(crate) fn plausible(&self, row: usize, f: usize) -> bool {
        if self.restates.get(row).copied().unwrap_or(false) {
            return true;
        }
        let line = &self.rows[row];
        if line[f].is_some_and(|d| d.is_sign_negative() && !d.is_zero()) {
            return false;
        }
        BOUNDS.iter().all(|b| {
            let touches = index(b.bound) == f || b.parts.iter().any(|p| index(*p) == f);
            if !touches || !self.prints(index(b.bound)) {
                return true;
            }
            let bound = line[index(b.bound)].unwrap_or_default();
            b.parts.iter().filter_map(|p| line[index(*p)]).sum::<Decimal>() <= bound
        })
    }
}
