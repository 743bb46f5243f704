//! The figures of one security in units, and the conditions that do not hold on them.

use super::constraint::{
    BY_YEAR, Constraint, EQUATIONS, Equation, Figures, LIMITS, SHORT, TABLE, WIDTH, index, parts_of,
};
use super::units::{Row, Scale, Units};
use yearend_model::Field;

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

/// What does not change while a search tries figures.
#[derive(Clone, Copy, Debug)]
struct Terms<'f> {
    figures: &'f Figures,
    /// Fields that nearly every line of the table states, a bit each.
    usual: u32,
    /// Equations that are checked where cells are blank, a bit each.
    active: u32,
    /// The parts of each equation, a bit each.
    parts: [u32; EQUATIONS],
}

/// Figures that a search tries.
#[derive(Clone, Debug)]
pub(crate) struct Board<'f> {
    terms: Terms<'f>,
    pub scale: Scale,
    /// The distributions; the printed total, if any, comes last.
    pub rows: Vec<Row>,
}

/// A change that makes a constraint hold by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Remedy {
    pub row: usize,
    pub f: usize,
    pub new: Units,
}

/// The remedies of a constraint, one after the other. It does not borrow the board, so that each
/// can be tried on it; the board must be as it was when the next is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remedies {
    first: Option<Remedy>,
    row: usize,
    f: usize,
    gap: Units,
    parts: Parts,
}

/// What is still to be offered.
#[derive(Clone, Copy, Debug)]
enum Parts {
    /// Fields of the row, a bit each.
    Fields(u32),
    /// Lines of the field, from this one.
    Lines(usize),
}

impl Remedies {
    const NONE: Remedies = Remedies { first: None, row: 0, f: 0, gap: 0, parts: Parts::Fields(0) };

    pub(crate) fn next(&mut self, board: &Board<'_>) -> Option<Remedy> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let (row, f) = match &mut self.parts {
            Parts::Fields(0) => return None,
            Parts::Fields(mask) => {
                let f = mask.trailing_zeros() as usize;
                *mask &= *mask - 1;
                (self.row, f)
            }
            Parts::Lines(next) if *next >= board.lines() => return None,
            Parts::Lines(next) => {
                *next += 1;
                (*next - 1, self.f)
            }
        };
        Some(Remedy { row, f, new: board.rows[row].units[f] + self.gap })
    }
}

/// Dollars per share, a bit per field.
const SUMMED: u32 = !(1 << index(Field::CusipChange) | 1 << index(Field::AmtPercentage));

impl<'f> Board<'f> {
    pub(super) fn new(figures: &'f Figures, rows: Vec<Row>, scale: Scale) -> Board<'f> {
        let habits = &figures.habits;
        let bits = |n: usize, has: &dyn Fn(usize) -> bool| {
            (0..n).filter(|i| has(*i)).fold(0, |mask, i| mask | 1 << i)
        };
        let terms = Terms {
            figures,
            usual: bits(WIDTH, &|f| habits.states(f)),
            active: bits(EQUATIONS, &|e| habits.active(e)),
            parts: std::array::from_fn(|e| parts_of(e, figures.printed, habits.grossed > 0)),
        };
        Board { terms, scale, rows }
    }

    /// The same conditions on other rows.
    pub(crate) fn with(&self, rows: Vec<Row>) -> Board<'f> {
        Board { rows, ..*self }
    }

    /// The number of distributions.
    pub(crate) fn lines(&self) -> usize {
        self.rows.len() - usize::from(self.terms.figures.has_total)
    }

    pub(crate) fn is_active(&self, e: usize) -> bool {
        self.terms.active >> e & 1 == 1
    }

    /// The parts of an equation, a bit each.
    pub(crate) fn parts(&self, e: usize) -> u32 {
        self.terms.parts[e]
    }

    pub(crate) fn prints(&self, f: usize) -> bool {
        self.terms.figures.printed >> f & 1 == 1
    }

    fn is_total(&self, row: usize) -> bool {
        self.terms.figures.has_total && row + 1 == self.rows.len()
    }

    fn straddles(&self, row: usize) -> Option<bool> {
        self.terms.figures.straddles.get(row).copied()
    }

    /// How equation `e` stands on a row, habits aside.
    pub(crate) fn standing(&self, row: usize, e: usize) -> Standing {
        let equation = Equation { total: TABLE[e].total, parts: self.parts(e) };
        let line = &self.rows[row];
        if !self.prints(equation.total) {
            return Standing::Open;
        }
        let by_year = self.prints(index(Field::CurrentYear)) || line.stated() & BY_YEAR != 0;
        if e == SHORT && (by_year || self.straddles(row).unwrap_or(false)) {
            return Standing::Open;
        }
        // A total row states what it likes.
        let usual = if self.is_total(row) { 0 } else { self.terms.usual };
        let all = e != SHORT && equation.parts & !line.stated() & !usual == 0;
        let sum = line.sum(equation.parts);
        match line.get(equation.total) {
            None if all && sum != 0 && usual >> equation.total & 1 == 1 => Standing::Fails,
            Some(stated) if stated == sum && all => Standing::Holds(line.has_any(equation.parts)),
            Some(stated) if stated == sum => Standing::Partial(true),
            Some(_) if all => Standing::Fails,
            // A blank total over parts that are not zero, or blanks among the parts.
            Some(_) => Standing::Partial(false),
            None if sum == 0 => Standing::Open,
            None => Standing::Partial(false),
        }
    }

    fn fails(&self, row: usize, e: usize) -> bool {
        match self.standing(row, e) {
            Standing::Fails => true,
            Standing::Partial(false) => !self.is_total(row) && self.is_active(e),
            _ => false,
        }
    }

    /// Whether the printed total of a field differs from the sum of the lines.
    fn total_differs(&self, f: usize) -> bool {
        let total = self.rows.last().filter(|_| self.terms.figures.has_total);
        let stated = total.and_then(|t| t.get(f)).filter(|_| SUMMED >> f & 1 == 1);
        stated.is_some_and(|t| t != self.sum(f))
    }

    /// Every condition that does not hold, one after the other.
    fn each_violated(&self) -> impl Iterator<Item = Constraint> {
        let equations = (0..self.rows.len()).flat_map(move |row| {
            let failing = (0..EQUATIONS).filter(move |e| self.fails(row, *e));
            failing.map(move |e| Constraint::Equation { row, e })
        });
        let fields = if self.terms.figures.has_total { WIDTH } else { 0 };
        let totals = (0..fields).filter(|f| self.total_differs(*f));
        equations.chain(totals.map(|f| Constraint::Total { f }))
    }

    /// Every condition that does not hold.
    pub(crate) fn violated(&self) -> Vec<Constraint> {
        self.each_violated().collect()
    }

    /// Whether every condition holds.
    pub(crate) fn holds(&self) -> bool {
        self.each_violated().next().is_none()
    }

    /// What is violated after the value of one cell has changed, given what was before: only the
    /// conditions that name the cell are looked at again.
    pub(crate) fn violated_after(
        &self,
        before: &[Constraint],
        row: usize,
        f: usize,
        after: &mut Vec<Constraint>,
    ) {
        let names = |e: usize| (1 << TABLE[e].total | self.parts(e)) >> f & 1 == 1;
        let touched = |c: &Constraint| match *c {
            Constraint::Equation { row: r, e } => r == row && names(e),
            Constraint::Total { f: g } => g == f,
            Constraint::Countable => false,
        };
        after.clear();
        after.extend(before.iter().filter(|c| !touched(c)));
        let failing = (0..EQUATIONS).filter(|e| names(*e) && self.fails(row, *e));
        after.extend(failing.map(|e| Constraint::Equation { row, e }));
        if self.total_differs(f) {
            after.push(Constraint::Total { f });
        }
    }

    /// The sum of the lines in a field.
    pub(crate) fn sum(&self, f: usize) -> Units {
        self.rows[..self.lines()].iter().map(|r| r.units[f]).sum()
    }

    /// The changes of single cells that make a constraint hold: the sum for the cell that states
    /// it, or what is missing added to one of those that are summed.
    pub(crate) fn remedies(&self, c: Constraint) -> Remedies {
        let (row, total, parts, sum) = match c {
            Constraint::Equation { row, e } => {
                let parts = self.parts(e) & self.terms.figures.printed;
                (row, TABLE[e].total, Parts::Fields(parts), self.rows[row].sum(parts))
            }
            Constraint::Total { f } => (self.lines(), f, Parts::Lines(0), self.sum(f)),
            Constraint::Countable => return Remedies::NONE,
        };
        let gap = self.rows[row].units[total] - sum;
        Remedies { first: Some(Remedy { row, f: total, new: sum }), row, f: total, gap, parts }
    }

    /// The value of one cell that makes an equation hold on a row; `None` if it is not in it.
    pub(crate) fn remedy(&self, row: usize, e: usize, f: usize) -> Option<Units> {
        let line = &self.rows[row];
        let total = TABLE[e].total;
        let parts = self.parts(e) & self.terms.figures.printed;
        let sum = line.sum(parts);
        if f == total {
            return Some(sum);
        }
        (parts >> f & 1 == 1).then(|| line.units[f] + line.units[total] - sum)
    }

    /// Whether any line of some rows puts money into the prior or next year though its dates do not straddle
    /// the turn of a year (section 852(b)(7)).
    pub(crate) fn misplaces_years(&self, rows: &[Row]) -> bool {
        rows.iter().take(self.lines()).enumerate().any(|(r, row)| {
            let other = [Field::PriorYear, Field::NextYear];
            !self.straddles(r).unwrap_or(true) && other.iter().any(|f| row.units[index(*f)] != 0)
        })
    }

    /// Whether every line of some rows stays within the total over lines that are not all printed.
    pub(crate) fn within_cap(&self, rows: &[Row]) -> bool {
        let Some((cap, lines)) = rows.split_last().filter(|_| self.terms.figures.capped) else {
            return true;
        };
        (0..WIDTH)
            .filter(|f| SUMMED >> f & 1 == 1)
            .all(|f| lines.iter().map(|r| r.units[f]).sum::<Units>() <= cap.units[f])
    }

    /// Whether a row keeps the bounds that name a field, and has no amount below zero in it.
    pub(crate) fn plausible(&self, row: usize, f: usize) -> bool {
        if self.restates(row) {
            return true;
        }
        let line = &self.rows[row];
        line.units[f] >= 0
            && LIMITS.iter().all(|b| {
                b.fields() >> f & 1 == 0
                    || !self.prints(b.total)
                    || line.sum(b.parts) <= line.units[b.total]
            })
    }

    /// Whether every line keeps every bound, and has no amount below zero.
    pub(crate) fn all_plausible(&self) -> bool {
        (0..self.lines()).all(|row| {
            let line = &self.rows[row];
            self.restates(row)
                || line.units.iter().all(|u| *u >= 0)
                    && LIMITS
                        .iter()
                        .all(|b| !self.prints(b.total) || line.sum(b.parts) <= line.units[b.total])
        })
    }

    fn restates(&self, row: usize) -> bool {
        self.terms.figures.restates.get(row).copied().unwrap_or(false)
    }
}
