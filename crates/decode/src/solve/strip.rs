//! The cells of a row as the search takes them: the same number of values in each.

use super::align::Event;
use super::units::{Scale, Units};
use crate::rows::AmountCell;

/// The cells of a row with the same number of values each, fused ones cut in two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    pub cells: Vec<StripCell>,
    pub values: usize,
    /// Faults that the cutting itself stands for.
    pub fused: Vec<Event>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StripCell {
    pub slot: i32,
    pub values: Vec<Units>,
    /// Whether any of the values is stated at all.
    pub stated: bool,
}

impl StripCell {
    pub(crate) fn is_zero(&self) -> bool {
        self.values.iter().all(|v| *v == 0)
    }
}

/// What a cell with too few values lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    /// Zeros before the values.
    Front,
    /// Zeros after the values.
    Back,
    /// The total after the lines.
    Total,
}

/// The cells of a row and how many values each should hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<'a> {
    pub cells: &'a [AmountCell],
    pub values: usize,
    /// The last value is the year's total.
    pub total: bool,
}

impl Cells<'_> {
    fn readable(&self) -> impl Iterator<Item = &AmountCell> + Clone {
        self.cells.iter().filter(|c| c.is_good())
    }

    /// Every value that any of the cells holds.
    pub(crate) fn figures(&self) -> impl Iterator<Item = rust_decimal::Decimal> + Clone {
        self.readable().flat_map(|c| c.values.iter().flatten().copied())
    }

    /// The ways to bring the cells to the same number of values.
    pub(crate) fn strips(&self, scale: Scale) -> Vec<Strip> {
        let short = |c: &AmountCell| c.values.len() < self.values && !c.is_zero();
        let fills: &[Fill] = match (self.readable().any(short), self.total) {
            (false, _) => &[Fill::Front],
            (true, false) => &[Fill::Front, Fill::Back],
            (true, true) => &[Fill::Front, Fill::Back, Fill::Total],
        };
        let mut strips: Vec<Strip> = Vec::new();
        for strip in fills.iter().filter_map(|fill| self.strip(*fill, scale)) {
            if !strips.contains(&strip) {
                strips.push(strip);
            }
        }
        strips
    }

    /// A cell with twice as many values is two cells; one with too many loses zeros; one with too
    /// few is filled up. `None` if a cell fits none of this.
    fn strip(&self, fill: Fill, scale: Scale) -> Option<Strip> {
        let mut out = Strip { cells: Vec::new(), values: self.values, fused: Vec::new() };
        let mut push = 0;
        for c in self.readable() {
            let v: Vec<Units> = c.values.iter().map(|x| x.map_or(0, |d| scale.units(d))).collect();
            let slot = i32::try_from(c.slot()).ok()? + push;
            let stated = c.values.iter().any(Option::is_some);
            if v.len() == 2 * self.values {
                let (a, b) = v.split_at(self.values);
                out.cells.push(StripCell { slot, values: a.to_vec(), stated });
                out.cells.push(StripCell { slot: slot + 1, values: b.to_vec(), stated });
                out.fused.push(Event::Fused(c.slot()));
                push += 1;
                continue;
            }
            out.cells.push(StripCell { slot, values: fit(v, self.values, fill)?, stated });
        }
        Some(out)
    }
}

fn fit(mut v: Vec<Units>, n: usize, fill: Fill) -> Option<Vec<Units>> {
    if v.len() > n {
        let extra = v.len() - n;
        if v[..extra].iter().all(|u| *u == 0) {
            v.drain(..extra);
        } else if v[n..].iter().all(|u| *u == 0) {
            v.truncate(n);
        } else {
            return None;
        }
    }
    if fill == Fill::Total && v.len() + 1 == n {
        v.push(v.iter().sum());
    }
    if fill == Fill::Front {
        let missing = n - v.len();
        v.splice(..0, std::iter::repeat_n(0, missing));
    } else {
        v.resize(n, 0);
    }
    Some(v)
}
