//! A partial state: payments placed and not yet finished.

use super::account::Desk;
use super::block::{Block, Exception, Extra, Posting};
use super::ledger::{Control, Ledger};
use super::place::Scratch;
use crate::error::Result;
use crate::input::accounts::{Directory, Key};
use crate::plan::Plan;
use std::ops::Range;

/// Payments placed and not yet finished, with control totals of what came in and went out.
#[derive(Debug)]
pub struct Partial<'p> {
    pub(super) plan: &'p Plan,
    pub(super) directory: &'p Directory,
    pub(super) want_lines: bool,
    /// Only accounts of these keys are taken (a pass over a part of the accounts).
    pub(super) range: Range<Key>,
    pub(super) postings: Vec<Posting>,
    pub(super) extras: Vec<Extra>,
    pub(super) exceptions: Vec<Exception>,
    /// What came in.
    pub control: Control,
    /// What went out.
    pub ledger: Ledger,
    /// Whether accounts came in ascending order so far.
    pub(super) sorted: bool,
    pub(super) last: Key,
    pub(super) first: Option<Key>,
    pub(super) cursor: usize,
    pub(super) scratch: Scratch,
    pub(super) desk: Desk,
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
            desk: Desk::default(),
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
        let mut block = Block::default();
        self.finish_into(limit, &mut block)?;
        self.settle_block(&mut block);
        Ok(block)
    }

    /// Brings the forms of a block the amounts that they still wait for. It must be done before
    /// another block is begun.
    pub fn settle_block(&mut self, block: &mut Block) {
        self.allocate_waiting(block);
        block.forms.sums.settle();
    }

    /// Finishes every account below a key and appends them to others. The block must be
    /// [settled](Partial::settle_block) then.
    ///
    /// # Errors
    /// A sum leaves the range of DECIMAL(18,2).
    pub fn finish_into(&mut self, limit: Key, block: &mut Block) -> Result<()> {
        self.sort();
        let known = |rank: u32| Key::known(rank) < limit;
        let n_postings = self.postings.partition_point(|p| known(p.rank));
        let n_extras = self.extras.partition_point(|e| known(e.rank));
        let n_exceptions = self.exceptions.partition_point(|e| e.key < limit);
        let mut postings = std::mem::take(&mut self.postings);
        let mut extras = std::mem::take(&mut self.extras);
        let done = self.finish_accounts(&mut postings[..n_postings], &extras[..n_extras], block);
        postings.drain(..n_postings);
        let kept = extras.split_off(n_extras);
        if self.want_lines {
            block.extras.append(&mut extras);
        }
        (self.postings, self.extras) = (postings, kept);
        done?;
        for e in &self.exceptions[..n_exceptions] {
            self.ledger.exception(self.plan, e);
        }
        block.exceptions.extend(self.exceptions.drain(..n_exceptions));
        Ok(())
    }

    /// Sorts what is held, to be [taken](Partial::take_range) in ranges.
    pub(crate) fn settle(&mut self) {
        self.sort();
        self.postings.shrink_to_fit();
        self.scratch = Scratch::default();
        self.desk = Desk::default();
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
}
