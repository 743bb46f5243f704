//! The SQLite file of the ledger.

use super::keys::Keys;
use super::recover::{Recovery, recover};
use crate::error::{Error, Result};
use crate::files::create_private;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use std::fs::{File, TryLockError};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::runtime::Runtime;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// An open ledger. One process uses it at a time.
pub struct Ledger {
    runtime: Runtime,
    connection: Option<SqliteConnection>,
    path: PathBuf,
    keys: Keys,
    /// What opening it repaired.
    pub recovery: Recovery,
    _lock: File,
}

impl Ledger {
    /// Opens a ledger, making it where there is none, and brings files and ledger into agreement
    /// if an earlier run was killed.
    ///
    /// # Errors
    /// The file cannot be used, is no ledger, or another process is using it.
    pub fn open(path: &Path) -> Result<Ledger> {
        let lock = lock(path)?;
        let keys = Keys::open(&path.with_extension("key"))?;
        if !path.exists() {
            create_private(path).map_err(Error::io(path))?;
        }
        let runtime =
            tokio::runtime::Builder::new_current_thread().build().map_err(Error::io(path))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(false)
            .pragma("cache_size", "-65536")
            .disable_statement_logging();
        let connection = runtime.block_on(async {
            let mut c = options.connect().await?;
            MIGRATIONS.run(&mut c).await?;
            Ok::<_, sqlx::Error>(c)
        });
        let connection = connection.map_err(|e| Error::Ledger {
            path: path.to_owned(),
            reason: format!("{e}; if the file is damaged, restore it from a backup"),
        })?;
        let mut ledger = Ledger {
            runtime,
            connection: Some(connection),
            path: path.to_owned(),
            keys,
            recovery: Recovery::default(),
            _lock: lock,
        };
        ledger.recovery = recover(&mut ledger)?;
        Ok(ledger)
    }

    /// Opens a ledger that must exist.
    ///
    /// # Errors
    /// As for [`Ledger::open`], and where there is none.
    pub fn open_existing(path: &Path) -> Result<Ledger> {
        if path.is_file() {
            return Ledger::open(path);
        }
        let reason = "there is none; `yearend file build` makes it beside the transmissions";
        Err(Error::Ledger { path: path.to_owned(), reason: reason.to_owned() })
    }

    /// The hashes of accounts and contents.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs database work to its end.
    pub(super) fn run<'a, T, F>(
        &'a mut self,
        work: impl FnOnce(&'a mut SqliteConnection) -> F,
    ) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>> + 'a,
    {
        let path = self.path.clone();
        let Some(connection) = self.connection.as_mut() else {
            return Err(Error::Ledger { path, reason: "it is closed".to_owned() });
        };
        self.runtime
            .block_on(work(connection))
            .map_err(|e| Error::Ledger { path, reason: e.to_string() })
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Nothing is lost if it fails: every transaction was committed before.
            let _ = self.runtime.block_on(connection.close());
        }
    }
}

/// Tries to lock, 50 ms apart, before giving up.
const PATIENCE: u32 = 20;

fn lock(path: &Path) -> Result<File> {
    let at = path.with_extension("lock");
    let file = create_private(&at).map_err(Error::io(&at))?;
    for _ in 0..PATIENCE {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(50)),
            Err(TryLockError::Error(e)) => return Err(Error::io(&at)(e)),
        }
    }
    Err(Error::Ledger {
        path: path.to_owned(),
        reason: "another `yearend file` command is using it; wait until it ends".to_owned(),
    })
}
