//! Keeping a document with its reading, in one transaction.

mod omitted;
mod write;
pub(crate) use write::next;

use crate::at::At;
use crate::audit::{Act, append};
use crate::db::{Db, args};
use crate::digest::sha256;
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::restand::restand;
use crate::rows::Rows;
use serde_json::json;
use std::collections::BTreeSet;
use yearend_model::Reading;

/// A document as it came.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// All its bytes. Their SHA-256 is its name in the store.
    pub bytes: &'a [u8],
    /// Media type, such as `text/plain`.
    pub media_type: &'a str,
}

/// How, when and by whose hand a document came.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    /// File name.
    pub name: &'a str,
    /// From where: a folder, a container, a mail's sender.
    pub origin: &'a str,
    /// Now.
    pub now: At,
    /// When the document came, if not now. Among versions of equal state the later received
    /// counts.
    pub received: Option<At>,
    /// Who imports it.
    pub by: &'a str,
    /// The family, where the importer knows it; else it is taken from the fund names.
    pub family: Option<&'a str>,
    /// The program that read it, such as `yearend 0.1.0`.
    pub reader: &'a str,
}

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The document was not known.
    New,
    /// The document was known and reads as before; at most its new origin was noted.
    Known,
    /// The document was known and now reads otherwise; the new reading counts.
    ReadAnew,
}

/// The report of an import. When it is returned, the document is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The document's name: its SHA-256, lower-case hexadecimal.
    pub document: String,
    /// What was done.
    pub outcome: Outcome,
    /// Securities that the document states.
    pub securities: usize,
    /// Distributions that it states.
    pub distributions: usize,
    /// Securities whose standing figures changed.
    pub changed: usize,
    /// New clashes between versions, about which a person must decide.
    pub clashes: usize,
}

/// The level of compression: documents are written once and read seldom, and importing must not
/// wait for the compressor.
const LEVEL: i32 = 3;

/// A document made ready to be kept: hashed, compressed, its reading in rows. All of an import
/// that is slow and needs no database, so that it can be done for several documents at once.
#[derive(Debug)]
pub struct Prepared {
    sha: String,
    digest: String,
    rows: Rows,
    body: Vec<u8>,
    size: usize,
    media_type: String,
}

impl Prepared {
    /// Makes a document ready.
    ///
    /// # Errors
    /// If the reading is of another document.
    pub fn new(document: Document<'_>, reading: &Reading) -> Result<Prepared> {
        let sha = sha256(document.bytes);
        if !reading.source.sha256.is_empty() && reading.source.sha256 != sha {
            return Err(StoreError::Refused(format!(
                "{}: the reading is of another document (SHA-256 {}, the bytes have {sha})",
                reading.source.name, reading.source.sha256
            )));
        }
        let rows = Rows::new(reading, &sha);
        let body = zstd::bulk::compress(document.bytes, LEVEL).map_err(|source| {
            StoreError::Io { path: reading.source.name.clone().into(), source }
        })?;
        Ok(Prepared {
            digest: rows.digest(),
            sha,
            rows,
            body,
            size: document.bytes.len(),
            media_type: document.media_type.to_owned(),
        })
    }
}

impl Store {
    /// Keeps a document, its reading and its findings. Importing the same again changes nothing.
    ///
    /// # Errors
    /// If the reading is of another document, or the database fails; then nothing was kept.
    pub fn import(
        &mut self,
        document: Document<'_>,
        reading: &Reading,
        arrival: &Arrival<'_>,
    ) -> Result<Imported> {
        self.keep(Prepared::new(document, reading)?, arrival)
    }

    /// The same for a document that was made ready before: one transaction.
    ///
    /// # Errors
    /// If the database fails; then nothing was kept.
    pub fn keep(&mut self, document: Prepared, arrival: &Arrival<'_>) -> Result<Imported> {
        let new = New { document, arrival };
        self.block(async |db| {
            db.begin().await?;
            let outcome = new.keep(db).await;
            db.end(outcome).await
        })
    }
}

/// An import under way.
struct New<'a> {
    document: Prepared,
    arrival: &'a Arrival<'a>,
}

impl New<'_> {
    async fn keep(mut self, db: &mut Db) -> Result<Imported> {
        let mut report = Imported {
            document: self.document.sha.clone(),
            outcome: Outcome::New,
            securities: self.document.rows.statements.len(),
            distributions: self.document.rows.statements.iter().map(|s| s.lines.len()).sum(),
            changed: 0,
            clashes: 0,
        };
        let known = "SELECT d.id, r.id, r.digest FROM document d \
             LEFT JOIN reading r ON r.document_id = d.id WHERE d.sha256 = $1 \
             ORDER BY r.id DESC LIMIT 1";
        let row = db.first(known, args![&self.document.sha]).await?;
        let (document, earlier) = match row {
            None => (self.write_document(db).await?, None),
            Some(row) => {
                let same = row.opt_text(2)?.as_deref() == Some(&self.document.digest);
                report.outcome = if same { Outcome::Known } else { Outcome::ReadAnew };
                (row.int(0)?, row.opt_int(1)?)
            }
        };
        let noted = self.write_receipt(db, document).await?;
        let named = self.write_families(db).await?;
        if report.outcome == Outcome::Known {
            if noted || named {
                self.log(db, if noted { "receive" } else { "name" }, &report).await?;
            }
            if named {
                restand(db, &self.cusips(), &self.arrival.now).await?;
            }
            return Ok(report);
        }
        self.write_reading(db, document).await?;
        let mut cusips: BTreeSet<String> = self.cusips().into_iter().collect();
        if let Some(earlier) = earlier {
            let sql = "SELECT DISTINCT cusip FROM statement WHERE reading_id = $1";
            for row in db.all(sql, args![earlier]).await? {
                cusips.insert(row.text(0)?);
            }
        }
        let (left_out, new) = self.write_omissions(db, document).await?;
        cusips.extend(left_out);
        let cusips: Vec<String> = cusips.into_iter().collect();
        let restood = restand(db, &cusips, &self.arrival.now).await?;
        (report.changed, report.clashes) = (restood.changed, restood.clashes + new);
        let action = if earlier.is_some() { "reread" } else { "import" };
        self.log(db, action, &report).await?;
        Ok(report)
    }

    fn cusips(&self) -> Vec<String> {
        let set: BTreeSet<&String> =
            self.document.rows.statements.iter().map(|s| &s.cusip).collect();
        set.into_iter().cloned().collect()
    }

    async fn log(&self, db: &mut Db, action: &str, report: &Imported) -> Result<()> {
        let detail = json!({
            "name": self.arrival.name,
            "origin": self.arrival.origin,
            "reading": self.document.digest,
            "reader": self.arrival.reader,
            "received_at": self.received().as_str(),
            "securities": report.securities,
            "distributions": report.distributions,
        });
        let (at, actor) = (&self.arrival.now, self.arrival.by);
        append(db, Act { at, actor, action, subject: &self.document.sha, detail }).await
    }

    fn received(&self) -> &At {
        self.arrival.received.as_ref().unwrap_or(&self.arrival.now)
    }
}
