//! The first pass: every form is cleaned, checked and measured; transmissions are laid out.

use super::planner::Planner;
use super::report::Changes;
use super::request::{Outcome, Request, Select, Selection, Source};
use crate::boxes::Amounts;
use crate::error::Result;
use crate::filer::{Filer, Payer};
use crate::finding::Finding;
use crate::forms::FormBatch;
use crate::ledger::{Account, Hash, Keys};
use crate::record::{Record, Wanted, prepare};
use crate::xml::{Out, Submission, write_detail};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Rows that are looked at, or rendered, as one piece of work.
pub(super) const PIECE: usize = 512;

/// A submission as laid out.
#[derive(Debug, Default)]
pub struct PlannedSubmission {
    /// What its header says.
    pub header: Submission,
    /// The payer's key.
    pub payer: String,
    /// The bytes of its details.
    pub detail_bytes: u64,
}

/// A transmission as laid out.
#[derive(Debug, Default)]
pub struct PlannedTransmission {
    /// Its submissions.
    pub submissions: Vec<PlannedSubmission>,
}

impl PlannedTransmission {
    /// Forms in it.
    #[must_use]
    pub fn forms(&self) -> u64 {
        self.submissions.iter().map(|s| s.header.forms).sum()
    }
}

/// The layout of everything that will be written.
#[derive(Debug, Default)]
pub struct Plan {
    /// The transmissions.
    pub transmissions: Vec<PlannedTransmission>,
    /// For each source, a bit for each row that goes in.
    pub(super) taken: Vec<Vec<u64>>,
}

/// What the first pass learns of a row.
pub(super) struct Row<'b> {
    pub(super) selection: Selection,
    pub(super) findings: Vec<Finding>,
    /// What it takes to lay the form out; `None` where it does not go in.
    pub(super) fit: Option<Fit<'b>>,
}

/// What it takes to lay a form out.
pub(super) struct Fit<'b> {
    /// Bytes of the detail without the digits of its record ID.
    pub(super) bytes: u64,
    pub(super) amounts: Amounts,
    /// The state that it is forwarded to, and the tax withheld for it.
    pub(super) elected: Option<(Cow<'b, str>, i128)>,
}

/// Rows that were looked at together.
pub(super) struct Piece<'b> {
    pub(super) rows: Vec<Row<'b>>,
    pub(super) changes: Changes,
}

pub(super) fn plan(
    request: &Request<'_>,
    sources: &[Source<'_>],
    keys: &Keys,
) -> Result<(Plan, Outcome)> {
    let mut planner = Planner::new(request);
    for source in sources {
        planner.begin_source();
        source.forms.for_each(|batch| {
            let pieces: Vec<Piece<'_>> = (0..batch.len().div_ceil(PIECE))
                .into_par_iter()
                .map(|p| {
                    let rows = p * PIECE..batch.len().min((p + 1) * PIECE);
                    examine(request, source.select, keys, &batch, rows)
                })
                .collect();
            let mut first = 0;
            for piece in pieces {
                let next = first + piece.rows.len();
                planner.piece(&batch, first, piece, source)?;
                first = next;
            }
            Ok(())
        })?;
    }
    planner.finish()
}

/// Looks at some rows; runs on any thread.
fn examine<'b>(
    request: &'b Request<'_>,
    select: &dyn Select,
    keys: &Keys,
    batch: &'b FormBatch,
    rows: Range<usize>,
) -> Piece<'b> {
    let mut piece = Piece { rows: Vec::with_capacity(rows.len()), changes: Changes::default() };
    let mut payers = Payers::new(request.filer);
    let (mut out, mut content) = (Out::default(), Vec::new());
    for i in rows {
        let form = batch.row(i);
        let account = Account::new(keys, form.payer_id, form.account_id);
        let selection = select.select(&form, &account);
        let mut row = Row { selection, findings: Vec::new(), fit: None };
        if let Selection::Take { correction, zero, .. } = &row.selection {
            let payer = payers.of(form.payer_id);
            let p = prepare(&form, payer, request.facts, request.options, Wanted::All);
            row.findings = p.findings;
            if let Some(mut record) = p.record {
                if *zero {
                    zero_amounts(&mut record);
                }
                let other = select.with_content(&account, &mut || {
                    hash_content(&record, request, keys, &mut content)
                });
                if let Some(other) = other {
                    row.selection = other;
                } else {
                    out.bytes.clear();
                    write_detail(&mut out, request.facts, &record, 1, correction.as_deref());
                    let withheld = record
                        .state
                        .as_ref()
                        .filter(|tax| Some(&tax.state) == record.cfsf_state.as_ref())
                        .map_or(0, |tax| tax.withheld);
                    row.fit = Some(Fit {
                        bytes: out.bytes.len() as u64 - 1,
                        amounts: record.amounts,
                        elected: record.cfsf_state.map(|state| (state, withheld)),
                    });
                    piece.changes.add(form.payer_id, form.account_id, &p.cleanings);
                }
            }
        }
        piece.rows.push(row);
    }
    piece
}

/// The hash of a form's content; `scratch` is a buffer to be used again.
pub(super) fn hash_content(
    record: &Record<'_>,
    request: &Request<'_>,
    keys: &Keys,
    scratch: &mut Vec<u8>,
) -> Hash {
    scratch.clear();
    record.content(request.facts.tax_year, scratch);
    keys.content(scratch)
}

pub(super) fn zero_amounts(record: &mut Record<'_>) {
    record.amounts = Amounts::default();
    record.country = None;
    if let Some(s) = &mut record.state {
        s.withheld = 0;
    }
}

/// Payers by their key; forms of one payer stand together.
pub(super) struct Payers<'a> {
    filer: &'a Filer,
    last: Option<&'a Payer>,
}

impl<'a> Payers<'a> {
    pub(super) fn new(filer: &'a Filer) -> Payers<'a> {
        Payers { filer, last: None }
    }

    pub(super) fn of(&mut self, id: &str) -> Option<&'a Payer> {
        if self.last.is_none_or(|p| p.id != id) {
            self.last = self.filer.payer(id);
        }
        self.last
    }
}
