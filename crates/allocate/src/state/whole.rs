//! The short way of a sorted file: where all payments of some accounts stand together and are as
//! they should be, they become lines at once, and nothing is held in between.
//!
//! Whatever is not so (an exception, a reversal that meets its payment, cash that is not quick, an
//! account that goes on in the next batch) is placed and finished as in a file without order. Both
//! ways give the same lines.

use super::account::TOGETHER;
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
        let (Some(first_key), true) = (keys.first(), keys.is_sorted()) else { return 0 };
        let cash = &ahead.batch.cash[some.clone()];
        let securities = &ahead.scratch.securities[some];
        let known = keys.iter().take_while(|k| k.is_known()).count();
        let plan = self.plan;
        let kernel = &plan.kernel;
        // Each loop does little, so that the processor works on many rows at once.
        let (mut candidates, mut classes) = ([0; TOUCHED], [0; TOUCHED]);
        let candidates = &mut candidates[..known];
        plan.calendar.candidates(securities, days, candidates);
        let (amounts, unit) = ((cash, shares), &ahead.rows.unit);
        let good =
            kernel.confirm_quick::<TOUCHED>(candidates, days, amounts, unit, &mut classes[..known]);
        let mut n = before_account_of(keys, good);
        // Each account is a form; those of a chunk are numbered after those before.
        let (mut ranks, mut of) = ([0; TOUCHED], [0; TOUCHED]);
        let first = block.forms.len() as u32;
        let (marks, mark) = self.desk.marks.begin(kernel.len(), n as u32);
        let (mut form, mut before, mut double) = (0, *first_key, false);
        for ((key, candidate), of) in keys[..n].iter().zip(&*candidates).zip(&mut of) {
            form += u32::from(*key != before);
            before = *key;
            ranks[form as usize % TOUCHED] = key.0 / 2;
            *of = first + form;
            let mark = mark + form;
            double |= std::mem::replace(&mut marks[*candidate as usize], mark) == mark;
        }
        if double {
            n = before_account_of(keys, first_double(&keys[..n], candidates));
        }
        if n == 0 {
            return 0;
        }
        let (keys, securities, cash) = (&keys[..n], &securities[..n], &cash[..n]);
        let (candidates, of) = (&candidates[..n], &of[..n]);
        let forms = of[n - 1] - first + 1;
        self.control.payments += n as u64;
        self.control.placed[How::PayableDate as usize] += n as u64;
        // Quick cash is below 2^40.
        self.control.cash.add_all_few(securities, cash);
        self.last = keys[n - 1];
        self.first.get_or_insert(*first_key);
        self.desk.waiting.expect(kernel, n);
        self.desk.waiting.push_all(of, candidates, &classes[..n], cash);
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

/// How many of some keys in order stand before the account of one of them; all, if there is none.
fn before_account_of(keys: &[Key], at: usize) -> usize {
    keys.get(at).map_or(keys.len(), |odd| keys[..at].partition_point(|k| k < odd))
}

/// The first payment whose account had one of the same distribution before.
#[cold]
fn first_double(keys: &[Key], entries: &[u32]) -> usize {
    let double = |i: &usize| {
        let mut before = keys[..*i].iter().zip(entries).rev().take_while(|b| *b.0 == keys[*i]);
        before.any(|b| *b.1 == entries[*i])
    };
    (0..keys.len()).find(double).unwrap_or(keys.len())
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

    #[test]
    fn the_account_before_which_is_stopped() {
        let keys = [1, 1, 3, 3, 5].map(Key);
        let before: Vec<usize> = (0..=5).map(|at| before_account_of(&keys, at)).collect();
        assert_eq!(before, [0, 0, 2, 2, 4, 5]);
        assert_eq!(first_double(&keys, &[7, 8, 8, 7, 7]), 5);
        assert_eq!(first_double(&keys, &[7, 8, 9, 9, 9]), 3);
        assert_eq!(first_double(&keys, &[7, 7, 9, 9, 9]), 1);
    }
}
