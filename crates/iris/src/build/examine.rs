//! Rows are looked at: each form is cleaned, checked, measured and packed.

use super::packed::Packed;
use super::report::Changes;
use super::request::{Request, Select, Selection};
use crate::boxes::Amounts;
use crate::filer::{Filer, Payer};
use crate::finding::Finding;
use crate::forms::FormBatch;
use crate::ledger::{Account, Keys};
use crate::record::{Record, prepare};
use crate::xml::{Correction, Elements, Length, write_detail};
use crate::year::FilingYear;
use std::ops::Range;

/// Rows that are looked at as one piece of work.
pub(super) const PIECE: usize = 256;

/// What is learnt of a row.
pub(super) struct Row {
    pub(super) selection: Selection,
    pub(super) findings: Vec<Finding>,
    /// What it takes to lay the form out; `None` where it does not go in.
    pub(super) fit: Option<Fit>,
}

/// What it takes to lay a form out.
pub(super) struct Fit {
    /// Bytes of the detail without the digits of its record ID.
    pub(super) bytes: u64,
    /// Its amounts are zero, whatever the row says.
    pub(super) zero: bool,
    /// The state that it is forwarded to, and the tax withheld for it.
    pub(super) elected: Option<(Box<str>, i128)>,
}

/// Rows that were looked at together.
pub(super) struct Piece {
    pub(super) rows: Vec<Row>,
    pub(super) changes: Changes,
    /// The forms that go in.
    pub(super) packed: Packed,
}

/// Looks at some rows; runs on any thread.
pub(super) fn examine(
    request: &Request<'_>,
    select: &dyn Select,
    keys: &Keys,
    batch: &FormBatch,
    rows: Range<usize>,
) -> Piece {
    let mut piece = Piece {
        rows: Vec::with_capacity(rows.len()),
        changes: Changes::default(),
        packed: Packed::with_room(rows.len()),
    };
    let mut payers = Payers { filer: request.filer, last: None };
    for i in rows {
        let form = batch.row(i);
        let account = Account::new(keys, form.payer_id, form.account_id);
        let selection = select.select(&form, &account);
        let mut row = Row { selection, findings: Vec::new(), fit: None };
        if let Selection::Take { correction, zero, .. } = &mut row.selection {
            let payer = payers.of(form.payer_id);
            let mut p = prepare(&form, payer, request.facts, request.options);
            row.findings = std::mem::take(&mut p.findings);
            // A record is large, so it stays where it was made.
            if let Some(record) = &mut p.record {
                if *zero {
                    zero_amounts(record);
                }
                record.content(request.facts.tax_year, piece.packed.begin());
                let content = keys.content(piece.packed.begun());
                if let Some(other) = select.with_content(&account, &content) {
                    row.selection = other;
                } else {
                    let bytes = length(request.facts, record, correction.as_deref());
                    piece.packed.keep(*account.hash(), content, correction.take());
                    row.fit = Some(fit(record, bytes, *zero));
                    piece.changes.add(form.payer_id, form.account_id, &p.cleanings);
                }
            }
        }
        piece.rows.push(row);
    }
    piece
}

/// The bytes of a detail without the digits of its record ID.
fn length(facts: &FilingYear, record: &Record<'_>, correction: Option<&Correction>) -> u64 {
    let mut out = Elements::<Length>::default();
    write_detail(&mut out, facts, record, 1, correction);
    out.bytes.0 - 1
}

fn fit(record: &Record<'_>, bytes: u64, zero: bool) -> Fit {
    let tax = record.state.as_ref().filter(|t| Some(&t.state) == record.cfsf_state.as_ref());
    let withheld = tax.map_or(0, |t| t.withheld);
    let elected = record.cfsf_state.as_deref().map(|state| (state.into(), withheld));
    Fit { bytes, zero, elected }
}

fn zero_amounts(record: &mut Record<'_>) {
    record.amounts = Amounts::default();
    record.country = None;
    if let Some(s) = &mut record.state {
        s.withheld = 0;
    }
}

/// Payers by their key; forms of one payer stand together.
struct Payers<'a> {
    filer: &'a Filer,
    last: Option<&'a Payer>,
}

impl<'a> Payers<'a> {
    fn of(&mut self, id: &str) -> Option<&'a Payer> {
        if self.last.is_none_or(|p| p.id != id) {
            self.last = self.filer.payer(id);
        }
        self.last
    }
}
