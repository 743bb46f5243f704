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
    /// The same by how a distribution is checked, for numbers of 64 bits.
    few: [Few; HOWS as usize],
}

/// What cash and shares × rate, in the places of both, may be apart in 64 bits.
#[derive(Clone, Copy, Debug, Default)]
struct Few {
    /// One cent.
    cent: u64,
    /// They are near enough below this.
    bound: u64,
}

impl Unit {
    pub(crate) fn new(share_scale: u8, tolerance_cents: i64) -> Unit {
        let few = [Few::default(); HOWS as usize];
        let mut unit = Unit { cent: [0; SCALES], slack: [0; SCALES], few };
        // Nothing is nothing apart: there is no rate.
        unit.few[Checked::Nothing as usize].bound = 1;
        for scale in 0..SCALES {
            let decimals = (scale as u32 + u32::from(share_scale)).checked_sub(2);
            let cent = decimals.and_then(|d| 10i64.checked_pow(d));
            let slack = cent.and_then(|c| tolerance_cents.checked_mul(c));
            if let (Some(cent), Some(slack)) = (cent, slack) {
                let (cent, slack) = (cent.unsigned_abs(), slack.unsigned_abs());
                (unit.cent[scale], unit.slack[scale]) = (cent, slack);
                unit.few[Checked::Cash as usize | scale] = Few { cent, bound: slack + 1 };
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

    /// As [`Check::confirms`], of cash that [is quick](Check::is_quick) and numbers of few digits;
    /// of others it says no. Nothing is decided on the way, so that the processor works on many
    /// payments at once.
    #[inline(always)]
    pub(super) fn confirms_quick(&self, day: i32, cash: i64, shares: i64, unit: &Unit) -> bool {
        let Few { cent, bound } = unit.few[usize::from(self.how % HOWS)];
        let (cash, rate) = (cash.unsigned_abs(), self.rate as u64);
        let all = u128::from(cash) * u128::from(cent);
        let product = u128::from(shares.unsigned_abs()) * u128::from(rate);
        let many = (all >> 64) as u64 | (product >> 64) as u64 | cash >> (self.bits & 0x3f);
        // Shares are known to half a unit of their last place.
        let apart = (all as u64).abs_diff(product as u64).saturating_sub(rate >> 1);
        (self.day == day) & (many == 0) & (apart < bound) & (self.class != NOT_QUICK)
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
