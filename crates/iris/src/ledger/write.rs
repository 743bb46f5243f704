//! Writing to the ledger: one transaction per step.

use super::keys::Hash;
use super::sqlite::Ledger;
use crate::error::Result;
use crate::files::hex;
use crate::xml::Kind;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};
use std::fmt::Write as _;

/// A transmission that is written under its temporary name.
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
    /// The file's SHA-256.
    pub sha256: String,
    /// The file's size.
    pub bytes: u64,
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
    /// Its records, in the order of their IDs from 1.
    pub records: Vec<NewRecord>,
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

/// Records per statement: one bound value holds them all.
const CHUNK: usize = 8192;

impl Ledger {
    /// Remembers transmissions whose files are whole under their temporary names; all or none.
    ///
    /// # Errors
    /// The database refuses.
    pub fn prepare(&mut self, transmissions: &[NewTransmission], now: &str) -> Result<()> {
        self.run(async |c: &mut SqliteConnection| {
            let mut tx = c.begin().await?;
            for t in transmissions {
                insert(&mut tx, t, now).await?;
            }
            tx.commit().await
        })
    }

    /// The files of these transmissions have their names now.
    ///
    /// # Errors
    /// The database refuses.
    pub fn built(&mut self, utids: &[String]) -> Result<()> {
        self.run(async |c: &mut SqliteConnection| {
            let mut tx = c.begin().await?;
            for utid in utids {
                sqlx::query("UPDATE filing_transmission SET state = 'built' WHERE utid = ?")
                    .bind(utid)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await
        })
    }

    /// Withdraws a transmission that was not sent: its records may be built again.
    ///
    /// # Errors
    /// The database refuses.
    pub fn discard(&mut self, id: i64, now: &str, why: &str) -> Result<()> {
        self.run(async |c: &mut SqliteConnection| {
            let mut tx = c.begin().await?;
            for sql in [
                "UPDATE filing_transmission SET state = 'discarded' WHERE id = ?",
                "DELETE FROM filing_record WHERE transmission = ?",
            ] {
                sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            }
            event(&mut tx, id, now, why).await?;
            tx.commit().await
        })
    }

    /// Notes the receipt that the IRS gave for a transmission.
    ///
    /// # Errors
    /// The database refuses, for instance because another transmission has this receipt.
    pub fn set_receipt(&mut self, id: i64, receipt: &str, now: &str) -> Result<()> {
        self.run(async |c: &mut SqliteConnection| {
            let mut tx = c.begin().await?;
            sqlx::query("UPDATE filing_transmission SET receipt = ? WHERE id = ?")
                .bind(receipt)
                .bind(id)
                .execute(&mut *tx)
                .await?;
            event(&mut tx, id, now, &format!("receipt {receipt}")).await?;
            tx.commit().await
        })
    }

    /// Notes that something happened to a transmission.
    ///
    /// # Errors
    /// The database refuses.
    pub fn note(&mut self, id: i64, now: &str, what: &str) -> Result<()> {
        self.run(async |c: &mut SqliteConnection| event(c, id, now, what).await)
    }

    /// Notes an answer of the IRS: the status of the transmission, of its submissions, and the
    /// errors, which replace those of an earlier answer.
    ///
    /// # Errors
    /// The database refuses.
    pub fn set_answer(
        &mut self,
        id: i64,
        status: &str,
        submissions: &[(u32, String)],
        errors: &[super::RecordErrors],
        now: &str,
    ) -> Result<()> {
        self.run(async |c: &mut SqliteConnection| {
            let mut tx = c.begin().await?;
            sqlx::query("UPDATE filing_transmission SET status = ? WHERE id = ?")
                .bind(status)
                .bind(id)
                .execute(&mut *tx)
                .await?;
            for (submission, status) in submissions {
                sqlx::query(
                    "UPDATE filing_submission SET status = ? WHERE transmission = ? AND id = ?",
                )
                .bind(status)
                .bind(id)
                .bind(submission)
                .execute(&mut *tx)
                .await?;
            }
            sqlx::query("DELETE FROM filing_error WHERE transmission = ?")
                .bind(id)
                .execute(&mut *tx)
                .await?;
            for e in errors {
                sqlx::query(
                    "INSERT INTO filing_error (transmission, submission, record, code, message, \
                     element) VALUES (?, ?, ?, ?, ?, ?)",
                )
                .bind(id)
                .bind(e.submission)
                .bind(e.record)
                .bind(&e.code)
                .bind(&e.message)
                .bind(&e.element)
                .execute(&mut *tx)
                .await?;
            }
            let what = match errors.len() {
                0 => status.to_owned(),
                n => format!("{status}, {n} error(s)"),
            };
            event(&mut tx, id, now, &what).await?;
            tx.commit().await
        })
    }
}

async fn event(c: &mut SqliteConnection, id: i64, at: &str, what: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO filing_event (transmission, at, what) VALUES (?, ?, ?)")
        .bind(id)
        .bind(at)
        .bind(what)
        .execute(c)
        .await
        .map(|_| ())
}

async fn insert(c: &mut SqliteConnection, t: &NewTransmission, now: &str) -> sqlx::Result<()> {
    let records: usize = t.submissions.iter().map(|s| s.records.len()).sum();
    let id: i64 = sqlx::query(
        "INSERT INTO filing_transmission (utid, tax_year, kind, test, tcc, run, state, folder, \
         file, sha256, bytes, submissions, records, original_receipt, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, 'prepared', ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(&t.utid)
    .bind(t.tax_year)
    .bind(t.kind.letter())
    .bind(t.test)
    .bind(&t.tcc)
    .bind(&t.run)
    .bind(&t.folder)
    .bind(&t.file)
    .bind(&t.sha256)
    .bind(i64::try_from(t.bytes).unwrap_or(i64::MAX))
    .bind(i64::try_from(t.submissions.len()).unwrap_or(i64::MAX))
    .bind(i64::try_from(records).unwrap_or(i64::MAX))
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
        .bind(i64::try_from(s.records.len()).unwrap_or(i64::MAX))
        .bind(&s.original)
        .execute(&mut *c)
        .await?;
        insert_records(c, id, s).await?;
    }
    event(c, id, now, &format!("built {} ({records} forms)", t.file)).await
}

async fn insert_records(c: &mut SqliteConnection, id: i64, s: &NewSubmission) -> sqlx::Result<()> {
    let mut json = String::with_capacity(CHUNK * 80);
    for (chunk, records) in s.records.chunks(CHUNK).enumerate() {
        json.clear();
        json.push('[');
        for (i, r) in records.iter().enumerate() {
            let separator = if i == 0 { "" } else { "," };
            let record = chunk * CHUNK + i + 1;
            let (account, content) = (hex(&r.account), hex(&r.content));
            // Identifiers of the IRS need no escaping.
            let corrects = r.corrects.as_ref().map_or("null".to_owned(), |c| format!("\"{c}\""));
            // Writing into a string cannot fail.
            let _ = write!(json, "{separator}[{record},\"{account}\",\"{content}\",{corrects}]");
        }
        json.push(']');
        sqlx::query(
            "INSERT INTO filing_record (transmission, submission, id, account, content, corrects) \
             SELECT ?1, ?2, value ->> 0, unhex(value ->> 1), unhex(value ->> 2), value ->> 3 \
             FROM json_each(?3)",
        )
        .bind(id)
        .bind(s.id)
        .bind(json.as_str())
        .execute(&mut *c)
        .await?;
    }
    Ok(())
}
