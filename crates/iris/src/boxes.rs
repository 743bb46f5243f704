//! The money boxes of Form 1099-DIV and amounts in cents.

use std::fmt;

macro_rules! boxes {
    ($($name:ident $label:literal $column:literal $title:literal),* $(,)?) => {
        /// A box of Form 1099-DIV that holds US dollars, in the order of the form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum MoneyBox { $(#[doc = $title] $name),* }

        impl MoneyBox {
            /// Every money box, in the order of the form.
            pub const ALL: [MoneyBox; BOXES] = [$(MoneyBox::$name),*];

            /// The number printed on the form, such as `2a`.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(MoneyBox::$name => $label),* }
            }

            /// The column of `forms.parquet`.
            #[must_use]
            pub fn column(self) -> &'static str {
                match self { $(MoneyBox::$name => $column),* }
            }

            /// The words printed on the form.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(MoneyBox::$name => $title),* }
            }
        }
    };
}

/// The number of money boxes.
pub const BOXES: usize = 17;

boxes! {
    B1a "1a" "box_1a" "Total ordinary dividends",
    B1b "1b" "box_1b" "Qualified dividends",
    B2a "2a" "box_2a" "Total capital gain distributions",
    B2b "2b" "box_2b" "Unrecaptured section 1250 gain",
    B2c "2c" "box_2c" "Section 1202 gain",
    B2d "2d" "box_2d" "Collectibles (28%) gain",
    B2e "2e" "box_2e" "Section 897 ordinary dividends",
    B2f "2f" "box_2f" "Section 897 capital gain",
    B3 "3" "box_3" "Nondividend distributions",
    B4 "4" "box_4" "Federal income tax withheld",
    B5 "5" "box_5" "Section 199A dividends",
    B6 "6" "box_6" "Investment expenses",
    B7 "7" "box_7" "Foreign tax paid",
    B9 "9" "box_9" "Cash liquidation distributions",
    B10 "10" "box_10" "Noncash liquidation distributions",
    B12 "12" "box_12" "Exempt-interest dividends",
    B13 "13" "box_13" "Specified private activity bond interest dividends",
}

/// The largest amount that the schema's 17 digits hold: $999,999,999,999,999.99.
pub const MAX_CENTS: i128 = 99_999_999_999_999_999;

/// Amounts in cents by [`MoneyBox`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts(pub [i128; BOXES]);

impl Amounts {
    /// The amount of a box in cents.
    #[must_use]
    pub fn get(&self, b: MoneyBox) -> i128 {
        self.0[b as usize]
    }

    /// Sets the amount of a box, in cents.
    pub fn set(&mut self, b: MoneyBox, cents: i128) {
        self.0[b as usize] = cents;
    }

    /// Adds another set of amounts, box by box.
    pub fn add(&mut self, other: &Amounts) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a += b;
        }
    }

    /// Whether every box is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|c| *c == 0)
    }
}

/// Cents as the IRS wants them: `1234.50`, no sign, no separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dollars(pub i128);

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", abs / 100, abs % 100)
    }
}

/// Reads an amount of the schema's type `USDecimalAmountNNType` into cents.
///
/// The schema takes more spellings than anyone should write (`+5`, `.5`, `5.`, `0012.30`, blanks
/// around); they are read as it does. `None` for anything else: a negative, over 17 digits or
/// over two decimals.
#[must_use]
pub fn parse_amount(text: &str) -> Option<i128> {
    usual_amount(text.as_bytes()).or_else(|| any_amount(text))
}

/// `1234.50`, as everyone writes it.
fn usual_amount(text: &[u8]) -> Option<i128> {
    let (whole, cents) = text.split_at_checked(text.len().checked_sub(3)?)?;
    let digit = |b: &u8| b.is_ascii_digit().then(|| u64::from(b - b'0'));
    let [b'.', tens, ones] = cents else { return None };
    if !(1..=15).contains(&whole.len()) {
        return None;
    }
    let mut sum: u64 = 0;
    for b in whole {
        sum = sum * 10 + digit(b)?;
    }
    Some(i128::from(sum * 100 + digit(tens)? * 10 + digit(ones)?))
}

fn any_amount(text: &str) -> Option<i128> {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let (negative, digits) = match text.as_bytes().first()? {
        b'+' => (false, &text[1..]),
        b'-' => (true, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole.len() > 15 || fraction.len() > 2 {
        return None;
    }
    // 17 digits fit.
    let mut cents: u64 = 0;
    for b in whole.bytes() {
        cents = cents * 10 + u64::from(b.is_ascii_digit().then(|| b - b'0')?);
    }
    for b in fraction.bytes().chain(std::iter::repeat_n(b'0', 2 - fraction.len())) {
        cents = cents * 10 + u64::from(b.is_ascii_digit().then(|| b - b'0')?);
    }
    (!negative || cents == 0).then_some(i128::from(cents))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_the_schema_reads_them() {
        for (text, cents) in [
            ("0", 0),
            ("1234.50", 123_450),
            ("+5", 500),
            (".5", 50),
            ("5.", 500),
            ("0012.30", 1230),
            (" 1.00\n", 100),
            ("-0.00", 0),
            ("1.100", 110),
            ("999999999999999.99", MAX_CENTS),
        ] {
            assert_eq!(parse_amount(text), Some(cents), "{text:?}");
        }
        for bad in ["", ".", "+", "-1", "1.234", "1e3", "1,000", "$1", "1000000000000000", "NaN"] {
            assert_eq!(parse_amount(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn writing_then_reading_is_the_identity(cents in 0i128..=MAX_CENTS) {
            prop_assert_eq!(parse_amount(&Dollars(cents).to_string()), Some(cents));
        }
    }
}
