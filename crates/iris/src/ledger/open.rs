//! Where the ledger lives: in a store, which may be the team's or a file beside the transmissions.
//!
//! Either way it is a [`Store`]: the same tables and statements on SQLite and PostgreSQL, one audit
//! trail, one way to copy it. A ledger beside the transmissions is a store without documents.

use super::keys::Keys;
use super::recover::{Recovery, recover};
use crate::error::{Error, Result};
use crate::files::create_private;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;
use yearend_store::door::Db;
use yearend_store::{Access, Store, args};

/// An open ledger. One process uses it at a time.
pub struct Ledger {
    /// `None` only while it is closed.
    store: Option<Store>,
    keys: Keys,
    by: String,
    folder: Option<PathBuf>,
    /// What opening it repaired.
    pub recovery: Recovery,
    // PostgreSQL's lock is the connection's.
    _lock: Option<File>,
}

/// Which store, whose secret, and who writes.
#[derive(Clone, Debug)]
pub struct Place {
    /// The store: a file, or `postgres://USER@HOST/DATABASE`.
    pub store: String,
    /// The file of the secret that keys the hashes. It never enters the store.
    pub key: PathBuf,
    /// In whose name the audit trail notes what is done.
    pub by: String,
}

impl Ledger {
    /// Opens the ledger beside the transmissions, making it where there is none.
    ///
    /// # Errors
    /// As for [`Ledger::open_in`].
    pub fn open(path: &Path) -> Result<Ledger> {
        let place = Place {
            store: path.display().to_string(),
            key: path.with_extension("key"),
            by: "yearend".to_owned(),
        };
        Ledger::beside(&place)
    }

    /// The same, in somebody's name.
    ///
    /// # Errors
    /// As for [`Ledger::open_in`].
    pub fn beside(place: &Place) -> Result<Ledger> {
        let path = Path::new(&place.store);
        if !path.exists() {
            create_private(path).map_err(Error::io(path))?;
        }
        let mut ledger = Ledger::unrecovered(place)?;
        ledger.folder = path.parent().map(Path::to_owned);
        ledger.recovered()
    }

    /// Opens the ledger of a store, making it where there is none, and brings files and ledger
    /// into agreement if an earlier run was killed.
    ///
    /// # Errors
    /// The store cannot be used, another process is using its ledger, or the key is not the one
    /// with which the ledger was begun.
    pub fn open_in(place: &Place) -> Result<Ledger> {
        Ledger::unrecovered(place)?.recovered()
    }

    fn unrecovered(place: &Place) -> Result<Ledger> {
        let mut store = Store::open(&place.store, Access::Write)?;
        let lock = lock(&mut store)?;
        let keys = keys(&mut store, &place.key)?;
        Ok(Ledger {
            store: Some(store),
            keys,
            by: place.by.clone(),
            folder: None,
            recovery: Recovery::default(),
            _lock: lock,
        })
    }

    fn recovered(mut self) -> Result<Ledger> {
        self.recovery = recover(&mut self)?;
        Ok(self)
    }

    /// Opens a ledger beside transmissions that must exist.
    ///
    /// # Errors
    /// As for [`Ledger::open`], and where there is none.
    pub fn open_existing(path: &Path) -> Result<Ledger> {
        existing(path)?;
        Ledger::open(path)
    }

    /// The hashes of accounts and contents.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The ledger's name: a file, or a database without user and password.
    #[must_use]
    pub fn name(&self) -> &str {
        self.store.as_ref().map_or("", Store::name)
    }

    /// The folder of a ledger beside its transmissions.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    pub(super) fn by(&self) -> &str {
        &self.by
    }

    /// Asks the database.
    pub(super) fn ask<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Db) -> yearend_store::Result<T>,
    ) -> Result<T> {
        Ok(self.store()?.block(work)?)
    }

    /// Writes to the database, all or nothing.
    pub(super) fn write<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Db) -> yearend_store::Result<T>,
    ) -> Result<T> {
        Ok(self.store()?.block(async |db| writing(db, work).await)?)
    }

    fn store(&mut self) -> Result<&mut Store> {
        self.store.as_mut().ok_or_else(|| Error::Refused("the ledger is closed".to_owned()))
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Closed, not merely dropped: only then is the write-ahead log folded back into the file,
        // which people copy. Nothing is lost if it fails: every transaction was committed before.
        if let Some(store) = self.store.take() {
            let _ = store.close();
        }
    }
}

/// That the ledger beside transmissions is there.
///
/// # Errors
/// It is not.
pub fn existing(path: &Path) -> Result<()> {
    if path.is_file() {
        return Ok(());
    }
    let reason = "there is none; `yearend file build` makes it beside the transmissions";
    Err(Error::Ledger { path: path.to_owned(), reason: reason.to_owned() })
}

/// The secret. One that is missing is made only for a ledger that is still empty: under another
/// one no account would be found again, and everything would be filed twice.
fn keys(store: &mut Store, path: &Path) -> Result<Keys> {
    let (noted, filed) = store.block(async |db| {
        let noted = db.first("SELECT fingerprint FROM filing_key", args![]).await?;
        let filed = db.number("SELECT count(*) FROM filing_transmission", args![]).await?;
        Ok((noted.map(|r| r.text(0)).transpose()?, filed > 0))
    })?;
    if !path.exists() && (noted.is_some() || filed) {
        return Err(Error::Ledger {
            path: path.to_owned(),
            reason: format!(
                "the key of the ledger in {} is not there; copy it from where the ledger was begun, \
                 or from a backup: without it no account would be found and all would be filed twice",
                store.name()
            ),
        });
    }
    let keys = Keys::open(path)?;
    let own = keys.fingerprint();
    match noted {
        Some(noted) if noted != own => Err(Error::Ledger {
            path: path.to_owned(),
            reason: format!(
                "is not the key with which the ledger in {} was begun; take that one: under another \
                 no account would be found and all would be filed twice",
                store.name()
            ),
        }),
        Some(_) => Ok(keys),
        None => {
            let sql = "INSERT INTO filing_key (id, fingerprint) VALUES (1, $1)";
            let noted = async |db: &mut Db| db.run(sql, args![own]).await;
            store.block(async |db| writing(db, noted).await)?;
            Ok(keys)
        }
    }
}

/// A number of the ledger's own among PostgreSQL's advisory locks; the connection holds it.
const LOCK: &str = "SELECT pg_try_advisory_lock(7238272653)::int::bigint";

/// Makes sure that no other process uses the ledger.
fn lock(store: &mut Store) -> Result<Option<File>> {
    let file = match store.file() {
        None => None,
        Some(path) => {
            let at = path.with_extension("lock");
            Some(create_private(&at).map_err(Error::io(&at))?)
        }
    };
    let held = match &file {
        None => patiently(|| Ok(store.block(async |db| db.number(LOCK, args![]).await)? != 0))?,
        Some(file) => patiently(|| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(e)) => Err(Error::io(Path::new(store.name()))(e)),
        })?,
    };
    if held {
        return Ok(file);
    }
    Err(Error::Ledger {
        path: PathBuf::from(store.name()),
        reason: "another `yearend file` command is using it; wait until it ends".to_owned(),
    })
}

/// Tries, 50 ms apart, for a second.
fn patiently(mut attempt: impl FnMut() -> Result<bool>) -> Result<bool> {
    const TRIES: u32 = 20;
    for _ in 0..TRIES {
        if attempt()? {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(false)
}

/// Runs work that writes: all or nothing, writers in turn.
async fn writing<T>(
    db: &mut Db,
    work: impl AsyncFnOnce(&mut Db) -> yearend_store::Result<T>,
) -> yearend_store::Result<T> {
    db.begin().await?;
    let outcome = work(db).await;
    db.end(outcome).await
}
