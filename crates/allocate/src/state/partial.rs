//! A partial state: payments placed and not yet finished.

use super::block::{Block, Exception, Extra, Form, Line, Posting};
use super::check::{Checks, nano_shares};
use super::ledger::{Control, Ledger};
use crate::error::{Error, Result};
use crate::exception::Reason;
use crate::input::PaymentBatch;
use crate::input::accounts::{Directory, Key};
use crate::input::columns::AccountColumn;
use crate::input::payments::CusipColumn;
use crate::kernel::{SLOTS, Slot, Values};
use crate::matching::{How, Payment};
use crate::money::MAX_CENTS;
use crate::plan::{Found, Plan};
use arrow_array::{Array, StringArray};
use std::ops::Range;

const NO_SECURITY: u32 = u32::MAX;

/// How many postings are brought close at a time: what fits the first-level cache.
const TOUCH: usize = 64;

/// Payments placed and not yet finished, with control totals of what came in and went out.
#[derive(Debug)]
pub struct Partial<'p> {
    plan: &'p Plan,
    directory: &'p Directory,
    want_lines: bool,
    /// Only accounts of these keys are taken (a pass over a part of the accounts).
    range: Range<Key>,
    postings: Vec<Posting>,
    extras: Vec<Extra>,
    exceptions: Vec<Exception>,
    /// What came in.
    pub control: Control,
    /// What went out.
    pub ledger: Ledger,
    /// Whether accounts came in ascending order so far.
    sorted: bool,
    last: Key,
    first: Option<Key>,
    cursor: usize,
    scratch: Scratch,
}

#[derive(Debug, Default)]
struct Scratch {
    keys: Vec<Key>,
    securities: Vec<u32>,
    dictionary: Vec<u32>,
    /// Kept alive, so that the same address means the same dictionary.
    dictionary_of: Option<StringArray>,
    checks: Checks,
}

impl<'p> Partial<'p> {
    /// An empty state. `want_lines` keeps detail lines in what [`Partial::finish`] gives.
    #[must_use]
    pub fn new(plan: &'p Plan, directory: &'p Directory, want_lines: bool) -> Partial<'p> {
        Partial {
            plan,
            directory,
            want_lines,
            range: Key(0)..Key(u32::MAX),
            postings: Vec::new(),
            extras: Vec::new(),
            exceptions: Vec::new(),
            control: Control::new(plan),
            ledger: Ledger::new(plan),
            sorted: true,
            last: Key::default(),
            first: None,
            cursor: 0,
            scratch: Scratch::default(),
        }
    }

    /// Takes only the accounts of a range of keys; the control totals count only those.
    #[must_use]
    pub fn only(mut self, range: Range<Key>) -> Partial<'p> {
        self.range = range;
        self
    }

    /// Whether accounts came in ascending order so far.
    #[must_use]
    pub fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// The first and the last account that came in, if any did.
    #[must_use]
    pub fn span(&self) -> Option<(Key, Key)> {
        self.first.map(|f| (f, self.last))
    }

    /// How many payments are held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.postings.len() + self.extras.len() + self.exceptions.len()
    }

    /// Places the payments of a batch.
    pub fn accumulate(&mut self, batch: &PaymentBatch) {
        let mut s = std::mem::take(&mut self.scratch);
        let converted;
        let accounts = match (&batch.accounts, self.directory.is_integer()) {
            (AccountColumn::Int(_), false) => {
                converted = batch.accounts.clone().into_text();
                &converted
            }
            (accounts, _) => accounts,
        };
        self.directory.resolve(accounts, &mut self.cursor, &mut s.keys);
        self.securities(&batch.cusips, &mut s);
        s.checks.prepare(self.plan, batch.share_scale);
        for (i, (key, security)) in s.keys.iter().zip(&s.securities).enumerate() {
            if !self.range.contains(key) {
                continue;
            }
            self.sorted &= *key >= self.last;
            self.last = *key;
            self.first.get_or_insert(*key);
            self.take(batch, accounts, i, *key, *security, &s.checks);
        }
        self.scratch = s;
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

    #[inline]
    fn take(
        &mut self,
        batch: &PaymentBatch,
        accounts: &AccountColumn,
        i: usize,
        key: Key,
        security: u32,
        checks: &Checks,
    ) {
        let cash = batch.cash[i];
        let shares = batch.shares.as_ref().and_then(|s| s.get(i));
        let withheld = batch.withheld.as_ref().and_then(|w| w.get(i)).unwrap_or(0);
        let state_withheld = batch.state_withheld.as_ref().and_then(|w| w.get(i)).unwrap_or(0);
        self.control.payments += 1;
        if security != NO_SECURITY {
            self.control.cash[security as usize] += i128::from(cash);
            self.control.count[security as usize] += 1;
            if let Some(p) = &batch.payable
                && let Some(rank) = key.rank()
                && p.is_valid(i)
                && let Found::One(entry) = self.plan.by_payable.get(security, p.value(i))
            {
                let check = &checks.by_entry[entry as usize];
                if check.plain && check.holds(cash, shares) {
                    self.control.placed[How::PayableDate as usize] += 1;
                    self.postings.push(Posting { rank, entry, cash });
                    if withheld != 0 || state_withheld != 0 {
                        self.extra(Extra { rank, entry, withheld, state_withheld, shares: 0 });
                    }
                    return;
                }
            }
        }
        let date = |a: &Option<arrow_array::Date32Array>| {
            a.as_ref().filter(|a| a.is_valid(i)).map(|a| a.value(i))
        };
        let payment = Payment {
            payable: date(&batch.payable),
            record: date(&batch.record),
            cash,
            shares,
            share_scale: batch.share_scale,
        };
        let cusip = batch.cusips.text(i);
        let account = match accounts {
            _ if key.rank().is_some() => None,
            AccountColumn::Int(a) => Some(a[i].to_string()),
            AccountColumn::Text(a) => Some(a.value(i).to_owned()),
        };
        self.look_closer(&payment, key, account, security, cusip, withheld, state_withheld);
    }

    #[cold]
    #[expect(clippy::too_many_arguments, reason = "one payment, field by field")]
    fn look_closer(
        &mut self,
        p: &Payment,
        key: Key,
        account: Option<String>,
        security: u32,
        cusip: &str,
        withheld: i64,
        state_withheld: i64,
    ) {
        let known = (security != NO_SECURITY).then_some(security);
        if known.is_none() {
            let u = self.control.unknown.entry(cusip.to_owned()).or_default();
            *u = (u.0 + i128::from(p.cash), u.1 + 1);
        }
        let placed = match key.rank() {
            None => Err(Reason::UnknownAccount),
            Some(rank) => self.plan.place(known, p).map(|(entry, how)| (rank, entry, how)),
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
                let shares = if by_shares { nano_shares(p).unwrap_or(0) } else { 0 };
                if withheld != 0 || state_withheld != 0 || shares != 0 {
                    self.extra(Extra { rank, entry, withheld, state_withheld, shares });
                }
            }
            Err(reason) => {
                self.control.withheld += i128::from(withheld);
                self.control.state_withheld += i128::from(state_withheld);
                self.exceptions.push(Exception {
                    key,
                    account,
                    cusip: cusip.to_owned(),
                    payable: p.payable,
                    record: p.record,
                    cash: p.cash,
                    shares: nano_shares(p),
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

    /// Takes over what another state holds, with its totals.
    pub fn merge(&mut self, mut other: Partial<'p>) {
        if let Some((first, last)) = other.span() {
            self.sorted &= other.sorted && (self.first.is_none() || self.last <= first);
            self.first = Some(self.first.map_or(first, |f| f.min(first)));
            self.last = self.last.max(last);
        }
        self.postings.append(&mut other.postings);
        self.extras.append(&mut other.extras);
        self.exceptions.append(&mut other.exceptions);
        self.control.merge(&other.control);
        self.ledger.merge(&other.ledger);
    }

    /// Moves what is held of the accounts from a key on into a state of its own.
    #[must_use]
    pub fn split_off(&mut self, from: Key) -> Partial<'p> {
        let mut out = Partial::new(self.plan, self.directory, self.want_lines);
        self.sort();
        let known = |rank: u32| Key::known(rank) < from;
        out.postings = self.postings.split_off(self.postings.partition_point(|p| known(p.rank)));
        out.extras = self.extras.split_off(self.extras.partition_point(|e| known(e.rank)));
        out.exceptions =
            self.exceptions.split_off(self.exceptions.partition_point(|e| e.key < from));
        out.last = self.last;
        out.first = Some(from);
        self.last = self.last.min(Key(from.0.saturating_sub(1)));
        out
    }

    fn sort(&mut self) {
        if !self.postings.is_sorted_by_key(|p| p.rank) {
            // Stable, because it merges runs that are sorted already.
            self.postings.sort_by_key(|p| (p.rank, p.entry));
        }
        if !self.extras.is_sorted() {
            self.extras.sort_unstable();
        }
        if !self.exceptions.is_sorted() {
            self.exceptions.sort_unstable();
        }
    }

    /// Finishes every account below a key.
    ///
    /// # Errors
    /// A sum leaves the range of DECIMAL(18,2).
    pub fn finish_below(&mut self, limit: Key) -> Result<Block> {
        self.sort();
        let known = |rank: u32| Key::known(rank) < limit;
        let n_postings = self.postings.partition_point(|p| known(p.rank));
        let n_extras = self.extras.partition_point(|e| known(e.rank));
        let n_exceptions = self.exceptions.partition_point(|e| e.key < limit);
        let mut block = Block::default();
        let mut postings = std::mem::take(&mut self.postings);
        let mut extras = std::mem::take(&mut self.extras);
        let done =
            self.finish_accounts(&mut postings[..n_postings], &extras[..n_extras], &mut block);
        postings.drain(..n_postings);
        let kept = extras.split_off(n_extras);
        if self.want_lines {
            block.extras = extras;
        }
        (self.postings, self.extras) = (postings, kept);
        done?;
        block.exceptions = self.exceptions.drain(..n_exceptions).collect();
        for e in &block.exceptions {
            self.ledger.exception(self.plan, e);
        }
        Ok(block)
    }

    /// Sorts what is held, to be [taken](Partial::take_range) in ranges.
    pub(crate) fn settle(&mut self) {
        self.sort();
        self.postings.shrink_to_fit();
        self.scratch = Scratch::default();
    }

    /// Takes over another state's totals of what came in, not what it holds.
    pub(crate) fn control_from(&mut self, other: &Partial<'p>) {
        self.control.merge(&other.control);
    }

    /// Copies what a settled state holds of a range of accounts into this one.
    pub(crate) fn take_range(&mut self, from: &Partial<'p>, keys: &Range<Key>) {
        fn part<T: Clone>(all: &[T], key: impl Fn(&T) -> Key, keys: &Range<Key>) -> Vec<T> {
            let start = all.partition_point(|x| key(x) < keys.start);
            let end = all.partition_point(|x| key(x) < keys.end);
            all[start..end.max(start)].to_vec()
        }
        self.postings.extend(part(&from.postings, |p| Key::known(p.rank), keys));
        self.extras.extend(part(&from.extras, |e| Key::known(e.rank), keys));
        self.exceptions.extend(part(&from.exceptions, |e| e.key, keys));
    }

    /// Finishes every account.
    ///
    /// # Errors
    /// A sum leaves the range of DECIMAL(18,2).
    pub fn finish(&mut self) -> Result<Block> {
        self.finish_below(Key(u32::MAX))
    }

    /// Brings what the next postings need close, all at once.
    #[inline]
    fn touch(&self, next: &[Posting]) {
        let read = next
            .iter()
            .fold(0, |a, p| a ^ self.plan.kernel.touch(p.entry) ^ self.ledger.touch(p.entry));
        std::hint::black_box(read);
    }

    fn finish_accounts(
        &mut self,
        mut postings: &mut [Posting],
        mut extras: &[Extra],
        block: &mut Block,
    ) -> Result<()> {
        let mut values = Values::default();
        let mut ahead = 0;
        while let Some(first) = postings.first() {
            let rank = first.rank;
            if ahead == 0 {
                ahead = postings.len().min(TOUCH);
                self.touch(&postings[..ahead]);
            }
            let n = postings.iter().position(|p| p.rank != rank).unwrap_or(postings.len());
            let (account, rest) = postings.split_at_mut(n);
            postings = rest;
            ahead = ahead.saturating_sub(n);
            if !account.is_sorted_by_key(|p| p.entry) {
                account.sort_unstable_by_key(|p| p.entry);
            }
            let m = extras.iter().position(|e| e.rank != rank).unwrap_or(extras.len());
            let (own, rest) = extras.split_at(m);
            extras = rest;
            self.account(account, own, &mut values, block)?;
        }
        Ok(())
    }

    fn account(
        &mut self,
        mut postings: &[Posting],
        extras: &[Extra],
        values: &mut Values,
        block: &mut Block,
    ) -> Result<()> {
        let rank = postings[0].rank;
        let mut form = Form { rank, sums: [0; SLOTS] };
        let mut wanted = false;
        let mut overflow = false;
        while let Some(first) = postings.first() {
            let entry = first.entry;
            let mut cash = first.cash;
            let mut n = 1;
            while n < postings.len() && postings[n].entry == entry {
                let (sum, over) = cash.overflowing_add(postings[n].cash);
                (cash, overflow) = (sum, overflow | over);
                n += 1;
            }
            postings = &postings[n..];
            overflow |= cash.unsigned_abs() > MAX_CENTS as u64;
            if overflow {
                break;
            }
            let n_terms = match self.plan.kernel.fast_line(entry, cash, values) {
                Some(terms) => {
                    for (term, v) in terms.iter().zip(values.iter()) {
                        overflow |= add(&mut form.sums, term.slot, *v);
                    }
                    wanted = true;
                    terms.len()
                }
                None => {
                    let d = self.plan.distribution(entry);
                    if d.by_shares() {
                        let own = extras.iter().filter(|e| e.entry == entry);
                        let shares = own.map(|e| e.shares).sum();
                        overflow |= d.line_by_shares(shares, values).is_none();
                    } else {
                        d.line(cash, values);
                    }
                    for (slot, v) in d.slots().iter().zip(values.iter()) {
                        overflow |= add(&mut form.sums, *slot, *v);
                    }
                    wanted |= d.has_current_year();
                    d.slots().len()
                }
            };
            self.ledger.line(entry, n, &values[..n_terms]);
            if self.want_lines {
                block.lines.push(Line { rank, entry, cash, payments: n as u32 });
            }
        }
        for e in extras {
            overflow |= self.withhold(e, &mut form).is_none();
        }
        wanted |= form.sums[Slot::Withheld as usize] != 0;
        wanted |= form.sums[Slot::StateWithheld as usize] != 0;
        if overflow || form.sums.iter().any(|s| s.unsigned_abs() > MAX_CENTS as u64) {
            let account = self.directory.id(rank);
            return Err(Error::Overflow { account, what: "a sum" });
        }
        self.ledger.accounts += 1;
        if wanted {
            block.forms.push(form);
        }
        Ok(())
    }

    /// Withheld tax goes with the cash it was withheld from: the current year's part to the form.
    fn withhold(&mut self, extra: &Extra, form: &mut Form) -> Option<()> {
        let d = self.plan.distribution(extra.entry);
        let kinds = [(extra.withheld, Slot::Withheld), (extra.state_withheld, Slot::StateWithheld)];
        for (i, (cents, slot)) in kinds.into_iter().enumerate() {
            let current = d.current_part(cents);
            let sum = &mut form.sums[slot as usize];
            *sum = sum.checked_add(current)?;
            self.ledger.withheld[i][0] += i128::from(current);
            self.ledger.withheld[i][1] += i128::from(cents - current);
        }
        Some(())
    }
}

/// Adds to a sum; `true` if it left the range of 64 bits.
#[inline]
fn add(sums: &mut [i64; SLOTS], slot: Slot, v: i64) -> bool {
    let (sum, over) = sums[slot as usize].overflowing_add(v);
    sums[slot as usize] = sum;
    over
}
