//! First filings: every reportable form that was not filed before.

use crate::build::{Select, Selection};
use crate::error::Result;
use crate::forms::FormRow;
use crate::ledger::{Account, Hash, Ledger, Live};
use std::collections::HashSet;

/// Takes every reportable form that the ledger does not hold.
pub struct Originals {
    live: Vec<(Hash, Live)>,
    only: Option<HashSet<Hash>>,
}

impl Originals {
    /// What the ledger holds of a tax year.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn new(ledger: &mut Ledger, tax_year: u16, test: bool) -> Result<Originals> {
        Ok(Originals { live: ledger.live_contents(tax_year, test)?, only: None })
    }

    /// Only these accounts.
    #[must_use]
    pub fn only(mut self, accounts: HashSet<Hash>) -> Originals {
        self.only = Some(accounts);
        self
    }
}

const TAKE: Selection = Selection::Take { correction: None, zero: false, original: None };

impl Select for Originals {
    fn select(&self, row: &FormRow<'_>, account: &Account<'_>) -> Selection {
        match &self.only {
            Some(accounts) if !accounts.contains(account.hash()) => Selection::Leave,
            _ if row.reportable => TAKE,
            _ => Selection::NotReportable,
        }
    }

    fn with_content(&self, account: &Account<'_>, content: &Hash) -> Option<Selection> {
        if self.live.is_empty() {
            return None;
        }
        let at = self.live.binary_search_by(|(a, _)| a.cmp(account.hash())).ok()?;
        Some(match self.live[at].1 {
            Live::AwaitsReplacement => Selection::AwaitsReplacement,
            Live::Content(filed) if filed == *content => Selection::AlreadyFiled,
            Live::Content(_) => Selection::FiledDifferently,
        })
    }
}
