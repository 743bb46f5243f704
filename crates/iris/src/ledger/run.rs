//! A run of transmissions: remembered in one transaction, record by record as they are rendered,
//! so that memory does not grow with their number.

use super::keys::Hash;
use super::sqlite::Ledger;
use super::write::event;
use crate::error::Result;
use crate::xml::Kind;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

/// A transmission that is being written under its temporary name.
#[derive(Clone, Debug)]
pub struct NewTransmission {
    /// Unique transmission ID.
    pub utid: String,
    /// Tax year.
    pub tax_year: u16,
    /// Original, correction or replacement.
    pub kind: Kind,
    /// For the Assurance Testing System.
    pub test: bool,
    /// The TCC it is sent under.
    pub tcc: String,
    /// The run that wrote it.
    pub run: String,
    /// The folder.
    pub folder: String,
    /// The file's final name.
    pub file: String,
    /// The receipt of the rejected original, where the whole of it is replaced.
    pub original_receipt: Option<String>,
    /// Its submissions.
    pub submissions: Vec<NewSubmission>,
}

/// A submission of it.
#[derive(Clone, Debug)]
pub struct NewSubmission {
    /// `SubmissionId`.
    pub id: u32,
    /// The payer's key.
    pub payer: String,
    /// `OriginalUniqueSubmissionId`.
    pub original: Option<String>,
    /// Its records.
    pub records: u64,
}

/// A record of it.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// The hash of the account.
    pub account: Hash,
    /// The hash of the content.
    pub content: Hash,
    /// `UniqueRecordId` of a correction.
    pub corrects: Option<Box<str>>,
}

/// A run that is not committed: dropped, it leaves nothing.
pub struct Run<'l> {
    ledger: &'l mut Ledger,
    now: String,
    open: bool,
}

impl Ledger {
    /// Begins to remember a run.
    ///
    /// # Errors
    /// The database refuses.
    pub fn begin(&mut self, now: &str) -> Result<Run<'_>> {
        self.run(async |c: &mut SqliteConnection| execute(c, "BEGIN IMMEDIATE").await)?;
        Ok(Run { ledger: self, now: now.to_owned(), open: true })
    }
}

impl Run<'_> {
    /// Remembers a transmission and its submissions; the ledger's number for it.
    ///
    /// # Errors
    /// The database refuses.
    pub fn transmission(&mut self, t: &NewTransmission) -> Result<i64> {
        let now = self.now.as_str();
        self.ledger.run(async |c: &mut SqliteConnection| insert(c, t, now).await)
    }

    /// Remembers records of a submission, numbered on from `first`.
    ///
    /// # Errors
    /// The database refuses.
    pub fn records(
        &mut self,
        transmission: i64,
        submission: u32,
        first: u64,
        records: &[NewRecord],
    ) -> Result<()> {
        let mut hashes = Vec::with_capacity(records.len() * 32);
        for r in records {
            hashes.extend_from_slice(&r.account);
            hashes.extend_from_slice(&r.content);
        }
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let count = number(records.len() as u64);
        self.ledger.run(async |c: &mut SqliteConnection| {
            // One bound value holds them all.
            sqlx::query(
                "WITH RECURSIVE n (i) AS \
                 (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?4) \
                 INSERT INTO filing_record (transmission, submission, id, account, content) \
                 SELECT ?1, ?2, ?3 + i, substr(?5, 32 * i + 1, 16), substr(?5, 32 * i + 17, 16) \
                 FROM n WHERE i < ?4",
            )
            .bind(transmission)
            .bind(submission)
            .bind(number(first))
            .bind(count)
            .bind(hashes)
            .execute(&mut *c)
            .await?;
            for (id, r) in (first..).zip(records) {
                let Some(corrects) = &r.corrects else { continue };
                sqlx::query(
                    "UPDATE filing_record SET corrects = ? \
                     WHERE transmission = ? AND submission = ? AND id = ?",
                )
                .bind(&**corrects)
                .bind(transmission)
                .bind(submission)
                .bind(number(id))
                .execute(&mut *c)
                .await?;
            }
            Ok(())
        })
    }

    /// The file of a transmission is whole.
    ///
    /// # Errors
    /// The database refuses.
    pub fn whole(&mut self, transmission: i64, bytes: u64, sha256: &str) -> Result<()> {
        self.ledger.run(async |c: &mut SqliteConnection| {
            sqlx::query("UPDATE filing_transmission SET bytes = ?, sha256 = ? WHERE id = ?")
                .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
                .bind(sha256)
                .bind(transmission)
                .execute(c)
                .await
                .map(|_| ())
        })
    }

    /// Everything was written under its temporary name: from here on the run counts.
    ///
    /// # Errors
    /// The database refuses; nothing is remembered.
    pub fn commit(mut self) -> Result<()> {
        self.ledger.run(async |c: &mut SqliteConnection| execute(c, "COMMIT").await)?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        if self.open {
            // What a refusal leaves open, the end of the connection undoes.
            let _ = self.ledger.run(async |c: &mut SqliteConnection| execute(c, "ROLLBACK").await);
        }
    }
}

async fn execute(c: &mut SqliteConnection, sql: &'static str) -> sqlx::Result<()> {
    sqlx::query(sql).execute(c).await.map(|_| ())
}

async fn insert(c: &mut SqliteConnection, t: &NewTransmission, now: &str) -> sqlx::Result<i64> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let records: u64 = t.submissions.iter().map(|s| s.records).sum();
    let id: i64 = sqlx::query(
        "INSERT INTO filing_transmission (utid, tax_year, kind, test, tcc, run, state, folder, \
         file, sha256, bytes, submissions, records, original_receipt, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, 'prepared', ?, ?, '', 0, ?, ?, ?, ?) RETURNING id",
    )
    .bind(&t.utid)
    .bind(t.tax_year)
    .bind(t.kind.letter())
    .bind(t.test)
    .bind(&t.tcc)
    .bind(&t.run)
    .bind(&t.folder)
    .bind(&t.file)
    .bind(number(t.submissions.len() as u64))
    .bind(number(records))
    .bind(&t.original_receipt)
    .bind(now)
    .fetch_one(&mut *c)
    .await?
    .get(0);
    for s in &t.submissions {
        sqlx::query(
            "INSERT INTO filing_submission (transmission, id, payer, form_type, records, \
             original) VALUES (?, ?, ?, '1099DIV', ?, ?)",
        )
        .bind(id)
        .bind(s.id)
        .bind(&s.payer)
        .bind(number(s.records))
        .bind(&s.original)
        .execute(&mut *c)
        .await?;
    }
    event(c, id, now, &format!("built {} ({records} forms)", t.file)).await?;
    Ok(id)
}
