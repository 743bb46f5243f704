//! The distributions that payments can belong to, indexed for matching.
//!
//! A [`Plan`] is made once from readings and shared by all threads. Lines of a layout with the same
//! CUSIP and dates are one distribution (a reclassification line adds to the line it reclassifies;
//! a corrected line replaces it). Where several documents state the same distribution, corrected
//! figures stand before reclassified, final and estimated ones; equal rank with different figures
//! is a conflict, and its payments become exceptions.

mod build;
mod calendar;
mod index;
mod stated;
mod table;

pub use index::{DateIndex, Found};
pub use table::readings_from_parquet;

use crate::exception::Reason;
use crate::kernel::{Distribution, Kernel, Unit};
use crate::parallel;
use calendar::Calendar;
use index::CusipIndex;
use std::collections::HashMap;
use yearend_model::Reading;

/// What a run decides about the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    /// The tax year of the forms.
    pub year: u16,
    /// Whether estimated figures (column 4) are used.
    pub accept_estimates: bool,
    /// How many days a payment's date may differ from a distribution's when shares prove it.
    pub near_days: i32,
    /// How many cents the cash may differ from shares × rate.
    pub tolerance_cents: i64,
    /// Threads that make the plan, at most; it does not depend on them.
    pub threads: usize,
}

impl PlanOptions {
    /// The usual options for a tax year: no estimates, five days, one cent, every processor.
    #[must_use]
    pub fn new(year: u16) -> PlanOptions {
        PlanOptions {
            year,
            accept_estimates: false,
            near_days: 5,
            tolerance_cents: 1,
            threads: parallel::processors(),
        }
    }
}

/// A security of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// CUSIP, nine characters.
    pub cusip: String,
    /// Ticker, if a layout states one.
    pub ticker: Option<String>,
    /// Fund name.
    pub name: String,
    /// The other CUSIP of the same fund, where column 32 says that the number changed and exactly
    /// one other security of the layouts bears its name or ticker.
    pub other_cusip: Option<u32>,
}

/// A cash rate that shares are checked against: `num · 10^-scale` dollars per share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CashRate {
    /// Mantissa.
    pub num: i64,
    /// Decimal places, at most 15.
    pub scale: u32,
}

/// A distribution of the plan: who, when, and in what state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index of its security.
    pub security: u32,
    /// Payable date as a day number.
    pub payable: Option<i32>,
    /// Record date as a day number; `None` where it is a word (`DAILY`).
    pub record: Option<i32>,
    /// Whether income accrues daily, so that shares × rate does not reproduce the cash.
    pub daily: bool,
    /// Why its payments are exceptions, if they are.
    pub blocked: Option<Reason>,
    /// The cash per share: of all lines together first, then of each line where there are several.
    pub cash_rates: Vec<CashRate>,
}

/// Everything that matching and allocation need to know of the layouts.
#[derive(Debug, Default)]
pub struct Plan {
    /// The tax year of the forms.
    pub year: u16,
    /// The options it was made with.
    pub options: Option<PlanOptions>,
    /// Securities by CUSIP.
    pub securities: Vec<Security>,
    /// Distributions by CUSIP, payable date, record date; lines point here.
    pub entries: Vec<Entry>,
    /// The ratios of each entry (a blocked entry has none to use).
    pub kernel: Kernel,
    /// What a reader of the reconciliation should know of the layouts.
    pub warnings: Vec<String>,
    pub(crate) by_cusip: CusipIndex,
    pub(crate) by_payable: DateIndex,
    pub(crate) by_record: DateIndex,
    pub(crate) calendar: Calendar,
}

impl Plan {
    /// The plan of some readings. Only primary layouts count.
    #[must_use]
    pub fn new(readings: &[Reading], options: PlanOptions) -> Plan {
        build::plan(readings, options)
    }

    /// The security of a CUSIP as payments spell it.
    #[must_use]
    pub fn security(&self, cusip: &str) -> Option<u32> {
        self.by_cusip.get(cusip)
    }

    /// The ratios of an entry.
    #[must_use]
    #[inline]
    pub fn distribution(&self, entry: u32) -> &Distribution {
        self.kernel.get(entry)
    }

    /// How many cents the cash may differ from shares × rate.
    pub(crate) fn tolerance(&self) -> i64 {
        self.options.map_or(1, |o| o.tolerance_cents)
    }

    /// The unit of the quick check for shares of a scale.
    pub(crate) fn unit(&self, share_scale: u8) -> Unit {
        Unit::new(share_scale, self.tolerance())
    }

    /// The entries of each security, as ranges.
    pub(crate) fn entries_of(&self, security: u32) -> &[Entry] {
        let from = self.entries.partition_point(|e| e.security < security);
        let to = self.entries.partition_point(|e| e.security <= security);
        &self.entries[from..to]
    }

    pub(crate) fn first_entry_of(&self, security: u32) -> u32 {
        self.entries.partition_point(|e| e.security < security) as u32
    }

    fn link_changed_cusips(&mut self, changed: &[u32]) {
        if changed.is_empty() {
            return;
        }
        let mut by_name: HashMap<&str, Vec<u32>> = HashMap::new();
        for (i, s) in self.securities.iter().enumerate() {
            by_name.entry(&s.name).or_default().push(i as u32);
            if let Some(t) = &s.ticker {
                by_name.entry(t).or_default().push(i as u32);
            }
        }
        let mut links = Vec::new();
        for &c in changed {
            let s = &self.securities[c as usize];
            let keys = [s.ticker.as_deref(), Some(s.name.as_str())];
            let mut others: Vec<u32> = keys
                .into_iter()
                .flatten()
                .filter_map(|k| by_name.get(k))
                .flatten()
                .copied()
                .filter(|o| *o != c)
                .collect();
            others.sort_unstable();
            others.dedup();
            if let [other] = others[..] {
                links.push((c, other));
            }
        }
        for (a, b) in links {
            self.securities[a as usize].other_cusip = Some(b);
            self.securities[b as usize].other_cusip.get_or_insert(a);
        }
    }
}
