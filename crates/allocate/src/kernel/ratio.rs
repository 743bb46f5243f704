//! An exact quotient of two integers, applied to cents by multiplication.

/// `num / den`, with `ceil(num · 2^63 / den)` precomputed where that fits.
///
/// With `m` that reciprocal, `cents · m / 2^63` exceeds the exact product by less than
/// `cents / 2^63`, which is below one eighth for every amount of DECIMAL(18,2); so its floor is
/// right or one too high, and the exact remainder (in wrapping 64-bit arithmetic, where it fits)
/// tells which. Ratios that do not fit take the plain way in 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    reciprocal: u64,
    num: u64,
    den: u64,
}

const SHIFT: u32 = 63;
/// Denominators below this keep one and a half times themselves within a signed 64-bit integer.
const DEN_LIMIT: u64 = 1 << 62;

impl Ratio {
    /// The ratio; `den` must not be zero. `None` where it does not fit the fast way: a
    /// denominator of 2^62 or more, or a quotient of two or more.
    #[must_use]
    pub fn new(num: u64, den: u64) -> Option<Ratio> {
        if den == 0 || den >= DEN_LIMIT || num / 2 >= den {
            return None;
        }
        let m = (u128::from(num) << SHIFT).div_ceil(u128::from(den));
        Some(Ratio { reciprocal: u64::try_from(m).ok()?, num, den })
    }

    /// `floor(cents · num / den)` and the remainder, for cents up to 10^18.
    #[inline]
    #[must_use]
    pub fn floor(self, cents: u64) -> (u64, u64) {
        let product = u128::from(cents) * u128::from(self.reciprocal);
        let mut q = (product >> SHIFT) as u64;
        let mut rem = cents.wrapping_mul(self.num).wrapping_sub(q.wrapping_mul(self.den));
        if rem >= self.den {
            q = q.wrapping_sub(1);
            rem = rem.wrapping_add(self.den);
        }
        (q, rem)
    }

    /// `cents · num / den` rounded half up, for cents up to 10^18.
    #[inline]
    #[must_use]
    pub fn half_up(self, cents: u64) -> u64 {
        let product = u128::from(cents) * u128::from(self.reciprocal) + (1 << (SHIFT - 1));
        let q = (product >> SHIFT) as u64;
        let rem = cents.wrapping_mul(self.num).wrapping_sub(q.wrapping_mul(self.den)) as i64;
        // One too high exactly where the rounding went up by more than a half.
        let high = rem < -((self.den >> 1) as i64);
        q.wrapping_sub(u64::from(high))
    }
}

/// `cents · num / den` rounded half up in 128 bits; `None` if the product does not fit.
#[must_use]
pub(super) fn half_up_wide(cents: u64, num: u128, den: u128) -> Option<u64> {
    let twice = u128::from(cents).checked_mul(num)?.checked_mul(2)?.checked_add(den)?;
    u64::try_from(twice / den.checked_mul(2)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(cents: u64, num: u64, den: u64) {
        let Some(r) = Ratio::new(num, den) else { return };
        let exact = u128::from(cents) * u128::from(num);
        let d = u128::from(den);
        let (q, rem) = r.floor(cents);
        assert_eq!((u128::from(q), u128::from(rem)), (exact / d, exact % d), "{cents} {num}/{den}");
        assert_eq!(u128::from(r.half_up(cents)), (2 * exact + d) / (2 * d), "{cents} {num}/{den}");
    }

    #[test]
    fn every_small_case() {
        for den in 1..40 {
            for num in 0..2 * den {
                for cents in 0..90 {
                    check(cents, num, den);
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn any_case(cents in 0u64..1_000_000_000_000_000_000, den in 1u64..DEN_LIMIT, part in any::<u64>()) {
            check(cents, part % (2 * den), den);
            check(cents, den, den);
            check(cents % 1_000_000, part % (2 * den), den);
        }

        /// Products that are whole or end in one half: the places where a reciprocal goes wrong.
        #[test]
        fn at_the_edge(q in 0u64..1_000_000_000, k in 1u64..2_000_000_000, off in 0u64..3) {
            check((2 * q + 1) * k + off - off.min(1), q % (4 * k), 2 * k);
            check(q * k + off, k.wrapping_sub(1), k);
        }
    }
}
