//! Writing to the ledger: one transaction per step.

use super::sqlite::Ledger;
use crate::error::Result;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

impl Ledger {
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

pub(super) async fn event(
    c: &mut SqliteConnection,
    id: i64,
    at: &str,
    what: &str,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO filing_event (transmission, at, what) VALUES (?, ?, ?)")
        .bind(id)
        .bind(at)
        .bind(what)
        .execute(c)
        .await
        .map(|_| ())
}
