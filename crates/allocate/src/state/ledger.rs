//! Control totals: what came in, counted before anything is matched, and what went out, counted
//! where lines are made. The reconciliation compares the two.

use super::block::Exception;
use crate::exception::Reason;
use crate::matching::How;
use crate::plan::Plan;
use std::collections::{BTreeMap, HashMap};

/// What came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// Payments read.
    pub payments: u64,
    /// Cash by security, cents.
    pub cash: Vec<i128>,
    /// Payments by security.
    pub count: Vec<u64>,
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
        let n = plan.securities.len();
        Control { cash: vec![0; n], count: vec![0; n], ..Control::default() }
    }

    pub(super) fn merge(&mut self, other: &Control) {
        self.payments += other.payments;
        add_all(&mut self.cash, &other.cash);
        for (a, b) in self.count.iter_mut().zip(&other.count) {
            *a += b;
        }
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

/// How many counts stand before the cents of an entry.
const COUNTS: u32 = 2;

/// What went out, counted where it is made.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By entry, side by side: lines, payments, then the cents of its terms.
    amounts: Vec<i64>,
    starts: Vec<u32>,
    /// What did not fit 64 bits.
    carry: HashMap<usize, i128>,
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
        let starts: Vec<u32> =
            plan.kernel.starts().iter().zip(0..).map(|(s, i)| s + COUNTS * i).collect();
        let n = starts.last().copied().unwrap_or(0) as usize;
        Ledger { amounts: vec![0; n], starts, ..Ledger::default() }
    }

    /// Enters a line.
    #[inline]
    pub(super) fn line(&mut self, entry: u32, payments: usize, values: &[i64]) {
        let at = self.starts[entry as usize] as usize;
        self.amounts[at] += 1;
        self.amounts[at + 1] += payments as i64;
        self.add(at + COUNTS as usize, values);
    }

    /// Reads where a line will be entered; see [`crate::kernel::Kernel::touch`].
    #[inline]
    pub(super) fn touch(&self, entry: u32) -> u64 {
        self.amounts[self.starts[entry as usize] as usize] as u64
    }

    /// Lines of an entry.
    #[must_use]
    pub fn lines(&self, entry: usize) -> u64 {
        self.amounts[self.starts[entry] as usize].unsigned_abs()
    }

    /// Lines of all entries.
    #[must_use]
    pub fn all_lines(&self) -> u64 {
        (0..self.starts.len().saturating_sub(1)).map(|e| self.lines(e)).sum()
    }

    #[inline]
    fn add(&mut self, start: usize, values: &[i64]) {
        for (i, (a, v)) in
            self.amounts[start..start + values.len()].iter_mut().zip(values).enumerate()
        {
            match a.checked_add(*v) {
                Some(sum) => *a = sum,
                None => {
                    *self.carry.entry(start + i).or_default() += i128::from(*a);
                    *a = *v;
                }
            }
        }
    }

    /// The cents of a term of an entry.
    #[must_use]
    pub fn amount(&self, entry: usize, term: usize) -> i128 {
        let index = self.starts[entry] as usize + COUNTS as usize + term;
        i128::from(self.amounts[index]) + self.carry.get(&index).copied().unwrap_or(0)
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
        for i in 0..self.amounts.len() {
            self.add(i, &other.amounts[i..=i]);
        }
        for (i, v) in &other.carry {
            *self.carry.entry(*i).or_default() += v;
        }
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
