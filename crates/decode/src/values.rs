//! The values of a cell, and the spellings of them that nearly every cell has.

use crate::few::Few;
use rust_decimal::Decimal;

/// The values of an amount cell: `None` for `N/A`, which states nothing.
pub(crate) type Values = Few<Option<Decimal>>;

/// Most values in a cell: a distribution on every day of the year, and the total.
pub(crate) const MOST: usize = 367;

/// The usual spellings, without allocation for each token: numbers of digits with at most one
/// point, and dashes for zero, perhaps each after a dollar sign, escaped or not. `None` for
/// every other, which a slower reader may know.
pub(crate) fn usual(text: &str) -> Option<Values> {
    // `00` are two zeros that were printed without a blank between them.
    if (2..=4).contains(&text.len()) && text.bytes().all(|b| b == b'0') {
        return Some(vec![Some(Decimal::ZERO); text.len()].into());
    }
    if let Some(only) = number(text) {
        return Some(Values::One(Some(only)));
    }
    let mut values = Vec::new();
    let mut dollar = false;
    for token in text.split_ascii_whitespace() {
        let token = token.strip_prefix('\\').unwrap_or(token);
        let (sign, token) = match token.strip_prefix('$') {
            Some(rest) => (true, rest),
            None => (false, token),
        };
        if sign && dollar {
            return None;
        }
        dollar = sign && token.is_empty();
        if !dollar {
            values.push(Some(if token == "-" { Decimal::ZERO } else { number(token)? }));
        }
    }
    (!dollar && (1..=MOST).contains(&values.len())).then(|| values.into())
}

/// Digits with at most one point.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    let mut units = 0i64;
    let mut point = None;
    for (i, b) in text.bytes().enumerate() {
        match b {
            // More than eighteen digits may not fit; the decimal's own reader decides then.
            b'0'..=b'9' => units = units.wrapping_mul(10).wrapping_add(i64::from(b - b'0')),
            b'.' if point.is_none() => point = Some(i),
            _ => return None,
        }
    }
    let digits = text.len() - usize::from(point.is_some());
    let places = point.map_or(0, |p| text.len() - p - 1);
    match (digits, u32::try_from(places)) {
        (0, _) => None,
        (1..=18, Ok(places)) => Some(Decimal::new(units, places)),
        _ => Decimal::from_str_exact(text).ok(),
    }
}

/// Whether a text is digits with a point among or before them, and so nothing but a figure.
pub(crate) fn is_fraction(text: &str) -> bool {
    let mut points = 0;
    let plain = text.bytes().all(|b| {
        points += u32::from(b == b'.');
        b == b'.' || b.is_ascii_digit()
    });
    plain && points == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_value_and_many() {
        let read = |text: &str| usual(text).map(|v| v.to_vec());
        let d = |s: &str| Some(s.parse::<Decimal>().unwrap());
        assert_eq!(read("0.5"), Some(vec![d("0.5")]));
        assert_eq!(read("$ 0.5 $ -\n\\$0.25 -"), Some(vec![d("0.5"), d("0"), d("0.25"), d("0")]));
        for other in ["", "$", "$ $ 5", "0.5 $", "N/A", "(0.5)", "1,000", "0.1$0.2", "--", "."] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_what_the_decimal_reader_says(text in "[0-9]{1,22}(\\.[0-9]{1,12})?") {
            let slow = Decimal::from_str_exact(&text).ok();
            prop_assert_eq!(number(&text).map(|d| (d, d.scale())), slow.map(|d| (d, d.scale())));
        }

        #[test]
        fn what_is_no_number_is_none(text in "[0-9.,a$ -]{0,6}") {
            let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            let reads = digits && Decimal::from_str_exact(&text).is_ok();
            prop_assert_eq!(number(&text).is_some(), reads);
        }
    }
}
