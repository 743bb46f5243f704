//! The short way of a sorted file: where all payments of some accounts stand together and are as
//! they should be, they become lines at once, and nothing is held in between.
//!
//! Whatever is not so (an exception, a reversal that meets its payment, cash that is not quick, an
//! account that goes on in the next batch) is placed and finished as in a file without order. Both
//! ways give the same lines.

use super::account::{TOGETHER, stamp};
use super::block::{Block, Line};
use super::partial::Partial;
use super::place::{Ahead, TOUCHED};
use crate::error::Result;
use crate::input::accounts::Key;
use crate::matching::How;

impl Partial<'_> {
    /// Places the next payments of a batch of a sorted file and finishes accounts that are over into
    /// a block, which must be [settled](Partial::settle_block) then.
    ///
    /// # Errors
    /// A sum leaves the range of DECIMAL(18,2).
    pub fn finish_next(&mut self, ahead: &mut Ahead<'_>, block: &mut Block) -> Result<()> {
        let keys = &ahead.scratch.keys[ahead.from..];
        let Some(next) = keys.first().copied() else { return Ok(()) };
        if next > self.last && self.held() > 0 {
            self.finish_into(next, block)?;
        }
        let taken = if next > self.last { self.take_whole(ahead, whole(keys), block) } else { 0 };
        if taken == 0 {
            let run = ahead.scratch.keys[ahead.from..].iter().take_while(|k| **k == next);
            self.place_next(ahead, run.count());
            return Ok(());
        }
        ahead.from += taken;
        if self.desk.waiting.len() >= TOGETHER {
            self.allocate_waiting(block);
        }
        Ok(())
    }

    /// Takes the next payments, so many, which are all payments of some accounts, into lines that
    /// wait for their amounts. It takes those of the accounts before the first that needs more care,
    /// and returns how many it took.
    fn take_whole(&mut self, ahead: &Ahead<'_>, n: usize, block: &mut Block) -> usize {
        let some = ahead.from..ahead.from + n;
        let Some((days, shares)) = ahead.rows.columns(some.clone()) else { return 0 };
        let keys = &ahead.scratch.keys[some.clone()];
        if !keys.is_sorted() {
            return 0;
        }
        let cash = &ahead.batch.cash[some.clone()];
        let securities = &ahead.scratch.securities[some];
        let known = keys.iter().take_while(|k| k.is_known()).count();
        let plan = self.plan;
        let kernel = &plan.kernel;
        self.desk.last.resize(kernel.len(), 0);
        // Each loop does little, so that the processor works on many rows at once.
        let mut candidates = [0; TOUCHED];
        let candidates = &mut candidates[..known];
        plan.calendar.candidates(securities, days, candidates);
        let unit = &ahead.rows.unit;
        let good = kernel.confirm_quick::<TOUCHED>(candidates, days, cash, shares, unit);
        let last = self.desk.last.as_mut_slice();
        let mut new = |(key, candidate): (&Key, &u32)| {
            let stamp = stamp(key.0 / 2, true);
            std::mem::replace(&mut last[*candidate as usize], stamp) != stamp
        };
        let good = keys.iter().zip(&candidates[..good]).take_while(|of| new(*of)).count();
        let n = match keys.get(good) {
            None => n,
            Some(odd) => keys[..good].partition_point(|k| k < odd),
        };
        if n == 0 {
            return 0;
        }
        let (keys, securities, cash) = (&keys[..n], &securities[..n], &cash[..n]);
        let candidates = &candidates[..n];
        self.control.payments += n as u64;
        self.control.placed[How::PayableDate as usize] += n as u64;
        // Quick cash is below 2^40.
        self.control.cash.add_all_few(securities, cash);
        self.last = keys[n - 1];
        self.first.get_or_insert(keys[0]);
        // Each account is a form; those of a chunk are numbered after those before.
        let (mut ranks, mut of) = ([0; TOUCHED], [0; TOUCHED]);
        let (mut forms, mut before) = (0, None);
        let first = block.forms.len() as u32;
        for (key, of) in keys.iter().zip(&mut of) {
            forms += u32::from(before != Some(key.0));
            before = Some(key.0);
            ranks[forms as usize - 1] = key.0 / 2;
            *of = first + forms - 1;
        }
        self.desk.waiting.expect(kernel, n);
        self.desk.waiting.push_all(kernel, &of[..n], (candidates, securities), cash);
        block.forms.ranks.extend_from_slice(&ranks[..forms as usize]);
        block.forms.sums.open(forms as usize);
        self.ledger.accounts += u64::from(forms);
        if self.want_lines {
            let of = keys.iter().zip(candidates).zip(cash);
            let from = block.lines.len();
            block.lines.extend(of.map(|((key, entry), cash)| Line {
                rank: key.0 / 2,
                entry: *entry,
                cash: *cash,
                payments: 1,
            }));
            for account in block.lines[from..].chunk_by_mut(|a, b| a.rank == b.rank) {
                account.sort_unstable_by_key(|l| l.entry);
            }
        }
        n
    }
}

/// How many of the first keys are those of whole accounts: all payments of each stand among those
/// that are looked at together, and another account follows.
fn whole(keys: &[Key]) -> usize {
    let looked = &keys[..keys.len().min(TOUCHED + 1)];
    let Some((last, before)) = looked.split_last() else { return 0 };
    before.iter().rposition(|k| k != last).map_or(0, |i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_accounts_that_are_over_are_whole() {
        let of = |keys: &[u32]| whole(&keys.iter().map(|k| Key(*k)).collect::<Vec<_>>());
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[1]), 0);
        assert_eq!(of(&[1, 1, 1]), 0);
        assert_eq!(of(&[1, 1, 3]), 2);
        assert_eq!(of(&[1, 3, 5, 5]), 2);
        let long = vec![1; TOUCHED];
        assert_eq!(of(&long), 0);
        assert_eq!(of(&[long.as_slice(), &[3]].concat()), TOUCHED);
        assert_eq!(of(&[long.as_slice(), &[1, 3]].concat()), 0);
        assert_eq!(of(&[&[1, 3, 3], long.as_slice()].concat()), 3);
    }
}
