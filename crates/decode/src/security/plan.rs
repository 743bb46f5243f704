//! How the cells of a row divide into lines, and what the lines are as printed.

use crate::cell::DateEntry;
use crate::rows::{AmountCell, Entry, Frame, Slot};
use crate::solve::constraint::{Line, WIDTH};
use crate::solve::explain::Explanation;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

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

impl Shape {
    /// What a cell prints for line `row`. A cell of fewer values lacks the first ones; one of
    /// zeros alone prints zero everywhere.
    pub(crate) fn prints(self, cell: &AmountCell, row: usize) -> Option<Decimal> {
        if let (1, [only]) = (self.values, &*cell.values) {
            return *only;
        }
        let zeros = cell.is_zero();
        let front = if zeros { 0 } else { self.values.saturating_sub(cell.values.len()) };
        let value = row.checked_sub(front).and_then(|i| cell.values.get(i).copied());
        let zero = zeros && cell.values.iter().any(Option::is_some);
        value.flatten().or(zero.then_some(Decimal::ZERO))
    }
}

/// Divides a row's cells by the count that most of them share.
pub(crate) fn shape(entry: &Entry, total_last: bool) -> Shape {
    let dates = entry.date_count();
    let plain = Shape { values: 1, total: false, dropped: false, uneven: false };
    // Nearly every row is one line.
    let single = |c: &AmountCell| c.values.len() == 1 && c.is_good();
    if dates <= 1 && !entry.cells.is_empty() && entry.cells.iter().all(single) {
        return plain;
    }
    let count = |zeros: bool| {
        let mut n: BTreeMap<usize, usize> = BTreeMap::new();
        for c in entry.cells.iter().filter(|c| c.is_good() && (zeros || !c.is_zero())) {
            *n.entry(c.values.len()).or_default() += 1;
        }
        n.into_iter().max_by_key(|(v, k)| (*k, *v)).map(|(v, _)| v)
    };
    let solid = count(false);
    let values = solid.or_else(|| count(true)).unwrap_or(dates.max(1)).max(1);
    let plain = Shape { values, ..plain };
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

/// Whether a cell that is no amount is a figure in a column of letters, or right of the table.
fn stands_wrong(cell: &AmountCell, slot: Option<&Slot>) -> bool {
    slot.is_none_or(|s| s.field.is_some()) && !cell.is_zero()
}

/// The plan of a row of which each cell prints one figure, as nearly every row does.
fn plain(entry: &Entry, frame: &Frame, shape: Shape) -> Option<Plan> {
    let mut line = [None; WIDTH];
    let (mut odd, mut plain) = (false, true);
    for c in &entry.cells {
        let Some(Some(figure)) = c.only() else { return None };
        match frame.slots.get(c.slot()) {
            Some(Slot { amount: Some(f), .. }) => line[*f] = Some(figure),
            slot => {
                odd |= stands_wrong(c, slot);
                plain &= figure.is_zero();
            }
        }
    }
    Some(Plan { shape, printed: vec![line], odd, plain, explanation: None })
}

pub(super) struct Plan {
    pub(super) shape: Shape,
    /// The lines as printed, each value in the column where it stands.
    pub(super) printed: Vec<Line>,
    /// Something other than an equation is wrong.
    pub(super) odd: bool,
    /// It is one line of one figure in each cell, all of them amounts or zero.
    pub(super) plain: bool,
    pub(super) explanation: Option<Explanation>,
}

impl Plan {
    pub(super) fn new(entry: &Entry, frame: &Frame, total_last: bool) -> Plan {
        let shape = shape(entry, total_last);
        if shape.values == 1
            && let Some(plan) = plain(entry, frame, shape)
        {
            return plan;
        }
        let good = || entry.cells.iter().filter(|c| c.is_good());
        let uneven = good().any(|c| c.values.len() != shape.values && !c.is_zero());
        let mut printed: Vec<Line> = vec![[None; WIDTH]; shape.values];
        // Two zeros fused into one cell move what follows, though no figure tells.
        let mut odd = uneven || good().any(|c| c.values.len() == 2 * shape.values);
        for c in good() {
            match frame.slots.get(c.slot()) {
                Some(Slot { amount: Some(f), .. }) => {
                    for (r, line) in printed.iter_mut().enumerate() {
                        line[*f] = shape.prints(c, r);
                    }
                }
                slot => odd |= stands_wrong(c, slot),
            }
        }
        Plan { shape, printed, odd, plain: false, explanation: None }
    }

    pub(super) fn rows(&self) -> &[Line] {
        self.explanation.as_ref().map_or(&self.printed, |e| &e.rows)
    }

    /// How many of the rows are distributions.
    pub(super) fn lines(&self) -> usize {
        self.shape.values - usize::from(self.shape.total)
    }
}

pub(super) fn straddles_years(entry: &Entry, v: usize) -> bool {
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
