//! Finishing accounts: postings netted to lines, lines to amounts, amounts summed to a form.

use super::block::{Block, Extra, Line, Posting};
use super::marks::Marks;
use super::partial::Partial;
use crate::error::{Error, Result};
use crate::kernel::{SLOTS, Slot, Values, Waiting};
use crate::money::MAX_CENTS;

/// Accounts of more payments are looked at closely: sums of so many quick amounts (below 2^42)
/// stay below what DECIMAL(18,2) holds, whatever three of them a box adds up.
const MOST_QUICK: usize = 1 << 15;

/// Lines that are allocated together: many of each shape, and their forms stay in the nearest
/// memory.
pub(super) const TOGETHER: usize = 1 << 12;

/// What finishing accounts keeps from one to the next.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Lines of quick accounts whose forms are still without their amounts.
    pub(super) waiting: Waiting,
    /// What distributions an account had.
    pub(super) marks: Marks,
}

impl Partial<'_> {
    /// Finishes accounts: all postings and extras, sorted by rank.
    pub(super) fn finish_accounts(
        &mut self,
        mut postings: &mut [Posting],
        mut extras: &[Extra],
        block: &mut Block,
    ) -> Result<()> {
        if postings.is_empty() {
            return Ok(());
        }
        let mut values = Values::default();
        while let Some(first) = postings.first() {
            let rank = first.rank;
            let n = postings.iter().position(|p| p.rank != rank).unwrap_or(postings.len());
            let (account, rest) = postings.split_at_mut(n);
            postings = rest;
            let m = extras.iter().position(|e| e.rank != rank).unwrap_or(extras.len());
            let (own, rest) = extras.split_at(m);
            extras = rest;
            if !own.is_empty() || !self.quick_account(account, block) {
                account.sort_unstable_by_key(|p| p.entry);
                self.account(account, own, &mut values, block)?;
            }
            if self.desk.waiting.len() >= TOGETHER {
                self.allocate_waiting(block);
            }
        }
        Ok(())
    }

    /// Takes an account of which each payment is a line of its own and goes the quick way; its form
    /// gets its amounts with those of others. `false` if it is not so; then nothing is done.
    #[inline]
    fn quick_account(&mut self, account: &mut [Posting], block: &mut Block) -> bool {
        let kernel = &self.plan.kernel;
        if account.len() > MOST_QUICK {
            return false;
        }
        let rank = account[0].rank;
        let (marks, mark) = self.desk.marks.begin(kernel.len(), 1);
        let (mut quick, mut double) = (true, false);
        for p in account.iter() {
            quick &= kernel.is_quick(p.entry, p.cash);
            double |= std::mem::replace(&mut marks[p.entry as usize], mark) == mark;
        }
        if !quick | double {
            return false;
        }
        let form = block.forms.len() as u32;
        self.desk.waiting.expect(kernel, account.len());
        for p in account.iter() {
            self.desk.waiting.push(kernel, form, p.entry, p.cash);
        }
        if self.want_lines {
            account.sort_unstable_by_key(|p| p.entry);
            let line = |p: &Posting| Line { rank, entry: p.entry, cash: p.cash, payments: 1 };
            block.lines.extend(account.iter().map(line));
        }
        self.ledger.accounts += 1;
        block.forms.ranks.push(rank);
        block.forms.sums.open(1);
        true
    }

    /// Brings the lines that wait to their forms.
    pub(super) fn allocate_waiting(&mut self, block: &mut Block) {
        let (waiting, totals) = (&mut self.desk.waiting, &mut self.ledger.slots);
        let allocated = &mut self.ledger.allocated;
        // Amounts of quick cash are below 2^42.
        allocated.expect_few(waiting.len());
        let enter = |security, cents| allocated.add_few(security, cents);
        self.plan.kernel.enter(waiting, &mut block.forms.sums, totals, enter);
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
        let mut sums = [0i64; SLOTS];
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
                let sum = &mut sums[*slot as usize];
                *sum = sum.checked_add(*v).ok_or_else(overflow)?;
            }
            wanted |= d.has_current_year();
            self.ledger.line(self.plan.kernel.group(entry), slots, values);
            if self.want_lines {
                block.lines.push(Line { rank, entry, cash, payments: line.len() as u32 });
            }
        }
        let withheld = extras.iter().try_for_each(|e| self.withhold(e, &mut sums));
        let fit = withheld.is_some() && sums.iter().all(fits);
        if !fit {
            return Err(Error::Overflow { account: self.directory.id(rank), what: "a sum" });
        }
        wanted |= sums[Slot::Withheld as usize] != 0;
        wanted |= sums[Slot::StateWithheld as usize] != 0;
        self.ledger.accounts += 1;
        if wanted {
            block.forms.ranks.push(rank);
            block.forms.sums.push(&sums);
        }
        Ok(())
    }

    /// Withheld tax goes with the cash it was withheld from: the current year's part to the form.
    fn withhold(&mut self, extra: &Extra, sums: &mut [i64; SLOTS]) -> Option<()> {
        let d = self.plan.distribution(extra.entry);
        let kinds = [(extra.withheld, Slot::Withheld), (extra.state_withheld, Slot::StateWithheld)];
        for (i, (cents, slot)) in kinds.into_iter().enumerate() {
            let current = d.current_part(cents);
            let sum = &mut sums[slot as usize];
            *sum = sum.checked_add(current)?;
            self.ledger.withheld[i][0] += i128::from(current);
            self.ledger.withheld[i][1] += i128::from(cents - current);
        }
        Some(())
    }
}
