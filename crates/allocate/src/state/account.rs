//! Finishing accounts: postings netted to lines, lines to amounts, amounts summed to a form.

use super::block::{Block, Extra, Form, Line, Posting};
use super::partial::Partial;
use crate::error::{Error, Result};
use crate::kernel::{SLOTS, Slot, Sums, TOUCHED, Values};
use crate::money::MAX_CENTS;

/// Accounts of more payments are looked at closely: sums of so many quick amounts (below 2^42)
/// stay below what DECIMAL(18,2) holds, whatever three of them a box adds up.
const MOST_QUICK: usize = 1 << 15;

/// Accounts of up to so many payments are searched for doubles without sorting.
const FEW: usize = 64;

impl Partial<'_> {
    /// Finishes accounts: all postings and extras, sorted by rank.
    pub(super) fn finish_accounts(
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
                ahead = postings.len().min(TOUCHED);
                self.touch(&postings[..ahead]);
            }
            let n = postings.iter().position(|p| p.rank != rank).unwrap_or(postings.len());
            let (account, rest) = postings.split_at_mut(n);
            postings = rest;
            ahead = ahead.saturating_sub(n);
            let m = extras.iter().position(|e| e.rank != rank).unwrap_or(extras.len());
            let (own, rest) = extras.split_at(m);
            extras = rest;
            if !own.is_empty() || !self.quick_account(account, block) {
                account.sort_unstable_by_key(|p| p.entry);
                self.account(account, own, &mut values, block)?;
            }
        }
        Ok(())
    }

    /// Brings what the next postings need close, all at once.
    #[inline]
    fn touch(&self, next: &[Posting]) {
        let kernel = &self.plan.kernel;
        let read = kernel.touch(next.iter().map(|p| p.entry));
        let allocated = &self.ledger.allocated;
        let sums = next.iter().fold(0, |a, p| a ^ allocated.touch(kernel.group(p.entry)));
        std::hint::black_box((read, sums));
    }

    /// Finishes an account of which each payment is a line of its own and goes the quick way.
    /// `false` if it is not so; then nothing is done.
    #[inline]
    fn quick_account(&mut self, account: &mut [Posting], block: &mut Block) -> bool {
        let kernel = &self.plan.kernel;
        let n = account.len();
        if n > MOST_QUICK
            || !account.iter().fold(true, |all, p| all & kernel.is_quick(p.entry, p.cash))
        {
            return false;
        }
        if !account.is_sorted_by(|a, b| a.entry < b.entry) {
            if self.want_lines || n > FEW {
                account.sort_unstable_by_key(|p| p.entry);
                if account.windows(2).any(|w| w[0].entry == w[1].entry) {
                    return false;
                }
            } else if has_double(account) {
                return false;
            }
        }
        let rank = account[0].rank;
        let mut sums = Sums::default();
        self.ledger.expect(n);
        for p in account.iter() {
            let leaves = kernel.enter(p.entry, p.cash, &mut sums, &mut self.ledger.recent);
            self.ledger.allocated.add(kernel.group(p.entry), leaves, 1);
        }
        if self.want_lines {
            let line = |p: &Posting| Line { rank, entry: p.entry, cash: p.cash, payments: 1 };
            block.lines.extend(account.iter().map(line));
        }
        self.ledger.accounts += 1;
        block.forms.push(Form { rank, sums: *sums.slots() });
        true
    }

    /// Finishes any account; its postings are sorted by entry.
    #[cold]
    fn account(
        &mut self,
        postings: &[Posting],
        extras: &[Extra],
        values: &mut Values,
        block: &mut Block,
    ) -> Result<()> {
        let rank = postings[0].rank;
        let mut form = Form { rank, sums: [0; SLOTS] };
        let mut wanted = false;
        let overflow = || Error::Overflow { account: self.directory.id(rank), what: "a sum" };
        let fits = |c: &i64| c.unsigned_abs() <= MAX_CENTS as u64;
        for line in postings.chunk_by(|a, b| a.entry == b.entry) {
            let entry = line[0].entry;
            let cash = line.iter().try_fold(0i64, |sum, p| sum.checked_add(p.cash));
            let cash = cash.filter(fits).ok_or_else(overflow)?;
            let d = self.plan.distribution(entry);
            let slots = if d.by_shares() {
                let own = extras.iter().filter(|e| e.entry == entry);
                d.line_by_shares(own.map(|e| e.shares).sum(), values).ok_or_else(overflow)?;
                d.slots()
            } else {
                self.plan.kernel.line(entry, cash, values).slots()
            };
            for (slot, v) in slots.iter().zip(values.iter()) {
                let sum = &mut form.sums[*slot as usize];
                *sum = sum.checked_add(*v).ok_or_else(overflow)?;
            }
            wanted |= d.has_current_year();
            self.ledger.line(self.plan.kernel.group(entry), slots, values);
            if self.want_lines {
                block.lines.push(Line { rank, entry, cash, payments: line.len() as u32 });
            }
        }
        let withheld = extras.iter().try_for_each(|e| self.withhold(e, &mut form));
        let fit = withheld.is_some() && form.sums.iter().all(fits);
        if !fit {
            return Err(Error::Overflow { account: self.directory.id(rank), what: "a sum" });
        }
        wanted |= form.sums[Slot::Withheld as usize] != 0;
        wanted |= form.sums[Slot::StateWithheld as usize] != 0;
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

/// Whether two of a few postings are of one distribution.
#[inline]
fn has_double(few: &[Posting]) -> bool {
    // Each distribution has one of 1024 marks; only where a mark is met again is it looked which
    // one it was.
    let mut marks = [0u64; 16];
    few.iter().enumerate().any(|(i, p)| {
        let mark = p.entry.wrapping_mul(0x9E37_79B9) >> 22;
        let (word, bit) = (&mut marks[mark as usize >> 6], 1 << (mark & 63));
        let met = *word & bit != 0;
        *word |= bit;
        met && few[..i].iter().any(|q| q.entry == p.entry)
    })
}
