//! What the checker's ledger rules compare with.

use super::{Ledger, Standing, TransmissionRow};
use crate::check::{LedgerView, LoggedSubmission, LoggedTransmission};
use crate::error::Result;

impl Ledger {
    /// What the checker's ledger rules compare with.
    ///
    /// # Errors
    /// The database refuses.
    pub fn view(&mut self) -> Result<LedgerView> {
        let transmissions = self.transmissions()?;
        let submissions = self.submissions()?;
        let accepted =
            |t: &TransmissionRow| Standing::from_status(t.status.as_deref()) != Standing::Rejected;
        let replaces_whole = |receipt: &str| {
            transmissions.iter().any(|t| {
                t.original_receipt.as_deref() == Some(receipt)
                    && t.status.is_some()
                    && accepted(t)
                    && Standing::from_status(t.status.as_deref()) != Standing::Pending
            })
        };
        let status_of =
            |id: i64| transmissions.iter().find(|t| t.id == id).and_then(|t| t.status.as_deref());
        let replaces_part = |original: &str| {
            submissions.iter().any(|s| {
                s.original.as_deref() == Some(original)
                    && Standing::of_submission(status_of(s.transmission), s.status.as_deref())
                        .is_accepted()
            })
        };
        let mut view = LedgerView::default();
        for t in &transmissions {
            let Some(receipt) = &t.receipt else { continue };
            let parts = submissions.iter().filter(|s| s.transmission == t.id).map(|s| {
                let standing = Standing::of_submission(t.status.as_deref(), s.status.as_deref());
                let logged = LoggedSubmission {
                    form_type: s.form_type.clone(),
                    accepted: standing.is_accepted(),
                    rejected: standing == Standing::Rejected,
                    replaced: replaces_part(&format!("{receipt}|{}", s.id)),
                };
                (s.id, logged)
            });
            let standing = Standing::from_status(t.status.as_deref());
            let logged = LoggedTransmission {
                kind: t.kind.clone(),
                tax_year: t.tax_year.to_string(),
                rejected: standing == Standing::Rejected,
                partially: standing == Standing::Partial,
                replaced: replaces_whole(receipt),
                submissions: parts.collect(),
            };
            view.transmissions.insert(receipt.clone(), logged);
        }
        Ok(view)
    }
}
