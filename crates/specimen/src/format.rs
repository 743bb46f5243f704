//! How figures, dates and numbers of securities are spelled.

use crate::rng::Rng;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// How an amount of nothing is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// With its places (`0.00000`).
    Places,
    /// `0`.
    Digit,
    /// `-`, after the currency sign if there is one.
    Dash,
    /// `--`, without a currency sign.
    DoubleDash,
    /// An empty cell, which states nothing.
    Blank,
    /// `N/A`, which states nothing.
    NotApplicable,
}

/// How amounts are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyle {
    /// What stands before the digits: nothing, `$`, `$ `.
    pub currency: &'static str,
    /// Amounts of nothing.
    pub zero: Zero,
    /// All places (`0.12000`), or none that say nothing (`0.12`).
    pub padded: bool,
    /// `0.12` rather than `.12`.
    pub leading_zero: bool,
    /// `(0.12)` rather than `-0.12`.
    pub parentheses: bool,
    /// `1,012.5` rather than `1012.5`.
    pub thousands: bool,
    /// The AMT fraction as `12.5%` rather than `0.125`.
    pub percent: bool,
    /// Decimal places of the family.
    pub scale: u32,
}

impl NumberStyle {
    /// A random style for a family of that many decimal places.
    pub fn random(rng: &mut Rng, scale: u32) -> NumberStyle {
        let currency = *rng.pick(&["", "", "$", "$ "]);
        let zeros = [
            Zero::Places,
            Zero::Places,
            Zero::Digit,
            Zero::Dash,
            Zero::Dash,
            Zero::DoubleDash,
            Zero::Blank,
            Zero::NotApplicable,
        ];
        NumberStyle {
            currency,
            zero: *rng.pick(&zeros),
            padded: rng.chance(65),
            leading_zero: !rng.chance(15),
            parentheses: rng.chance(50),
            thousands: rng.chance(50),
            percent: rng.chance(30),
            scale,
        }
    }

    /// Whether an amount of nothing is stated at all.
    #[must_use]
    pub fn states_zero(&self) -> bool {
        !matches!(self.zero, Zero::Blank | Zero::NotApplicable)
    }

    /// An amount in dollars per share.
    #[must_use]
    pub fn amount(&self, value: Decimal) -> String {
        if value.is_zero() {
            return self.nothing(self.scale);
        }
        let digits = self.digits(value.abs(), self.scale);
        match (value.is_sign_negative(), self.parentheses) {
            (false, _) => format!("{}{digits}", self.currency),
            (true, true) => format!("{}({digits})", self.currency),
            (true, false) => format!("{}-{digits}", self.currency),
        }
    }

    /// The AMT fraction.
    #[must_use]
    pub fn fraction(&self, value: Decimal) -> String {
        if value.is_zero() && !self.percent {
            return self.nothing(4).trim_start_matches(['$', ' ']).to_owned();
        }
        if self.percent {
            return format!("{:.2}%", value * Decimal::ONE_HUNDRED);
        }
        self.digits(value, 4)
    }

    fn nothing(&self, scale: u32) -> String {
        match self.zero {
            Zero::Places => format!("{}{}", self.currency, self.digits(Decimal::ZERO, scale)),
            Zero::Digit => format!("{}0", self.currency),
            Zero::Dash => format!("{}-", self.currency),
            Zero::DoubleDash => "--".to_owned(),
            Zero::Blank => String::new(),
            Zero::NotApplicable => "N/A".to_owned(),
        }
    }

    fn digits(&self, value: Decimal, scale: u32) -> String {
        let mut text = if self.padded {
            format!("{value:.*}", scale as usize)
        } else {
            value.normalize().to_string()
        };
        if self.thousands {
            let whole = text.find('.').unwrap_or(text.len());
            for at in (1..whole).rev().filter(|at| (whole - at) % 3 == 0) {
                text.insert(at, ',');
            }
        }
        if !self.leading_zero && text.starts_with("0.") {
            text.remove(0);
        }
        text
    }
}

/// How dates are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// `6/5/2013`
    Us,
    /// `06/05/2013`
    UsPadded,
    /// `06/05/13`
    UsShort,
    /// `2013-06-05`
    Iso,
    /// `5-Jun-2013`
    DayMonth,
    /// `05-Jun-13`
    DayMonthShort,
    /// `05JUN2013`
    Packed,
    /// `2013/06/05`
    YearFirst,
    /// `Jun 5, 2013`
    Words,
}

impl DateStyle {
    /// A random style; one without blanks where several dates share a cell.
    pub fn random(rng: &mut Rng, shared_cell: bool) -> DateStyle {
        let styles = [
            DateStyle::Us,
            DateStyle::Us,
            DateStyle::UsPadded,
            DateStyle::UsShort,
            DateStyle::Iso,
            DateStyle::DayMonth,
            DateStyle::DayMonthShort,
            DateStyle::Packed,
            DateStyle::YearFirst,
            DateStyle::Words,
        ];
        let n = if shared_cell { styles.len() - 1 } else { styles.len() };
        styles[rng.below(n)]
    }

    /// The date in this spelling.
    #[must_use]
    pub fn format(self, date: Date) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (y, m, d) = (date.year(), date.month(), date.day());
        let month = MONTHS[usize::from(m.unsigned_abs()) - 1];
        let short = y % 100;
        match self {
            DateStyle::Us => format!("{m}/{d}/{y}"),
            DateStyle::UsPadded => format!("{m:02}/{d:02}/{y}"),
            DateStyle::UsShort => format!("{m:02}/{d:02}/{short:02}"),
            DateStyle::Iso => date.to_string(),
            DateStyle::DayMonth => format!("{d}-{month}-{y}"),
            DateStyle::DayMonthShort => format!("{d:02}-{month}-{short:02}"),
            DateStyle::Packed => format!("{d:02}{}{y}", month.to_uppercase()),
            DateStyle::YearFirst => format!("{y}/{m:02}/{d:02}"),
            DateStyle::Words => format!("{month} {d}, {y}"),
        }
    }
}

/// How CUSIPs are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CusipStyle {
    /// `471021402`
    Plain,
    /// `471021 40 2`
    Spaced,
    /// `471021-40-2`
    Hyphened,
}

impl CusipStyle {
    /// The number in this spelling.
    #[must_use]
    pub fn format(self, cusip: &str) -> String {
        let separator = match self {
            CusipStyle::Plain => return cusip.to_owned(),
            CusipStyle::Spaced => " ",
            CusipStyle::Hyphened => "-",
        };
        match (cusip.get(..6), cusip.get(6..8), cusip.get(8..)) {
            (Some(issuer), Some(issue), Some(check)) => [issuer, issue, check].join(separator),
            _ => cusip.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn style() -> NumberStyle {
        NumberStyle {
            currency: "$ ",
            zero: Zero::Dash,
            padded: true,
            leading_zero: false,
            parentheses: true,
            thousands: true,
            percent: true,
            scale: 4,
        }
    }

    #[test]
    fn amounts() {
        let s = style();
        assert_eq!(s.amount(Decimal::new(1234, 4)), "$ .1234");
        assert_eq!(s.amount(Decimal::new(-12_345_678, 4)), "$ (1,234.5678)");
        assert_eq!(s.amount(Decimal::ZERO), "$ -");
        assert_eq!(s.fraction(Decimal::new(1234, 4)), "12.34%");
        let plain = NumberStyle { padded: false, percent: false, thousands: false, ..s };
        assert_eq!(plain.amount(Decimal::new(10_500, 4)), "$ 1.05");
        assert_eq!(plain.fraction(Decimal::ZERO), "-");
    }

    #[test]
    fn dates_and_cusips() {
        let d = date(2013, 6, 5);
        assert_eq!(DateStyle::UsShort.format(d), "06/05/13");
        assert_eq!(DateStyle::DayMonth.format(d), "5-Jun-2013");
        assert_eq!(DateStyle::Words.format(d), "Jun 5, 2013");
        assert_eq!(CusipStyle::Spaced.format("471021402"), "471021 40 2");
    }
}
