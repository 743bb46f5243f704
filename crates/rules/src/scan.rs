//! What one look at a line's amounts tells, so that most rules need not look again.
//!
//! Most cells of a layout say zero. A rule whose fields are all zero has nothing to say, and
//! learns it from two words of bits instead of a dozen decimals.

use yearend_model::decimal::POWERS_OF_TEN;
use yearend_model::{Amounts, Decimal, Field};

/// Which amounts of a line may be other than zero, and whether any is below zero or very large.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    nonzero: u64,
    /// Whether an amount may be below zero.
    pub(crate) negative: bool,
    /// Whether an amount may be larger than [`LARGE`].
    pub(crate) large: bool,
}

/// Dollars per share that no distribution but a liquidation reaches.
pub(crate) const LARGE: Decimal = Decimal::ONE_THOUSAND;

/// Whether an amount is more than that. Whole units are compared in a tenth of the time of decimals.
fn is_large(amount: Decimal) -> bool {
    amount.mantissa() > LARGE.mantissa() * POWERS_OF_TEN[amount.scale() as usize]
}

fn bit(field: Field) -> u64 {
    1 << field.column()
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fields(u64);

impl Fields {
    /// No field.
    pub(crate) const NONE: Fields = Fields(0);

    /// Adds the field.
    pub(crate) fn insert(&mut self, field: Field) {
        self.0 |= bit(field);
    }

    /// Adds all of another set.
    pub(crate) fn extend(&mut self, other: Fields) {
        self.0 |= other.0;
    }

    /// Whether the field is in the set.
    pub(crate) fn contains(self, field: Field) -> bool {
        self.0 & bit(field) != 0
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Fields {
        Fields(fields.into_iter().fold(0, |set, field| set | bit(field)))
    }
}

impl Scan {
    /// Nothing is known: every amount may be anything.
    pub(crate) const UNKNOWN: Scan = Scan { nonzero: u64::MAX, negative: true, large: true };

    /// One look at the amounts.
    pub(crate) fn of(amounts: &Amounts) -> Scan {
        let mut scan = Scan { nonzero: 0, negative: false, large: false };
        for (field, value) in amounts.iter().filter(|(_, v)| !v.amount.is_zero()) {
            scan.nonzero |= bit(field);
            scan.negative |= value.amount.is_sign_negative();
            scan.large |= is_large(value.amount);
        }
        scan
    }

    /// Whether the field may be other than zero.
    pub(crate) fn may_hold(&self, field: Field) -> bool {
        self.nonzero & bit(field) != 0
    }

    /// Whether any of the fields may be other than zero.
    pub(crate) fn may_hold_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|f| self.may_hold(*f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::{Place, Value};

    #[test]
    fn large_is_more_than_the_bound() {
        for text in
            ["1000", "1000.0000", "999.999999", "-5000", "0", "1000.0000001", "1001", "70000.5"]
        {
            let amount: Decimal = text.parse().unwrap();
            assert_eq!(is_large(amount), amount > LARGE, "{text}");
            for scale in amount.scale()..28 {
                let mut longer = amount;
                longer.rescale(scale);
                assert_eq!(is_large(longer), amount > LARGE, "{longer}");
            }
        }
    }

    #[test]
    fn a_look_sees_what_is_not_zero() {
        let mut amounts = Amounts::default();
        let mut set = |f, n| amounts.set(f, Value::printed(Decimal::from(n), Place::default()));
        set(Field::TotalDistribution, -2);
        set(Field::Section897CapitalGain, 1_001);
        set(Field::IncomeDividends, 0);
        let scan = Scan::of(&amounts);
        assert!(scan.may_hold(Field::TotalDistribution) && scan.negative && scan.large);
        assert!(scan.may_hold_any(&[Field::PriorYear, Field::Section897CapitalGain]));
        assert!(!scan.may_hold_any(&[Field::IncomeDividends, Field::PriorYear]));
    }
}
