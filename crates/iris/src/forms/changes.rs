//! `changes.parquet`: what a later allocation changed.

use super::columns::{Columns, Reason, flag, value};
use super::open::open;
use crate::error::{Error, Result};
use std::path::Path;

/// How a form differs from the earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The form exists in both runs.
    Changed,
    /// Only the new run has it.
    New,
    /// Only the earlier run has it.
    Gone,
}

/// A form that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Tax year.
    pub tax_year: i32,
    /// The payer's key.
    pub payer_id: String,
    /// The account.
    pub account_id: String,
    /// How it differs.
    pub kind: ChangeKind,
    /// Whether a corrected form is due (the de minimis safe harbour is applied there).
    pub corrected_due: bool,
    /// Whether the new run still finds a form due.
    pub new_reportable: bool,
    /// Why.
    pub reason: String,
}

/// Reads the changes.
///
/// # Errors
/// The file cannot be read, or is not what `yearend allocate --previous` writes.
pub fn read_changes(path: &Path) -> Result<Vec<Change>> {
    let mut out = Vec::new();
    for batch in open(path, None)? {
        let batch = batch.map_err(|e| Error::forms(path, e.to_string()))?;
        read_batch(&batch, &mut out).map_err(|e| Error::forms(path, e))?;
    }
    Ok(out)
}

fn read_batch(
    batch: &arrow_array::RecordBatch,
    out: &mut Vec<Change>,
) -> std::result::Result<(), Reason> {
    let c = Columns::new(batch);
    let (year, payer, account) = (c.int("tax_year")?, c.key("payer_id")?, c.key("account_id")?);
    let (kind, reason) = (c.key("kind")?, c.text("reason")?);
    let (due, reportable) = (c.flag("corrected_due")?, c.flag("new_reportable")?);
    for row in 0..batch.num_rows() {
        let kind = match kind.value(row) {
            "changed" => ChangeKind::Changed,
            "new" => ChangeKind::New,
            "gone" => ChangeKind::Gone,
            other => return Err(format!("column `kind`: `{other}` is not known")),
        };
        out.push(Change {
            tax_year: year.value(row),
            payer_id: payer.value(row).to_owned(),
            account_id: account.value(row).to_owned(),
            kind,
            corrected_due: flag(&due, row),
            new_reportable: flag(&reportable, row),
            reason: value(&reason, row).unwrap_or_default().to_owned(),
        });
    }
    Ok(())
}
