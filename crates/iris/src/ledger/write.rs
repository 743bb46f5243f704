//! Writing to the ledger: one transaction per step.

use super::{Ledger, block};
use serde_json::json;
use yearend_store::door::Db;
use yearend_store::{At, Result, StoreError, args};

impl Ledger {
    /// The files of these transmissions have their names now.
    ///
    /// # Errors
    /// The database refuses.
    pub fn built(&mut self, utids: &[String]) -> crate::Result<()> {
        self.write(async |db| {
            for utid in utids {
                let sql = "UPDATE filing_transmission SET state = 'built' WHERE utid = $1";
                db.run(sql, args![utid]).await?;
            }
            Ok(())
        })
    }

    /// Withdraws a transmission that was not sent: its records may be built again.
    ///
    /// # Errors
    /// The database refuses.
    pub fn discard(&mut self, id: i64, now: &str, why: &str) -> crate::Result<()> {
        let by = self.by().to_owned();
        self.write(async |db| {
            let sql = "UPDATE filing_transmission SET state = 'discarded' WHERE id = $1";
            db.run(sql, args![id]).await?;
            block::remove(db, id).await?;
            event(db, id, (now, &by), why).await
        })
    }

    /// Notes the receipt that the IRS gave for a transmission.
    ///
    /// # Errors
    /// The database refuses, for instance because another transmission has this receipt.
    pub fn set_receipt(&mut self, id: i64, receipt: &str, now: &str) -> crate::Result<()> {
        let by = self.by().to_owned();
        self.write(async |db| {
            let sql = "UPDATE filing_transmission SET receipt = $1 WHERE id = $2";
            db.run(sql, args![receipt, id]).await?;
            event(db, id, (now, &by), &format!("receipt {receipt}")).await
        })
    }

    /// Notes that something happened to a transmission.
    ///
    /// # Errors
    /// The database refuses.
    pub fn note(&mut self, id: i64, now: &str, what: &str) -> crate::Result<()> {
        let by = self.by().to_owned();
        self.write(async |db| event(db, id, (now, &by), what).await)
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
    ) -> crate::Result<()> {
        let by = self.by().to_owned();
        self.write(async |db| {
            let sql = "UPDATE filing_transmission SET status = $1 WHERE id = $2";
            db.run(sql, args![status, id]).await?;
            for (submission, status) in submissions {
                let sql =
                    "UPDATE filing_submission SET status = $1 WHERE transmission = $2 AND id = $3";
                db.run(sql, args![status, id, i64::from(*submission)]).await?;
            }
            db.run("DELETE FROM filing_error WHERE transmission = $1", args![id]).await?;
            let rows = errors.iter().map(|e| {
                args![
                    id,
                    e.submission.map(i64::from),
                    e.record.map(i64::from),
                    &e.code,
                    e.message.clone(),
                    e.element.clone()
                ]
            });
            let head = "INSERT INTO filing_error (transmission, submission, record, code, \
                 message, element) VALUES";
            db.insert(head, 6, rows.collect(), "").await?;
            let what = match errors.len() {
                0 => status.to_owned(),
                n => format!("{status}, {n} error(s)"),
            };
            event(db, id, (now, &by), &what).await
        })
    }
}

/// Tells the ledger's story and the audit trail of the store what happened.
pub(super) async fn event(db: &mut Db, id: i64, (now, by): (&str, &str), what: &str) -> Result<()> {
    let number = db.number("SELECT coalesce(max(id), 0) + 1 FROM filing_event", args![]).await?;
    let sql = "INSERT INTO filing_event (id, transmission, at, what) VALUES ($1, $2, $3, $4)";
    db.run(sql, args![number, id, now, what]).await?;
    let sql = "SELECT utid, tax_year, kind, test, file, sha256, records FROM filing_transmission \
         WHERE id = $1";
    let Some(t) = db.first(sql, args![id]).await? else {
        return Err(StoreError::NotFound(format!("the ledger knows no transmission {id}")));
    };
    let utid = t.text(0)?;
    let detail = json!({
        "event": number,
        "what": what,
        "tax_year": t.int(1)?,
        "kind": t.text(2)?,
        "test": t.flag(3)?,
        "file": t.text(4)?,
        "sha256": t.text(5)?,
        "forms": t.int(6)?,
    });
    let at = At::parse(now).ok_or_else(|| StoreError::Refused(format!("{now}: is no time")))?;
    db.note(&at, (by, "file", &utid), detail).await
}
