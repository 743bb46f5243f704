//! The check of cash against shares, prepared per distribution for one scale of shares.

use crate::matching::Payment;
use crate::plan::{Entry, Plan};

/// Both sides in 64-bit integers; [`crate::matching::reproduces`] in the common case.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Check {
    num: i64,
    cents: i64,
    slack: i64,
    /// Whether a payment on this date can be placed without a closer look.
    pub(super) plain: bool,
}

impl Check {
    pub(super) fn of(plan: &Plan, index: u32, entry: &Entry, share_scale: u8) -> Check {
        let plain = entry.blocked.is_none() && !plan.distribution(index).by_shares();
        let open = Check { plain, slack: i64::MAX, ..Check::default() };
        if entry.daily || !plain {
            return open;
        }
        let rate = entry.cash_rates[0];
        let closer_look = Check { slack: -1, ..open };
        let Some(decimals) = (rate.scale + u32::from(share_scale)).checked_sub(2) else {
            return closer_look;
        };
        let tolerance = plan.options.map_or(1, |o| o.tolerance_cents);
        let prepared = 10i64.checked_pow(decimals).and_then(|cents| {
            let slack = tolerance.checked_mul(cents)?.checked_add(rate.num / 2 + rate.num % 2)?;
            Some(Check { num: rate.num, cents, slack, plain })
        });
        prepared.unwrap_or(closer_look)
    }

    /// Whether the cash is plainly shares × rate. `false` asks for a closer look.
    #[inline]
    pub(super) fn holds(&self, cash: i64, shares: Option<i64>) -> bool {
        let Some(shares) = shares else { return true };
        if self.slack == i64::MAX {
            return true;
        }
        let cash = i128::from(cash.unsigned_abs()) * i128::from(self.cents);
        let product = i128::from(shares.unsigned_abs()) * i128::from(self.num);
        (cash - product).abs() <= i128::from(self.slack)
    }
}

/// The checks of every entry for one scale of shares.
#[derive(Debug, Default)]
pub(super) struct Checks {
    scale: Option<u8>,
    pub(super) by_entry: Vec<Check>,
}

impl Checks {
    pub(super) fn prepare(&mut self, plan: &Plan, share_scale: u8) {
        if self.scale != Some(share_scale) {
            self.scale = Some(share_scale);
            let entries = plan.entries.iter().zip(0..);
            self.by_entry = entries.map(|(e, i)| Check::of(plan, i, e, share_scale)).collect();
        }
    }
}

/// Shares in units of 10^-9.
pub(super) fn nano_shares(p: &Payment) -> Option<i128> {
    let shares = p.shares?;
    Some(i128::from(shares) * 10i128.pow(9 - u32::from(p.share_scale.min(9))))
}
