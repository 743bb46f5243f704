//! The first pass: every form is cleaned, checked and measured; transmissions are laid out.

use super::planner::Planner;
use super::request::{Outcome, Request, Select, Selection, Source};
use crate::boxes::Amounts;
use crate::error::Result;
use crate::forms::FormBatch;
use crate::ledger::{Hash, Keys, NewRecord};
use crate::record::{Prepared, Record, prepare};
use crate::xml::{Out, Submission, write_detail};
use rayon::prelude::*;

/// A submission as laid out.
#[derive(Debug, Default)]
pub struct PlannedSubmission {
    /// What its header says.
    pub header: Submission,
    /// The payer's key.
    pub payer: String,
    /// Its records for the ledger.
    pub records: Vec<NewRecord>,
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
pub(super) struct Row {
    pub(super) selection: Selection,
    pub(super) prepared: Prepared,
    pub(super) account: Hash,
    pub(super) content: Hash,
    /// Bytes of the detail without the digits of its record ID.
    pub(super) bytes: u64,
}

pub(super) fn plan(
    request: &Request<'_>,
    sources: &[Source<'_>],
    keys: &Keys,
) -> Result<(Plan, Outcome)> {
    let mut planner = Planner::new(request);
    for source in sources {
        planner.begin_source();
        for batch in source.forms.batches()? {
            let batch = batch?;
            let rows: Vec<Row> = (0..batch.len())
                .into_par_iter()
                .with_min_len(256)
                .map_init(Out::default, |out, i| {
                    examine(request, source.select, keys, &batch, i, out)
                })
                .collect();
            for (i, row) in rows.into_iter().enumerate() {
                planner.row(&batch, i, row, source)?;
            }
        }
    }
    planner.finish()
}

/// Looks at one row; runs on any thread.
fn examine(
    request: &Request<'_>,
    select: &dyn Select,
    keys: &Keys,
    batch: &FormBatch,
    index: usize,
    out: &mut Out,
) -> Row {
    let row = batch.row(index);
    let account = keys.account(row.payer_id, row.account_id);
    let mut r = Row {
        selection: select.select(&row, &account),
        prepared: Prepared::default(),
        account,
        content: Hash::default(),
        bytes: 0,
    };
    if !matches!(r.selection, Selection::Take { .. }) {
        return r;
    }
    r.prepared = prepare(&row, request.filer.payer(row.payer_id), request.facts, request.options);
    let Selection::Take { correction, zero, .. } = &r.selection else { return r };
    let Some(record) = r.prepared.record.as_mut() else { return r };
    if *zero {
        zero_amounts(record);
    }
    out.bytes.clear();
    write_detail(out, request.facts, record, 1, None);
    r.content = keys.content(&out.bytes);
    if correction.is_some() {
        out.bytes.clear();
        write_detail(out, request.facts, record, 1, correction.as_deref());
    }
    r.bytes = out.bytes.len() as u64 - 1;
    if let Some(other) = select.with_content(&account, &r.content) {
        r.selection = other;
    }
    r
}

pub(super) fn zero_amounts(record: &mut Record) {
    record.amounts = Amounts::default();
    record.country = None;
    if let Some(s) = &mut record.state {
        s.withheld = 0;
    }
}
