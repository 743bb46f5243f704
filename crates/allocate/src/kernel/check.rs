//! Whether cash is what shares × rate give, for the payments that are as they should be.

/// How the cash of a distribution's payments is checked, and the day on which they are due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check {
    /// Cash per share, `rate · 10^-scale`; not below zero where cash is checked.
    pub(crate) rate: i64,
    /// The payable date; the least number where there is none.
    pub(crate) day: i32,
    /// Decimal places of the rate, fewer than [`SCALES`].
    pub(crate) scale: u8,
    /// What is checked.
    pub(crate) kind: Checked,
}

/// What is checked of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// It needs a closer look.
    Closed,
    /// Nothing: shares do not give the cash (income accrues daily).
    Nothing,
    /// Shares × rate must give the cash.
    Cash,
}

/// Rates have fewer decimal places.
pub(crate) const SCALES: usize = 16;

/// What a check of cash needs to know of the shares' scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// Rate × shares of one cent, by the scale of the rate; zero where it does not fit.
    cent: [i64; SCALES],
    slack: [i64; SCALES],
}

impl Unit {
    pub(crate) fn new(share_scale: u8, tolerance_cents: i64) -> Unit {
        let mut unit = Unit { cent: [0; SCALES], slack: [0; SCALES] };
        for scale in 0..SCALES {
            let decimals = (scale as u32 + u32::from(share_scale)).checked_sub(2);
            let cent = decimals.and_then(|d| 10i64.checked_pow(d));
            if let Some((cent, slack)) =
                cent.and_then(|c| Some((c, tolerance_cents.checked_mul(c)?)))
            {
                (unit.cent[scale], unit.slack[scale]) = (cent, slack);
            }
        }
        unit
    }
}

impl Check {
    /// Nothing goes by this.
    pub(crate) const CLOSED: Check =
        Check { rate: 0, day: i32::MIN, scale: 0, kind: Checked::Closed };

    /// Whether a payment is plainly of the distribution: the day is that, and the cash is shares ×
    /// rate; [`crate::matching::reproduces`] in the common case.
    #[inline]
    pub(crate) fn confirms(&self, day: i32, cash: i64, shares: Option<i64>, unit: &Unit) -> bool {
        if self.day != day || self.kind != Checked::Cash {
            return self.day == day && self.kind == Checked::Nothing;
        }
        let Some(shares) = shares else { return true };
        let scale = usize::from(self.scale) & (SCALES - 1);
        let (cent, slack) = (unit.cent[scale], unit.slack[scale]);
        let cash = u128::from(cash.unsigned_abs()) * u128::from(cent.unsigned_abs());
        let product = u128::from(shares.unsigned_abs()) * u128::from(self.rate.unsigned_abs());
        // Shares are known to half a unit of their last place.
        let half = self.rate.unsigned_abs().div_ceil(2);
        let slack = u128::from(slack.unsigned_abs()) + u128::from(half);
        cent != 0 && cash.abs_diff(product) <= slack
    }
}
