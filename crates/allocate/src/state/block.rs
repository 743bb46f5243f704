//! What a partial state holds and what finishing gives.

use crate::exception::Reason;
use crate::input::accounts::Key;
use crate::kernel::Sums;

/// The cash of a payment that was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Posting {
    pub(crate) rank: u32,
    pub(crate) entry: u32,
    pub(crate) cash: i64,
}

/// What few payments state beside cash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extra {
    /// The account.
    pub rank: u32,
    /// The distribution.
    pub entry: u32,
    /// Federal tax withheld, in cents.
    pub withheld: i64,
    /// State tax withheld, in cents.
    pub state_withheld: i64,
    /// Shares in units of 10^-9, kept where boxes follow from them.
    pub shares: i128,
}

/// A payment that was not placed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    /// Where its account stands in the order of accounts.
    pub key: Key,
    /// The account as the payment states it, where it is not known.
    pub account: Option<String>,
    /// CUSIP as the payment states it.
    pub cusip: String,
    /// Payable date as a day number.
    pub payable: Option<i32>,
    /// Record date as a day number.
    pub record: Option<i32>,
    /// Cents.
    pub cash: i64,
    /// Shares in units of 10^-9.
    pub shares: Option<i128>,
    /// Federal tax withheld, in cents.
    pub withheld: i64,
    /// State tax withheld, in cents.
    pub state_withheld: i64,
    /// Why.
    pub reason: Reason,
}

/// The net of all payments of an account for one distribution: what is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub rank: u32,
    /// The distribution.
    pub entry: u32,
    /// Net cash in cents.
    pub cash: i64,
    /// How many payments it nets.
    pub payments: u32,
}

/// The forms of accounts in ascending order; the amounts of each are the exact sums of its lines.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// The accounts.
    pub ranks: Vec<u32>,
    /// Cents by slot, a form for each account.
    pub sums: Sums,
}

impl Forms {
    /// No forms yet, but room for so many.
    #[must_use]
    pub fn with_room(forms: usize) -> Forms {
        Forms { ranks: Vec::with_capacity(forms), sums: Sums::with_room(forms) }
    }

    /// How many forms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranks.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranks.is_empty()
    }
}

/// Finished accounts in ascending order.
#[derive(Debug, Default)]
pub struct Block {
    /// The forms.
    pub forms: Forms,
    /// The lines, by account and distribution; empty where they are not wanted.
    pub lines: Vec<Line>,
    /// What the lines have beside cash, in the same order.
    pub extras: Vec<Extra>,
    /// The exceptions, by account.
    pub exceptions: Vec<Exception>,
}

impl Block {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
            && self.lines.is_empty()
            && self.extras.is_empty()
            && self.exceptions.is_empty()
    }
}
