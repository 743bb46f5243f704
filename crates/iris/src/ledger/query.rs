//! Reading from the ledger.

use super::keys::Hash;
use super::{Ledger, Standing};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use yearend_store::door::Row;
use yearend_store::{Result, StoreError, args};

/// A transmission as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransmissionRow {
    /// The ledger's own number.
    pub id: i64,
    /// Unique transmission ID.
    pub utid: String,
    /// Tax year.
    pub tax_year: u16,
    /// `O`, `C` or `R`.
    pub kind: String,
    /// For the Assurance Testing System.
    pub test: bool,
    /// TCC.
    pub tcc: String,
    /// `prepared`, `built` or `discarded`.
    pub state: String,
    /// The file.
    pub path: PathBuf,
    /// Its SHA-256.
    pub sha256: String,
    /// Its size.
    pub bytes: i64,
    /// Records in it.
    pub records: i64,
    /// The receipt of the original that it replaces.
    pub original_receipt: Option<String>,
    /// The IRS's receipt.
    pub receipt: Option<String>,
    /// The IRS's status.
    pub status: Option<String>,
    /// When it was built.
    pub created_at: String,
    /// The mark of its folder ([`crate::ledger`]); `None` in ledgers of the first release.
    pub folder_mark: Option<String>,
}

/// A submission as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionRow {
    /// The transmission.
    pub transmission: i64,
    /// `SubmissionId`.
    pub id: u32,
    /// The payer's key.
    pub payer: String,
    /// `FormTypeCd`.
    pub form_type: String,
    /// Records in it.
    pub records: i64,
    /// What it replaces.
    pub original: Option<String>,
    /// The IRS's status.
    pub status: Option<String>,
}

/// A record that was filed for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledRecord {
    /// The transmission.
    pub transmission: i64,
    /// `SubmissionId`.
    pub submission: u32,
    /// `RecordId`.
    pub record: u32,
    /// The account.
    pub account: Hash,
    /// The content.
    pub content: Hash,
    /// The IRS's receipt of the transmission.
    pub receipt: Option<String>,
    /// `O`, `C` or `R`.
    pub kind: String,
    /// How it stands.
    pub standing: Standing,
}

/// An error in an answer of the IRS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordErrors {
    /// `SubmissionId`, where given.
    pub submission: Option<u32>,
    /// `RecordId`, where given.
    pub record: Option<u32>,
    /// The rule number.
    pub code: String,
    /// The IRS's words, values taken out.
    pub message: Option<String>,
    /// The element.
    pub element: Option<String>,
}

const TRANSMISSION: &str = "SELECT id, utid, tax_year, kind, test, tcc, state, folder, file, \
     sha256, bytes, records, original_receipt, receipt, status, created_at, f.mark \
     FROM filing_transmission t LEFT JOIN filing_folder f ON f.transmission = t.id ORDER BY id";

fn transmission(row: &Row) -> Result<TransmissionRow> {
    Ok(TransmissionRow {
        id: row.int(0)?,
        utid: row.text(1)?,
        tax_year: small(row, 2)?,
        kind: row.text(3)?,
        test: row.flag(4)?,
        tcc: row.text(5)?,
        state: row.text(6)?,
        path: PathBuf::from(row.text(7)?).join(row.text(8)?),
        sha256: row.text(9)?,
        bytes: row.int(10)?,
        records: row.int(11)?,
        original_receipt: row.opt_text(12)?,
        receipt: row.opt_text(13)?,
        status: row.opt_text(14)?,
        created_at: row.text(15)?,
        folder_mark: row.opt_text(16)?,
    })
}

/// A number that is small by its nature; one that is not can only be damage.
pub(super) fn small<T: TryFrom<i64>>(row: &Row, column: usize) -> Result<T> {
    let number = row.int(column)?;
    T::try_from(number).map_err(|_| damaged(format!("the number {number}")))
}

fn opt_small(row: &Row, column: usize) -> Result<Option<u32>> {
    Ok(match row.opt_int(column)? {
        None => None,
        Some(_) => Some(small(row, column)?),
    })
}

pub(super) fn damaged(what: String) -> StoreError {
    StoreError::Refused(format!(
        "the ledger holds {what}\nhelp: it is damaged; restore it from a backup"
    ))
}

impl Ledger {
    /// Every transmission, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub fn transmissions(&mut self) -> crate::Result<Vec<TransmissionRow>> {
        self.ask(async |db| db.all(TRANSMISSION, args![]).await?.iter().map(transmission).collect())
    }

    /// Every submission, in order.
    ///
    /// # Errors
    /// The database refuses.
    pub fn submissions(&mut self) -> crate::Result<Vec<SubmissionRow>> {
        let sql = "SELECT transmission, id, payer, form_type, records, original, status \
             FROM filing_submission ORDER BY transmission, id";
        let read = |r: &Row| {
            Ok(SubmissionRow {
                transmission: r.int(0)?,
                id: small(r, 1)?,
                payer: r.text(2)?,
                form_type: r.text(3)?,
                records: r.int(4)?,
                original: r.opt_text(5)?,
                status: r.opt_text(6)?,
            })
        };
        self.ask(async |db| db.all(sql, args![]).await?.iter().map(read).collect())
    }

    /// Every record of some accounts that was not discarded, by account, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub fn filed_for(
        &mut self,
        tax_year: u16,
        test: bool,
        accounts: &[Hash],
    ) -> crate::Result<Vec<FiledRecord>> {
        let wanted: HashSet<&Hash> = accounts.iter().collect();
        let mut out = Vec::new();
        if wanted.is_empty() {
            return Ok(out);
        }
        let parts: HashMap<(i64, u32), Option<String>> =
            self.submissions()?.into_iter().map(|s| ((s.transmission, s.id), s.status)).collect();
        let of_year = |t: &TransmissionRow| {
            t.tax_year == tax_year && t.test == test && t.state != "discarded"
        };
        for t in self.transmissions()?.into_iter().filter(of_year) {
            self.each_record(t.id, |r| {
                let Some(status) = parts.get(&(t.id, r.submission)) else { return };
                if !wanted.contains(&r.account) {
                    return;
                }
                out.push(FiledRecord {
                    transmission: t.id,
                    submission: r.submission,
                    record: r.id,
                    account: r.account,
                    content: r.content,
                    receipt: t.receipt.clone(),
                    kind: t.kind.clone(),
                    standing: Standing::of_submission(t.status.as_deref(), status.as_deref()),
                });
            })?;
        }
        out.sort_by_key(|r| (r.account, r.transmission, r.submission, r.record));
        Ok(out)
    }

    /// The accounts of a transmission, each with its submission.
    ///
    /// # Errors
    /// The database refuses.
    pub fn accounts_of(&mut self, transmission: i64) -> crate::Result<Vec<(u32, Hash)>> {
        let mut out = Vec::new();
        self.each_record(transmission, |r| out.push((r.submission, r.account)))?;
        Ok(out)
    }

    /// The errors of a transmission as the IRS answered last.
    ///
    /// # Errors
    /// The database refuses.
    pub fn errors(&mut self, transmission: i64) -> crate::Result<Vec<RecordErrors>> {
        let sql = "SELECT submission, record, code, message, element FROM filing_error \
             WHERE transmission = $1";
        let read = |r: &Row| {
            Ok(RecordErrors {
                submission: opt_small(r, 0)?,
                record: opt_small(r, 1)?,
                code: r.text(2)?,
                message: r.opt_text(3)?,
                element: r.opt_text(4)?,
            })
        };
        self.ask(async |db| db.all(sql, args![transmission]).await?.iter().map(read).collect())
    }

    /// What happened, oldest first: the transmission, when, what.
    ///
    /// # Errors
    /// The database refuses.
    pub fn events(&mut self) -> crate::Result<Vec<(i64, String, String)>> {
        let sql = "SELECT transmission, at, what FROM filing_event ORDER BY id";
        let read = |r: &Row| Ok((r.int(0)?, r.text(1)?, r.text(2)?));
        self.ask(async |db| db.all(sql, args![]).await?.iter().map(read).collect())
    }
}
