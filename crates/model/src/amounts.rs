//! The amounts of one line of a layout, each with its basis and place.

use crate::field::Field;
use crate::place::Place;
use rust_decimal::Decimal;

/// Why a value is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Printed where it stands.
    Printed,
    /// Not printed where it stands; follows from the rest of the document.
    Inferred,
    /// Printed otherwise; repaired by the only explanation that fits.
    Repaired,
}

/// An exact amount with its basis and, if it was printed, its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Dollars per share (or a fraction from 0 to 1 for [`Field::AmtPercentage`]).
    pub amount: Decimal,
    /// Printed, inferred or repaired.
    pub basis: Basis,
    /// Where it is printed, or where it ought to be.
    pub place: Place,
}

impl Value {
    /// A value that stands printed at the place.
    #[must_use]
    pub fn printed(amount: Decimal, place: Place) -> Value {
        Value { amount, basis: Basis::Printed, place }
    }
}

const FIRST: u8 = 10;

/// The fields of a slot each.
const AMOUNTS: [Field; 32] = {
    let mut fields = [Field::TotalDistribution; 32];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = Field::ALL[FIRST as usize - 1 + at];
        at += 1;
    }
    fields
};

/// The amounts of one distribution or total: columns 10 to 41, each stated or absent.
///
/// Absent is not zero: a field that the document neither states nor implies stays absent.
///
/// Only what is stated is stored, in column order: a large reading consists of little else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// A bit per column from 10 that is stated.
    stated: u32,
    /// The values of those columns, in order.
    values: Vec<Value>,
}

#[inline]
fn slot(field: Field) -> Option<usize> {
    // The same as `is_amount`, without the table: this runs for every field of every line.
    let index = field.column().checked_sub(FIRST)?;
    (field != Field::CusipChange).then_some(usize::from(index))
}

impl Amounts {
    /// None stated, and room for so many.
    #[must_use]
    pub fn with_capacity(count: usize) -> Amounts {
        Amounts { stated: 0, values: Vec::with_capacity(count) }
    }

    /// Gives back the room that is not used.
    pub fn fit(&mut self) {
        self.values.shrink_to_fit();
    }

    /// Whether a slot is stated, and how many are stated before it.
    #[inline]
    fn find(&self, slot: usize) -> Result<usize, usize> {
        let before = (self.stated & ((1 << slot) - 1)).count_ones() as usize;
        if self.stated >> slot & 1 == 1 { Ok(before) } else { Err(before) }
    }

    /// Whether a field is stated.
    #[inline]
    #[must_use]
    pub fn states(&self, field: Field) -> bool {
        slot(field).is_some_and(|slot| self.stated >> slot & 1 == 1)
    }

    /// The value of a field; `None` if it is not stated or is no amount.
    #[inline]
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Value> {
        let at = self.find(slot(field)?).ok()?;
        self.values.get(at)
    }

    /// The amount of a field, if stated.
    #[inline]
    #[must_use]
    pub fn amount(&self, field: Field) -> Option<Decimal> {
        self.get(field).map(|v| v.amount)
    }

    /// The amount of a field; zero if it is not stated.
    #[must_use]
    pub fn or_zero(&self, field: Field) -> Decimal {
        self.amount(field).unwrap_or_default()
    }

    /// Sets a field. Fields that are no amounts (name, dates, the CUSIP change) are ignored.
    #[inline]
    pub fn set(&mut self, field: Field, value: Value) {
        let Some(i) = slot(field) else { return };
        // Lines are made from left to right.
        if self.stated >> i == 0 {
            self.stated |= 1 << i;
            self.values.push(value);
        } else {
            self.insert(i, value);
        }
    }

    fn insert(&mut self, i: usize, value: Value) {
        match self.find(i) {
            Ok(at) => self.values[at] = value,
            Err(at) => {
                self.stated |= 1 << i;
                self.values.insert(at, value);
            }
        }
    }

    /// Removes a field's value.
    pub fn clear(&mut self, field: Field) {
        let Some(i) = slot(field) else { return };
        if let Ok(at) = self.find(i) {
            self.stated &= !(1 << i);
            self.values.remove(at);
        }
    }

    /// The stated fields in column order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Value)> {
        let mut left = self.stated;
        self.values.iter().map(move |value| {
            let at = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (AMOUNTS[at % AMOUNTS.len()], value)
        })
    }

    /// The fields whose value was not printed where it stands.
    pub fn inferred(&self) -> impl Iterator<Item = Field> {
        self.iter().filter(|(_, v)| v.basis != Basis::Printed).map(|(f, _)| f)
    }

    /// Whether nothing is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stated == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_is_not_zero() {
        let mut a = Amounts::default();
        assert!(a.is_empty());
        a.set(Field::OrdinaryDividends, Value::printed(Decimal::ZERO, Place::default()));
        assert_eq!(a.amount(Field::OrdinaryDividends), Some(Decimal::ZERO));
        assert_eq!(a.amount(Field::QualifiedDividends), None);
        a.set(Field::Cusip, Value::printed(Decimal::ONE, Place::default()));
        assert_eq!(a.iter().count(), 1);
    }

    #[test]
    fn exactly_the_amount_fields_have_a_slot() {
        for field in Field::ALL {
            assert_eq!(slot(field).is_some(), field.is_amount(), "{}", field.name());
        }
    }

    #[test]
    fn fields_are_set_and_cleared_in_any_order() {
        let value = |n| Value::printed(Decimal::from(n), Place::default());
        let mut a = Amounts::default();
        let last = Field::Section897CapitalGain;
        for (field, n) in
            [(last, 41), (Field::TotalDistribution, 10), (Field::AmtPercentage, 31), (last, 42)]
        {
            a.set(field, value(n));
        }
        let all: Vec<_> = a.iter().map(|(f, v)| (f.column(), v.amount)).collect();
        assert_eq!(all, [(10, 10.into()), (31, 31.into()), (41, 42.into())]);
        a.clear(Field::AmtPercentage);
        a.clear(Field::PriorYear);
        assert_eq!(a.get(Field::AmtPercentage), None);
        assert_eq!(a.amount(last), Some(42.into()));
        assert!(!a.is_empty());
    }

    #[test]
    fn a_value_stays_small() {
        assert!(size_of::<Value>() <= 32 && size_of::<Amounts>() <= 32);
    }
}
