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
    /// Its net cash.
    cash: i64,
}

/// Lines of quick cash that wait for their amounts, by shape.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    by_class: Vec<Vec<Line>>,
    len: usize,
}

impl Waiting {
    /// Puts a line of cash that [is quick](Kernel::is_quick) with those of its shape. `form` is
    /// where its amounts are added.
    #[inline]
    pub fn push(&mut self, kernel: &Kernel, form: u32, index: u32, cash: i64) {
        let class = usize::from(kernel.records[index as usize].class);
        if self.by_class.len() <= class {
            self.by_class.resize(kernel.shapes.len(), Vec::new());
        }
        self.by_class[class].push(Line { form, index, cash });
        self.len += 1;
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
        for (shape, lines) in self.shapes.iter().zip(&mut waiting.by_class) {
            for some in lines.chunks(MOST_LINES) {
                let n = shape.slots().len();
                macro_rules! enter {
                    ($leaves:literal, $terms:literal) => {
                        self.enter_shape::<$leaves, $terms>(shape, some, forms, &mut allocated)
                    };
                }
                // What occurs most has a way of its own, in which nothing is counted.
                let sums = match (shape.leaves(), n) {
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
                };
                for (slot, sum) in shape.slots().iter().zip(sums) {
                    totals[*slot as usize] += i128::from(sum);
                }
            }
            lines.clear();
        }
        waiting.len = 0;
    }

    /// The same for lines of one shape of so many terms (0: any number); returns the totals by its
    /// slots.
    fn enter_shape<const LEAVES: usize, const TERMS: usize>(
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
        forms.lend(slots, |columns| {
            for line in lines {
                let record = &self.records[line.index as usize];
                let (cents, sign) = (line.cash.unsigned_abs(), line.cash >> 63);
                self.values::<LEAVES>((line.index, record), by, n, cents, &mut values);
                let leaves: i64 = values[..LEAVES].iter().sum();
                allocated(record.group, (leaves ^ sign) - sign);
                let form = line.form as usize;
                for ((column, v), total) in
                    columns[..n].iter_mut().zip(&values[..n]).zip(&mut totals[..n])
                {
                    let v = (v ^ sign) - sign;
                    column[form] += v;
                    *total += v;
                }
            }
        });
        totals
    }
}
