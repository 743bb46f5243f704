//! The audit trail: who did what and when, each entry sealed by the hash of all before it.

mod filings;
mod verify;

use crate::at::At;
use crate::db::{Db, Row, args};
use crate::digest::Hash;
use crate::error::Result;
use crate::open::Store;

pub use verify::Verified;

/// An entry of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: At,
    /// Who.
    pub actor: String,
    /// What was done, such as `import` or `decide`.
    pub action: String,
    /// To what: a document, a finding.
    pub subject: String,
    /// The rest, as JSON.
    pub detail: String,
    /// The seal: SHA-256 over the previous seal and everything above.
    pub hash: String,
}

/// An entry to be made.
#[derive(Debug)]
pub(crate) struct Act<'a> {
    pub(crate) at: &'a At,
    pub(crate) actor: &'a str,
    pub(crate) action: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) detail: serde_json::Value,
}

const COLUMNS: &str = "seq, at, actor, action, subject, detail, hash";

impl Entry {
    fn read(row: &Row) -> Result<Entry> {
        Ok(Entry {
            seq: row.int(0)?,
            at: At::stored(row.text(1)?),
            actor: row.text(2)?,
            action: row.text(3)?,
            subject: row.text(4)?,
            detail: row.text(5)?,
            hash: row.text(6)?,
        })
    }

    /// The seal that the entry must have after the one before it.
    fn seal(&self, previous: &str) -> String {
        let mut h = Hash::new("yearend.audit");
        h.add(previous);
        h.add_int(self.seq);
        for part in [self.at.as_str(), &self.actor, &self.action, &self.subject, &self.detail] {
            h.add(part);
        }
        h.hex()
    }
}

/// Adds an entry, inside the caller's writing transaction (writers take turns, so the chain has
/// one end).
pub(crate) async fn append(db: &mut Db, act: Act<'_>) -> Result<()> {
    let last = db.first("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", args![]).await?;
    let (seq, previous) = match last {
        Some(row) => (row.int(0)? + 1, row.text(1)?),
        None => (1, String::new()),
    };
    let mut entry = Entry {
        seq,
        at: act.at.clone(),
        actor: act.actor.to_owned(),
        action: act.action.to_owned(),
        subject: act.subject.to_owned(),
        detail: act.detail.to_string(),
        hash: String::new(),
    };
    entry.hash = entry.seal(&previous);
    let sql = format!("INSERT INTO audit ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    let args = args![
        entry.seq,
        &entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
        entry.hash
    ];
    db.run(&sql, args).await.map(drop)
}

impl Store {
    /// Whether some entry bears the seal: if it was noted earlier, nothing up to it was cut off.
    ///
    /// # Errors
    /// If the database fails.
    pub fn has_seal(&mut self, seal: &str) -> Result<bool> {
        self.block(async |db| {
            Ok(db.number("SELECT count(*) FROM audit WHERE hash = $1", args![seal]).await? > 0)
        })
    }

    /// The trail from an entry on, oldest first, at most `limit` entries.
    ///
    /// # Errors
    /// If the database fails.
    pub fn audit(&mut self, from: i64, limit: i64) -> Result<Vec<Entry>> {
        let sql = format!("SELECT {COLUMNS} FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2");
        self.block(async |db| {
            db.all(&sql, args![from, limit]).await?.iter().map(Entry::read).collect()
        })
    }
}
