//! How many repairs of a class make a damaged security whole: the honest answer to whether it is
//! repairable at all.

use crate::damage::DamageKind;
use crate::style::Style;
use crate::table::{Block, Cell, LineKind};
use rust_decimal::Decimal;
use yearend_model::identity::{BOUNDS, IDENTITIES};
use yearend_model::{Amounts, Field, Place, Value};

/// The amounts of a security's lines, ready to be checked. A printed column without a value is
/// zero; a column that is not printed is absent, and what needs it is not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    lines: Vec<(LineKind, Amounts)>,
    restates: Vec<bool>,
    columns: Vec<Field>,
    /// A cell holds what its column cannot hold.
    misplaced: bool,
}

impl Checked {
    /// The amounts of a block.
    #[must_use]
    pub fn new(block: &Block, columns: &[Field]) -> Checked {
        let mut misplaced = false;
        let mut lines = Vec::new();
        let mut restates = Vec::new();
        for line in block.lines.iter().filter(|l| !l.dropped) {
            let mut amounts = Amounts::default();
            for (c, field) in columns.iter().enumerate() {
                let cell = line.cells.get(c).unwrap_or(&Cell::Blank);
                misplaced |= !fits(cell, *field);
                if let (true, Cell::Amount(v) | Cell::Fraction(v)) = (field.is_amount(), cell) {
                    set(&mut amounts, *field, *v);
                } else if field.is_amount() {
                    set(&mut amounts, *field, Decimal::ZERO);
                }
            }
            misplaced |= line.cells.iter().skip(columns.len()).any(|c| *c != Cell::Blank);
            restates.push(columns.iter().enumerate().any(|(c, f)| {
                matches!(f, Field::Reclass | Field::Corrected)
                    && line.cells.get(c).is_some_and(|cell| *cell != Cell::Blank)
            }));
            lines.push((line.kind, amounts));
        }
        Checked { lines, restates, columns: columns.to_vec(), misplaced }
    }

    /// Whether every identity, bound, sign and total holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.misplaced
            && self.lines.iter().zip(&self.restates).all(|((kind, a), restates)| {
                self.line_holds(a, *restates || (*kind == LineKind::Total && self.any_restates()))
            })
            && self.totals_hold()
    }

    fn any_restates(&self) -> bool {
        self.restates.contains(&true)
    }

    fn printed(&self, field: &Field) -> bool {
        self.columns.contains(field)
    }

    fn line_holds(&self, a: &Amounts, restates: bool) -> bool {
        let identities = IDENTITIES.iter().all(|i| {
            let complete = self.printed(&i.total) && i.parts.iter().all(|f| self.printed(f));
            !complete || a.or_zero(i.total) == i.parts.iter().map(|f| a.or_zero(*f)).sum()
        });
        let bounds = || BOUNDS.iter().all(|b| b.excess(a).is_none());
        let signs = || a.iter().all(|(_, v)| !v.amount.is_sign_negative() || v.amount.is_zero());
        let fraction = a.or_zero(Field::AmtPercentage) <= Decimal::ONE;
        identities && fraction && (restates || (bounds() && signs()))
    }

    fn totals_hold(&self) -> bool {
        let Some((_, total)) = self.lines.iter().find(|(k, _)| *k == LineKind::Total) else {
            return true;
        };
        self.summed().all(|f| total.or_zero(f) == self.sum(f))
    }

    fn summed(&self) -> impl Iterator<Item = Field> {
        self.columns.iter().copied().filter(|f| f.is_summed())
    }

    fn sum(&self, field: Field) -> Decimal {
        let lines = self.lines.iter().filter(|(k, _)| *k != LineKind::Total);
        lines.map(|(_, a)| a.or_zero(field)).sum()
    }

    /// Whether the line of that index states nothing but zeros.
    #[must_use]
    pub fn is_zero(&self, line: usize) -> bool {
        self.lines.get(line).is_none_or(|(_, a)| a.iter().all(|(_, v)| v.amount.is_zero()))
    }

    /// The values that an identity or the total would give a cell.
    fn candidates(&self, line: usize, field: Field) -> Vec<Decimal> {
        let (kind, a) = &self.lines[line];
        let mut out = Vec::new();
        for i in IDENTITIES {
            let sum: Decimal = i.parts.iter().map(|f| a.or_zero(*f)).sum();
            if i.total == field {
                out.push(sum);
            } else if i.parts.contains(&field) {
                out.push(a.or_zero(i.total) - (sum - a.or_zero(field)));
            }
        }
        if let Some((_, total)) = self.lines.iter().find(|(k, _)| *k == LineKind::Total) {
            out.push(match kind {
                LineKind::Total => self.sum(field),
                LineKind::Distribution(_) => {
                    total.or_zero(field) - (self.sum(field) - a.or_zero(field))
                }
            });
        }
        out.sort_unstable();
        out.dedup();
        out.retain(|v| *v != a.or_zero(field));
        out
    }
}

fn fits(cell: &Cell, field: Field) -> bool {
    match cell {
        Cell::Blank => true,
        Cell::Amount(v) => field.is_amount() || (field == Field::CusipChange && v.is_zero()),
        Cell::Fraction(v) => field == Field::AmtPercentage || v.is_zero(),
        Cell::Fused(..) => false,
        _ => !field.is_amount(),
    }
}

fn set(amounts: &mut Amounts, field: Field, value: Decimal) {
    amounts.set(field, Value::printed(value, Place::default()));
}

/// How many changes of a single cell make the security whole.
#[must_use]
pub fn single_cells(damaged: &Checked) -> usize {
    let mut found = 0;
    for line in 0..damaged.lines.len() {
        for field in damaged.summed() {
            for value in damaged.candidates(line, field) {
                let mut tried = damaged.clone();
                set(&mut tried.lines[line].1, field, value);
                found += usize::from(tried.holds());
            }
        }
    }
    found
}

/// In how many different ways the moved cells of the lines can be put back.
#[must_use]
pub fn rows(
    kind: DamageKind,
    damaged: &Block,
    lines: &[usize],
    columns: &[Field],
    first: usize,
    style: &Style,
) -> usize {
    let mut whole: Vec<Checked> = Vec::new();
    let mut consider = |change: &dyn Fn(&mut Vec<Cell>) -> bool| {
        let mut tried = damaged.clone();
        if lines.iter().all(|l| change(&mut tried.lines[*l].cells)) {
            let checked = Checked::new(&tried, columns);
            if checked.holds() && !whole.contains(&checked) {
                whole.push(checked);
            }
        }
    };
    for at in first..columns.len() {
        match kind {
            DamageKind::MissingCells => consider(&|cells| {
                cells.insert(at, Cell::Amount(Decimal::ZERO));
                cells.pop().is_some()
            }),
            DamageKind::ExtraCells | DamageKind::ShiftedRow => consider(&|cells| {
                let gives = matches!(&cells[at], Cell::Amount(v) if v.is_zero())
                    || cells[at] == Cell::Blank;
                cells.remove(at);
                cells.push(Cell::Blank);
                gives
            }),
            _ => {}
        }
    }
    if kind == DamageKind::MergeCells {
        let longest = lines
            .iter()
            .flat_map(|l| damaged.lines[*l].cells.iter())
            .map(|c| if matches!(c, Cell::Fused(..)) { c.text(style).len() } else { 0 })
            .max()
            .unwrap_or(0);
        for cut in 0..=longest {
            consider(&|cells| unfuse(cells, cut, style));
        }
    }
    whole.len()
}

/// Cuts the fused cell before the character at `cut` (or, where a blank parts the two, there).
fn unfuse(cells: &mut Vec<Cell>, cut: usize, style: &Style) -> bool {
    let Some(at) = cells.iter().position(|c| matches!(c, Cell::Fused(..))) else { return false };
    let Cell::Fused(a, b, blank) = cells[at].clone() else { return false };
    let halves = if blank {
        Some((*a, *b))
    } else {
        let text = Cell::Fused(a, b, false).text(style);
        let parse = |t: &str| amount(t).map(Cell::Amount);
        text.split_at_checked(cut).and_then(|(l, r)| Some((parse(l)?, parse(r)?)))
    };
    let Some((a, b)) = halves else { return false };
    cells[at] = a;
    cells.insert(at + 1, b);
    cells.pop();
    true
}

/// An amount as the styles spell them.
fn amount(text: &str) -> Option<Decimal> {
    let text = text.trim().trim_start_matches('$').trim();
    if matches!(text, "-" | "--") {
        return Some(Decimal::ZERO);
    }
    let negative = text.starts_with('(') && text.ends_with(')');
    let digits = text.trim_matches(['(', ')']).replace(',', "");
    let digits = if digits.starts_with('.') { format!("0{digits}") } else { digits };
    let value = yearend_model::decimal::parse_plain(&digits)?;
    Some(if negative { -value } else { value })
}
