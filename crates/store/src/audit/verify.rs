//! Checking that nobody altered what was recorded.

use super::{COLUMNS, Entry, filings};
use crate::db::{Db, Dialect, args};
use crate::digest::sha256;
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::restand::drifted;
use crate::rows::Rows;
use std::collections::HashMap;

/// What a verification went through, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the trail.
    pub entries: usize,
    /// Documents whose bytes were compared with their SHA-256.
    pub documents: usize,
    /// Readings whose rows were compared with the digest sealed in the trail.
    pub readings: usize,
    /// Rulings that were compared with the trail.
    pub decisions: usize,
    /// Events of the filing ledger that were compared with the trail.
    pub filings: usize,
    /// The seal of the last entry. Kept elsewhere, it also shows when entries are cut off the end.
    pub seal: String,
    /// What contradicts what; empty when all is well.
    pub faults: Vec<String>,
}

impl Store {
    /// Checks the chain of the trail, every document's bytes, every reading's rows and every
    /// ruling against what the trail sealed, and what stands against what the documents give.
    ///
    /// # Errors
    /// If the database fails, or is damaged. Contradictions are no error here, but faults in the
    /// report.
    pub fn verify(&mut self) -> Result<Verified> {
        self.block(async |db| {
            db.begin_read().await?;
            let outcome = verify(db).await;
            db.rollback().await;
            outcome
        })
    }
}

async fn verify(db: &mut Db) -> Result<Verified> {
    let mut v = Verified::default();
    check_file(db).await?;
    let sealed = check_chain(db, &mut v).await?;
    check_documents(db, &mut v, &sealed).await?;
    check_decisions(db, &mut v, &sealed).await?;
    filings::check(db, &mut v, &sealed.filings).await?;
    check_standing(db, &mut v).await?;
    Ok(v)
}

/// SQLite's own check of every page.
async fn check_file(db: &mut Db) -> Result<()> {
    if db.dialect() == Dialect::Postgres {
        return Ok(());
    }
    let rows = db.all("PRAGMA integrity_check(10)", args![]).await?;
    let lines: Vec<String> = rows.iter().map(|r| r.text(0)).collect::<Result<_>>()?;
    if lines == ["ok"] {
        return Ok(());
    }
    Err(StoreError::Corrupt { store: db.name.clone(), detail: lines.join("; ") })
}

/// What the trail says of documents and rulings.
#[derive(Default)]
struct Sealed {
    /// The digest of each document's readings, in order.
    readings: HashMap<String, Vec<String>>,
    /// When each document came.
    received: HashMap<String, String>,
    /// Rulings by number, as their canonical text.
    decisions: HashMap<i64, String>,
    /// Events of the filing ledger.
    filings: filings::Events,
}

async fn check_chain(db: &mut Db, v: &mut Verified) -> Result<Sealed> {
    const AT_ONCE: i64 = 10_000;
    let mut sealed = Sealed::default();
    let mut expected = 1;
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2");
    loop {
        let rows = db.all(&sql, args![expected, AT_ONCE]).await?;
        if rows.is_empty() {
            return Ok(sealed);
        }
        for row in &rows {
            let entry = Entry::read(row)?;
            if entry.seq != expected {
                v.faults.push(format!("audit entries {expected} to {} are missing", entry.seq - 1));
            }
            if entry.seal(&v.seal) != entry.hash {
                v.faults.push(format!("audit entry {} was altered, or one before it", entry.seq));
            }
            expected = entry.seq + 1;
            v.entries += 1;
            v.seal.clone_from(&entry.hash);
            sealed.learn(&entry);
        }
    }
}

impl Sealed {
    fn learn(&mut self, entry: &Entry) {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        match entry.action.as_str() {
            "import" | "reread" => {
                let text = |key: &str| detail[key].as_str().unwrap_or_default().to_owned();
                let digest = text("reading");
                let received = || text("received_at");
                self.received.entry(entry.subject.clone()).or_insert_with(received);
                self.readings.entry(entry.subject.clone()).or_default().push(digest);
            }
            filings::ACTION => {
                if let Some(id) = detail["event"].as_i64() {
                    self.filings.insert(id, (entry.subject.clone(), detail));
                }
            }
            _ => {
                if let Some(id) = detail["decision"].as_i64() {
                    self.decisions.insert(id, detail["row"].as_str().unwrap_or("").to_owned());
                }
            }
        }
    }
}

async fn check_documents(db: &mut Db, v: &mut Verified, sealed: &Sealed) -> Result<()> {
    let mut known = 0;
    let last = db.number("SELECT coalesce(max(id), 0) FROM document", args![]).await?;
    for id in 1..=last {
        let sql = "SELECT sha256, size, body, received_at FROM document WHERE id = $1";
        let Some(row) = db.first(sql, args![id]).await? else {
            v.faults.push(format!("document number {id} is missing"));
            continue;
        };
        let sha = row.text(0)?;
        let size = usize::try_from(row.int(1)?).unwrap_or(0);
        let intact = zstd::bulk::decompress(&row.blob(2)?, size).is_ok_and(|b| sha256(&b) == sha);
        if !intact {
            v.faults.push(format!("document {sha}: its bytes were altered"));
        }
        if sealed.received.get(&sha).is_some_and(|at| row.str(3).ok() != Some(at)) {
            v.faults.push(format!("document {sha}: the time of its receipt was altered"));
        }
        v.documents += 1;
        let sql = "SELECT id, digest FROM reading WHERE document_id = $1 ORDER BY id";
        let readings = db.all(sql, args![id]).await?;
        let digests: Vec<String> = readings.iter().map(|r| r.text(1)).collect::<Result<_>>()?;
        match sealed.readings.get(&sha) {
            Some(expected) if *expected == digests => known += 1,
            _ => v.faults.push(format!("document {sha}: its readings are not those of the trail")),
        }
        for (row, digest) in readings.iter().zip(&digests) {
            if Rows::load(db, row.int(0)?).await?.digest() != *digest {
                v.faults.push(format!("document {sha}: figures of its reading were altered"));
            }
            v.readings += 1;
        }
    }
    if known < sealed.readings.len() && v.faults.is_empty() {
        v.faults.push("documents that the trail names are missing".to_owned());
    }
    Ok(())
}

/// Works out anew what stands of every security.
async fn check_standing(db: &mut Db, v: &mut Verified) -> Result<()> {
    const AT_ONCE: usize = 512;
    let sql = "SELECT cusip FROM statement UNION SELECT cusip FROM stand ORDER BY cusip";
    let rows = db.all(sql, args![]).await?;
    let cusips: Vec<String> = rows.iter().map(|r| r.text(0)).collect::<Result<_>>()?;
    for some in cusips.chunks(AT_ONCE) {
        for cusip in drifted(db, some).await? {
            v.faults.push(format!("{cusip}: what stands is not what its documents give"));
        }
    }
    Ok(())
}

async fn check_decisions(db: &mut Db, v: &mut Verified, sealed: &Sealed) -> Result<()> {
    let decisions = crate::decisions::Decisions::load(db, None).await?;
    for d in decisions.all() {
        if sealed.decisions.get(&d.id) != Some(&d.row()) {
            v.faults.push(format!("ruling {} on {} was altered", d.id, d.finding));
        }
        v.decisions += 1;
    }
    if v.decisions < sealed.decisions.len() {
        v.faults.push("rulings that the trail names are missing".to_owned());
    }
    Ok(())
}
