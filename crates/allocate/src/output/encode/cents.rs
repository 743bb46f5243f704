//! Amounts: differences in as few bits as they need, and what a reconciliation asks of them, in one
//! pass over the rows.

use super::delta::{Delta, are_few};
use super::numbers::one_value;
use super::pages::Values;
use parquet::basic::Encoding;
use parquet::file::statistics::{Statistics, ValueStatistics};

/// Rows that are looked at together: what stays in the nearest memory meanwhile.
const TOGETHER: usize = 512;

/// The cents of a column, in stretches of rows that follow each other. Those of a stretch are the
/// sum of some columns of the same rows; of none, zero.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cents<'a> {
    stretches: Vec<(usize, Vec<&'a [i64]>)>,
}

/// What is known of the cents of a column once they are encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) total: i128,
}

impl Facts {
    fn of(rows: &[i64]) -> Facts {
        // Most often all are zero, and that is soon found.
        let first = rows.first().copied().unwrap_or(0);
        if rows.iter().fold(0, |other, v| other | (v ^ first)) == 0 {
            let total = i128::from(first) * rows.len() as i128;
            return Facts { least: first, most: first, total };
        }
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        if are_few(rows) {
            // Numbers of 32 bits are compared four at a time.
            let (mut from, mut to) = (i32::MAX, i32::MIN);
            for v in rows.iter().map(|v| *v as i32) {
                (from, to) = (from.min(v), to.max(v));
            }
            (least, most) = (from.into(), to.into());
        } else {
            for v in rows {
                least = least.min(*v);
                most = most.max(*v);
            }
        }
        let far = least.unsigned_abs().max(most.unsigned_abs());
        let total = if far <= i64::MAX as u64 / TOGETHER as u64 {
            rows.iter().sum::<i64>().into()
        } else {
            rows.iter().map(|v| i128::from(*v)).sum()
        };
        Facts { least, most, total }
    }

    fn join(self, other: Facts) -> Facts {
        Facts {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            total: self.total + other.total,
        }
    }
}

impl<'a> Cents<'a> {
    /// Appends rows. Each summand has as many, and no sum of theirs leaves 64 bits.
    pub(crate) fn push(&mut self, rows: usize, summands: Vec<&'a [i64]>) {
        assert!(summands.iter().all(|s| s.len() == rows), "columns of different rows");
        if rows > 0 {
            self.stretches.push((rows, summands));
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.stretches.iter().map(|s| s.0).sum()
    }

    fn first(&self) -> i64 {
        self.stretches.first().map_or(0, |(_, summands)| summands.iter().map(|s| s[0]).sum())
    }

    /// Whether no row has an amount, as far as is known without looking.
    fn is_zero(&self) -> bool {
        self.stretches.iter().all(|s| s.1.is_empty())
    }

    /// The rows in their order, some at a time.
    fn each(&self, mut f: impl FnMut(&[i64])) {
        let mut sums = [0; TOGETHER];
        for (rows, summands) in &self.stretches {
            for from in (0..*rows).step_by(TOGETHER) {
                let some = from..(from + TOGETHER).min(*rows);
                match summands.as_slice() {
                    [one] => f(&one[some]),
                    all => {
                        let sums = &mut sums[..some.len()];
                        sums.fill(0);
                        for one in all {
                            for (sum, v) in sums.iter_mut().zip(&one[some.clone()]) {
                                *sum += v;
                            }
                        }
                        f(sums);
                    }
                }
            }
        }
    }
}

/// Encodes amounts, of which there is one at least; a box that is zero on all forms takes a few
/// bytes.
pub(super) fn cents(column: &Cents<'_>) -> (Values, Facts) {
    let rows = column.rows();
    let mut facts: Option<Facts> = None;
    let mut delta = Delta::new(rows);
    // How many rows were not encoded yet, since so far all have the amount of the first: most columns
    // of lines have one amount only.
    let mut alike = 0;
    let first = column.first();
    if column.is_zero() {
        facts = Some(Facts::default());
    } else {
        column.each(|some| {
            let here = Facts::of(some);
            let all = facts.map_or(here, |f| f.join(here));
            facts = Some(all);
            if all.least == all.most {
                alike += some.len();
                return;
            }
            // The rows before, which were all alike, are encoded after all.
            let before = [first; TOGETHER];
            while alike > 0 {
                let n = alike.min(TOGETHER);
                delta.push(&before[..n]);
                alike -= n;
            }
            delta.push(some);
        });
    }
    let facts = facts.unwrap_or_default();
    let Facts { least, most, .. } = facts;
    let mut out = if least == most {
        one_value(&least.to_le_bytes(), rows, rows, Vec::new())
    } else {
        let encoding = Some(Encoding::DELTA_BINARY_PACKED);
        Values { rows, data: delta.finish(), encoding, ..Values::default() }
    };
    let statistics = ValueStatistics::new(Some(least), Some(most), None, Some(0), false);
    out.statistics = Some(Statistics::Int64(statistics.with_backwards_compatible_min_max(true)));
    (out, facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn large_amounts_are_summed_beyond_64_bits() {
        let all = [i64::MAX; TOGETHER];
        assert_eq!(Facts::of(&all).total, i128::from(i64::MAX) * TOGETHER as i128);
    }

    #[test]
    fn rows_that_are_alike_at_first() {
        for alike in [1, TOGETHER - 1, TOGETHER, 3 * TOGETHER, 3 * TOGETHER + 7] {
            let mut all = vec![-5; alike];
            let mut column = Cents::default();
            column.push(alike, vec![&all]);
            let (values, facts) = cents(&column);
            assert_eq!((values.dictionary.is_some(), facts.total), (true, -5 * alike as i128));
            all.extend([7, -5, 9]);
            let mut column = Cents::default();
            column.push(all.len(), vec![&all]);
            let mut plain = Vec::new();
            super::super::delta::delta(&all, &mut plain);
            assert_eq!(cents(&column).0.data, plain, "{alike}");
        }
    }

    proptest! {
        #[test]
        fn sums_of_columns_are_encoded_as_the_sums(
            rows in proptest::collection::vec((-1_000i64..1_000, any::<i32>(), any::<bool>()), 1..1_500),
            at in 0usize..1_500,
        ) {
            let at = at.min(rows.len());
            let a: Vec<i64> = rows.iter().map(|r| r.0).collect();
            let b: Vec<i64> = rows.iter().map(|r| r.1.into()).collect();
            let mut apart = Cents::default();
            apart.push(at, vec![&a[..at], &b[..at]]);
            apart.push(rows.len() - at, vec![&a[at..]]);
            let sums: Vec<i64> =
                (0..rows.len()).map(|i| a[i] + if i < at { b[i] } else { 0 }).collect();
            let mut whole = Cents::default();
            whole.push(rows.len(), vec![&sums]);
            let ((x, facts), (y, same)) = (cents(&apart), cents(&whole));
            prop_assert_eq!(x.data, y.data);
            prop_assert_eq!(facts, same);
            prop_assert_eq!(facts.total, sums.iter().map(|v| i128::from(*v)).sum::<i128>());
            prop_assert_eq!(Some(facts.most), sums.into_iter().max());
        }
    }
}
