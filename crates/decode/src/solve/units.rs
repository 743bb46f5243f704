//! Figures as whole units of one scale: exact like decimals, and many times as fast to sum.
//!
//! The search sums the same few figures very often. Decimals become units where a security's
//! figures go into the search, and decimals again where an explanation comes out of it.

use super::constraint::{Line, WIDTH};
use rust_decimal::Decimal;
use yearend_model::decimal::POWERS_OF_TEN;

/// A figure as a whole number of the units of a [`Scale`].
pub(crate) type Units = i128;

/// No figure may exceed this many units, after all that a search can do to it.
const LARGEST: Units = 1 << 120;

/// How often a search can make a figure of the sum of others, at most: a total that is filled in,
/// three cells read anew, a value repaired.
const SUMS: u32 = 5;

/// A power of ten of which every figure of a search is a whole multiple: units are 10^-scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale(u32);

impl Scale {
    /// The coarsest scale on which the values are whole, given how many rows they stand in.
    ///
    /// `None` if sums of them might not fit: figures of some thirty digits, which can only be
    /// mistyped. With a scale, no sum of the search overflows.
    pub(crate) fn of(values: impl Iterator<Item = Decimal> + Clone, rows: usize) -> Option<Scale> {
        let terms = usize::BITS - (rows + 8).leading_zeros();
        let largest = LARGEST.checked_shr(SUMS * terms)?;
        // Nearly always all fit even if the widest of them had the coarsest scale.
        let (widest, scale) = values.clone().fold((0, 0), |(widest, scale), d| {
            let scale = d.scale().max(scale);
            // Most figures are zero.
            if d.is_zero() {
                (widest, scale)
            } else {
                (d.mantissa().unsigned_abs().max(widest), scale)
            }
        });
        let most = widest.checked_mul(POWERS_OF_TEN[scale as usize].unsigned_abs());
        if most.is_some_and(|most| most <= largest.unsigned_abs()) {
            return Some(Scale(scale));
        }
        let fits = |scale: u32, d: Decimal| {
            let units = 10i128.checked_pow(scale - d.scale())?.checked_mul(d.mantissa())?;
            (units.abs() <= largest).then_some(())
        };
        let as_printed = values.clone().map(|d| d.scale()).max().unwrap_or(0);
        if values.clone().all(|d| fits(as_printed, d).is_some()) {
            return Some(Scale(as_printed));
        }
        // Zeros at the end of a long fraction say nothing.
        let values = values.map(|d| d.normalize());
        let scale = values.clone().map(|d| d.scale()).max().unwrap_or(0);
        values.clone().all(|d| fits(scale, d).is_some()).then_some(Scale(scale))
    }

    /// The scale of some rows and whatever else goes into the search with them.
    pub(crate) fn of_rows(
        rows: &[Line],
        others: impl Iterator<Item = Decimal> + Clone,
    ) -> Option<Scale> {
        Scale::of(rows.iter().flatten().flatten().copied().chain(others), rows.len())
    }

    /// The value in units. It must be one of those that the scale was made for.
    pub(crate) fn units(self, value: Decimal) -> Units {
        let places = value.scale();
        if places <= self.0 {
            return value.mantissa() * POWERS_OF_TEN[(self.0 - places) as usize];
        }
        value.mantissa() / POWERS_OF_TEN[(places - self.0) as usize]
    }

    /// The units as a decimal; `None` if it has more digits than a decimal holds.
    pub(crate) fn decimal(self, mut units: Units) -> Option<Decimal> {
        let mut scale = self.0;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Decimal::try_from_i128_with_scale(units, scale).ok()
    }

    /// The number of decimal places of a unit.
    pub(crate) fn places(self) -> u32 {
        self.0
    }
}

/// The amounts of a line in units, by column less 10. A blank is worth zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// A bit per field that is stated.
    stated: u32,
    /// Zero where nothing is stated.
    pub units: [Units; WIDTH],
}

impl Row {
    pub(crate) const BLANK: Row = Row { stated: 0, units: [0; WIDTH] };

    pub(crate) fn new(line: &Line, scale: Scale) -> Row {
        let mut row = Row::BLANK;
        for (f, value) in line.iter().enumerate() {
            match value {
                Some(d) if d.is_zero() => row.stated |= 1 << f,
                Some(d) => row.set(f, scale.units(*d)),
                None => {}
            }
        }
        row
    }

    pub(crate) fn line(&self, scale: Scale) -> Option<Line> {
        let mut line: Line = [None; WIDTH];
        for f in 0..WIDTH {
            if let Some(units) = self.get(f) {
                line[f] = Some(scale.decimal(units)?);
            }
        }
        Some(line)
    }

    pub(crate) fn stated(&self) -> u32 {
        self.stated
    }

    pub(crate) fn get(&self, f: usize) -> Option<Units> {
        (self.stated >> f & 1 == 1).then(|| self.units[f])
    }

    pub(crate) fn set(&mut self, f: usize, units: Units) {
        self.stated |= 1 << f;
        self.units[f] = units;
    }

    /// Sets a field or makes it blank.
    pub(crate) fn put(&mut self, f: usize, units: Option<Units>) {
        match units {
            Some(units) => self.set(f, units),
            None => {
                self.stated &= !(1 << f);
                self.units[f] = 0;
            }
        }
    }

    /// Whether any field of a mask is not zero.
    pub(crate) fn has_any(&self, fields: u32) -> bool {
        (0..WIDTH).any(|f| fields >> f & 1 == 1 && self.units[f] != 0)
    }

    /// The sum of the fields of a mask.
    pub(crate) fn sum(&self, mut fields: u32) -> Units {
        let mut sum = 0;
        while fields != 0 {
            sum += self.units[fields.trailing_zeros() as usize];
            fields &= fields - 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[Decimal], rows: usize) -> Option<Scale> {
        Scale::of(values.iter().copied(), rows)
    }

    fn d(s: &str) -> Decimal {
        s.parse().unwrap()
    }

    #[test]
    fn the_scale_is_that_of_the_finest_value() {
        let scale = of(&[d("1.5"), d("0.00012345"), d("-20")], 3).unwrap();
        assert_eq!(scale.units(d("1.5")), 150_000_000);
        assert_eq!(scale.units(d("-20")), -2_000_000_000);
        assert_eq!(scale.decimal(-2_000_000_000), Some(d("-20")));
    }

    #[test]
    fn figures_of_thirty_digits_have_no_scale() {
        assert_eq!(of(&[Decimal::MAX, d("0.0000000001")], 1), None);
        assert_eq!(of(&[d("1"), d("0.0000000000000000000000000001")], 1_000_000_000_000), None);
        // Places that say nothing do not count.
        assert!(of(&[d("100.0000000000000000000000000"), d("1000000000000")], 1).is_some());
    }

    proptest! {
        #[test]
        fn units_and_back_is_the_same_value(
            values in prop::collection::vec((-(1i64 << 56)..1 << 56, 0u32..13), 1..8),
        ) {
            let values: Vec<Decimal> = values.into_iter().map(|(m, s)| Decimal::new(m, s)).collect();
            let scale = of(&values, 5).unwrap();
            for v in values {
                prop_assert_eq!(scale.decimal(scale.units(v)), Some(v));
            }
        }
    }
}
