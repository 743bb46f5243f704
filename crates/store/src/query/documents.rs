//! The documents themselves.

use crate::at::At;
use crate::db::{Db, args};
use crate::error::{Result, StoreError};
use crate::open::Store;

/// A document as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentInfo {
    /// Its SHA-256.
    pub sha256: String,
    /// The file name under which it first came.
    pub name: String,
    /// From where it first came.
    pub origin: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// When it came.
    pub received_at: At,
    /// When it was imported.
    pub recorded_at: At,
}

const SELECT: &str = "SELECT d.sha256, f.name, f.origin, d.media_type, d.size, d.received_at, \
     d.recorded_at FROM document d JOIN receipt f ON f.id = \
     (SELECT min(id) FROM receipt x WHERE x.document_id = d.id)";

/// The number and SHA-256 of the document that a name means: its SHA-256 or the beginning of it
/// (six digits or more), or a file name under which exactly one document came.
pub(crate) async fn find(db: &mut Db, name: &str) -> Result<(i64, String)> {
    let prefix = name.to_ascii_lowercase();
    let is_hex = prefix.len() >= 6 && prefix.bytes().all(|b| b.is_ascii_hexdigit());
    let mut rows = Vec::new();
    if is_hex {
        let sql = "SELECT id, sha256 FROM document WHERE sha256 LIKE $1";
        rows = db.all(sql, args![format!("{prefix}%")]).await?;
    }
    if rows.is_empty() {
        let sql = "SELECT DISTINCT d.id, d.sha256 FROM document d \
             JOIN receipt f ON f.document_id = d.id WHERE f.name = $1 ORDER BY d.id";
        rows = db.all(sql, args![name]).await?;
    }
    match rows.as_slice() {
        [row] => Ok((row.int(0)?, row.text(1)?)),
        [] => Err(StoreError::NotFound(format!("{name}: no such document in the store"))),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|r| r.text(1).map(|s| s[..12].to_owned()))
                .collect::<Result<_>>()?;
            Err(StoreError::Refused(format!(
                "{name}: means several documents; say which: {}",
                names.join(", ")
            )))
        }
    }
}

impl Store {
    /// All documents imported by a moment, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub fn documents(&mut self, as_of: Option<&At>) -> Result<Vec<DocumentInfo>> {
        self.block(async |db| {
            let until = as_of.map_or("9999", At::as_str);
            let sql = format!("{SELECT} WHERE d.recorded_at <= $1 ORDER BY d.id");
            db.all(&sql, args![until])
                .await?
                .iter()
                .map(|r| {
                    Ok(DocumentInfo {
                        sha256: r.text(0)?,
                        name: r.text(1)?,
                        origin: r.text(2)?,
                        media_type: r.text(3)?,
                        size: u64::try_from(r.int(4)?).unwrap_or(0),
                        received_at: At::stored(r.text(5)?),
                        recorded_at: At::stored(r.text(6)?),
                    })
                })
                .collect()
        })
    }

    /// The bytes of a document, checked against its SHA-256.
    ///
    /// # Errors
    /// If no such document is known, its bytes were altered, or the database fails.
    pub fn bytes(&mut self, document: &str) -> Result<Vec<u8>> {
        self.block(async |db| {
            let (id, sha256) = find(db, document).await?;
            let sql = "SELECT size, body FROM document WHERE id = $1";
            let Some(row) = db.first(sql, args![id]).await? else {
                return Err(db.inconsistent(format!("document {sha256} vanished")));
            };
            let size = usize::try_from(row.int(0)?).unwrap_or(0);
            match zstd::bulk::decompress(&row.blob(1)?, size) {
                Ok(bytes) if crate::digest::sha256(&bytes) == sha256 => Ok(bytes),
                _ => Err(db.inconsistent(format!("document {sha256}: its bytes were altered"))),
            }
        })
    }
}
