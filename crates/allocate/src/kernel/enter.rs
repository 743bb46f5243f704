//! Many lines at once, those of one shape together.
//!
//! Payments name distributions in no order. Taken one by one, every line would ask anew how many
//! leaves and boxes there are, and the processor would guess wrong. Lines of one shape are the same
//! few multiplications each; their totals stay in the nearest memory.

use super::shape::{PADDED, Shape, Values};
use super::slot::SLOTS;
use super::sums::Sums;
use super::table::Kernel;

/// A line that waits for its amounts.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Whose amounts it adds to.
    form: u32,
    /// Its distribution.
    index: u32,
    /// Its net cash, without its sign.
    cents: u64,
}

/// Lines of quick cash that wait for their amounts, by shape; cash from zero on and below zero
/// apart.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// Two for each class.
    lines: Vec<Vec<Line>>,
    len: usize,
}

/// Where the lines of a class stand, by their cash.
#[inline(always)]
fn place(class: u16, cash: i64) -> usize {
    usize::from(class) * 2 + usize::from(cash < 0)
}

impl Waiting {
    /// Prepares for so many lines by distributions of a kernel.
    pub fn expect(&mut self, kernel: &Kernel, n: usize) {
        self.len += n;
        if self.lines.len() < kernel.shapes.len() * 2 {
            self.lines.resize(kernel.shapes.len() * 2, Vec::new());
        }
    }

    /// Puts a line of cash that [is quick](Kernel::is_quick), of as many as are
    /// [expected](Waiting::expect), with those of its shape. `form` is where its amounts are added.
    #[inline]
    pub fn push(&mut self, kernel: &Kernel, form: u32, index: u32, cash: i64) {
        let line = Line { form, index, cents: cash.unsigned_abs() };
        self.lines[place(kernel.class(index), cash)].push(line);
    }

    /// The same for many lines of cash that is not below zero, of which it is known of what class
    /// they are.
    #[inline]
    pub(crate) fn push_all(
        &mut self,
        forms: &[u32],
        indexes: &[u32],
        classes: &[u16],
        cash: &[i64],
    ) {
        let lines = self.lines.as_mut_slice();
        let of = indexes.iter().zip(classes);
        for ((form, (index, class)), cash) in forms.iter().zip(of).zip(cash) {
            let line = Line { form: *form, index: *index, cents: *cash as u64 };
            lines[usize::from(*class) * 2].push(line);
        }
    }

    /// How many lines wait.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no line waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// How many lines wait for memory together.
const TOUCHED: usize = 64;

/// So many amounts below 2^42 sum within 64 bits.
const MOST_LINES: usize = 1 << 20;

impl Kernel {
    /// Adds the amounts of all lines that wait to their forms and to totals by slot; tells by group
    /// what the leaves of each line add up to.
    pub fn enter(
        &self,
        waiting: &mut Waiting,
        forms: &mut Sums,
        totals: &mut [i128; SLOTS],
        mut allocated: impl FnMut(u32, i64),
    ) {
        let all = self.shapes.iter().flat_map(|shape| [(shape, false), (shape, true)]);
        for ((shape, below), lines) in all.zip(&mut waiting.lines) {
            for some in lines.chunks(MOST_LINES) {
                let sums = if below {
                    self.enter_lines::<true>(shape, some, forms, &mut allocated)
                } else {
                    self.enter_lines::<false>(shape, some, forms, &mut allocated)
                };
                for (slot, sum) in shape.slots().iter().zip(sums) {
                    totals[*slot as usize] += i128::from(sum);
                }
            }
            lines.clear();
        }
        waiting.len = 0;
    }

    /// The same for lines of one shape, whose cash is below zero or is not.
    fn enter_lines<const BELOW: bool>(
        &self,
        shape: &Shape,
        lines: &[Line],
        forms: &mut Sums,
        allocated: &mut impl FnMut(u32, i64),
    ) -> [i64; PADDED] {
        let n = shape.slots().len();
        macro_rules! enter {
            ($leaves:literal, $terms:literal) => {
                match shape.can_exceed() {
                    false => self.enter_shape::<$leaves, $terms, BELOW, false>(
                        shape, lines, forms, allocated,
                    ),
                    true => self.enter_shape::<$leaves, $terms, BELOW, true>(
                        shape, lines, forms, allocated,
                    ),
                }
            };
        }
        // What occurs most has a way of its own, in which nothing is counted.
        match (shape.leaves(), n) {
            (1, 1) => enter!(1, 1),
            (1, 2) => enter!(1, 2),
            (1, 3) => enter!(1, 3),
            (1, 4) => enter!(1, 4),
            (2, 2) => enter!(2, 2),
            (2, 3) => enter!(2, 3),
            (2, 4) => enter!(2, 4),
            (3, 3) => enter!(3, 3),
            (3, 4) => enter!(3, 4),
            (3, 5) => enter!(3, 5),
            (3, 6) => enter!(3, 6),
            (0..=1, _) => enter!(1, 0),
            (2, _) => enter!(2, 0),
            (3, _) => enter!(3, 0),
            (4, _) => enter!(4, 0),
            (5, _) => enter!(5, 0),
            _ => enter!(6, 0),
        }
    }

    /// The same for lines of one shape of so many terms (0: any number), whose rounded parts may
    /// exceed their whole or may not; returns the totals by its slots.
    fn enter_shape<
        const LEAVES: usize,
        const TERMS: usize,
        const BELOW: bool,
        const EXCEEDS: bool,
    >(
        &self,
        shape: &Shape,
        lines: &[Line],
        forms: &mut Sums,
        allocated: &mut impl FnMut(u32, i64),
    ) -> [i64; PADDED] {
        let n = if TERMS == 0 { shape.slots().len() } else { TERMS };
        let slots = &shape.slots()[..n];
        let excesses = if EXCEEDS { shape.excesses() } else { Vec::new() };
        let sum = |by: &Values, values: &Values| (0..n).map(|i| by[i] * values[i]).sum::<i64>();
        let mut totals = [0; PADDED];
        let mut values = Values::default();
        let mut lent = forms.lend(slots);
        {
            let mut columns = lent.each_mut().map(|c| c.as_mut_slice());
            let columns = &mut columns[..n];
            for some in lines.chunks(TOUCHED) {
                // What will be touched is read now, so that it is waited for together.
                if (LEAVES, TERMS) != (1, 1) {
                    let touch = |a: u64, line: &Line| a ^ self.touch(line.index);
                    std::hint::black_box(some.iter().fold(0, touch));
                }
                for line in some {
                    let place = self.place(line.index);
                    self.values::<LEAVES>(place, n, line.cents, &mut values);
                    if EXCEEDS && excesses.iter().any(|by| sum(by, &values) > 0) {
                        values = self.repair(line.index, line.cents, values);
                    }
                    let signed = |v: i64| if BELOW { -v } else { v };
                    allocated(place.group, signed(values[..LEAVES].iter().sum()));
                    let form = line.form as usize;
                    for ((column, v), total) in
                        columns.iter_mut().zip(&values[..n]).zip(&mut totals[..n])
                    {
                        let v = signed(*v);
                        column[form] += v;
                        *total += v;
                    }
                }
            }
        }
        forms.take_back(slots, lent);
        totals
    }
}
