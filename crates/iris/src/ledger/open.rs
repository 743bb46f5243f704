//! Where the ledger lives: in a store, which may be the team's or a file beside the transmissions.
//!
//! Either way it is a [`Store`]: the same tables and statements on SQLite and PostgreSQL, one audit
//! trail, one way to copy it. A ledger beside the transmissions is a store without documents.

use super::keys::Keys;
use super::recover::{Recovery, recover, remove_left_overs};
use crate::error::{Error, Result};
use crate::files::create_private;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;
use yearend_store::door::Db;
use yearend_store::{Access, Store, args};

/// An open ledger. One process uses it at a time.
pub struct Ledger {
    store: Held,
    name: String,
    keys: Keys,
    by: String,
    folder: Option<PathBuf>,
    /// What opening it repaired.
    pub recovery: Recovery,
    // PostgreSQL's lock is the connection's.
    _lock: Option<File>,
}

/// The store of a ledger.
enum Held {
    Open(Store),
    /// It is new, and its tables are being made: whoever files first need not wait for them.
    New(JoinHandle<Result<Store>>),
    Closed,
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
        if let Some(new) = Ledger::new_beside(place, path)? {
            return Ok(new);
        }
        let mut ledger = Ledger::unrecovered(place)?;
        ledger.folder = path.parent().map(Path::to_owned);
        ledger.recovered()
    }

    /// A ledger in a file that is not there yet; `None` where it is.
    fn new_beside(place: &Place, path: &Path) -> Result<Option<Ledger>> {
        if path.exists() {
            return Ok(None);
        }
        let lock = lock_file(path)?;
        // Another process may have made it before this one had the lock.
        if path.exists() {
            return Ok(None);
        }
        create_private(path).map_err(Error::io(path))?;
        let keys = Keys::open(&place.key)?;
        let (name, fingerprint) = (place.store.clone(), keys.fingerprint());
        let made = std::thread::spawn(move || {
            let mut store = Store::open(&name, Access::Begin)?;
            note(&mut store, fingerprint)?;
            Ok(store)
        });
        let mut recovery = Recovery::default();
        let folder = path.parent().map(Path::to_owned);
        if let Some(folder) = &folder {
            remove_left_overs(folder, &mut recovery)?;
        }
        Ok(Some(Ledger {
            store: Held::New(made),
            name: place.store.clone(),
            keys,
            by: place.by.clone(),
            folder,
            recovery,
            _lock: Some(lock),
        }))
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
            name: store.name().to_owned(),
            store: Held::Open(store),
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
        &self.name
    }

    /// Whether it was made just now, so that nothing can stand in it.
    pub(super) fn is_new(&self) -> bool {
        matches!(self.store, Held::New(_))
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
        if self.is_new() {
            self.store = match std::mem::replace(&mut self.store, Held::Closed) {
                Held::New(made) => Held::Open(made.join().map_err(|_| closed())??),
                held => held,
            };
        }
        match &mut self.store {
            Held::Open(store) => Ok(store),
            _ => Err(closed()),
        }
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Closed, not merely dropped: only then is the write-ahead log folded back into the file,
        // which people copy. Nothing is lost if it fails: every transaction was committed before.
        if self.store().is_ok()
            && let Held::Open(store) = std::mem::replace(&mut self.store, Held::Closed)
        {
            let _ = store.close();
        }
    }
}

fn closed() -> Error {
    Error::Refused("the ledger is closed".to_owned())
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
            note(store, own)?;
            Ok(keys)
        }
    }
}

/// Notes under which secret a ledger is begun.
fn note(store: &mut Store, fingerprint: String) -> Result<()> {
    let sql = "INSERT INTO filing_key (id, fingerprint) VALUES (1, $1)";
    let noted = async |db: &mut Db| db.run(sql, args![fingerprint]).await;
    store.block(async |db| writing(db, noted).await)?;
    Ok(())
}

/// A number of the ledger's own among PostgreSQL's advisory locks; the connection holds it.
const LOCK: &str = "SELECT pg_try_advisory_lock(7238272653)::int::bigint";

/// Makes sure that no other process uses the ledger.
fn lock(store: &mut Store) -> Result<Option<File>> {
    if let Some(path) = store.file() {
        return lock_file(path).map(Some);
    }
    if patiently(|| Ok(store.block(async |db| db.number(LOCK, args![]).await)? != 0))? {
        return Ok(None);
    }
    Err(in_use(Path::new(store.name())))
}

/// Locks the ledger in a file, by a file beside it.
fn lock_file(path: &Path) -> Result<File> {
    let at = path.with_extension("lock");
    let file = create_private(&at).map_err(Error::io(&at))?;
    let held = patiently(|| match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(e)) => Err(Error::io(path)(e)),
    })?;
    if held { Ok(file) } else { Err(in_use(path)) }
}

fn in_use(path: &Path) -> Error {
    Error::Ledger {
        path: path.to_owned(),
        reason: "another `yearend file` command is using it; wait until it ends".to_owned(),
    }
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
