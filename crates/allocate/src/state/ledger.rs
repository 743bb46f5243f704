//! Control totals: what came in, counted before anything is matched, and what went out, counted
//! where lines are made. The reconciliation compares the two.

use super::block::Exception;
use super::tally::Tallies;
use crate::exception::Reason;
use crate::kernel::{SLOTS, Slot};
use crate::matching::How;
use crate::plan::Plan;
use std::collections::{BTreeMap, HashMap};

/// What came in.
#[derive(Clone, Debug, Default)]
pub struct Control {
    /// Payments read.
    pub payments: u64,
    /// Cash and payments by security.
    pub(crate) cash: Tallies,
    /// Cash and payments of CUSIPs that no layout has.
    pub unknown: BTreeMap<String, (i128, u64)>,
    /// Federal tax withheld, cents.
    pub withheld: i128,
    /// State tax withheld, cents.
    pub state_withheld: i128,
    /// Cash posted under one CUSIP of a fund and placed under the other: from, to, cents.
    pub moved: Vec<(u32, u32, i128)>,
    /// Payments by the way they were placed, in the order of [`How::ALL`].
    pub placed: [u64; How::ALL.len()],
}

impl Control {
    pub(super) fn new(plan: &Plan) -> Control {
        Control { cash: Tallies::new(plan.securities.len()), ..Control::default() }
    }

    pub(super) fn merge(&mut self, other: &Control) {
        self.payments += other.payments;
        self.cash.merge(&other.cash);
        for (cusip, (cash, n)) in &other.unknown {
            let e = self.unknown.entry(cusip.clone()).or_default();
            *e = (e.0 + cash, e.1 + n);
        }
        self.withheld += other.withheld;
        self.state_withheld += other.state_withheld;
        for (a, b) in self.placed.iter_mut().zip(other.placed) {
            *a += b;
        }
        for (from, to, cents) in &other.moved {
            self.moves(*from, *to, *cents);
        }
    }

    pub(super) fn moves(&mut self, from: u32, to: u32, cents: i128) {
        match self.moved.iter_mut().find(|m| (m.0, m.1) == (from, to)) {
            Some(m) => m.2 += cents,
            None => self.moved.push((from, to, cents)),
        }
    }
}

fn add_all(a: &mut [i128], b: &[i128]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b;
    }
}

/// What went out, counted where it is made.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Cash on this year's forms, and lines, by security.
    pub(crate) allocated: Tallies,
    /// Cash of the prior and the next year by security.
    pub(crate) years: HashMap<u32, [i128; 2]>,
    /// Cents of all lines by slot.
    pub(crate) slots: [i128; SLOTS],
    /// Exceptions by reason: payments and cents.
    pub exceptions: BTreeMap<Reason, (u64, i128)>,
    /// Exceptions of known CUSIPs: cents by security.
    pub exception_cash: HashMap<u32, (u64, i128)>,
    /// Exceptions of CUSIPs that no layout has.
    pub unknown_cash: BTreeMap<String, (u64, i128)>,
    /// Withheld federal and state tax: on forms, of other years, in exceptions.
    pub withheld: [[i128; 3]; 2],
    /// Accounts with at least one line.
    pub accounts: u64,
}

impl Ledger {
    pub(super) fn new(plan: &Plan) -> Ledger {
        Ledger { allocated: Tallies::new(plan.securities.len()), ..Ledger::default() }
    }

    /// Enters a line of any size.
    pub(super) fn line(&mut self, security: u32, slots: &[Slot], values: &[i64]) {
        for (slot, v) in slots.iter().zip(values) {
            self.slots[*slot as usize] += i128::from(*v);
            match slot {
                Slot::PriorYear => self.years.entry(security).or_default()[0] += i128::from(*v),
                Slot::NextYear => self.years.entry(security).or_default()[1] += i128::from(*v),
                leaf if *leaf < Slot::GrossUp => self.allocated.add(security, *v, 0),
                _ => {}
            }
        }
        self.allocated.add(security, 0, 1);
    }

    /// Lines in all.
    #[must_use]
    pub fn all_lines(&self) -> u64 {
        (0..self.allocated.len() as u32).map(|s| self.allocated.count(s)).sum()
    }

    pub(super) fn exception(&mut self, plan: &Plan, e: &Exception) {
        let add = |slot: &mut (u64, i128)| *slot = (slot.0 + 1, slot.1 + i128::from(e.cash));
        add(self.exceptions.entry(e.reason).or_default());
        match plan.security(&e.cusip) {
            Some(s) => add(self.exception_cash.entry(s).or_default()),
            None => add(self.unknown_cash.entry(e.cusip.clone()).or_default()),
        }
        self.withheld[0][2] += i128::from(e.withheld);
        self.withheld[1][2] += i128::from(e.state_withheld);
    }

    pub(super) fn merge(&mut self, other: &Ledger) {
        self.allocated.merge(&other.allocated);
        for (security, cents) in &other.years {
            add_all(self.years.entry(*security).or_default(), cents);
        }
        add_all(&mut self.slots, &other.slots);
        let both = |a: &mut (u64, i128), b: &(u64, i128)| *a = (a.0 + b.0, a.1 + b.1);
        for (k, v) in &other.exceptions {
            both(self.exceptions.entry(*k).or_default(), v);
        }
        for (k, v) in &other.exception_cash {
            both(self.exception_cash.entry(*k).or_default(), v);
        }
        for (k, v) in &other.unknown_cash {
            both(self.unknown_cash.entry(k.clone()).or_default(), v);
        }
        for (a, b) in self.withheld.iter_mut().zip(&other.withheld) {
            add_all(a, b);
        }
        self.accounts += other.accounts;
    }
}
