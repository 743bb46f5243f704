//! Reading from the ledger.

use super::Standing;
use super::keys::Hash;
use super::sqlite::Ledger;
use crate::check::{LedgerView, LoggedSubmission, LoggedTransmission};
use crate::error::Result;
use crate::files::hex;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use std::collections::HashSet;
use std::path::PathBuf;

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

/// What stands for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    /// A record with this content.
    Content(Hash),
    /// Its filing was rejected and not replaced yet.
    AwaitsReplacement,
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

fn transmission(row: &SqliteRow) -> TransmissionRow {
    let folder: String = row.get("folder");
    let file: String = row.get("file");
    TransmissionRow {
        id: row.get("id"),
        utid: row.get("utid"),
        tax_year: row.get("tax_year"),
        kind: row.get("kind"),
        test: row.get("test"),
        tcc: row.get("tcc"),
        state: row.get("state"),
        path: PathBuf::from(folder).join(file),
        sha256: row.get("sha256"),
        bytes: row.get("bytes"),
        records: row.get("records"),
        original_receipt: row.get("original_receipt"),
        receipt: row.get("receipt"),
        status: row.get("status"),
        created_at: row.get("created_at"),
    }
}

fn hash(row: &SqliteRow, column: &str) -> Hash {
    let bytes: Vec<u8> = row.get(column);
    let mut hash = [0; 16];
    if bytes.len() == hash.len() {
        hash.copy_from_slice(&bytes);
    }
    hash
}

impl Ledger {
    /// Every transmission, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub fn transmissions(&mut self) -> Result<Vec<TransmissionRow>> {
        self.run(async |c: &mut SqliteConnection| {
            let rows =
                sqlx::query("SELECT * FROM filing_transmission ORDER BY id").fetch_all(c).await?;
            Ok(rows.iter().map(transmission).collect())
        })
    }

    /// Every submission, in order.
    ///
    /// # Errors
    /// The database refuses.
    pub fn submissions(&mut self) -> Result<Vec<SubmissionRow>> {
        self.run(async |c: &mut SqliteConnection| {
            let rows = sqlx::query("SELECT * FROM filing_submission ORDER BY transmission, id")
                .fetch_all(c)
                .await?;
            Ok(rows
                .iter()
                .map(|r| SubmissionRow {
                    transmission: r.get("transmission"),
                    id: r.get("id"),
                    payer: r.get("payer"),
                    form_type: r.get("form_type"),
                    records: r.get("records"),
                    original: r.get("original"),
                    status: r.get("status"),
                })
                .collect())
        })
    }

    /// What stands for each account of a tax year, sorted by account: the content of its latest
    /// record that was not rejected, or, where all were, that it awaits its replacement. Accounts
    /// that a replacement left out do not appear: they were never filed.
    ///
    /// # Errors
    /// The database refuses.
    pub fn live_contents(&mut self, tax_year: u16, test: bool) -> Result<Vec<(Hash, Live)>> {
        let awaiting = self.awaiting_replacement()?;
        let mut out: Vec<(Hash, Live)> = Vec::new();
        let mut after: Vec<u8> = Vec::new();
        loop {
            let page: Vec<(Hash, Hash, i64, u32, bool)> =
                self.run(async |c: &mut SqliteConnection| {
                    // The bare columns come from the row that has the maximum: the latest one, but
                    // a rejected one only where there is no other.
                    let rows = sqlx::query(
                        "SELECT r.account, r.content, r.transmission, r.submission, \
                         MAX(r.transmission - CASE WHEN COALESCE(t.status, '') = 'Rejected' \
                         OR COALESCE(s.status, '') = 'Rejected' THEN 1000000000 ELSE 0 END) AS m \
                         FROM filing_record r \
                         JOIN filing_transmission t ON t.id = r.transmission \
                         JOIN filing_submission s \
                         ON s.transmission = r.transmission AND s.id = r.submission \
                         WHERE r.account > ? AND t.tax_year = ? AND t.test = ? \
                         AND t.state <> 'discarded' \
                         GROUP BY r.account ORDER BY r.account LIMIT 20000",
                    )
                    .bind(after.clone())
                    .bind(tax_year)
                    .bind(test)
                    .fetch_all(c)
                    .await?;
                    Ok(rows
                        .iter()
                        .map(|r| {
                            let rejected = r.get::<i64, _>("m") <= 0;
                            let place = (r.get("transmission"), r.get("submission"));
                            (hash(r, "account"), hash(r, "content"), place.0, place.1, rejected)
                        })
                        .collect())
                })?;
            let Some(last) = page.last() else { return Ok(out) };
            after = last.0.to_vec();
            for (account, content, transmission, submission, rejected) in page {
                if !rejected {
                    out.push((account, Live::Content(content)));
                } else if awaiting.contains(&(transmission, submission)) {
                    out.push((account, Live::AwaitsReplacement));
                }
            }
        }
    }

    /// The rejected submissions that no replacement stands for.
    fn awaiting_replacement(&mut self) -> Result<HashSet<(i64, u32)>> {
        let transmissions = self.transmissions()?;
        let submissions = self.submissions()?;
        let of = |id: i64| transmissions.iter().find(|t| t.id == id);
        let standing = |s: &SubmissionRow| {
            let whole = of(s.transmission).and_then(|t| t.status.as_deref());
            Standing::of_submission(whole, s.status.as_deref())
        };
        let replaced: HashSet<&str> = submissions
            .iter()
            .filter(|s| standing(s) != Standing::Rejected)
            .filter_map(|s| {
                let t = of(s.transmission).filter(|t| t.state != "discarded")?;
                s.original.as_deref().or(t.original_receipt.as_deref())
            })
            .collect();
        let mut out = HashSet::new();
        for s in submissions.iter().filter(|s| standing(s) == Standing::Rejected) {
            let Some(t) = of(s.transmission).filter(|t| t.state != "discarded") else { continue };
            let receipt = t.receipt.as_deref().unwrap_or_default();
            let part = format!("{receipt}|{}", s.id);
            let names = [
                t.original_receipt.as_deref().unwrap_or(receipt),
                s.original.as_deref().unwrap_or(&part),
            ];
            if !names.iter().any(|n| replaced.contains(n)) {
                out.insert((s.transmission, s.id));
            }
        }
        Ok(out)
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
    ) -> Result<Vec<FiledRecord>> {
        let mut out = Vec::new();
        for chunk in accounts.chunks(10_000) {
            let json: Vec<_> = chunk.iter().map(|a| format!("\"{}\"", hex(a))).collect();
            let json = format!("[{}]", json.join(","));
            let rows: Vec<FiledRecord> = self.run(async |c: &mut SqliteConnection| {
                let rows = sqlx::query(
                    "SELECT r.transmission, r.submission, r.id, r.account, r.content, t.receipt, \
                     t.kind, t.status AS whole, s.status AS part \
                     FROM json_each(?) w JOIN filing_record r ON r.account = unhex(w.value) \
                     JOIN filing_transmission t ON t.id = r.transmission \
                     JOIN filing_submission s \
                     ON s.transmission = r.transmission AND s.id = r.submission \
                     WHERE t.tax_year = ? AND t.test = ? AND t.state <> 'discarded' \
                     ORDER BY r.account, r.transmission, r.submission, r.id",
                )
                .bind(json)
                .bind(tax_year)
                .bind(test)
                .fetch_all(c)
                .await?;
                Ok(rows
                    .iter()
                    .map(|r| FiledRecord {
                        transmission: r.get("transmission"),
                        submission: r.get("submission"),
                        record: r.get("id"),
                        account: hash(r, "account"),
                        content: hash(r, "content"),
                        receipt: r.get("receipt"),
                        kind: r.get("kind"),
                        standing: Standing::of_submission(r.get("whole"), r.get("part")),
                    })
                    .collect())
            })?;
            out.extend(rows);
        }
        Ok(out)
    }

    /// The accounts of a transmission, each with its submission.
    ///
    /// # Errors
    /// The database refuses.
    pub fn accounts_of(&mut self, transmission: i64) -> Result<Vec<(u32, Hash)>> {
        self.run(async |c: &mut SqliteConnection| {
            let rows =
                sqlx::query("SELECT submission, account FROM filing_record WHERE transmission = ?")
                    .bind(transmission)
                    .fetch_all(c)
                    .await?;
            Ok(rows.iter().map(|r| (r.get(0), hash(r, "account"))).collect())
        })
    }

    /// The errors of a transmission as the IRS answered last.
    ///
    /// # Errors
    /// The database refuses.
    pub fn errors(&mut self, transmission: i64) -> Result<Vec<RecordErrors>> {
        self.run(async |c: &mut SqliteConnection| {
            let rows = sqlx::query("SELECT * FROM filing_error WHERE transmission = ?")
                .bind(transmission)
                .fetch_all(c)
                .await?;
            Ok(rows
                .iter()
                .map(|r| RecordErrors {
                    submission: r.get("submission"),
                    record: r.get("record"),
                    code: r.get("code"),
                    message: r.get("message"),
                    element: r.get("element"),
                })
                .collect())
        })
    }

    /// What happened, oldest first: the transmission, when, what.
    ///
    /// # Errors
    /// The database refuses.
    pub fn events(&mut self) -> Result<Vec<(i64, String, String)>> {
        self.run(async |c: &mut SqliteConnection| {
            let rows = sqlx::query("SELECT transmission, at, what FROM filing_event ORDER BY id")
                .fetch_all(c)
                .await?;
            Ok(rows.iter().map(|r| (r.get(0), r.get(1), r.get(2))).collect())
        })
    }

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
