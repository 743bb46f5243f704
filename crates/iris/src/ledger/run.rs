//! A run of transmissions: remembered in one transaction, record by record as they are rendered,
//! so that memory does not grow with their number.

use super::keys::Hash;
use super::write::event;
use super::{Ledger, block, mark};
use crate::error::Result;
use crate::xml::Kind;
use std::path::Path;
use yearend_store::door::{Db, Dialect};
use yearend_store::{StoreError, args};

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
    /// Begins to remember a run. Until it ends, others cannot write to the store.
    ///
    /// # Errors
    /// The database refuses.
    pub fn begin(&mut self, now: &str) -> Result<Run<'_>> {
        self.ask(async |db| {
            // What is written goes to the log at once, not all of it when the run is committed.
            if db.dialect() == Dialect::Sqlite {
                db.run("PRAGMA cache_size = -1024", args![]).await?;
            }
            db.begin().await
        })?;
        Ok(Run { ledger: self, now: now.to_owned(), open: true })
    }
}

impl Run<'_> {
    /// Records that are remembered at once.
    pub const AT_ONCE: usize = block::LARGEST;

    /// The ledger's number for the transmission that is remembered next; those after it follow.
    ///
    /// # Errors
    /// The database refuses.
    pub fn next_transmission(&mut self) -> Result<i64> {
        self.ledger.ask(async |db| db.number(NEXT, args![]).await)
    }

    /// Remembers a transmission and its submissions; the ledger's number for it.
    ///
    /// # Errors
    /// The database refuses, or the folder cannot be marked.
    pub fn transmission(&mut self, t: &NewTransmission) -> Result<i64> {
        let mark = mark::of(Path::new(&t.folder))?;
        let now = self.now.as_str();
        self.ledger.ask(async |db| insert(db, t, &mark, now).await)
    }

    /// Remembers records of a submission, numbered on from `first`: at most [`Run::AT_ONCE`].
    /// Many at once are cheaper.
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
        assert!(records.len() <= Run::AT_ONCE, "more records than a block holds");
        let place = (transmission, i64::from(submission), number(first));
        self.ledger.ask(async |db| block::insert(db, place, records).await)
    }

    /// The file of a transmission is whole.
    ///
    /// # Errors
    /// The database refuses.
    pub fn whole(&mut self, transmission: i64, bytes: u64, sha256: &str) -> Result<()> {
        let (now, by) = (self.now.clone(), self.ledger.by().to_owned());
        self.ledger.ask(async |db| {
            let sql = "UPDATE filing_transmission SET bytes = $1, sha256 = $2 WHERE id = $3";
            db.run(sql, args![number(bytes), sha256, transmission]).await?;
            let sql = "SELECT file, records FROM filing_transmission WHERE id = $1";
            let what = match db.first(sql, args![transmission]).await? {
                Some(t) => format!("built {} ({} forms)", t.str(0)?, t.int(1)?),
                None => String::new(),
            };
            event(db, transmission, (&now, &by), &what).await
        })
    }

    /// Everything was written under its temporary name: from here on the run counts.
    ///
    /// # Errors
    /// The database refuses; nothing is remembered.
    pub fn commit(mut self) -> Result<()> {
        self.open = false;
        self.ledger.ask(async |db| db.end(Ok(())).await)
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        if self.open {
            // What a refusal leaves open, the end of the connection undoes.
            let undone = StoreError::Refused("the run was given up".to_owned());
            let _ = self.ledger.ask(async |db| db.end::<()>(Err(undone)).await);
        }
    }
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The number of the next transmission.
const NEXT: &str = "SELECT coalesce(max(id), 0) + 1 FROM filing_transmission";

async fn insert(
    db: &mut Db,
    t: &NewTransmission,
    mark: &str,
    now: &str,
) -> yearend_store::Result<i64> {
    let id = db.number(NEXT, args![]).await?;
    let records: u64 = t.submissions.iter().map(|s| s.records).sum();
    let sql = "INSERT INTO filing_transmission (id, utid, tax_year, kind, test, tcc, run, state, \
         folder, file, sha256, bytes, submissions, records, original_receipt, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'prepared', $8, $9, '', 0, $10, $11, $12, $13)";
    let args = args![
        id,
        &t.utid,
        i64::from(t.tax_year),
        t.kind.letter(),
        t.test,
        &t.tcc,
        &t.run,
        &t.folder,
        &t.file,
        number(t.submissions.len() as u64),
        number(records),
        t.original_receipt.clone(),
        now
    ];
    db.run(sql, args).await?;
    let sql = "INSERT INTO filing_folder (transmission, mark) VALUES ($1, $2)";
    db.run(sql, args![id, mark]).await?;
    for s in &t.submissions {
        let sql = "INSERT INTO filing_submission (transmission, id, payer, form_type, records, \
             original) VALUES ($1, $2, $3, '1099DIV', $4, $5)";
        let args = args![id, i64::from(s.id), &s.payer, number(s.records), s.original.clone()];
        db.run(sql, args).await?;
    }
    Ok(id)
}
