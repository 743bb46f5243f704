//! Lays forms out into submissions and transmissions, one after the other.

use super::order::Order;
use super::plan::{Plan, PlannedSubmission, PlannedTransmission, Row};
use super::report::Report;
use super::request::{Outcome, Request, Selection, Source};
use crate::boxes::{Amounts, Dollars, MAX_CENTS, MoneyBox};
use crate::error::{Error, Result};
use crate::finding::{Finding, Spot};
use crate::forms::FormBatch;
use crate::ledger::NewRecord;
use crate::record::{Cleaning, Prepared, Record};
use crate::xml::{
    Correction, Manifest, Out, StateTotal, Submission, write_footer, write_manifest,
    write_submission_end, write_submission_header,
};
use std::sync::Arc;
use yearend_model::Severity;

/// A message and what to do.
type Why = (&'static str, &'static str);

const DIFFERENT: Why = (
    "the form was built before with other content; it is not built again",
    "After the IRS accepted it: `yearend file correct`. Before it was sent: `yearend file discard` \
     the transmission and build again",
);

const REJECTED: Why = (
    "the form was filed and rejected; it is not filed as an original again",
    "`yearend file replace` the rejected transmission",
);

pub(super) struct Planner<'a, 'r> {
    request: &'r Request<'a>,
    plan: Plan,
    outcome: Outcome,
    /// Upper bound of the bytes of the transmission at hand.
    open_bytes: u64,
    /// What the submission at hand belongs to: payer and original submission.
    key: Option<(String, Option<Arc<str>>)>,
    /// Upper bound of the bytes around the details of the payer at hand.
    around: u64,
    order: Order,
    row_index: usize,
    report: Report,
}

impl<'a, 'r> Planner<'a, 'r> {
    pub(super) fn new(request: &'r Request<'a>) -> Self {
        Planner {
            request,
            plan: Plan::default(),
            outcome: Outcome::default(),
            open_bytes: 0,
            key: None,
            around: 0,
            order: Order::default(),
            row_index: 0,
            report: Report::new(request.folder, &request.run),
        }
    }

    pub(super) fn begin_source(&mut self) {
        self.order = Order::default();
        self.key = None;
        self.row_index = 0;
        self.plan.taken.push(Vec::new());
    }

    pub(super) fn row(
        &mut self,
        batch: &FormBatch,
        i: usize,
        row: Row,
        source: &Source<'_>,
    ) -> Result<()> {
        let form = batch.row(i);
        self.outcome.read += 1;
        let here = (form.payer_id, form.account_id);
        if !self.order.follows(here.0, here.1) {
            let reason = format!(
                "payer {}, account {} stands twice or out of order; the file must be sorted by \
                 payer_id and account_id, one row each",
                here.0, here.1
            );
            return Err(Error::forms(source.forms.path(), reason));
        }
        let index = self.row_index;
        self.row_index += 1;
        let Row { selection, prepared, account, content, bytes } = row;
        let Prepared { record, findings, cleanings } = prepared;
        let takes = matches!(selection, Selection::Take { .. });
        for f in findings.into_iter().filter(|f| takes || f.severity == Severity::Error) {
            self.finding(f);
        }
        match (selection, record) {
            (Selection::Leave, _) => {}
            (Selection::AlreadyFiled, _) => self.outcome.already_filed += 1,
            (Selection::NotReportable, _) => self.outcome.not_reportable += 1,
            (Selection::FiledDifferently, _) => {
                self.outcome.already_filed += 1;
                self.filed_before("YF017", here.0, here.1, DIFFERENT);
            }
            (Selection::AwaitsReplacement, _) => {
                self.outcome.already_filed += 1;
                self.filed_before("YF019", here.0, here.1, REJECTED);
            }
            (Selection::Take { .. }, None) => self.outcome.invalid += 1,
            (Selection::Take { correction, original, .. }, Some(record)) => {
                self.cleanings(&record, &cleanings)?;
                self.place(&record, original, bytes)?;
                let corrects = correction.map(|c: Box<Correction>| c.unique_record_id.into());
                self.count(&record, NewRecord { account, content, corrects }, bytes);
                let bits = self.plan.taken.last_mut();
                if let Some(bits) = bits {
                    bits.resize(index / 64 + 1, 0);
                    bits[index / 64] |= 1 << (index % 64);
                }
            }
        }
        Ok(())
    }

    fn finding(&mut self, f: Finding) {
        *self.outcome.counts.entry(f.code).or_default() += 1;
        if self.outcome.findings.len() < Outcome::FINDINGS {
            self.outcome.findings.push(f);
        }
    }

    fn filed_before(&mut self, code: &'static str, payer: &str, account: &str, why: Why) {
        let spot = Spot {
            payer: Some(payer.to_owned()),
            account: Some(account.to_owned()),
            ..Spot::default()
        };
        self.finding(Finding::new(code, Severity::Warning, why.0).help(why.1).at(spot));
    }

    fn cleanings(&mut self, record: &Record, cleanings: &[Cleaning]) -> Result<()> {
        for c in cleanings {
            self.outcome.cleaned += 1;
            let key = (c.field, c.what.clone());
            *self.outcome.cleaned_by.entry(key).or_default() += 1;
            self.report.add(&record.payer, &record.account, c)?;
        }
        Ok(())
    }

    /// Makes room for a record: opens or splits submissions and transmissions as needed.
    fn place(&mut self, record: &Record, original: Option<Arc<str>>, bytes: u64) -> Result<()> {
        let limit = self.request.limit_bytes;
        // The digits of a record ID are at most eight.
        let bytes = bytes + 8;
        let same = self.key.as_ref().is_some_and(|(p, o)| *p == record.payer && *o == original);
        if !same {
            self.around = self.around_of(&record.payer)?;
            self.key = Some((record.payer.clone(), original.clone()));
            let fits = self.open_bytes + self.around + bytes <= limit;
            if self.plan.transmissions.is_empty() || !fits {
                self.new_transmission()?;
            }
            self.new_submission(record, original);
        } else if self.open_bytes + bytes > limit {
            self.overflow(record, original, bytes)?;
        }
        if self.open_bytes + bytes > limit {
            return Err(Error::Refused(format!(
                "one form and its headers need more than {limit} bytes; raise the limit"
            )));
        }
        self.open_bytes += bytes;
        Ok(())
    }

    fn new_transmission(&mut self) -> Result<()> {
        if self.request.single && !self.plan.transmissions.is_empty() {
            return Err(Error::Refused(format!(
                "the replacement of a whole transmission must be one transmission, but it needs \
                 more than {} bytes",
                self.request.limit_bytes
            )));
        }
        self.plan.transmissions.push(PlannedTransmission::default());
        self.open_bytes = self.manifest_bytes();
        Ok(())
    }

    fn new_submission(&mut self, record: &Record, original: Option<Arc<str>>) {
        if let Some(t) = self.plan.transmissions.last_mut() {
            t.submissions.push(PlannedSubmission {
                header: Submission {
                    original: original.map(|o| o.to_string()),
                    ..Submission::default()
                },
                payer: record.payer.clone(),
                ..PlannedSubmission::default()
            });
            self.open_bytes += self.around;
        }
    }

    /// The submission at hand has outgrown its transmission: it moves whole into the next one, and
    /// only if it fills that alone is it split.
    fn overflow(&mut self, record: &Record, original: Option<Arc<str>>, bytes: u64) -> Result<()> {
        let shared = self.plan.transmissions.last().is_some_and(|t| t.submissions.len() > 1);
        if shared {
            let moved = self.plan.transmissions.last_mut().and_then(|t| t.submissions.pop());
            self.new_transmission()?;
            if let (Some(moved), Some(t)) = (moved, self.plan.transmissions.last_mut()) {
                let ids = moved.header.forms * 8;
                self.open_bytes += self.around + moved.detail_bytes + ids;
                t.submissions.push(moved);
            }
        }
        if self.open_bytes + bytes <= self.request.limit_bytes {
            return Ok(());
        }
        if original.is_some() {
            return Err(Error::Refused(
                "the replacement of a submission must be one submission, but it needs more than \
                 one transmission can hold"
                    .to_owned(),
            ));
        }
        self.new_transmission()?;
        self.new_submission(record, original);
        Ok(())
    }

    fn count(&mut self, record: &Record, entry: NewRecord, bytes: u64) {
        let Some(s) = self.plan.transmissions.last_mut().and_then(|t| t.submissions.last_mut())
        else {
            return;
        };
        s.header.forms += 1;
        s.header.totals.add(&record.amounts);
        s.detail_bytes += bytes;
        if let Some(state) = &record.cfsf_state {
            let total = s.header.by_state.entry(state.clone()).or_default();
            total.forms += 1;
            total.withheld += record
                .state
                .as_ref()
                .filter(|tax| tax.state == *state)
                .map_or(0, |tax| tax.withheld);
            total.amounts.add(&record.amounts);
        }
        s.records.push(entry);
        self.outcome.totals.add(&record.amounts);
    }

    /// The bytes of manifest and end, with every count at its longest.
    fn manifest_bytes(&self) -> u64 {
        let mut out = Out::default();
        let manifest = Manifest {
            utid: "00000000-0000-0000-0000-000000000000:IRIS:00000::A",
            kind: self.request.kind,
            test: self.request.options.test,
            original_receipt: self.request.original_receipt.as_deref(),
            submissions: 99_999_999,
            forms: 9_999_999_999,
        };
        write_manifest(&mut out, self.request.facts, self.request.filer, &manifest);
        write_footer(&mut out);
        out.bytes.len() as u64
    }

    /// The bytes around the details of a payer's submission, with every total at its longest.
    fn around_of(&self, payer: &str) -> Result<u64> {
        let payer = self.request.filer.payer(payer).ok_or_else(|| {
            Error::Refused(format!("payer `{payer}` does not stand in filer.toml"))
        })?;
        let largest = Amounts([MAX_CENTS; crate::boxes::BOXES]);
        let state = StateTotal { forms: 99_999_999, withheld: MAX_CENTS, amounts: largest };
        let header = Submission {
            id: 99_999_999,
            original: Some("2025-00000000000-000000000|99999999".to_owned()),
            forms: 99_999_999,
            totals: largest,
            by_state: payer.cfsf.iter().map(|s| (s.clone(), state)).collect(),
        };
        let mut out = Out::default();
        write_submission_header(&mut out, self.request.facts, payer, &header);
        write_submission_end(&mut out);
        Ok(out.bytes.len() as u64)
    }

    pub(super) fn finish(mut self) -> Result<(Plan, Outcome)> {
        for t in &mut self.plan.transmissions {
            for (i, s) in t.submissions.iter_mut().enumerate() {
                s.header.id = u32::try_from(i + 1).unwrap_or(u32::MAX);
                for b in MoneyBox::ALL {
                    let total = s.header.totals.get(b);
                    if total > MAX_CENTS {
                        return Err(Error::Refused(format!(
                            "the total of box {} of payer {} is {}, more than the schema's 17 \
                             digits hold",
                            b.label(),
                            s.payer,
                            Dollars(total)
                        )));
                    }
                }
            }
        }
        self.outcome.cleaning_report = self.report.finish()?;
        Ok((self.plan, self.outcome))
    }
}
