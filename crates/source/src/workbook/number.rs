//! The one place where a binary float becomes decimal text.
//!
//! A workbook holds numbers as binary floats; Excel shows and keeps 15 significant digits of
//! them. A number that was typed has a decimal of at most 15 digits that rounds to the float,
//! and there is only one such decimal: it is taken as it is. A float without one was computed
//! (0.1 + 0.2 gives 0.30000000000000004), and its last digits are the noise of binary sums: it
//! becomes the nearest decimal of at most [`PLACES`] places and twelve digits where that is within
//! the noise, and else the 15 digits that Excel shows.

use std::fmt::Write;

/// Significant digits that Excel keeps.
const DIGITS: usize = 15;
/// Decimal places of a rate; layouts print at most nine or ten.
const PLACES: usize = 10;
/// How far, relative to the larger of 1 and the number, the noise of sums reaches: 450 units in
/// the last place of a float, which several hundred additions of rates stay below.
const NOISE: f64 = 1e-13;
/// Whole numbers below are exact in a float and have at most [`DIGITS`] digits.
const EXACT: f64 = 1e15;

/// Whether the float was typed or is the cached value of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A constant in the cell.
    Typed,
    /// The result of a formula: even a decimal of 13 to 15 digits may be noise.
    Computed,
}

/// Writes the number in plain notation (`0.17522`, `-3`, `0`) in place of what `out` holds.
/// Returns false, and leaves nothing, for what is no number (infinite, not a number).
pub(crate) fn decimal_text(value: f64, origin: Origin, out: &mut String) -> bool {
    out.clear();
    if !value.is_finite() {
        return false;
    }
    if !short(value, out) {
        long(value, origin, out);
    }
    if out.contains('.') {
        let end = out.trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(end);
    }
    if out == "-0" {
        out.replace_range(.., "0");
    }
    true
}

/// A number that the file spells as a plain decimal of at most the digits that Excel keeps (fewer
/// for a computed one, whose last digits may be noise), without zeros at its end: it is exact as it
/// stands. Nothing for any other spelling.
pub(crate) fn plain_decimal(spelt: &str, origin: Origin) -> Option<&str> {
    let digits = spelt.strip_prefix('-').unwrap_or(spelt).as_bytes();
    let most = match origin {
        Origin::Typed => DIGITS,
        Origin::Computed => DIGITS - 3,
    };
    let (mut point, mut count) = (None, 0);
    for (i, b) in digits.iter().enumerate() {
        match b {
            b'0' if count == 0 => {}
            b'0'..=b'9' => count += 1,
            b'.' if point.is_none() => point = Some(i),
            _ => return None,
        }
    }
    let whole = point.unwrap_or(digits.len());
    let leading_zero = whole > 1 && digits[0] == b'0';
    let ends = digits.first().zip(digits.last());
    let spelt_out = ends.is_some_and(|(a, z)| a.is_ascii_digit() && z.is_ascii_digit());
    if !spelt_out || leading_zero || count > most || digits.len() > 2 * DIGITS {
        return None;
    }
    if count == 0 {
        return Some("0");
    }
    if point.is_none() {
        return Some(spelt);
    }
    let zeros = digits.iter().rev().take_while(|b| **b == b'0').count();
    let places = &spelt[..spelt.len() - zeros];
    Some(places.strip_suffix('.').unwrap_or(places))
}

/// The usual case without a search: a decimal of at most nine places and 15 digits. The division
/// of two exact floats is correctly rounded, so the result equals `value` only if the decimal's
/// nearest float is `value`.
fn short(value: f64, out: &mut String) -> bool {
    if value.fract() == 0.0 && value.abs() < EXACT {
        // Exact: whole and below 2^53.
        return write!(out, "{value:.0}").is_ok();
    }
    let scaled = (value * 1e9).round();
    if scaled.abs() >= EXACT || scaled / 1e9 != value {
        return false;
    }
    let n = scaled.abs() as u64;
    let sign = if value < 0.0 { "-" } else { "" };
    write!(out, "{sign}{}.{:09}", n / 1_000_000_000, n % 1_000_000_000).is_ok()
}

fn long(value: f64, origin: Origin, out: &mut String) {
    // `Display` gives the shortest decimal that rounds to the float, never an exponent.
    let _ = write!(out, "{value}");
    let digits = significant(out);
    let suspect = match origin {
        Origin::Typed => digits > DIGITS,
        Origin::Computed => digits > DIGITS - 3,
    };
    if !suspect {
        return;
    }
    let exact = std::mem::take(out);
    // Twelve digits at most, so that the noise stays below a tenth of the last place.
    let whole = exact.trim_start_matches('-').split('.').next().map_or(0, str::len);
    if let Some(places) = (DIGITS - 3).checked_sub(whole).map(|p| p.min(PLACES)) {
        let _ = write!(out, "{value:.places$}");
        let near = |r: f64| (r - value).abs() <= NOISE * value.abs().max(1.0);
        if out.parse().is_ok_and(near) {
            return;
        }
        out.clear();
    }
    if digits <= DIGITS {
        out.push_str(&exact);
        return;
    }
    // Fifteen significant digits: scientific notation rounds there; a second pass makes it plain.
    let rounded = format!("{value:.*e}", DIGITS - 1);
    plain(&rounded, out);
}

/// The significant digits of a plain decimal: without sign, point, leading and trailing zeros.
fn significant(text: &str) -> usize {
    let digits = text.bytes().filter(u8::is_ascii_digit).skip_while(|b| *b == b'0');
    let (mut count, mut zeros) = (0, 0);
    for digit in digits {
        count += 1;
        zeros = if digit == b'0' { zeros + 1 } else { 0 };
    }
    count - zeros
}

/// `-1.25e-3` as `-0.00125`.
fn plain(scientific: &str, out: &mut String) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(m) => ("-", m),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    out.push_str(sign);
    let point = exponent + 1;
    if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        out.push_str(&digits);
        return;
    }
    let point = point.unsigned_abs() as usize;
    if point >= digits.len() {
        out.push_str(&digits);
        out.extend(std::iter::repeat_n('0', point - digits.len()));
    } else {
        out.push_str(&digits[..point]);
        out.push('.');
        out.push_str(&digits[point..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(value: f64) -> String {
        let mut out = String::from("old");
        assert!(decimal_text(value, Origin::Typed, &mut out));
        out
    }

    fn computed(value: f64) -> String {
        let mut out = String::new();
        assert!(decimal_text(value, Origin::Computed, &mut out));
        out
    }

    #[test]
    fn typed_numbers_keep_every_digit_that_excel_keeps() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-3.0, "-3"),
            (0.17522, "0.17522"),
            (-0.000000001, "-0.000000001"),
            (0.000_000_000_012_5, "0.0000000000125"),
            (123_456.789_012_345, "123456.789012345"),
            (0.123_456_789_012_345, "0.123456789012345"),
            (0.123_456_789_000_5, "0.1234567890005"),
            (471_021_402.0, "471021402"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e21, "1000000000000000000000"),
            (2.5e-20, "0.000000000000000000025"),
        ] {
            assert_eq!(typed(value), text);
        }
    }

    #[test]
    fn noise_of_binary_sums_goes() {
        assert_eq!(typed(0.1 + 0.2), "0.3");
        assert_eq!(computed(0.1 + 0.2), "0.3");
        assert_eq!(computed(1.1 + 2.2), "3.3");
        let daily = (0..250).fold(0.0, |sum, _| sum + 0.000_123_456);
        assert_eq!(computed(daily), "0.030864");
        assert_eq!(typed(daily), "0.030864");
        let large = (0..365).fold(0.0, |sum, _| sum + 1.123_456_789);
        assert_eq!(computed(large), "410.061727985");
        // One that happens to have a decimal of 15 digits.
        assert_eq!(computed(0.030_864_000_000_001_2), "0.030864");
        // 0.3 - 0.1 - 0.2 is not zero in binary.
        assert_eq!(computed(0.3 - 0.1 - 0.2), "0");
    }

    #[test]
    fn a_quotient_keeps_fifteen_digits() {
        assert_eq!(computed(1.0 / 3.0), "0.333333333333333");
        assert_eq!(typed(2.0 / 3.0), "0.666666666666667");
        assert_eq!(typed(12_345_678_901_234_567.0), "12345678901234600");
        assert_eq!(computed(1e300 / 3.0).len(), 300);
    }

    #[test]
    fn spellings() {
        let plain = |s| plain_decimal(s, Origin::Typed);
        for (spelt, text) in [
            ("0", "0"),
            ("0.0", "0"),
            ("-0", "0"),
            ("0.17522", "0.17522"),
            ("-12.500", "-12.5"),
            ("100", "100"),
            ("100.0", "100"),
            ("123456.789012345", "123456.789012345"),
        ] {
            assert_eq!(plain(spelt), Some(text));
        }
        for spelt in
            ["", "-", ".5", "5.", "1E-3", "007", "1.2.3", "+1", "0.30000000000000004", "1,0", "NaN"]
        {
            assert_eq!(plain(spelt), None, "{spelt}");
        }
        assert!(plain_decimal("0.0308640000000012", Origin::Computed).is_none());
    }

    #[test]
    fn what_is_no_number() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!decimal_text(value, Origin::Typed, &mut String::new()));
        }
    }

    proptest! {
        #[test]
        fn a_decimal_of_fifteen_digits_comes_back(n in -999_999_999_999_999i64..999_999_999_999_999, places in 0usize..15) {
            let digits = format!("{:0width$}", n.abs(), width = places + 1);
            let (whole, part) = digits.split_at(digits.len() - places);
            let sign = if n < 0 { "-" } else { "" };
            let text = if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") };
            let value: f64 = text.parse().unwrap();
            let plain = plain_decimal(&text, Origin::Typed).unwrap();
            prop_assert_eq!(plain, &typed(value));
            let trimmed = if places == 0 { text.as_str() } else { text.trim_end_matches('0').trim_end_matches('.') };
            let expected = if trimmed == "-0" { "0" } else { trimmed };
            prop_assert_eq!(typed(value), expected);
        }

        #[test]
        fn nothing_moves_by_more_than_the_noise(value in -1e6f64..1e6) {
            let text = computed(value);
            let back: f64 = text.parse().unwrap();
            prop_assert!((back - value).abs() <= 2.0 * NOISE * value.abs().max(1.0));
        }
    }
}
