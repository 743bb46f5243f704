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
    let mut text = String::new();
    push_plain(value, &mut text);
    text
}

/// The same at the end of a text, for those who write many.
pub fn push_plain(value: Decimal, text: &mut String) {
    spelt(value, |spelt| text.push_str(str::from_utf8(spelt).unwrap_or_default()));
}

/// What is done with that spelling, which is ASCII.
pub(crate) fn spelt<T>(value: Decimal, then: impl FnOnce(&[u8]) -> T) -> T {
    let mantissa = value.mantissa();
    if mantissa == 0 {
        return then(b"0");
    }
    let Ok(mut digits) = u64::try_from(mantissa.unsigned_abs()) else {
        // Figures of twenty digits: nobody pays them, so nobody waits for them.
        return then(value.normalize().to_string().as_bytes());
    };
    let mut scale = value.scale();
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale = if digits == 0 { 0 } else { scale - 1 };
    }
    // From the last place to the first, then the point and what stands before it.
    let mut spelt = [b'0'; LONGEST];
    let mut at = LONGEST;
    for _ in 0..scale {
        at -= 1;
        spelt[at] = b'0' + (digits % 10) as u8;
        digits /= 10;
    }
    if scale > 0 {
        at -= 1;
        spelt[at] = b'.';
    }
    loop {
        at -= 1;
        spelt[at] = b'0' + (digits % 10) as u8;
        digits /= 10;
        if digits == 0 {
            break;
        }
    }
    if mantissa < 0 {
        at -= 1;
        spelt[at] = b'-';
    }
    then(&spelt[at..])
}

/// A minus, a zero, a point and the 28 places of a decimal.
const LONGEST: usize = 31;

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
    // Most figures are zero, and adding nothing takes as long as adding something.
    let stated = amounts.into_iter().filter(|a| !a.is_zero());
    stated.reduce(Decimal::saturating_add).unwrap_or_default()
}

/// The powers of ten up to the largest scale of a decimal: what a figure of fewer places is multiplied
/// by where figures are compared or summed as whole units.
pub const POWERS_OF_TEN: [i128; 29] = {
    let mut powers = [1; 29];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_has_one_spelling() {
        for (given, expected) in
            [("0.1200", "0.12"), ("-0.00", "0"), ("100", "100"), ("-3.50", "-3.5"), ("0.00", "0")]
        {
            assert_eq!(plain(Decimal::from_str_exact(given).unwrap()), expected);
        }
        assert_eq!(plain(Decimal::MIN), "-79228162514264337593543950335");
        assert_eq!(plain(Decimal::new(-5, 28)), "-0.0000000000000000000000000005");
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

        #[test]
        fn plain_is_what_the_decimal_itself_prints(mantissa: i64, high: i16, scale in 0u32..29) {
            for mantissa in [i128::from(mantissa), i128::from(mantissa) << 16 | i128::from(high)] {
                let d = Decimal::from_i128_with_scale(mantissa, scale);
                prop_assert_eq!(plain(d), d.normalize().to_string());
            }
        }
    }
}
