//! The canonical form of a line's amounts: one JSON list of numbers, column 10 first.
//!
//! `[2.02525,0,0,2.02525,0.33684]` states columns 10 to 14; what is absent is `null`, and trailing
//! absences are cut. Numbers stand in plain notation ([`yearend_model::decimal::plain`]), so equal
//! amounts have equal texts and the SQL views cut a column out as text without touching a float.

use yearend_model::decimal::{parse_plain, plain};
use yearend_model::{Amounts, Basis, Field, Place, Value};

/// Column 10 stands first.
const FIRST: u8 = 10;

/// The index of a field in the list.
pub(crate) fn index(field: Field) -> usize {
    usize::from(field.column().saturating_sub(FIRST))
}

/// The canonical text.
pub(crate) fn to_text(amounts: &Amounts) -> String {
    let mut out = String::with_capacity(96);
    out.push('[');
    let mut written = 0;
    for (field, value) in amounts.iter() {
        while written < index(field) {
            out.push_str(if written == 0 { "null" } else { ",null" });
            written += 1;
        }
        if written > 0 {
            out.push(',');
        }
        // Most amounts of a layout are zero; a whole industry year has seventy million of them.
        if value.amount.is_zero() {
            out.push('0');
        } else {
            out.push_str(&plain(value.amount));
        }
        written += 1;
    }
    out.push(']');
    out
}

/// The amounts of a canonical text; `bases` says which are not printed. `None` if the text is not
/// canonical, which only a damaged or altered store can hold.
pub(crate) fn from_text(text: &str, bases: Bases) -> Option<Amounts> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let mut amounts = Amounts::default();
    if inner.is_empty() {
        return Some(amounts);
    }
    for (i, number) in inner.split(',').enumerate() {
        if number == "null" {
            continue;
        }
        let field = Field::from_column(FIRST + u8::try_from(i).ok()?)?;
        if !field.is_amount() {
            return None;
        }
        let amount = parse_plain(number)?;
        amounts.set(field, Value { amount, basis: bases.of(field), place: Place::default() });
    }
    Some(amounts)
}

/// Which values of a line are not printed where they stand: one bit per layout column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bases {
    pub(crate) inferred: i64,
    pub(crate) repaired: i64,
}

fn bit(field: Field) -> i64 {
    1 << field.column()
}

impl Bases {
    pub(crate) fn new(amounts: &Amounts) -> Bases {
        let mut bases = Bases::default();
        for (field, value) in amounts.iter() {
            match value.basis {
                Basis::Printed => {}
                Basis::Inferred => bases.inferred |= bit(field),
                Basis::Repaired => bases.repaired |= bit(field),
            }
        }
        bases
    }

    pub(crate) fn infer(&mut self, field: Field) {
        self.inferred |= bit(field);
    }

    pub(crate) fn is_inferred(self, field: Field) -> bool {
        self.inferred & bit(field) != 0
    }

    fn of(self, field: Field) -> Basis {
        if self.repaired & bit(field) != 0 {
            Basis::Repaired
        } else if self.is_inferred(field) {
            Basis::Inferred
        } else {
            Basis::Printed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use yearend_model::Decimal;

    #[test]
    fn absent_is_not_zero() {
        let mut a = Amounts::default();
        assert_eq!(to_text(&a), "[]");
        a.set(Field::PriorYear, Value::printed(Decimal::new(1200, 4), Place::default()));
        a.set(Field::CurrentYear, Value::printed(Decimal::ZERO, Place::default()));
        assert_eq!(to_text(&a), "[null,0.12,null,0]");
    }

    #[test]
    fn refuses_what_it_never_writes() {
        for bad in ["", "[1e3]", "[1", "[1,]", "[\"1\"]", &format!("[{}1]", "null,".repeat(22))] {
            assert!(from_text(bad, Bases::default()).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn text_is_lossless(
            given in prop::collection::vec(
                (0usize..31, any::<i64>(), 0u32..19, 0u8..3), 0..31),
        ) {
            let fields: Vec<Field> = Field::amounts().collect();
            let mut amounts = Amounts::default();
            for (i, mantissa, scale, basis) in given {
                let basis = [Basis::Printed, Basis::Inferred, Basis::Repaired][usize::from(basis)];
                let amount = Decimal::new(mantissa, scale).normalize();
                amounts.set(fields[i], Value { amount, basis, place: Place::default() });
            }
            let back = from_text(&to_text(&amounts), Bases::new(&amounts));
            prop_assert_eq!(back, Some(amounts));
        }
    }
}
