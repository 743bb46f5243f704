//! Rules that compare with what was filed before: the filing ledger knows it.

use super::Check;
use super::handler::Checker;
use crate::finding::Finding;
use std::collections::HashMap;
use yearend_model::Severity;

/// What the ledger knows of a submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedSubmission {
    /// `FormTypeCd`.
    pub form_type: String,
    /// Accepted, with or without errors.
    pub accepted: bool,
    /// Rejected.
    pub rejected: bool,
    /// Successfully replaced.
    pub replaced: bool,
}

/// What the ledger knows of a transmission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedTransmission {
    /// `O`, `C` or `R`.
    pub kind: String,
    /// Tax year.
    pub tax_year: String,
    /// Rejected as a whole.
    pub rejected: bool,
    /// Partially accepted.
    pub partially: bool,
    /// Successfully replaced as a whole.
    pub replaced: bool,
    /// Its submissions.
    pub submissions: HashMap<u32, LoggedSubmission>,
}

/// What was filed before, by receipt ID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerView {
    /// Transmissions by receipt ID.
    pub transmissions: HashMap<String, LoggedTransmission>,
}

impl LedgerView {
    fn submission(&self, receipt: &str, id: &str) -> Option<&LoggedSubmission> {
        self.transmissions.get(receipt)?.submissions.get(&id.parse().ok()?)
    }
}

fn unknown(c: &mut Checker<'_>, element: &str) {
    let message = format!("`{element}` names what this ledger does not know; not checked");
    let spot = c.spot(element, None);
    c.found.push(
        Finding::new("YF103", Severity::Note, message)
            .help("Give the ledger of the earlier filing with --ledger")
            .at(spot),
    );
}

/// `OriginalReceiptId`.
pub(super) fn at_manifest(c: &mut Checker<'_>) {
    let (Some(view), Some(receipt)) = (c.options.ledger, c.manifest.original_receipt.as_deref())
    else {
        return;
    };
    let Some(t) = view.transmissions.get(receipt) else {
        unknown(c, "OriginalReceiptId");
        return;
    };
    if t.kind != "O" || !t.rejected {
        let spot = c.spot("OriginalReceiptId", None);
        c.found.rule(Check::ReplacedReceiptWasRejectedOriginal, "", spot);
    }
    if t.replaced {
        let spot = c.spot("OriginalReceiptId", None);
        c.found.rule(Check::ReplacedReceiptNotYetReplaced, "", spot);
    }
}

/// `OriginalUniqueSubmissionId`.
pub(super) fn at_header(c: &mut Checker<'_>) {
    const ELEMENT: &str = "OriginalUniqueSubmissionId";
    let (Some(view), Some(original)) = (c.options.ledger, c.submission.original.as_deref()) else {
        return;
    };
    let parts = original.split_once('|');
    let known = parts.and_then(|(receipt, id)| {
        Some((view.transmissions.get(receipt)?, view.submission(receipt, id)?))
    });
    let Some((t, s)) = known else {
        unknown(c, ELEMENT);
        return;
    };
    let broken = [
        (s.replaced, Check::SubmissionNotYetReplaced),
        (t.kind == "C" || !t.partially || !s.rejected, Check::SubmissionWasRejected),
        (
            c.manifest.kind == "R" && s.form_type != c.submission.form_type,
            Check::ReplacementFormType,
        ),
    ];
    for (is_broken, check) in broken {
        if is_broken {
            let spot = c.spot(ELEMENT, None);
            c.found.rule(check, "", spot);
        }
    }
}

/// `UniqueRecordId`.
pub(super) fn at_form(c: &mut Checker<'_>) {
    const ELEMENT: &str = "UniqueRecordId";
    let (Some(view), Some(unique)) = (c.options.ledger, c.form.unique_record.as_deref()) else {
        return;
    };
    let mut parts = unique.split('|');
    let (receipt, id) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let known = view.transmissions.get(receipt).zip(view.submission(receipt, id));
    let Some((t, s)) = known else {
        unknown(c, ELEMENT);
        return;
    };
    let broken = [
        (!s.accepted, Check::CorrectsAccepted),
        (t.tax_year != c.submission.tax_year, Check::CorrectsSameYear),
        (s.form_type != c.submission.form_type, Check::CorrectsSameForm),
    ];
    for (is_broken, check) in broken {
        if is_broken {
            let spot = c.spot(ELEMENT, Some(c.form.offset));
            c.found.rule(check, "", spot);
        }
    }
}
