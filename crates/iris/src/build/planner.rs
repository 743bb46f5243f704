//! Lays forms out into submissions and transmissions, one after the other.

use super::examine::{Fit, Piece, Row};
use super::order::Order;
use super::packed::{Packed, push};
use super::plan::{PlannedSubmission, PlannedTransmission};
use super::remember::Told;
use super::report::Report;
use super::request::{Outcome, Request, Selection, Source};
use crate::boxes::{Amounts, Dollars, MAX_CENTS, MoneyBox};
use crate::error::{Error, Result};
use crate::finding::{Finding, Spot};
use crate::forms::FormBatch;
use crate::xml::{
    Manifest, Out, StateTotal, Submission, write_footer, write_manifest, write_submission_end,
    write_submission_header,
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
    /// The transmission at hand.
    open: Option<PlannedTransmission>,
    /// Transmissions that nothing is added to any more, since this was asked last.
    whole: Vec<PlannedTransmission>,
    /// How many there were before.
    gone: usize,
    outcome: Outcome,
    /// An error stands and nothing will be written: forms are only looked at.
    in_vain: bool,
    /// Upper bound of the bytes of the transmission at hand.
    open_bytes: u64,
    /// What the submission at hand belongs to: payer and original submission.
    key: Option<(String, Option<Arc<str>>)>,
    /// Upper bound of the bytes around the details of the payer at hand.
    around: u64,
    order: Order,
    report: Report,
}

impl<'a, 'r> Planner<'a, 'r> {
    pub(super) fn new(request: &'r Request<'a>) -> Self {
        Planner {
            request,
            open: None,
            whole: Vec::new(),
            gone: 0,
            outcome: Outcome::default(),
            in_vain: false,
            open_bytes: 0,
            key: None,
            around: 0,
            order: Order::default(),
            report: Report::new(request.folder, &request.run),
        }
    }

    pub(super) fn begin_source(&mut self) {
        self.order = Order::default();
        self.key = None;
    }

    /// Lays rows out that stand in the batch from `first` on.
    pub(super) fn piece(
        &mut self,
        batch: &FormBatch,
        first: usize,
        piece: Piece,
        source: &Source<'_>,
    ) -> Result<()> {
        let packed = Arc::new(piece.packed);
        let mut form = 0;
        for (i, row) in (first..).zip(piece.rows) {
            let here = batch.key(i);
            if !self.order.follows(here.0, here.1) {
                let reason = format!(
                    "payer {}, account {} stands twice or out of order; the file must be sorted \
                     by payer_id and account_id, one row each",
                    here.0, here.1
                );
                return Err(Error::forms(source.forms.path(), reason));
            }
            let zero = row.fit.as_ref().map(|f| f.zero);
            let amounts = match zero {
                Some(false) => batch.amounts(i),
                _ => Amounts::default(),
            };
            self.row(here, row, (&packed, form), &amounts)?;
            form += usize::from(zero.is_some());
        }
        for (key, count) in piece.changes.counts() {
            self.outcome.cleaned += count;
            *self.outcome.cleaned_by.entry(key).or_default() += count;
        }
        self.report.add(&piece.changes)
    }

    fn row(
        &mut self,
        (payer, account): (&str, &str),
        row: Row,
        form: (&Arc<Packed>, usize),
        amounts: &Amounts,
    ) -> Result<()> {
        self.outcome.read += 1;
        let takes = matches!(row.selection, Selection::Take { .. });
        for f in row.findings.into_iter().filter(|f| takes || f.severity == Severity::Error) {
            self.finding(f);
        }
        match (row.selection, row.fit) {
            (Selection::Leave, _) => {}
            (Selection::AlreadyFiled, _) => self.outcome.already_filed += 1,
            (Selection::NotReportable, _) => self.outcome.not_reportable += 1,
            (Selection::FiledDifferently, _) => {
                self.outcome.already_filed += 1;
                self.filed_before("YF017", payer, account, DIFFERENT);
            }
            (Selection::AwaitsReplacement, _) => {
                self.outcome.already_filed += 1;
                self.filed_before("YF019", payer, account, REJECTED);
            }
            (Selection::Take { .. }, None) => self.outcome.invalid += 1,
            (Selection::Take { original, .. }, Some(fit)) => {
                self.place(payer, original, fit.bytes)?;
                self.count(&fit, form, amounts);
            }
        }
        Ok(())
    }

    fn finding(&mut self, f: Finding) {
        if f.severity == Severity::Error && !self.request.skip_invalid {
            self.in_vain = true;
        }
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

    /// Makes room for a record: opens or splits submissions and transmissions as needed.
    fn place(&mut self, payer: &str, original: Option<Arc<str>>, bytes: u64) -> Result<()> {
        let limit = self.request.limit_bytes;
        // The digits of a record ID are at most eight.
        let bytes = bytes + 8;
        let same = self.key.as_ref().is_some_and(|(p, o)| p == payer && *o == original);
        if !same {
            self.around = self.around_of(payer)?;
            self.key = Some((payer.to_owned(), original.clone()));
            let fits = self.open_bytes + self.around + bytes <= limit;
            if self.open.is_none() || !fits {
                self.new_transmission()?;
            }
            self.new_submission(payer, original);
        } else if self.open_bytes + bytes > limit {
            self.overflow(payer, original, bytes)?;
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
        if self.request.single && self.open.is_some() {
            return Err(Error::Refused(format!(
                "the replacement of a whole transmission must be one transmission, but it needs \
                 more than {} bytes",
                self.request.limit_bytes
            )));
        }
        self.end_transmission()?;
        self.open = Some(PlannedTransmission::default());
        self.open_bytes = self.manifest_bytes();
        Ok(())
    }

    fn end_transmission(&mut self) -> Result<()> {
        let Some(mut whole) = self.open.take() else { return Ok(()) };
        for (s, id) in whole.submissions.iter_mut().zip(1..) {
            s.header.id = id;
            totals_fit(s)?;
        }
        if !self.in_vain {
            self.whole.push(whole);
        }
        Ok(())
    }

    /// The records that got their place since this was asked last.
    pub(super) fn told(&mut self) -> Vec<Told> {
        let mut out = Vec::new();
        if !self.in_vain {
            for (t, index) in self.whole.iter_mut().zip(self.gone..) {
                t.tell(index, true, &mut out);
            }
            if let Some(t) = &mut self.open {
                t.tell(self.gone + self.whole.len(), false, &mut out);
            }
        }
        out
    }

    /// The transmissions that became whole since this was asked last; first ask what is told.
    pub(super) fn whole(&mut self) -> Vec<PlannedTransmission> {
        self.gone += self.whole.len();
        std::mem::take(&mut self.whole)
    }

    fn new_submission(&mut self, payer: &str, original: Option<Arc<str>>) {
        if let Some(t) = &mut self.open {
            t.submissions.push(PlannedSubmission {
                header: Submission {
                    original: original.map(|o| o.to_string()),
                    ..Submission::default()
                },
                payer: payer.to_owned(),
                ..PlannedSubmission::default()
            });
            self.open_bytes += self.around;
        }
    }

    /// The submission at hand has outgrown its transmission: it moves whole into the next one, and
    /// only if it fills that alone is it split.
    fn overflow(&mut self, payer: &str, original: Option<Arc<str>>, bytes: u64) -> Result<()> {
        let shared = self.open.as_ref().is_some_and(|t| t.submissions.len() > 1);
        if shared {
            let moved = self.open.as_mut().and_then(|t| t.submissions.pop());
            self.new_transmission()?;
            if let (Some(moved), Some(t)) = (moved, &mut self.open) {
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
        self.new_submission(payer, original);
        Ok(())
    }

    fn count(&mut self, fit: &Fit, (packed, form): (&Arc<Packed>, usize), amounts: &Amounts) {
        let Some(s) = self.open.as_mut().and_then(|t| t.submissions.last_mut()) else { return };
        if self.in_vain {
            s.forms.clear();
        } else {
            push(&mut s.forms, packed, form);
        }
        s.header.forms += 1;
        s.header.totals.add(amounts);
        s.detail_bytes += fit.bytes;
        if let Some((state, withheld)) = &fit.elected {
            let add = |total: &mut StateTotal| {
                total.forms += 1;
                total.withheld += withheld;
                total.amounts.add(amounts);
            };
            match s.header.by_state.get_mut(&**state) {
                Some(total) => add(total),
                None => add(s.header.by_state.entry(state.to_string()).or_default()),
            }
        }
        self.outcome.totals.add(amounts);
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

    /// Ends the last transmission.
    pub(super) fn end(&mut self) -> Result<()> {
        self.end_transmission()
    }

    /// What came of it all so far; the report of changes reaches the disk.
    pub(super) fn finish(mut self) -> Result<Outcome> {
        self.outcome.cleaning_report = self.report.finish()?;
        Ok(self.outcome)
    }
}

fn totals_fit(s: &PlannedSubmission) -> Result<()> {
    let over = |b: &MoneyBox| s.header.totals.get(*b) > MAX_CENTS;
    let Some(b) = MoneyBox::ALL.into_iter().find(over) else { return Ok(()) };
    Err(Error::Refused(format!(
        "the total of box {} of payer {} is {}, more than the schema's 17 digits hold",
        b.label(),
        s.payer,
        Dollars(s.header.totals.get(b))
    )))
}
