//! Whether cash is what shares × rate give, for the payments that are as they should be.

/// How the cash of a distribution's payments is checked, and the day on which they are due. Every
/// payment touches one, with distributions in no order: they are small, so that most stay near.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
pub(crate) struct Check {
    /// Cash per share, `rate · 10^-scale`; not below zero where cash is checked.
    rate: i64,
    /// The payable date; the least number where there is none.
    pub(crate) day: i32,
    /// Decimal places of the rate, fewer than [`SCALES`], and after them what is checked.
    how: u8,
    /// Cash below two to this many bits goes the quick way ([`super::quick`]).
    pub(super) bits: u8,
    /// Which of the kernel's shapes; [`NOT_QUICK`] where there is no quick way.
    pub(super) class: u16,
}

const _: () = assert!(size_of::<Check>() == 16);

/// The class of distributions that only have the plain way.
pub(super) const NOT_QUICK: u16 = u16::MAX;
/// The greatest class of others: no number of theirs has the highest bit.
pub(super) const MOST_CLASS: u16 = u16::MAX >> 1;

/// What is checked of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Checked {
    /// It needs a closer look.
    Closed = 0,
    /// Nothing: shares do not give the cash (income accrues daily).
    Nothing = 1 << 4,
    /// Shares × rate must give the cash.
    Cash = 2 << 4,
}

/// Rates have fewer decimal places.
pub(crate) const SCALES: usize = 16;
/// In how many ways, at most, a distribution is checked: what is checked, and a scale.
const HOWS: u8 = 64;
/// The bits of a scale.
const SCALE: u8 = SCALES as u8 - 1;

/// What a check of cash needs to know of the shares' scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// Rate × shares of one cent, by the scale of the rate; zero where it does not fit.
    cent: [u64; SCALES],
    slack: [u64; SCALES],
    /// The same by how a distribution is checked, for the quick way.
    few: [Few; HOWS as usize],
}

/// What cash and shares × rate, in the places of both, may be apart.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Few {
    /// One cent.
    cent: u64,
    /// So many, below two to 62, besides what the shares are not known to.
    slack: u64,
    /// Zero if that decides.
    closed: u32,
}

impl Few {
    const CLOSED: Few = Few { cent: 0, slack: 0, closed: 1 };
}

impl Unit {
    pub(crate) fn new(share_scale: u8, tolerance_cents: i64) -> Unit {
        let few = [Few::CLOSED; HOWS as usize];
        let mut unit = Unit { cent: [0; SCALES], slack: [0; SCALES], few };
        // Nothing is nothing apart: there is no rate.
        unit.few[Checked::Nothing as usize].closed = 0;
        for scale in 0..SCALES {
            let decimals = (scale as u32 + u32::from(share_scale)).checked_sub(2);
            let cent = decimals.and_then(|d| 10i64.checked_pow(d));
            let slack = cent.and_then(|c| tolerance_cents.checked_mul(c));
            if let (Some(cent), Some(slack)) = (cent, slack) {
                let (cent, slack) = (cent.unsigned_abs(), slack.unsigned_abs());
                (unit.cent[scale], unit.slack[scale]) = (cent, slack);
                let closed = u32::from(slack >= 1 << 62);
                unit.few[Checked::Cash as usize | scale] = Few { cent, slack, closed };
            }
        }
        unit
    }
}

impl Check {
    /// Nothing goes by this.
    pub(crate) const CLOSED: Check = Check::new(0, 0, i32::MIN, Checked::Closed);

    /// A check by a rate of so many decimal places, fewer than [`SCALES`].
    pub(crate) const fn new(rate: i64, scale: u8, day: i32, kind: Checked) -> Check {
        // Only cash is held against a rate.
        let (rate, scale) = match kind {
            Checked::Cash => (rate, scale & SCALE),
            Checked::Closed | Checked::Nothing => (0, 0),
        };
        Check { rate, day, how: scale | kind as u8, bits: 0, class: NOT_QUICK }
    }

    fn scale(&self) -> usize {
        usize::from(self.how & SCALE)
    }

    fn is(&self, kind: Checked) -> bool {
        self.how & !SCALE == kind as u8
    }

    /// Whether the cash goes the quick way: no bit of it stands above those that the way allows.
    #[inline]
    pub(super) fn is_quick(&self, cash: i64) -> bool {
        (self.class != NOT_QUICK) & (cash.unsigned_abs() >> self.bits == 0)
    }

    /// As [`Check::confirms`], of cash that is not below zero and that [is quick](Check::is_quick)
    /// if anything of the distribution is; of other cash it says no. Nothing is decided on the way,
    /// so that the processor works on many payments at once.
    #[inline(always)]
    pub(super) fn confirms_quick(&self, day: i32, cash: i64, shares: i64, unit: &Unit) -> bool {
        let few = &unit.few[usize::from(self.how % HOWS)];
        // Cash below zero has the highest bit.
        let odd =
            cash as u64 >> (self.bits & 0x3f) | u64::from(few.closed | (self.day ^ day) as u32);
        // Far from the ends of 128 bits wherever the cash is not odd. Shares below zero are far from
        // any cash, unless both are next to nothing.
        let all = (u128::from(cash as u64) * u128::from(few.cent)) as i128;
        let apart = all.wrapping_sub(i128::from(shares) * i128::from(self.rate));
        // Shares are known to half a unit of their last place.
        let most = few.slack + (self.rate as u64 >> 1);
        (odd == 0) & (apart.wrapping_add(most.into()) as u128 <= u128::from(most << 1))
    }

    /// Whether a payment is plainly of the distribution: the day is that, and the cash is shares ×
    /// rate; [`crate::matching::reproduces`] in the common case.
    #[inline]
    pub(crate) fn confirms(&self, day: i32, cash: i64, shares: Option<i64>, unit: &Unit) -> bool {
        if self.day != day || !self.is(Checked::Cash) {
            return self.day == day && self.is(Checked::Nothing);
        }
        let Some(shares) = shares else { return true };
        let scale = self.scale();
        let (cent, slack) = (unit.cent[scale], unit.slack[scale]);
        let cash = u128::from(cash.unsigned_abs()) * u128::from(cent);
        let product = u128::from(shares.unsigned_abs()) * u128::from(self.rate.unsigned_abs());
        // Shares are known to half a unit of their last place.
        let half = self.rate.unsigned_abs().div_ceil(2);
        let slack = u128::from(slack) + u128::from(half);
        cent != 0 && cash.abs_diff(product) <= slack
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![-3i64..=3, -100_000_000i64..100_000_000, any::<i64>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 50_000 }))]
        #[test]
        fn the_quick_way_confirms_what_the_other_does(
            rate in number().prop_map(|r| r.checked_abs().unwrap_or(0)),
            scale in 0..SCALES as u8,
            kind in prop_oneof![1 => Just(Checked::Closed), 1 => Just(Checked::Nothing), 5 => Just(Checked::Cash)],
            (share_scale, tolerance) in (0u8..=9, prop_oneof![0i64..5, any::<i64>()]),
            (shares, near) in (number(), prop_oneof![3 => (-3i64..=3).prop_map(Some), 1 => Just(None)]),
            (cash, late) in (number(), proptest::bool::weighted(0.1)),
            bits in 10u8..=40,
        ) {
            let unit = Unit::new(share_scale, tolerance.checked_abs().unwrap_or(0));
            let check = Check { bits, class: 0, ..Check::new(rate, scale, 7, kind) };
            let cent = 10i128.pow((u32::from(scale) + u32::from(share_scale)).saturating_sub(2));
            // Cash that shares × rate give, or nearly.
            let given = i128::from(rate) * i128::from(shares) / cent;
            let cash = near.and_then(|n| Some(i64::try_from(given).ok()?.saturating_add(n))).unwrap_or(cash);
            let day = 7 + i32::from(late);
            let quick = check.confirms_quick(day, cash, shares, &unit);
            let plain = check.confirms(day, cash, Some(shares), &unit);
            prop_assert!(plain || !quick);
            let usual = cash >= 0 && check.is_quick(cash) && shares >= 0 && tolerance.unsigned_abs() < 5;
            // An odd half of the rate is only known to the other.
            if usual && rate % 2 == 0 {
                prop_assert_eq!(quick, plain);
            }
        }
    }
}
