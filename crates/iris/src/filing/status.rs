//! The IRS's answers into the ledger, and what each means for the filer.

use super::lookup::forms_of;
use crate::answer::{Answer, ErrorInfo, ResultGroup};
use crate::error::{Error, Result};
use crate::ledger::{Ledger, RecordErrors, Standing, TransmissionRow};
use crate::year::FilingYear;
use std::collections::HashMap;

/// What an answer says of a transmission.
#[derive(Clone, Debug)]
pub struct StatusReport {
    /// The transmission; `None` where the ledger does not know it.
    pub transmission: Option<TransmissionRow>,
    /// What was asked for.
    pub search_id: String,
    /// The IRS's status, or `Received` for an upload.
    pub status: String,
    /// Its submissions, where the answer lists them.
    pub submissions: Vec<SubmissionReport>,
    /// Every error.
    pub errors: Vec<AccountError>,
    /// What to do next.
    pub next: Option<String>,
}

/// What an answer says of a submission.
#[derive(Clone, Debug)]
pub struct SubmissionReport {
    /// `SubmissionId`.
    pub id: Option<u32>,
    /// The payer's key.
    pub payer: Option<String>,
    /// The IRS's status.
    pub status: String,
}

/// An error and the account it belongs to.
#[derive(Clone, Debug)]
pub struct AccountError {
    /// Where.
    pub place: RecordErrors,
    /// The account, found in the transmission's file.
    pub account: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// Notes answers in the ledger. An upload's answer says not for which file it is: `of` names the
/// transmission, or exactly one awaits its receipt.
///
/// # Errors
/// The ledger refuses, or it is not clear which transmission an answer is about.
pub fn apply_answers(
    answers: &[Answer],
    of: Option<&TransmissionRow>,
    ledger: &mut Ledger,
    now: &str,
) -> Result<Vec<StatusReport>> {
    let mut out = Vec::new();
    for answer in answers {
        match answer {
            Answer::Intake { receipt } => out.push(intake(receipt, of, ledger, now)?),
            Answer::Results(groups) => {
                for g in groups {
                    out.push(result(g, ledger, now)?);
                }
            }
        }
    }
    Ok(out)
}

fn intake(
    receipt: &str,
    of: Option<&TransmissionRow>,
    ledger: &mut Ledger,
    now: &str,
) -> Result<StatusReport> {
    let all = ledger.transmissions()?;
    let known = all.iter().find(|t| t.receipt.as_deref() == Some(receipt));
    let transmission = if let Some(t) = known {
        t.clone()
    } else if let Some(t) = of {
        t.clone()
    } else {
        let waiting: Vec<_> =
            all.iter().filter(|t| t.state == "built" && t.receipt.is_none()).collect();
        match waiting[..] {
            [one] => one.clone(),
            _ => {
                return Err(Error::Refused(format!(
                    "receipt {receipt} does not say for which file it is, and {} transmissions \
                     await a receipt; name the file with --of",
                    waiting.len()
                )));
            }
        }
    };
    match transmission.receipt.as_deref() {
        Some(r) if r == receipt => {}
        Some(r) => {
            return Err(Error::Refused(format!(
                "{} has receipt {r} already; it cannot have {receipt}, too",
                transmission.utid
            )));
        }
        None => ledger.set_receipt(transmission.id, receipt, now)?,
    }
    Ok(StatusReport {
        transmission: Some(TransmissionRow { receipt: Some(receipt.to_owned()), ..transmission }),
        search_id: receipt.to_owned(),
        status: "Received".to_owned(),
        submissions: Vec::new(),
        errors: Vec::new(),
        next: Some("Ask for its acknowledgement: `yearend file request`".to_owned()),
    })
}

fn result(g: &ResultGroup, ledger: &mut Ledger, now: &str) -> Result<StatusReport> {
    let names = |t: &TransmissionRow| {
        [Some(&g.search_id), g.utid.as_ref(), g.receipt.as_ref()]
            .into_iter()
            .flatten()
            .any(|id| *id == t.utid || t.receipt.as_ref() == Some(id))
    };
    let found = ledger.transmissions()?.into_iter().find(|t| names(t));
    let places = places(g);
    let Some(mut t) = found else {
        return Ok(StatusReport {
            transmission: None,
            search_id: g.search_id.clone(),
            status: g.status.clone(),
            submissions: Vec::new(),
            errors: places
                .into_iter()
                .map(|place| AccountError { place, account: None, help: None })
                .collect(),
            next: Some(
                "This ledger does not know the transmission: give the ledger it was built with"
                    .to_owned(),
            ),
        });
    };
    let receipt = g
        .receipt
        .clone()
        .or_else(|| crate::text::is_receipt(&g.search_id).then(|| g.search_id.clone()));
    if let (None, Some(receipt)) = (&t.receipt, &receipt) {
        ledger.set_receipt(t.id, receipt, now)?;
        t.receipt = Some(receipt.clone());
    }
    let standing = Standing::from_status(Some(&g.status));
    let was_final =
        t.status.is_some() && Standing::from_status(t.status.as_deref()) != Standing::Pending;
    let detailed = !g.submissions.is_empty() || !places.is_empty();
    if standing == Standing::Pending && was_final {
        // The status search lags behind the acknowledgement; what was final stays.
        ledger.note(t.id, now, &format!("{} (not taken: it was answered before)", g.status))?;
    } else {
        let parts: Vec<_> =
            g.submissions.iter().filter_map(|s| s.id.map(|id| (id, s.status.clone()))).collect();
        let errors = if detailed { places.clone() } else { ledger.errors(t.id)? };
        ledger.set_answer(t.id, &g.status, &parts, &errors, now)?;
        t.status = Some(g.status.clone());
    }
    let payers: HashMap<u32, String> = ledger
        .submissions()?
        .into_iter()
        .filter(|s| s.transmission == t.id)
        .map(|s| (s.id, s.payer))
        .collect();
    let submissions: Vec<_> = g
        .submissions
        .iter()
        .map(|s| SubmissionReport {
            id: s.id,
            payer: s.id.and_then(|id| payers.get(&id).cloned()),
            status: s.status.clone(),
        })
        .collect();
    let errors = with_accounts(&t, places)?;
    let next = next(&t, g, standing);
    Ok(StatusReport {
        search_id: g.search_id.clone(),
        status: g.status.clone(),
        submissions,
        errors,
        next,
        transmission: Some(t),
    })
}

fn places(g: &ResultGroup) -> Vec<RecordErrors> {
    let place = |submission, record, e: &ErrorInfo| RecordErrors {
        submission,
        record,
        code: e.code.clone(),
        message: e.text.clone(),
        element: e.element.clone(),
    };
    let mut out: Vec<_> = g.errors.iter().map(|e| place(None, None, e)).collect();
    for s in &g.submissions {
        out.extend(s.errors.iter().map(|e| place(s.id, None, e)));
        for r in &s.records {
            out.extend(r.errors.iter().map(|e| place(s.id, r.id, e)));
        }
    }
    out
}

/// The account numbers stand only in the transmission's file, not in the ledger.
fn with_accounts(t: &TransmissionRow, places: Vec<RecordErrors>) -> Result<Vec<AccountError>> {
    let facts = FilingYear::get(t.tax_year);
    let mut accounts: HashMap<(u32, u32), Option<String>> =
        places.iter().filter_map(|p| Some(((p.submission?, p.record?), None))).collect();
    if let Some(facts) = facts.filter(|_| !accounts.is_empty() && t.path.is_file()) {
        let mut left = accounts.len();
        forms_of(&t.path, facts, |form| {
            if let Some(account) = accounts.get_mut(&(form.submission, form.record)) {
                *account = Some(form.account.clone());
                left -= 1;
            }
            left > 0
        })?;
    }
    Ok(places
        .into_iter()
        .map(|place| AccountError {
            account: place
                .submission
                .zip(place.record)
                .and_then(|key| accounts.get(&key).cloned().flatten()),
            help: facts
                .and_then(|f| f.rule(&place.code))
                .map(|r| format!("{}. {}", r.says, r.help)),
            place,
        })
        .collect())
}

fn next(t: &TransmissionRow, g: &ResultGroup, standing: Standing) -> Option<String> {
    let with_errors = standing == Standing::AcceptedWithErrors
        || g.submissions.iter().any(|s| s.status == "Accepted with Errors");
    let text = match standing {
        Standing::Rejected if t.kind == "C" => {
            "Nothing of it counts. Mend what the errors name and build the correction again: \
             `yearend file correct`"
        }
        Standing::Rejected => {
            "Nothing of it counts as filed. Mend what the errors name, then `yearend file replace`"
        }
        Standing::Partial => {
            "Mend the rejected submissions, then `yearend file replace`; records of the accepted \
             ones are corrected with `yearend file correct`"
        }
        _ if with_errors => {
            "It is filed. Mend what the errors name in the accounts or payments, allocate again, \
             then `yearend file correct`"
        }
        Standing::Pending => "Ask again later: `yearend file request`",
        _ => return None,
    };
    Some(text.to_owned())
}
