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
const SLOTS: usize = 32;

/// The amounts of one distribution or total: columns 10 to 41, each stated or absent.
///
/// Absent is not zero: a field that the document neither states nor implies stays absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    slots: [Option<Value>; SLOTS],
}

impl Default for Amounts {
    fn default() -> Self {
        Amounts { slots: [None; SLOTS] }
    }
}

fn slot(field: Field) -> Option<usize> {
    // The same as `is_amount`, without the table: this runs for every field of every line.
    let index = field.column().checked_sub(FIRST)?;
    (field != Field::CusipChange).then_some(usize::from(index))
}

impl Amounts {
    /// The value of a field; `None` if it is not stated or is no amount.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Value> {
        slot(field).and_then(|i| self.slots[i].as_ref())
    }

    /// The amount of a field, if stated.
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
    pub fn set(&mut self, field: Field, value: Value) {
        if let Some(i) = slot(field) {
            self.slots[i] = Some(value);
        }
    }

    /// Removes a field's value.
    pub fn clear(&mut self, field: Field) {
        if let Some(i) = slot(field) {
            self.slots[i] = None;
        }
    }

    /// The stated fields in column order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Value)> {
        let fields = Field::ALL[usize::from(FIRST) - 1..].iter();
        fields.zip(&self.slots).filter_map(|(f, slot)| slot.as_ref().map(|v| (*f, v)))
    }

    /// The fields whose value was not printed where it stands.
    pub fn inferred(&self) -> impl Iterator<Item = Field> {
        self.iter().filter(|(_, v)| v.basis != Basis::Printed).map(|(f, _)| f)
    }

    /// Whether nothing is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(Option::is_none)
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
    fn a_value_stays_small() {
        assert!(size_of::<Option<Value>>() <= 32);
    }
}
