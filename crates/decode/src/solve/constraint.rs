//! What the figures of one security must satisfy.

use super::board::Board;
use super::units::{Row, Scale};
use rust_decimal::Decimal;
use yearend_model::Field;
use yearend_model::identity::{BOUNDS, IDENTITIES};

/// Number of amount slots: columns 10 to 41.
pub(crate) const WIDTH: usize = 32;

/// The amounts of a line by column less 10.
pub(crate) type Line = [Option<Decimal>; WIDTH];

pub(crate) const fn index(field: Field) -> usize {
    field as usize - 9
}

pub(crate) fn field_at(i: usize) -> Field {
    Field::ALL[i + 9]
}

const fn bit(field: Field) -> u32 {
    1 << index(field)
}

const fn bits(fields: &[Field]) -> u32 {
    let mut mask = 0;
    let mut i = 0;
    while i < fields.len() {
        mask |= bit(fields[i]);
        i += 1;
    }
    mask
}

/// `total` = the sum of `parts`, by index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Equation {
    pub total: usize,
    /// A bit per field.
    pub parts: u32,
}

impl Equation {
    /// Total and parts, a bit each.
    pub(crate) const fn fields(&self) -> u32 {
        1 << self.total | self.parts
    }
}

/// Number of equations per line: the layout's identities, and the current-year breakdown against
/// the total distribution for layouts that leave out columns 11 to 13.
pub(crate) const EQUATIONS: usize = IDENTITIES.len() + 1;

/// The number of the equation that stands for two where columns 11 to 13 are left out.
pub(crate) const SHORT: usize = EQUATIONS - 1;

pub(crate) const TABLE: [Equation; EQUATIONS] = {
    let short =
        Equation { total: index(Field::TotalDistribution), parts: bits(IDENTITIES[1].parts) };
    let mut table = [short; EQUATIONS];
    let mut e = 0;
    while e < IDENTITIES.len() {
        let i = &IDENTITIES[e];
        table[e] = Equation { total: index(i.total), parts: bits(i.parts) };
        e += 1;
    }
    table
};

/// Inequalities: the sum of the parts does not exceed the total.
pub(crate) const LIMITS: [Equation; BOUNDS.len()] = {
    let mut table = [Equation { total: 0, parts: 0 }; BOUNDS.len()];
    let mut i = 0;
    while i < BOUNDS.len() {
        table[i] = Equation { total: index(BOUNDS[i].bound), parts: bits(BOUNDS[i].parts) };
        i += 1;
    }
    table
};

/// Columns 11 to 13.
pub(crate) const BY_YEAR: u32 = bits(IDENTITIES[0].parts);

/// The total field and the part fields of an equation, as indices, in the order of the layout.
pub(crate) fn equation(e: usize) -> (usize, impl Iterator<Item = usize>) {
    let (total, parts) = match IDENTITIES.get(e) {
        Some(i) => (i.total, i.parts),
        None => (Field::TotalDistribution, IDENTITIES[1].parts),
    };
    (index(total), parts.iter().map(|f| index(*f)))
}

/// The equation of box 1a.
pub(crate) const ORDINARY: usize = {
    let mut e = 0;
    while IDENTITIES[e].total as usize != Field::OrdinaryDividends as usize {
        e += 1;
    }
    e
};

/// The parts of an equation where the table prints these fields. A layout that leaves out the
/// breakdown of box 1a prints the foreign tax in it once, as column 27.
pub(crate) fn parts_of(e: usize, printed: u32, grossed: bool) -> u32 {
    let (inside, paid) = (bit(Field::ForeignTaxInOrdinary), bit(Field::ForeignTaxPaid));
    let parts = TABLE[e].parts;
    if e == ORDINARY && grossed && printed & inside == 0 && printed & paid != 0 {
        parts & !inside | paid
    } else {
        parts
    }
}

/// A condition on the figures of a security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Constraint {
    /// Equation `e` on row `r`.
    Equation { row: usize, e: usize },
    /// The printed total of field index `f` is the sum of the lines.
    Total { f: usize },
    /// The figures can be summed at all.
    Countable,
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
    /// On how many lines box 1a is its parts with the foreign tax of column 27, where column 16 is
    /// left out, less those where it is its parts without.
    pub grossed: i32,
}

impl Habits {
    /// Counts the lines of another table with the same columns.
    pub(crate) fn extend(&mut self, other: &Habits) {
        for e in 0..EQUATIONS {
            self.holds[e] += other.holds[e];
            self.fails[e] += other.fails[e];
        }
        for f in 0..WIDTH {
            self.stated[f] += other.stated[f];
        }
        self.lines += other.lines;
        self.grossed += other.grossed;
    }

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

impl Figures {
    pub(crate) fn lines(&self) -> usize {
        self.rows.len() - usize::from(self.has_total)
    }

    /// The sum of the lines in a field.
    pub(crate) fn sum(&self, f: usize) -> Decimal {
        yearend_model::decimal::sum(self.rows[..self.lines()].iter().filter_map(|l| l[f]))
    }

    /// The parts of an equation, as the table prints them.
    pub(crate) fn parts(&self, e: usize) -> impl Iterator<Item = usize> + use<> {
        let parts = parts_of(e, self.printed, self.habits.grossed > 0);
        (0..WIDTH).filter(move |f| parts >> f & 1 == 1)
    }

    /// The figures in units of a scale.
    pub(crate) fn board(&self, scale: Scale) -> Board<'_> {
        Board::new(self, self.rows.iter().map(|r| Row::new(r, scale)).collect(), scale)
    }

    /// Every condition that does not hold.
    pub(crate) fn violated(&self) -> Vec<Constraint> {
        match Scale::of_rows(&self.rows, std::iter::empty()) {
            Some(scale) => self.board(scale).violated(),
            None => vec![Constraint::Countable],
        }
    }
}
