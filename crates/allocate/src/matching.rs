//! Which distribution a payment belongs to, or why none.
//!
//! By CUSIP and payable date; else by record date; else under the CUSIP's other number where
//! column 32 says that it changed; else, with shares, the one distribution within a few days whose
//! rate × shares gives the cash. Nothing is guessed: several candidates are an exception.

use crate::exception::Reason;
use crate::money::date_of;
use crate::plan::{CashRate, DateIndex, Entry, Found, Plan};

/// What a payment states, apart from its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Payable date as a day number.
    pub payable: Option<i32>,
    /// Record date as a day number.
    pub record: Option<i32>,
    /// Cents; below zero for a reversal.
    pub cash: i64,
    /// Shares in units of `10^-share_scale`.
    pub shares: Option<i64>,
    /// Decimal places of the shares, at most 9.
    pub share_scale: u8,
}

/// How a payment found its distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// By its payable date.
    PayableDate,
    /// By its record date.
    RecordDate,
    /// By date under the other CUSIP of the fund.
    CusipChange,
    /// By shares × rate within a few days.
    Near,
}

impl How {
    /// Every way in order.
    pub const ALL: [How; 4] = [How::PayableDate, How::RecordDate, How::CusipChange, How::Near];

    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            How::PayableDate => "payable-date",
            How::RecordDate => "record-date",
            How::CusipChange => "cusip-change",
            How::Near => "near-date",
        }
    }
}

/// The check of cash against shares × rate: both sides as integers of one scale.
///
/// Shares are known to half a unit of their last place, so that much of the rate is allowed
/// besides the tolerance.
#[must_use]
pub fn reproduces(p: &Payment, rate: CashRate, tolerance_cents: i64) -> Option<bool> {
    let shares = i128::from(p.shares?.unsigned_abs());
    let (mut num, mut scale) = (i128::from(rate.num), rate.scale + u32::from(p.share_scale));
    while scale < 2 {
        num *= 10;
        scale += 1;
    }
    let cents = 10i128.checked_pow(scale - 2)?;
    let cash = i128::from(p.cash.unsigned_abs()).checked_mul(cents);
    let product = shares.checked_mul(num);
    let slack = i128::from(tolerance_cents).checked_mul(cents)?.checked_add((num + 1) / 2)?;
    Some(match (cash, product) {
        (Some(c), Some(p)) => (c - p).abs() <= slack,
        _ => false,
    })
}

impl Plan {
    fn fits(&self, entry: &Entry, p: &Payment) -> bool {
        entry.daily
            || entry.cash_rates.iter().any(|r| reproduces(p, *r, self.tolerance()).unwrap_or(true))
    }

    /// The distribution of a payment.
    ///
    /// # Errors
    /// The reason why it is an exception.
    pub fn place(&self, security: Option<u32>, p: &Payment) -> Result<(u32, How), Reason> {
        let security = security.ok_or(Reason::UnknownCusip)?;
        let (index, how) = self.find(security, p)?;
        let entry = &self.entries[index as usize];
        if let Some(reason) = entry.blocked {
            return Err(reason);
        }
        let distribution = self.distribution(index);
        if distribution.by_shares() {
            if p.cash != 0 {
                return Err(Reason::NoCashStated);
            }
            if p.shares.is_none() && !distribution.slots().is_empty() {
                return Err(Reason::SharesNeeded);
            }
        } else if !self.fits(entry, p) {
            return Err(Reason::RateMismatch);
        }
        Ok((index, how))
    }

    fn find(&self, security: u32, p: &Payment) -> Result<(u32, How), Reason> {
        if let Some(found) = self.by_date(security, p)? {
            return Ok(found);
        }
        let other = self.securities[security as usize].other_cusip;
        if let Some(other) = other
            && let Some((entry, _)) = self.by_date(other, p)?
        {
            return Ok((entry, How::CusipChange));
        }
        let near: Vec<u32> =
            std::iter::once(security).chain(other).flat_map(|s| self.near(s, p)).collect();
        match near[..] {
            [one] => Ok((one, How::Near)),
            [] if self.out_of_year(p) => Err(Reason::WrongYear),
            [] => Err(Reason::NoSuchDate),
            _ => Err(Reason::AmbiguousDate),
        }
    }

    fn by_date(&self, security: u32, p: &Payment) -> Result<Option<(u32, How)>, Reason> {
        type Way<'a> = (Option<i32>, &'a DateIndex, fn(&Entry) -> Option<i32>, How);
        let ways: [Way<'_>; 2] = [
            (p.payable, &self.by_payable, |e| e.payable, How::PayableDate),
            (p.record, &self.by_record, |e| e.record, How::RecordDate),
        ];
        for (day, index, date, how) in ways {
            let Some(day) = day else { continue };
            match index.get(security, day) {
                Found::None => {}
                Found::One(entry) => return Ok(Some((entry, how))),
                Found::Many => {
                    let all = self.candidates(security, |e| date(e) == Some(day));
                    return self.choose(&all, p).map(|entry| Some((entry, how)));
                }
            }
        }
        Ok(None)
    }

    /// Of several distributions that share a date: the one with the payment's record date, else
    /// the one that its shares prove.
    fn choose(&self, all: &[u32], p: &Payment) -> Result<u32, Reason> {
        let entry = |i: &u32| &self.entries[*i as usize];
        let only = |keep: &dyn Fn(&Entry) -> bool| {
            let kept: Vec<u32> = all.iter().copied().filter(|i| keep(entry(i))).collect();
            (kept.len() == 1).then(|| kept[0])
        };
        let by_record = p.record.and_then(|r| only(&|e| e.record == Some(r)));
        let by_shares = || p.shares.and_then(|_| only(&|e| !e.daily && self.fits(e, p)));
        by_record.or_else(by_shares).ok_or(Reason::AmbiguousDate)
    }

    fn candidates(&self, security: u32, keep: impl Fn(&Entry) -> bool) -> Vec<u32> {
        let first = self.first_entry_of(security);
        let all = self.entries_of(security).iter().zip(first..);
        all.filter(|(e, _)| keep(e)).map(|(_, i)| i).collect()
    }

    fn near(&self, security: u32, p: &Payment) -> Vec<u32> {
        if p.shares.is_none() || p.cash == 0 {
            return Vec::new();
        }
        let days = self.options.map_or(0, |o| o.near_days);
        let close = |a: Option<i32>, b: Option<i32>| {
            a.zip(b).is_some_and(|(a, b)| a.abs_diff(b) <= days.unsigned_abs())
        };
        self.candidates(security, |e| {
            (close(e.payable, p.payable) || close(e.record, p.record))
                && !e.daily
                && e.cash_rates[0].num > 0
                && self.fits(e, p)
        })
    }

    /// Whether the date stands neither in the tax year nor in the January after.
    fn out_of_year(&self, p: &Payment) -> bool {
        p.payable.or(p.record).and_then(date_of).is_some_and(|d| {
            let year = i32::from(d.year());
            let this = i32::from(self.year);
            !(year == this || (year == this + 1 && d.month() == 1))
        })
    }
}
