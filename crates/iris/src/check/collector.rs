//! Findings gathered while a file streams by, bounded in number, all of them counted.

use super::{Check, Summary};
use crate::finding::{Finding, Spot};
use crate::year::{FilingYear, IrsSeverity};
use std::collections::BTreeMap;
use yearend_model::Severity;

/// What the checker found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What the transmission says of itself.
    pub summary: Summary,
    /// Findings in the order of the file, at most so many per rule as asked for.
    pub findings: Vec<Finding>,
    /// How often each rule was broken.
    pub counts: BTreeMap<&'static str, u64>,
}

impl Report {
    /// The worst severity found.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|f| f.severity).max()
    }

    /// How often a rule was broken.
    #[must_use]
    pub fn count(&self, code: &str) -> u64 {
        self.counts.get(code).copied().unwrap_or(0)
    }
}

/// Gathers findings. Those of a record wait until its account number is known.
pub(super) struct Collector<'a> {
    facts: &'a FilingYear,
    limit: u64,
    findings: Vec<Finding>,
    counts: BTreeMap<&'static str, u64>,
    pending: Vec<Finding>,
    in_record: bool,
}

impl<'a> Collector<'a> {
    pub(super) fn new(facts: &'a FilingYear, limit: usize) -> Self {
        let limit = if limit == 0 { 100 } else { limit as u64 };
        Collector {
            facts,
            limit,
            findings: Vec::new(),
            counts: BTreeMap::new(),
            pending: Vec::new(),
            in_record: false,
        }
    }

    /// A broken business rule, unless the year does not have it.
    pub(super) fn rule(&mut self, check: Check, detail: impl Into<String>, spot: Spot) {
        if let Some(rule) = self.facts.rule_of(check) {
            let detail = detail.into();
            let message = if detail.is_empty() {
                format!("wanted: {}", rule.says)
            } else {
                format!("wanted: {}; {detail}", rule.says)
            };
            self.irs(rule.number, rule.severity, message, rule.help, spot);
        }
    }

    /// A broken rule by number, for rules that differ by form type.
    pub(super) fn irs(
        &mut self,
        number: &'static str,
        severity: IrsSeverity,
        message: String,
        help: &str,
        spot: Spot,
    ) {
        let ours = match severity {
            IrsSeverity::Reject => Severity::Error,
            IrsSeverity::ReportError | IrsSeverity::ReportErrorOrThreshold => Severity::Warning,
        };
        let mut f = Finding::new(number, ours, message).help(help).at(spot);
        f.irs = Some(severity);
        self.push(f);
    }

    /// A violation of the schema: the IRS rejects the whole transmission for it.
    pub(super) fn schema(&mut self, code: &'static str, message: String, spot: Spot) {
        let mut f = Finding::new(code, Severity::Error, message).at(spot);
        f.irs = Some(IrsSeverity::Reject);
        self.push(f);
    }

    pub(super) fn push(&mut self, f: Finding) {
        let count = self.counts.entry(f.code).or_default();
        *count += 1;
        if *count > self.limit {
            return;
        }
        if self.in_record { self.pending.push(f) } else { self.findings.push(f) }
    }

    pub(super) fn begin_record(&mut self) {
        self.in_record = true;
    }

    pub(super) fn end_record(&mut self, record: Option<u32>, account: &str) {
        self.in_record = false;
        for mut f in self.pending.drain(..) {
            if f.spot.record.is_none() {
                f.spot.record = record;
            }
            if !account.is_empty() {
                f.spot.account = Some(account.to_owned());
            }
            self.findings.push(f);
        }
    }

    pub(super) fn finish(self, summary: Summary) -> Report {
        let mut findings = self.findings;
        findings.extend(self.pending);
        Report { summary, findings, counts: self.counts }
    }
}
