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
    by_class: Vec<[Vec<Line>; 2]>,
    len: usize,
}

impl Waiting {
    /// Prepares for so many lines by distributions of a kernel.
    pub fn expect(&mut self, kernel: &Kernel, n: usize) {
        self.len += n;
        if self.by_class.len() < kernel.shapes.len() {
            self.by_class.resize(kernel.shapes.len(), Default::default());
        }
    }

    /// Puts a line of cash that [is quick](Kernel::is_quick), of as many as are
    /// [expected](Waiting::expect), with those of its shape. `form` is where its amounts are added.
    #[inline]
    pub fn push(&mut self, kernel: &Kernel, form: u32, index: u32, cash: i64) {
        let class = usize::from(kernel.class(index));
        let line = Line { form, index, cents: cash.unsigned_abs() };
        self.by_class[class][usize::from(cash < 0)].push(line);
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
        let all = self.shapes.iter().zip(&mut waiting.by_class);
        let all = all.flat_map(|(shape, [above, below])| [(shape, above, 1), (shape, below, -1)]);
        for (shape, lines, sign) in all {
            for some in lines.chunks(MOST_LINES) {
                let sums = if sign > 0 {
                    self.enter_lines::<false>(shape, some, forms, &mut allocated)
                } else {
                    self.enter_lines::<true>(shape, some, forms, &mut allocated)
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
                self.enter_shape::<$leaves, $terms, BELOW>(shape, lines, forms, allocated)
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

    /// The same for lines of one shape of so many terms (0: any number); returns the totals by its
    /// slots.
    fn enter_shape<const LEAVES: usize, const TERMS: usize, const BELOW: bool>(
        &self,
        shape: &Shape,
        lines: &[Line],
        forms: &mut Sums,
        allocated: &mut impl FnMut(u32, i64),
    ) -> [i64; PADDED] {
        let n = if TERMS == 0 { shape.slots().len() } else { TERMS };
        let slots = &shape.slots()[..n];
        let by = (shape, shape.can_exceed());
        let mut totals = [0; PADDED];
        let mut values = Values::default();
        let mut lent = forms.lend(slots);
        {
            let mut columns = lent.each_mut().map(|c| c.as_mut_slice());
            let columns = &mut columns[..n];
            for some in lines.chunks(TOUCHED) {
                // What will be touched is read now, so that it is waited for together.
                let touch =
                    |a: u64, line: &Line| a ^ self.touch(line.index, n - usize::from(LEAVES == 1));
                std::hint::black_box(some.iter().fold(0, touch));
                for line in some {
                    let record = &self.records[line.index as usize];
                    self.values::<LEAVES>((line.index, record), by, n, line.cents, &mut values);
                    let signed = |v: i64| if BELOW { -v } else { v };
                    allocated(record.group, signed(values[..LEAVES].iter().sum()));
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
