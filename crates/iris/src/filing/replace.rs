//! Replacements of what the IRS rejected.

use crate::build::{Outcome, Request, Select, Selection, Source, build};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::forms::{FormRow, FormsFile};
use crate::ledger::{Account, Hash, Ledger, Standing, SubmissionRow, TransmissionRow};
use crate::xml::Kind;
use std::collections::HashMap;
use std::sync::Arc;
use yearend_model::Severity;

/// What came of a replacement.
#[derive(Debug)]
pub struct Replaced {
    /// The transmission that is replaced.
    pub replaces: TransmissionRow,
    /// Whether all of it, or only its rejected submissions.
    pub whole: bool,
    /// What was built.
    pub outcome: Outcome,
}

struct Replacement {
    wanted: HashMap<Hash, Option<Arc<str>>>,
}

impl Select for Replacement {
    fn select(&self, row: &FormRow<'_>, account: &Account<'_>) -> Selection {
        match self.wanted.get(account.hash()) {
            None => Selection::Leave,
            Some(_) if !row.reportable => Selection::NotReportable,
            Some(original) => {
                Selection::Take { correction: None, zero: false, original: original.clone() }
            }
        }
    }
}

/// Builds the replacement of a rejected transmission, or of the rejected submissions of a
/// partially accepted one, from mended forms. The request's kind and receipt are set here.
///
/// # Errors
/// It was not rejected, its receipt is not known, it is a correction, or it was replaced already.
pub fn replace(
    request: &mut Request<'_>,
    forms: &FormsFile,
    of: &TransmissionRow,
    ledger: &mut Ledger,
) -> Result<Replaced> {
    let refuse = |why: String| Err(Error::Refused(format!("{}: {why}", of.utid)));
    let Some(receipt) = of.receipt.clone() else {
        return refuse("its receipt is not known; give the IRS's answer to `status` first".into());
    };
    if of.kind == "C" {
        return refuse(
            "a rejected correction is not replaced: build it again with `correct`".to_owned(),
        );
    }
    let whole = match Standing::from_status(of.status.as_deref()) {
        Standing::Rejected => true,
        Standing::Partial => false,
        _ => {
            let status = of.status.as_deref().unwrap_or("not answered yet");
            return refuse(format!(
                "it was not rejected ({status}); what was accepted is corrected with `correct`"
            ));
        }
    };
    let submissions: Vec<_> =
        ledger.submissions()?.into_iter().filter(|s| s.transmission == of.id).collect();
    let naming = Naming::of(of, &receipt, whole, &submissions);
    not_replaced_yet(of, &naming, ledger)?;
    let mut wanted = HashMap::new();
    for (submission, account) in ledger.accounts_of(of.id)? {
        if let Some(original) = naming.submissions.get(&submission) {
            wanted.insert(account, original.clone());
        }
    }
    let count = wanted.len() as u64;
    let select = Replacement { wanted };
    request.kind = Kind::Replacement;
    request.single = naming.receipt.is_some();
    request.original_receipt = naming.receipt;
    let sources = [Source { forms: forms.clone(), select: &select }];
    let mut outcome = build(request, &sources, ledger)?;
    let found = outcome.written.iter().map(|w| w.forms).sum::<u64>()
        + outcome.invalid
        + outcome.not_reportable;
    if found < count && (!outcome.written.is_empty() || outcome.findings.is_empty()) {
        let message =
            format!("{} form(s) of the rejected filing are not among the forms", count - found);
        outcome
            .findings
            .push(Finding::new("YF021", Severity::Warning, message).help(
                "If their accounts are gone for good, nothing is due: they were never filed",
            ));
    }
    Ok(Replaced { replaces: of.clone(), whole, outcome })
}

/// What the replacement names.
struct Naming {
    receipt: Option<String>,
    /// The rejected submissions, each with the original that its replacement names.
    submissions: HashMap<u32, Option<Arc<str>>>,
}

impl Naming {
    /// Both kinds of reference go to the first original: a rejected replacement is replaced by a
    /// new one that names what it named.
    fn of(of: &TransmissionRow, receipt: &str, whole: bool, all: &[SubmissionRow]) -> Naming {
        let by_parts = all.iter().any(|s| s.original.is_some());
        if whole && !by_parts {
            let receipt = of.original_receipt.clone().unwrap_or_else(|| receipt.to_owned());
            let submissions = all.iter().map(|s| (s.id, None)).collect();
            return Naming { receipt: Some(receipt), submissions };
        }
        let rejected = all.iter().filter(|s| {
            Standing::of_submission(of.status.as_deref(), s.status.as_deref()) == Standing::Rejected
        });
        let submissions = rejected
            .map(|s| {
                let named = s.original.clone().unwrap_or_else(|| format!("{receipt}|{}", s.id));
                (s.id, Some(Arc::from(named)))
            })
            .collect();
        Naming { receipt: None, submissions }
    }
}

fn not_replaced_yet(of: &TransmissionRow, naming: &Naming, ledger: &mut Ledger) -> Result<()> {
    let transmissions = ledger.transmissions()?;
    let stands = |t: &TransmissionRow| {
        t.id != of.id
            && t.state != "discarded"
            && Standing::from_status(t.status.as_deref()) != Standing::Rejected
    };
    let by_whole = transmissions
        .iter()
        .find(|t| stands(t) && naming.receipt.is_some() && t.original_receipt == naming.receipt);
    let submissions = ledger.submissions()?;
    let by_part = submissions.iter().find_map(|s| {
        let named = s.original.as_deref()?;
        let ours = naming.submissions.values().flatten().any(|o| &**o == named);
        let t = transmissions.iter().find(|t| t.id == s.transmission)?;
        let rejected =
            Standing::of_submission(t.status.as_deref(), s.status.as_deref()) == Standing::Rejected;
        (ours && stands(t) && !rejected).then_some(t)
    });
    match by_whole.or(by_part) {
        None => Ok(()),
        Some(t) => Err(Error::Refused(format!(
            "{}: already replaced by {} ({})",
            of.utid,
            t.path.file_name().unwrap_or_default().to_string_lossy(),
            t.status.as_deref().unwrap_or("not answered yet")
        ))),
    }
}
