//! How a printed value could have become what it is, by its digits.

use super::units::{Scale, Units};
use rust_decimal::Decimal;

/// How a printed value could have become what it is. Costs are in tenths of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Printed as zero or not at all.
    Lost,
    /// A digit exchanged, mistyped, dropped or added; a sign or point moved.
    Misprint,
    /// Printed though it should be zero.
    Spurious,
    /// Any other change.
    Other,
}

/// Classifies a change of a decimal.
pub(crate) fn class_of(old: Option<Decimal>, new: Decimal) -> Class {
    let old = old.unwrap_or_default();
    let values = [old, new];
    Scale::of(values.into_iter(), 1)
        .map_or(Class::Other, |s| classify(s.units(old), s.units(new), s).0)
}

/// Classifies a change of a value (a blank is zero) and prices it.
pub(crate) fn classify(old: Units, new: Units, scale: Scale) -> (Class, u32) {
    if old == 0 {
        return (Class::Lost, 10);
    }
    if new == 0 {
        return (Class::Spurious, 25);
    }
    if old == -new {
        return (Class::Misprint, 13);
    }
    if (old < 0) != (new < 0) {
        return (Class::Other, 30);
    }
    let (a, b) = (Digits::of(old), Digits::of(new));
    let width = a.len.max(b.len);
    let mut wrong = (0..width).filter(|i| a.at[*i] != b.at[*i]);
    match (wrong.next(), wrong.next(), wrong.next()) {
        (Some(_), None, _) => return (Class::Misprint, 11),
        (Some(i), Some(j), None) if a.at[i] == b.at[j] && a.at[j] == b.at[i] => {
            return (Class::Misprint, if j == i + 1 { 10 } else { 12 });
        }
        _ => {}
    }
    // The same digits with the point elsewhere, or one digit more or less.
    let (x, y) = (a.significant(scale), b.significant(scale));
    if x == y || one_digit_apart(x, y) {
        return (Class::Misprint, 13);
    }
    (Class::Other, 30)
}

/// The digits of a value, the last first, and zeros after them.
struct Digits {
    at: [u8; 40],
    len: usize,
}

impl Digits {
    fn of(units: Units) -> Digits {
        let mut at = [0; 40];
        let mut len = 0;
        let mut rest = units.unsigned_abs();
        // Division of machine words is many times as fast as of double ones.
        while rest > u128::from(u64::MAX) {
            at[len] = digit(rest % 10);
            rest /= 10;
            len += 1;
        }
        let mut rest = u64::try_from(rest).unwrap_or(u64::MAX);
        while rest > 0 {
            at[len] = digit(u128::from(rest % 10));
            rest /= 10;
            len += 1;
        }
        Digits { at, len }
    }

    /// The digits without zeros at the end of the fraction.
    fn significant(&self, scale: Scale) -> &[u8] {
        let zeros = self.at[..self.len].iter().take_while(|d| **d == 0).count();
        &self.at[zeros.min(scale.places() as usize)..self.len]
    }
}

fn digit(d: u128) -> u8 {
    u8::try_from(d).unwrap_or(0)
}

fn one_digit_apart(a: &[u8], b: &[u8]) -> bool {
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    let same = long.iter().zip(short).take_while(|(x, y)| x == y).count();
    // What differs first must be the digit too many, or one like it further on.
    long.len() == short.len() + 1 && short.len() >= 4 && long[same + 1..] == short[same..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Decimal {
        s.parse().unwrap()
    }

    #[test]
    fn faults_and_their_classes() {
        for (old, new, class) in [
            ("0", "0.5", Class::Lost),
            ("0.51787952", "0.57187952", Class::Misprint),
            ("0.05824618", "0.05824681", Class::Misprint),
            ("0.75697012", "0.75687012", Class::Misprint),
            ("1.5", "0", Class::Spurious),
            ("0.5", "-0.5", Class::Misprint),
            ("1.5234", "0.15234", Class::Misprint),
            ("0.12345", "0.8315", Class::Other),
            ("0.1234567", "0.124567", Class::Misprint),
            ("0.1234567", "0.12345567", Class::Misprint),
            ("0.1233567", "0.123567", Class::Misprint),
            ("123456.7", "12345.67", Class::Misprint),
            ("0.4", "0.9171", Class::Other),
            ("0.4", "-0.9171", Class::Other),
        ] {
            assert_eq!(class_of(Some(d(old)), d(new)), class, "{old} -> {new}");
        }
    }

    #[test]
    fn prices() {
        let price = |old: Units, new: Units| {
            classify(old, new, Scale::of([d("0.00000001")].into_iter(), 1).unwrap()).1
        };
        assert_eq!(price(51_787_952, 57_187_952), 10, "neighbours exchanged");
        assert_eq!(price(51_787_952, 51_287_957), 12, "digits exchanged");
        assert_eq!(price(75_697_012, 75_687_012), 11, "one digit");
        assert_eq!(price(12_345_678, 1_234_567_800), 13, "the point");
        assert_eq!(price(12_345_678, 87_654_321), 30);
    }
}
