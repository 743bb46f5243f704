//! The reconciliation: cash in = allocated + other years + exceptions, to the cent.
//!
//! The left side is counted as payments are read, before anything is matched; the right side where
//! lines and exceptions are made, and the boxes where forms are written. The three ways meet here.

use super::forms::FormCounts;
use crate::error::{Error, Result};
use crate::kernel::{BOX_COLUMNS, SLOTS};
use crate::matching::How;
use crate::money::dollars;
use crate::plan::Plan;
use crate::state::{Control, Ledger};
use serde::{Serialize, Serializer};
use yearend_model::TaxYear;

/// Cents that serialise as dollars in plain notation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub i128);

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.serialize_str(&dollars(self.0))
    }
}

/// Where the cash went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cash {
    /// Payments.
    pub payments: u64,
    /// What was posted.
    pub cash_in: Cents,
    /// On this year's forms.
    pub allocated: Cents,
    /// Belongs to the year before.
    pub prior_year: Cents,
    /// Belongs to the year after.
    pub next_year: Cents,
    /// Not placed.
    pub exceptions: Cents,
    /// Must be zero.
    pub difference: Cents,
}

impl Cash {
    fn close(mut self) -> Cash {
        let out = self.allocated.0 + self.prior_year.0 + self.next_year.0 + self.exceptions.0;
        self.difference = Cents(self.cash_in.0 - out);
        self
    }

    fn add(&mut self, other: &Cash) {
        self.payments += other.payments;
        for (a, b) in [
            (&mut self.cash_in, other.cash_in),
            (&mut self.allocated, other.allocated),
            (&mut self.prior_year, other.prior_year),
            (&mut self.next_year, other.next_year),
            (&mut self.exceptions, other.exceptions),
            (&mut self.difference, other.difference),
        ] {
            a.0 += b.0;
        }
    }
}

/// One CUSIP.
#[derive(Clone, Debug, Serialize)]
pub struct SecurityCash {
    /// CUSIP.
    pub cusip: String,
    /// Fund; empty where no layout has the CUSIP.
    pub name: String,
    /// Detail lines.
    pub lines: u64,
    /// Its cash.
    #[serde(flatten)]
    pub cash: Cash,
}

/// One box over all forms.
#[derive(Clone, Debug, Serialize)]
pub struct BoxTotal {
    /// The column of `forms.parquet`.
    pub column: &'static str,
    /// The box on the form of the tax year; `None` where that form has none.
    pub label: Option<String>,
    /// Over the forms written.
    pub forms: Cents,
    /// Over the detail lines.
    pub lines: Cents,
    /// Must be zero.
    pub difference: Cents,
}

/// Exceptions of one reason.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonTotal {
    /// The code.
    pub code: &'static str,
    /// What it means and what to do.
    pub explanation: &'static str,
    /// Payments.
    pub payments: u64,
    /// Their cash.
    pub cash: Cents,
}

/// Tax withheld: what payments state, and where it went.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Withheld {
    /// What payments state.
    pub stated: Cents,
    /// On this year's forms.
    pub forms: Cents,
    /// Goes with cash of other years.
    pub other_years: Cents,
    /// In exceptions.
    pub exceptions: Cents,
    /// Must be zero.
    pub difference: Cents,
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    /// Accounts in the accounts file.
    pub accounts: u64,
    /// Accounts with at least one detail line.
    pub accounts_paid: u64,
    /// Forms.
    pub forms: u64,
    /// Forms that must be filed.
    pub reportable: u64,
    /// Forms with a warning.
    pub warned: u64,
    /// Detail lines.
    pub lines: u64,
    /// Payments placed by payable date.
    pub by_payable_date: u64,
    /// Payments placed by record date.
    pub by_record_date: u64,
    /// Payments placed under the fund's other CUSIP.
    pub by_cusip_change: u64,
    /// Payments placed by shares and rate within a few days.
    pub by_near_date: u64,
}

/// `reconciliation.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Reconciliation {
    /// `yearend.reconciliation/1`.
    pub schema: &'static str,
    /// Tax year of the forms.
    pub tax_year: u16,
    /// All CUSIPs together.
    pub total: Cash,
    /// Federal tax withheld.
    pub withheld: Withheld,
    /// State tax withheld.
    pub state_withheld: Withheld,
    /// How many of what.
    pub counts: Counts,
    /// Every box over all forms.
    pub boxes: Vec<BoxTotal>,
    /// Exceptions by reason.
    pub exceptions: Vec<ReasonTotal>,
    /// What the layouts give cause to look at.
    pub warnings: Vec<String>,
    /// Columns of the input files that were not read.
    pub ignored_columns: Vec<String>,
    /// Each CUSIP that payments name.
    pub securities: Vec<SecurityCash>,
}

impl Reconciliation {
    /// Brings the totals together.
    #[must_use]
    pub fn new(plan: &Plan, control: &Control, ledger: &Ledger, forms: &FormCounts) -> Self {
        let securities = by_security(plan, control, ledger);
        let mut total = Cash::default();
        for s in &securities {
            total.add(&s.cash);
        }
        let exceptions = ledger
            .exceptions
            .iter()
            .map(|(r, (payments, cash))| ReasonTotal {
                code: r.code(),
                explanation: r.explanation(),
                payments: *payments,
                cash: Cents(*cash),
            })
            .collect();
        let withheld = |i: usize, stated: i128| {
            let [forms, other_years, exceptions] = ledger.withheld[i];
            Withheld {
                stated: Cents(stated),
                forms: Cents(forms),
                other_years: Cents(other_years),
                exceptions: Cents(exceptions),
                difference: Cents(stated - forms - other_years - exceptions),
            }
        };
        let placed = |how: How| control.placed[how as usize];
        Reconciliation {
            schema: "yearend.reconciliation/1",
            tax_year: plan.year,
            total,
            withheld: withheld(0, control.withheld),
            state_withheld: withheld(1, control.state_withheld),
            counts: Counts {
                accounts: 0,
                accounts_paid: ledger.accounts,
                forms: forms.forms,
                reportable: forms.reportable,
                warned: forms.warned,
                lines: ledger.all_lines(),
                by_payable_date: placed(How::PayableDate),
                by_record_date: placed(How::RecordDate),
                by_cusip_change: placed(How::CusipChange),
                by_near_date: placed(How::Near),
            },
            boxes: boxes(plan.year, &ledger.slots, ledger, forms),
            exceptions,
            warnings: plan.warnings.clone(),
            ignored_columns: Vec::new(),
            securities,
        }
    }

    /// Payments in exceptions.
    #[must_use]
    pub fn exception_count(&self) -> u64 {
        self.exceptions.iter().map(|e| e.payments).sum()
    }

    /// Fails on a difference of one cent or one payment anywhere. `read` is how many payments the
    /// files hold.
    ///
    /// # Errors
    /// The first difference.
    pub fn check(&self, read: u64) -> Result<()> {
        let fail = |what: String| Err(Error::Unreconciled(what));
        for s in &self.securities {
            if s.cash.difference != Cents(0) {
                return fail(format!("{}: {} of cash", s.cusip, dollars(s.cash.difference.0)));
            }
        }
        for b in &self.boxes {
            if b.difference != Cents(0) {
                return fail(format!("{}: {}", b.column, dollars(b.difference.0)));
            }
        }
        for (what, w) in [("withheld", self.withheld), ("state tax", self.state_withheld)] {
            if w.difference != Cents(0) {
                return fail(format!("{what}: {}", dollars(w.difference.0)));
            }
        }
        let c = &self.counts;
        let placed = c.by_payable_date + c.by_record_date + c.by_cusip_change + c.by_near_date;
        let seen = placed + self.exception_count();
        if self.total.payments != read || seen != read {
            return fail(format!("{read} payments in the files, {seen} accounted for"));
        }
        Ok(())
    }
}

fn by_security(plan: &Plan, control: &Control, ledger: &Ledger) -> Vec<SecurityCash> {
    let mut cash: Vec<Cash> = (0..plan.securities.len() as u32)
        .map(|s| {
            let [prior, next] = ledger.years.get(&s).copied().unwrap_or_default();
            Cash {
                payments: control.cash.count(s),
                cash_in: Cents(control.cash.cents(s)),
                allocated: Cents(ledger.allocated.cents(s)),
                prior_year: Cents(prior),
                next_year: Cents(next),
                ..Cash::default()
            }
        })
        .collect();
    let mut moved = vec![0i128; cash.len()];
    for (s, (_, c)) in &ledger.exception_cash {
        cash[*s as usize].exceptions.0 += c;
    }
    // Cash that was posted under one CUSIP of a fund and placed under the other is moved with it.
    for (from, to, cents) in &control.moved {
        moved[*from as usize] -= cents;
        moved[*to as usize] += cents;
    }
    let mut out: Vec<SecurityCash> = plan
        .securities
        .iter()
        .zip(cash)
        .enumerate()
        .map(|(i, (s, mut cash))| {
            cash.cash_in.0 += moved[i];
            SecurityCash {
                cusip: s.cusip.clone(),
                name: s.name.clone(),
                lines: ledger.allocated.count(i as u32),
                cash: cash.close(),
            }
        })
        .filter(|s| s.cash != Cash::default() || s.lines > 0)
        .collect();
    for (cusip, (cash_in, payments)) in &control.unknown {
        let exceptions = ledger.unknown_cash.get(cusip).map_or(0, |c| c.1);
        let cash = Cash {
            payments: *payments,
            cash_in: Cents(*cash_in),
            exceptions: Cents(exceptions),
            ..Cash::default()
        };
        let (cusip, name) = (cusip.clone(), String::new());
        out.push(SecurityCash { cusip, name, lines: 0, cash: cash.close() });
    }
    out
}

fn boxes(year: u16, slots: &[i128; SLOTS], ledger: &Ledger, forms: &FormCounts) -> Vec<BoxTotal> {
    let one = |(i, b): (usize, &crate::kernel::FormBox)| {
        let lines = match b.column {
            "box_4" => ledger.withheld[0][0],
            "box_16" => ledger.withheld[1][0],
            _ => b.slots.iter().map(|s| slots[*s as usize]).sum(),
        };
        BoxTotal {
            column: b.column,
            label: label(b, year),
            forms: Cents(forms.boxes[i]),
            lines: Cents(lines),
            difference: Cents(forms.boxes[i] - lines),
        }
    };
    BOX_COLUMNS.iter().enumerate().map(one).collect()
}

/// The box as the form of that year prints it.
fn label(b: &crate::kernel::FormBox, year: u16) -> Option<String> {
    let year = TaxYear::new(year)?;
    match b.column {
        "box_1a" => Some("1a".to_owned()),
        "box_4" => Some("4".to_owned()),
        _ => b.slots.first()?.field()?.box_in(year).map(str::to_owned),
    }
}
