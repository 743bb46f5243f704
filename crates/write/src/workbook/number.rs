//! An exact decimal in a cell that can only hold a binary float.

use yearend_model::Decimal;
use yearend_model::decimal::plain;

/// The most significant digits for which every program prints the float as the decimal that it
/// came from (IEEE 754 binary64 keeps 15).
const DIGITS: usize = 15;

/// The float that every spreadsheet shows as exactly this decimal; `None` where there is none, so
/// that the cell must hold text.
pub(crate) fn exact(value: Decimal) -> Option<f64> {
    let text = plain(value);
    let digits =
        text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let float: f64 = text.parse().ok()?;
    (digits <= DIGITS && format!("{float}") == text).then_some(float)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_figures_become_text() {
        let d = |s: &str| Decimal::from_str_exact(s).unwrap();
        assert_eq!(exact(d("0.10")), Some(0.1));
        assert_eq!(exact(d("-12345.123456789")), Some(-12345.123456789));
        assert_eq!(exact(d("123456.1234567890")), Some(123456.123456789));
        assert_eq!(exact(d("1234567.123456789")), None, "sixteen digits");
        assert_eq!(exact(d("0.1234567890123456789")), None);
    }

    proptest! {
        #[test]
        fn a_number_cell_reads_back_exactly(mantissa in any::<i64>(), scale in 0u32..20) {
            let d = Decimal::new(mantissa, scale);
            if let Some(f) = exact(d) {
                prop_assert_eq!(Decimal::from_str_exact(&f.to_string()).unwrap(), d);
            }
        }

        #[test]
        fn every_usual_figure_is_a_number(mantissa in 0i64..1_000_000_000_000_000, scale in 0u32..12) {
            prop_assert!(exact(Decimal::new(mantissa, scale)).is_some());
        }
    }
}
