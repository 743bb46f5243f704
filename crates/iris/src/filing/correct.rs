//! Corrections of accepted records after a later allocation.

use super::lookup::forms_of;
use super::original::Originals;
use crate::build::{Outcome, Request, Select, Selection, Source, build};
use crate::error::{Error, Result};
use crate::finding::{Finding, Spot};
use crate::forms::{Change, ChangeKind, FormRow, FormsFile, read_changes};
use crate::ledger::{Account, FiledRecord, Hash, Ledger, Standing};
use crate::xml::{Correction, Kind};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use yearend_model::Severity;

/// Which accepted record a second correction of the same form names; the IRS's package does not
/// say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CorrectionOf {
    /// The latest accepted record of the form.
    #[default]
    Latest,
    /// The first accepted record of the form.
    First,
}

/// What is to be corrected.
#[derive(Clone, Debug)]
pub struct Corrections<'a> {
    /// `changes.parquet`.
    pub changes: &'a Path,
    /// The forms of the new allocation.
    pub forms: FormsFile,
    /// The forms of the earlier one, for those that are gone.
    pub previous_forms: Option<FormsFile>,
    /// Correct every change, also those inside the de minimis safe harbour.
    pub all: bool,
    /// Which record to name.
    pub of: CorrectionOf,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Corrected {
    /// Corrections (type C).
    pub corrections: Outcome,
    /// Forms that were never filed (type O): types never mix in a transmission.
    pub originals: Outcome,
    /// Changes for which no corrected form is due.
    pub not_due: u64,
}

/// The corrections by account.
struct Selected {
    wanted: HashMap<Hash, (Correction, Hash)>,
    gone: bool,
}

impl Select for Selected {
    fn select(&self, row: &FormRow<'_>, account: &Account<'_>) -> Selection {
        match self.wanted.get(account.hash()) {
            None => Selection::Leave,
            Some((correction, _)) => Selection::Take {
                correction: Some(Box::new(correction.clone())),
                // A form that should not exist is corrected to zero. One that fell below the
                // threshold was rightly filed and gets its true amounts.
                zero: self.gone || (!row.reportable && (row.exempt_recipient || row.nonresident)),
                original: None,
            },
        }
    }

    fn with_content(&self, account: &Account<'_>, content: &Hash) -> Option<Selection> {
        let (_, accepted) = self.wanted.get(account.hash())?;
        (accepted == content).then_some(Selection::AlreadyFiled)
    }
}

/// Builds the corrections, and originals for forms that were never filed.
///
/// # Errors
/// A file cannot be read, or forms are gone and no previous forms were given.
pub fn correct(
    request: &mut Request<'_>,
    what: &Corrections<'_>,
    ledger: &mut Ledger,
) -> Result<Corrected> {
    let mut out = Corrected::default();
    let sorted = sort_out(request, what, ledger, &mut out)?;
    let has_gone = !sorted.gone.is_empty();
    if has_gone && what.previous_forms.is_none() {
        return Err(Error::Refused(format!(
            "{} form(s) are gone: give the earlier run with --previous-forms, to correct them to \
             zero",
            sorted.gone.len()
        )));
    }
    let wanted = (sorted.changed.len() + sorted.gone.len()) as u64;
    let changed = Selected { wanted: sorted.changed, gone: false };
    let gone = Selected { wanted: sorted.gone, gone: true };
    let mut sources = vec![Source { forms: what.forms.clone(), select: &changed }];
    if let Some(previous) = what.previous_forms.clone().filter(|_| has_gone) {
        sources.push(Source { forms: previous, select: &gone });
    }
    request.kind = Kind::Correction;
    if wanted > 0 {
        let before = std::mem::take(&mut out.corrections.findings);
        out.corrections = build(request, &sources, ledger)?;
        out.corrections.findings.extend(before);
        missing(&mut out.corrections, wanted);
    }
    if !sorted.new.is_empty() {
        let select =
            Originals::new(ledger, request.facts.tax_year, request.options.test)?.only(sorted.new);
        request.kind = Kind::Original;
        let sources = [Source { forms: what.forms.clone(), select: &select }];
        out.originals = build(request, &sources, ledger)?;
    }
    Ok(out)
}

fn missing(outcome: &mut Outcome, wanted: u64) {
    let found = outcome.written.iter().map(|w| w.forms).sum::<u64>()
        + outcome.invalid
        + outcome.already_filed;
    if found < wanted && !outcome.written.is_empty() {
        let message = format!("{} changed form(s) are not among the forms", wanted - found);
        let help = "Give --forms and --changes of the same allocation";
        outcome.findings.push(Finding::new("YF021", Severity::Error, message).help(help));
    }
}

#[derive(Default)]
struct Sorted {
    changed: HashMap<Hash, (Correction, Hash)>,
    gone: HashMap<Hash, (Correction, Hash)>,
    new: HashSet<Hash>,
}

/// Decides for each change what is due, from what the ledger knows of its account.
fn sort_out(
    request: &Request<'_>,
    what: &Corrections<'_>,
    ledger: &mut Ledger,
    out: &mut Corrected,
) -> Result<Sorted> {
    let year = request.facts.tax_year;
    let keys = ledger.keys().clone();
    let changes: Vec<(Hash, Change)> = read_changes(what.changes)?
        .into_iter()
        .filter(|c| c.tax_year == i32::from(year))
        .map(|c| (keys.account(&c.payer_id, &c.account_id), c))
        .collect();
    let accounts: Vec<Hash> = changes.iter().map(|(a, _)| *a).collect();
    let mut filed: HashMap<Hash, Vec<FiledRecord>> = HashMap::new();
    for r in ledger.filed_for(year, request.options.test, &accounts)? {
        filed.entry(r.account).or_default().push(r);
    }
    let mut sorted = Sorted::default();
    let mut named: Vec<(Hash, FiledRecord, ChangeKind)> = Vec::new();
    for (account, change) in changes {
        let records = filed.remove(&account).unwrap_or_default();
        if records.is_empty() {
            // Never filed: a form that is due now is an original.
            if change.kind != ChangeKind::Gone && change.new_reportable {
                sorted.new.insert(account);
            }
            continue;
        }
        if !change.corrected_due && !what.all {
            out.not_due += 1;
            continue;
        }
        match record_to_name(&records, what.of) {
            Ok(record) => {
                if change.kind == ChangeKind::Gone {
                    out.corrections.findings.push(zeroed(&change));
                }
                let latest = records.iter().rev().find(|r| r.standing.is_accepted());
                let content = latest.map_or(record.content, |r| r.content);
                named.push((account, FiledRecord { content, ..record }, change.kind));
            }
            Err((message, help)) => out.corrections.findings.push(
                Finding::new("YF018", Severity::Error, message).help(help).at(Spot {
                    payer: Some(change.payer_id),
                    account: Some(change.account_id),
                    ..Spot::default()
                }),
            ),
        }
    }
    let recipients = recipients(request, ledger, &named, &mut out.corrections)?;
    for (account, record, kind) in named {
        let receipt = record.receipt.unwrap_or_default();
        let (tin, name) = recipients
            .get(&(record.transmission, record.submission, record.record))
            .cloned()
            .unwrap_or_default();
        let correction = Correction {
            unique_record_id: format!("{receipt}|{}|{}", record.submission, record.record),
            tin,
            name,
        };
        let list = if kind == ChangeKind::Gone { &mut sorted.gone } else { &mut sorted.changed };
        list.insert(account, (correction, record.content));
    }
    Ok(sorted)
}

/// A form that is gone is corrected to zero, but never without saying so.
fn zeroed(change: &Change) -> Finding {
    let message = "the new allocation has no such form; it is corrected to zero";
    let help = "If its payments stand in exceptions.parquet, settle them first and allocate again";
    Finding::new("YF022", Severity::Warning, message).help(help).at(Spot {
        payer: Some(change.payer_id.clone()),
        account: Some(change.account_id.clone()),
        ..Spot::default()
    })
}

/// The accepted record that a correction names, or why there is none.
fn record_to_name(
    records: &[FiledRecord],
    of: CorrectionOf,
) -> std::result::Result<FiledRecord, (&'static str, &'static str)> {
    let last_accepted = records.iter().rposition(|r| r.standing.is_accepted());
    let pending = records.iter().rposition(|r| r.standing == Standing::Pending);
    if pending.is_some() {
        return Err((
            "an earlier filing of this form awaits the IRS's answer; it is not corrected before",
            "Give the answer to `yearend file status`, then correct again",
        ));
    }
    let Some(last) = last_accepted else {
        return Err((
            "the form was rejected; a correction can name only an accepted record",
            "`yearend file replace` files it with the new figures; if it was replaced without this \
             form, `yearend file build` files it",
        ));
    };
    let index = match of {
        CorrectionOf::Latest => last,
        CorrectionOf::First => {
            records.iter().position(|r| r.standing.is_accepted()).unwrap_or(last)
        }
    };
    let record = records[index].clone();
    if record.receipt.is_none() {
        return Err((
            "the receipt of the accepted filing is not known",
            "Give the IRS's answer to the upload to `yearend file status`",
        ));
    }
    Ok(record)
}

type Recipient = (Option<String>, Option<crate::filer::Name<'static>>);

/// TIN and name as filed, from the files of the transmissions that are corrected.
fn recipients(
    request: &Request<'_>,
    ledger: &mut Ledger,
    named: &[(Hash, FiledRecord, ChangeKind)],
    outcome: &mut Outcome,
) -> Result<HashMap<(i64, u32, u32), Recipient>> {
    let mut wanted: HashMap<i64, HashSet<(u32, u32)>> = HashMap::new();
    for (_, r, _) in named {
        wanted.entry(r.transmission).or_default().insert((r.submission, r.record));
    }
    let mut found = HashMap::new();
    for t in ledger.transmissions()? {
        let Some(records) = wanted.get_mut(&t.id) else { continue };
        if !t.path.is_file() {
            let message = format!(
                "{} is not there; its corrections name the record but not the recipient as filed",
                t.path.display()
            );
            outcome.findings.push(
                Finding::new("YF020", Severity::Warning, message)
                    .help("Restore the file beside the ledger; the rules want only the record"),
            );
            continue;
        }
        forms_of(&t.path, request.facts, |form| {
            if records.remove(&(form.submission, form.record)) {
                let recipient = (form.tin.clone(), form.name.clone());
                found.insert((t.id, form.submission, form.record), recipient);
            }
            !records.is_empty()
        })?;
    }
    Ok(found)
}
