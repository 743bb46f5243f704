//! Placing the payments of a batch: control totals, then the quick way or a closer look.

use super::block::{Exception, Extra, Posting};
use super::partial::Partial;
use crate::exception::Reason;
use crate::input::PaymentBatch;
use crate::input::accounts::Key;
use crate::input::columns::{AccountColumn, Scaled};
use crate::input::payments::CusipColumn;
use crate::kernel::Unit;
use crate::matching::{How, Payment};
use arrow_array::{Array, Date32Array, StringArray};
use std::ops::Range;

const NO_SECURITY: u32 = u32::MAX;

/// How many payments wait for memory together: what they touch fits the first-level cache.
pub(super) const TOUCHED: usize = 128;

/// What the rows of a batch have in common.
pub(super) struct Rows<'a> {
    pub(super) unit: Unit,
    /// Whether nothing is withheld.
    plain: bool,
    all_accounts: bool,
    payable: Option<Dates<'a>>,
    shares: Option<&'a Scaled>,
    /// Payments placed by their payable date without a closer look.
    pub(super) placed: u64,
}

/// A batch with its accounts and securities found, and how many of its payments are placed.
pub struct Ahead<'a> {
    pub(super) batch: &'a PaymentBatch,
    /// The account numbers as the directory has them, if the batch has them otherwise.
    converted: Option<AccountColumn>,
    pub(super) rows: Rows<'a>,
    pub(super) scratch: Scratch,
    pub(super) from: usize,
}

impl Ahead<'_> {
    /// Whether all payments are placed.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.from >= self.scratch.keys.len()
    }
}

impl<'a> Rows<'a> {
    /// The payable dates and shares of some rows, if all rows of the batch have both, nothing is
    /// withheld and every account is taken.
    pub(super) fn columns(&self, some: Range<usize>) -> Option<(&'a [i32], &'a [i64])> {
        let (Dates(days, false), Some(shares)) = (self.payable.as_ref()?, self.shares) else {
            return None;
        };
        let simple = self.plain && self.all_accounts && shares.nulls.is_none();
        simple.then(|| (&days.values()[some.clone()], &shares.values[some]))
    }
}

/// What placing keeps from batch to batch.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) keys: Vec<Key>,
    pub(super) securities: Vec<u32>,
    dictionary: Vec<u32>,
    /// Kept alive, so that the same address means the same dictionary.
    dictionary_of: Option<StringArray>,
    unit: Option<(u8, Unit)>,
}

/// The dates of a batch, with nulls looked at only where there are some.
struct Dates<'a>(&'a Date32Array, bool);

impl<'a> Dates<'a> {
    fn of(column: &'a Option<Date32Array>) -> Option<Dates<'a>> {
        column.as_ref().map(|a| Dates(a, a.null_count() > 0))
    }

    #[inline]
    fn get(&self, i: usize) -> Option<i32> {
        (!self.1 || self.0.is_valid(i)).then(|| self.0.values()[i])
    }
}

fn scaled(column: &Option<Scaled>, i: usize) -> Option<i64> {
    column.as_ref().and_then(|s| s.get(i))
}

impl Partial<'_> {
    /// Places the payments of a batch.
    pub fn accumulate(&mut self, batch: &PaymentBatch) {
        let mut ahead = self.resolve(batch);
        self.place_next(&mut ahead, batch.len());
        self.take_back(ahead);
    }

    /// The accounts and securities of a batch, of which no payment is placed yet.
    #[must_use]
    pub fn resolve<'a>(&mut self, batch: &'a PaymentBatch) -> Ahead<'a> {
        let mut s = std::mem::take(&mut self.scratch);
        let converted = match (&batch.accounts, self.directory.is_integer()) {
            (AccountColumn::Int(_), false) => Some(batch.accounts.clone().into_text()),
            _ => None,
        };
        let accounts = converted.as_ref().unwrap_or(&batch.accounts);
        self.directory.resolve(accounts, &mut self.cursor, &mut s.keys);
        self.securities(&batch.cusips, &mut s);
        let unit = match s.unit {
            Some((scale, unit)) if scale == batch.share_scale => unit,
            _ => self.plan.unit(batch.share_scale),
        };
        s.unit = Some((batch.share_scale, unit));
        let payable = Dates::of(&batch.payable);
        let plain = batch.withheld.is_none() && batch.state_withheld.is_none();
        let all_accounts = self.range == (Key(0)..Key(u32::MAX));
        let shares = batch.shares.as_ref();
        let rows = Rows { unit, plain, all_accounts, payable, shares, placed: 0 };
        Ahead { batch, converted, rows, scratch: s, from: 0 }
    }

    /// Places the next payments of a batch, so many at most.
    pub fn place_next(&mut self, ahead: &mut Ahead<'_>, n: usize) {
        let to = ahead.scratch.keys.len().min(ahead.from.saturating_add(n));
        self.place(ahead, ahead.from..to);
        ahead.from = to;
        self.control.placed[How::PayableDate as usize] += std::mem::take(&mut ahead.rows.placed);
    }

    /// Takes back what is used again for the next batch.
    pub fn take_back(&mut self, ahead: Ahead<'_>) {
        self.scratch = ahead.scratch;
    }

    fn place(&mut self, ahead: &mut Ahead<'_>, some: Range<usize>) {
        self.postings.reserve(some.len());
        for start in some.clone().step_by(TOUCHED) {
            let some = start..some.end.min(start + TOUCHED);
            let candidates = self.candidates(ahead.batch, &ahead.scratch.securities, some.clone());
            match ahead.rows.columns(some.clone()) {
                Some(columns) => self.take_plain(ahead, some, &candidates, columns),
                None => {
                    for (i, candidate) in some.zip(candidates) {
                        self.take(ahead, i, candidate);
                    }
                }
            }
        }
    }

    /// As [`Partial::take`] for rows that have everything and of which all are taken.
    #[inline]
    fn take_plain(
        &mut self,
        ahead: &mut Ahead<'_>,
        some: Range<usize>,
        candidates: &[u32; TOUCHED],
        (days, shares): (&[i32], &[i64]),
    ) {
        let Ahead { batch, converted, rows, scratch: s, .. } = ahead;
        let accounts = converted.as_ref().unwrap_or(&batch.accounts);
        let (keys, securities) = (&s.keys[some.clone()], &s.securities[some.clone()]);
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return };
        self.sorted &= *first >= self.last && keys.is_sorted();
        self.last = *last;
        self.first.get_or_insert(*first);
        self.control.payments += keys.len() as u64;
        // Each loop does little, so that the processor works on many rows at once.
        let cash = &batch.cash[some.clone()];
        self.control.cash.add_all(securities, cash);
        let kernel = &self.plan.kernel;
        let mut good = [false; TOUCHED];
        let mut all = true;
        let of = keys.iter().zip(candidates);
        let what = days.iter().zip(cash).zip(shares);
        for ((good, (key, candidate)), ((day, cash), shares)) in good.iter_mut().zip(of).zip(what) {
            let check = kernel.check(*candidate);
            let confirmed =
                check.is_some_and(|c| c.confirms(*day, *cash, Some(*shares), &rows.unit));
            *good = confirmed & key.is_known();
            all &= *good;
        }
        let posting = |((key, candidate), cash): ((&Key, &u32), &i64)| Posting {
            rank: key.0 / 2,
            entry: *candidate,
            cash: *cash,
        };
        let of = keys.iter().zip(candidates).zip(cash);
        if all {
            rows.placed += keys.len() as u64;
            self.postings.extend(of.map(posting));
            return;
        }
        for (((i, of), good), (key, security)) in
            some.zip(of).zip(good).zip(keys.iter().zip(securities))
        {
            if good {
                rows.placed += 1;
                self.postings.push(posting(of));
            } else {
                self.look_closer(batch, accounts, i, *key, *security);
            }
        }
    }

    /// The distributions that some payments can be of. What the payments will touch of these is
    /// read, so that they wait for memory together.
    #[inline]
    fn candidates(
        &self,
        batch: &PaymentBatch,
        securities: &[u32],
        rows: Range<usize>,
    ) -> [u32; TOUCHED] {
        let mut out = [u32::MAX; TOUCHED];
        if let Some(days) = &batch.payable {
            let (securities, days) = (&securities[rows.clone()], &days.values()[rows]);
            self.plan.calendar.candidates(securities, days, &mut out);
        }
        let kernel = &self.plan.kernel;
        let records = out.iter().fold(0, |a, c| a ^ kernel.check(*c).map_or(0, |c| c.day));
        std::hint::black_box(records);
        out
    }

    #[inline]
    fn take(&mut self, ahead: &mut Ahead<'_>, i: usize, candidate: u32) {
        let Ahead { batch, converted, rows, scratch, .. } = ahead;
        let accounts = converted.as_ref().unwrap_or(&batch.accounts);
        let (key, security) = (scratch.keys[i], scratch.securities[i]);
        if !rows.all_accounts && !self.range.contains(&key) {
            return;
        }
        self.sorted &= key >= self.last;
        self.last = key;
        self.first.get_or_insert(key);
        self.control.payments += 1;
        let cash = batch.cash[i];
        if security != NO_SECURITY {
            self.control.cash.add(security, cash, 1);
        }
        let shares = scaled(&batch.shares, i);
        let day = rows.payable.as_ref().and_then(|p| p.get(i));
        match (day, key.rank(), self.plan.kernel.check(candidate)) {
            (Some(day), Some(rank), Some(check))
                if check.confirms(day, cash, shares, &rows.unit) =>
            {
                rows.placed += 1;
                self.postings.push(Posting { rank, entry: candidate, cash });
                if !rows.plain {
                    self.extra_of(batch, i, rank, candidate);
                }
            }
            _ => self.look_closer(batch, accounts, i, key, security),
        }
    }

    fn extra_of(&mut self, batch: &PaymentBatch, i: usize, rank: u32, entry: u32) {
        let withheld = scaled(&batch.withheld, i).unwrap_or(0);
        let state_withheld = scaled(&batch.state_withheld, i).unwrap_or(0);
        if withheld != 0 || state_withheld != 0 {
            self.extra(Extra { rank, entry, withheld, state_withheld, shares: 0 });
        }
    }

    fn securities(&self, cusips: &CusipColumn, s: &mut Scratch) {
        let find = |t: &str| self.plan.security(t).unwrap_or(NO_SECURITY);
        s.securities.clear();
        match cusips {
            CusipColumn::Text(a) => s.securities.extend(
                (0..a.len()).map(|i| if a.is_null(i) { NO_SECURITY } else { find(a.value(i)) }),
            ),
            CusipColumn::Dictionary { keys, nulls, values } => {
                // Batches of a row group share their dictionary.
                let same = |d: &StringArray| {
                    d.value_data().as_ptr() == values.value_data().as_ptr()
                        && d.value_offsets().as_ptr() == values.value_offsets().as_ptr()
                        && d.len() == values.len()
                };
                if !s.dictionary_of.as_ref().is_some_and(same) {
                    s.dictionary.clear();
                    s.dictionary.extend(values.iter().map(|v| v.map_or(NO_SECURITY, find)));
                    s.dictionary_of = Some(values.clone());
                }
                match nulls {
                    None => s.securities.extend(keys.iter().map(|k| s.dictionary[*k as usize])),
                    Some(n) => s.securities.extend(keys.iter().enumerate().map(|(i, k)| {
                        if n.is_null(i) { NO_SECURITY } else { s.dictionary[*k as usize] }
                    })),
                }
            }
        }
    }

    #[cold]
    fn look_closer(
        &mut self,
        batch: &PaymentBatch,
        accounts: &AccountColumn,
        i: usize,
        key: Key,
        security: u32,
    ) {
        let p = Payment {
            payable: Dates::of(&batch.payable).and_then(|d| d.get(i)),
            record: Dates::of(&batch.record).and_then(|d| d.get(i)),
            cash: batch.cash[i],
            shares: scaled(&batch.shares, i),
            share_scale: batch.share_scale,
        };
        let withheld = scaled(&batch.withheld, i).unwrap_or(0);
        let state_withheld = scaled(&batch.state_withheld, i).unwrap_or(0);
        let known = (security != NO_SECURITY).then_some(security);
        let cusip = batch.cusips.text(i);
        if known.is_none() {
            let u = self.control.unknown.entry(cusip.to_owned()).or_default();
            *u = (u.0 + i128::from(p.cash), u.1 + 1);
        }
        let placed = match key.rank() {
            None => Err(Reason::UnknownAccount),
            Some(rank) => self.plan.place(known, &p).map(|(entry, how)| (rank, entry, how)),
        };
        match placed {
            Ok((rank, entry, how)) => {
                self.control.placed[how as usize] += 1;
                let to = self.plan.entries[entry as usize].security;
                if to != security {
                    self.control.moves(security, to, p.cash.into());
                }
                self.postings.push(Posting { rank, entry, cash: p.cash });
                let by_shares = self.plan.distribution(entry).by_shares();
                let shares = if by_shares { nano_shares(&p).unwrap_or(0) } else { 0 };
                if withheld != 0 || state_withheld != 0 || shares != 0 {
                    self.extra(Extra { rank, entry, withheld, state_withheld, shares });
                }
            }
            Err(reason) => {
                self.control.withheld += i128::from(withheld);
                self.control.state_withheld += i128::from(state_withheld);
                let account = key.rank().is_none().then(|| accounts.text(i));
                self.exceptions.push(Exception {
                    key,
                    account,
                    cusip: cusip.to_owned(),
                    payable: p.payable,
                    record: p.record,
                    cash: p.cash,
                    shares: nano_shares(&p),
                    withheld,
                    state_withheld,
                    reason,
                });
            }
        }
    }

    fn extra(&mut self, extra: Extra) {
        self.control.withheld += i128::from(extra.withheld);
        self.control.state_withheld += i128::from(extra.state_withheld);
        self.extras.push(extra);
    }
}

/// Shares in units of 10^-9.
fn nano_shares(p: &Payment) -> Option<i128> {
    let shares = p.shares?;
    Some(i128::from(shares) * 10i128.pow(9 - u32::from(p.share_scale.min(9))))
}
