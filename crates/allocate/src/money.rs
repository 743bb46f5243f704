//! Cents and dates as integers, read and printed one way.

use yearend_model::Date;

/// The largest amount that DECIMAL(18,2) holds, in cents.
pub const MAX_CENTS: i64 = 999_999_999_999_999_999;

/// Cents as dollars: `-12.05`.
#[must_use]
pub fn dollars(cents: impl Into<i128>) -> String {
    spelt(cents.into(), false)
}

/// Cents as dollars with thousands separated: `-1,234,567.05`.
#[must_use]
pub fn dollars_grouped(cents: impl Into<i128>) -> String {
    spelt(cents.into(), true)
}

/// The figures of a reconciliation are many, and the formatter takes several times as long.
fn spelt(cents: i128, grouped: bool) -> String {
    // The last digit first; 128 bits have 39 at most.
    let (mut reversed, mut n) = ([b'0'; 64], 0);
    let mut put = |c: u8| {
        reversed[n] = c;
        n += 1;
    };
    let mut left = cents.unsigned_abs();
    let mut place = 0;
    while left > 0 || place < 3 {
        // Nearly every amount fits 64 bits, which are divided many times as fast.
        let digit = match u64::try_from(left) {
            Ok(few) => {
                left = (few / 10).into();
                few % 10
            }
            Err(_) => {
                let digit = left % 10;
                left /= 10;
                digit as u64
            }
        };
        match place {
            2 => put(b'.'),
            _ if grouped && place > 2 && place % 3 == 2 => put(b','),
            _ => {}
        }
        put(b'0' + digit as u8);
        place += 1;
    }
    if cents < 0 {
        put(b'-');
    }
    reversed[..n].iter().rev().copied().map(char::from).collect()
}

/// A whole number with thousands separated.
#[must_use]
pub fn grouped(n: u64) -> String {
    let s = dollars_grouped(i128::from(n) * 100);
    s.strip_suffix(".00").unwrap_or(&s).to_owned()
}

/// Reads plain decimal notation (`-12.5`, `7`) as an integer of `10^-scale` units. `None` for
/// anything else: signs other than a leading minus, exponents, separators, more decimals than
/// the scale holds (unless they are zeros), or too many digits.
#[must_use]
pub fn parse_scaled(text: &[u8], scale: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let mut value: i64 = 0;
    let mut decimals: Option<u32> = None;
    for &b in digits {
        match b {
            b'0'..=b'9' => {
                if let Some(n) = decimals {
                    if n == scale {
                        if b != b'0' {
                            return None;
                        }
                        continue;
                    }
                    decimals = Some(n + 1);
                }
                value = value.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
    }
    let missing = scale - decimals.unwrap_or(0);
    let value = value.checked_mul(10i64.checked_pow(missing)?)?;
    Some(if negative { -value } else { value })
}

/// Days since 1970-01-01, as Arrow's Date32 counts them.
#[must_use]
pub fn days(date: Date) -> i32 {
    let since = date.duration_since(jiff::civil::date(1970, 1, 1));
    // Dates are whole days apart, and the calendar's ends fewer than 32 bits of them.
    (since.as_hours() / 24) as i32
}

/// The date of a day number; `None` outside the calendar that can be printed.
#[must_use]
pub fn date_of(days: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// Reads an ISO 8601 date (`2025-06-26`) as a day number.
#[must_use]
pub fn parse_date(text: &str) -> Option<i32> {
    (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten().map(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_one_spelling() {
        assert_eq!(dollars(-1205i64), "-12.05");
        assert_eq!(dollars(5i64), "0.05");
        assert_eq!(dollars(i128::MIN), "-1701411834604692317316873037158841057.28");
        assert_eq!(dollars(u64::MAX), "184467440737095516.15");
        assert_eq!(dollars_grouped(0i64), "0.00");
        assert_eq!(dollars_grouped(-100_000i64), "-1,000.00");
        assert_eq!(
            dollars_grouped(i128::MAX),
            "1,701,411,834,604,692,317,316,873,037,158,841,057.27"
        );
        assert_eq!(dollars_grouped(-123_456_705i64), "-1,234,567.05");
        assert_eq!(dollars_grouped(99_905i64), "999.05");
        assert_eq!(grouped(20_000_000), "20,000,000");
    }

    #[test]
    fn only_exact_plain_decimals_are_read() {
        let cents = |t: &str| parse_scaled(t.as_bytes(), 2);
        assert_eq!(cents("12.5"), Some(1250));
        assert_eq!(cents("-0.05"), Some(-5));
        assert_eq!(cents("7"), Some(700));
        assert_eq!(cents("1.230"), Some(123));
        assert_eq!(cents("9999999999999999.99"), Some(MAX_CENTS));
        for bad in ["", "-", ".5", "5.", "1e3", "+1", "1,000", "1.234", "NaN", " 1", "1.2.3", "$1"]
        {
            assert_eq!(cents(bad), None, "{bad:?}");
        }
        assert_eq!(cents("99999999999999999999"), None);
    }

    #[test]
    fn dates_count_from_1970() {
        assert_eq!(parse_date("1970-01-01"), Some(0));
        assert_eq!(parse_date("2025-06-26"), Some(20265));
        assert_eq!(date_of(20265).unwrap().to_string(), "2025-06-26");
        assert_eq!(parse_date("2025-02-30"), None);
        assert_eq!(parse_date("26/06/2025"), None);
    }
}
