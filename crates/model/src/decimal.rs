//! Exact decimals, printed one way.
//!
//! Money and rates are [`Decimal`] (96-bit integer with a scale of 0 to 28) from the first
//! character read to the last one written. There is no conversion from a binary float here;
//! the one place that meets floats (cells of a workbook) turns them into text first.

use rust_decimal::Decimal;

/// The decimal in plain notation without trailing zeros or a negative zero: `2.0808`, `0`.
///
/// This is the only spelling of an amount in JSON, CSV and messages.
#[must_use]
pub fn plain(value: Decimal) -> String {
    if value.is_zero() { "0".to_owned() } else { value.normalize().to_string() }
}

/// The number of decimal places that carry information (trailing zeros do not).
#[must_use]
pub fn places(value: Decimal) -> u32 {
    value.normalize().scale()
}

/// Reads plain notation (`-12.5`, `0`), as [`plain`] writes it. No blanks, signs other than a
/// leading minus, exponents or separators; `None` for anything else, or for a number that does
/// not fit exactly.
#[must_use]
pub fn parse_plain(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let ok = !digits.is_empty()
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if ok { Decimal::from_str_exact(text).ok() } else { None }
}

/// The sum, exactly. A sum too large for a decimal stays at the largest one instead of failing:
/// such figures (over 10^28 dollars a share) can only be typed, never paid, and no equation holds
/// with them.
#[must_use]
pub fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Decimal {
    amounts.into_iter().fold(Decimal::ZERO, Decimal::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_has_one_spelling() {
        for (given, expected) in
            [("0.1200", "0.12"), ("-0.00", "0"), ("100", "100"), ("-3.50", "-3.5")]
        {
            assert_eq!(plain(Decimal::from_str_exact(given).unwrap()), expected);
        }
    }

    #[test]
    fn parse_refuses_what_plain_never_writes() {
        for bad in ["", "-", ".5", "5.", "1e3", "+1", "1,000", "1.2.3", " 1", "NaN"] {
            assert_eq!(parse_plain(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_sum_never_fails() {
        let cents = Decimal::new(1, 2);
        assert_eq!(sum([cents; 3]), Decimal::new(3, 2));
        assert_eq!(sum([Decimal::MAX, Decimal::MAX, cents]), Decimal::MAX);
        assert_eq!(sum([]), Decimal::ZERO);
    }

    proptest! {
        #[test]
        fn parse_inverts_plain(mantissa in any::<i64>(), scale in 0u32..19) {
            let d = Decimal::new(mantissa, scale);
            prop_assert_eq!(parse_plain(&plain(d)), Some(d.normalize()));
        }
    }
}
