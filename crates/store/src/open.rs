//! Opening a store by path or URL.

use crate::db::{Db, Link};
use crate::error::{Result, StoreError};
use crate::schema;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long a writer waits while the others do not get on, before it gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How long SQLite itself asks again for a lock.
const ASKS_AGAIN: Duration = Duration::from_secs(5);

/// What the caller means to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Only ask. A store that does not exist is an error.
    Read,
    /// Also write. An SQLite file and its folder are created where they are missing.
    Write,
    /// The same for a file that nobody else uses yet: what is written goes straight into it, under
    /// a rollback journal, not into a log that is folded back when it is closed. Others must wait
    /// until it is; from then on it is as if it had been made by [`Access::Write`].
    Begin,
}

/// Readings over time, in an SQLite file or a PostgreSQL database.
///
/// All operations block until they are done. A store is one connection; open as many as needed,
/// in any number of processes.
#[derive(Debug)]
pub struct Store {
    // Before the runtime, so that the connection is dropped first.
    pub(crate) db: Db,
    runtime: Option<Runtime>,
}

/// Where a store is.
#[derive(Debug)]
enum Location {
    File(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl Store {
    /// Opens a store and brings its schema up to date.
    ///
    /// `url` is a file path, `sqlite:PATH`, or `postgres://USER@HOST/DATABASE`.
    ///
    /// # Errors
    /// If the store cannot be reached, is damaged, read-only, or made by a later release.
    pub fn open(url: &str, access: Access) -> Result<Store> {
        let place = locate(url)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| StoreError::Io { path: PathBuf::from(url), source })?;
        let db = runtime.block_on(connect(&place, access))?;
        Ok(Store { db, runtime: Some(runtime) })
    }

    /// The store as people know it: a path, or a URL without user and password.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.db.name
    }

    /// The file of an SQLite store.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self.db.link {
            Link::Sqlite(_) => Some(Path::new(&self.db.name)),
            Link::Postgres(_) => None,
        }
    }

    /// Runs one operation to its end.
    ///
    /// For the crates that have tables in the store ([`crate::door`]).
    ///
    /// # Errors
    /// Those of the operation.
    pub fn block<T>(&mut self, work: impl AsyncFnOnce(&mut Db) -> Result<T>) -> Result<T> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(work(&mut self.db)),
            None => Err(self.db.inconsistent("the store was closed")),
        }
    }

    /// Closes the store. Dropping does the same, but cannot say when the last connection to an
    /// SQLite file could not fold its write-ahead log back.
    ///
    /// # Errors
    /// If the database reports one while closing.
    pub fn close(mut self) -> Result<()> {
        let Some(runtime) = self.runtime.take() else { return Ok(()) };
        let name = self.db.name.clone();
        let closed = match self.db.link {
            Link::Sqlite(link) => runtime.block_on(link.close()),
            Link::Postgres(link) => runtime.block_on(link.close()),
        };
        closed.map_err(|e| StoreError::from_sqlx(&name, e))
    }
}

fn locate(url: &str) -> Result<Location> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let options = PgConnectOptions::from_str(url).map_err(|e| StoreError::Unavailable {
            store: without_user(url),
            reason: e.to_string(),
            help: "write it as postgres://USER@HOST:PORT/DATABASE",
        })?;
        return Ok(Location::Postgres(Box::new(options)));
    }
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
    if path.is_empty() || path.contains("://") {
        return Err(StoreError::Unavailable {
            store: without_user(url),
            reason: "is neither a file nor a database address".to_owned(),
            help: "name a file, or a PostgreSQL database as postgres://USER@HOST:PORT/DATABASE",
        });
    }
    Ok(Location::File(PathBuf::from(path)))
}

/// A URL as it may be shown: user and password are cut out.
fn without_user(url: &str) -> String {
    match (url.split_once("://"), url.rfind('@')) {
        (Some((scheme, _)), Some(at)) => format!("{scheme}://{}", &url[at + 1..]),
        _ => url.to_owned(),
    }
}

async fn connect(place: &Location, access: Access) -> Result<Db> {
    match place {
        Location::File(path) => open_file(path, access).await,
        Location::Postgres(options) => {
            let mut db = postgres(options).await?;
            schema::prepare(&mut db, access).await?;
            Ok(db)
        }
    }
}

async fn open_file(path: &Path, access: Access) -> Result<Db> {
    let name = path.display().to_string();
    if access == Access::Read && !path.exists() {
        return Err(StoreError::Unavailable {
            store: name,
            reason: "there is no such file".to_owned(),
            help: "import a document first, or name the store with --store or YEAREND_STORE",
        });
    }
    if let (Access::Write | Access::Begin, Some(folder)) = (access, path.parent()) {
        create_folder(folder).map_err(|source| match source.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly { store: name.clone() }
            }
            _ => StoreError::Io { path: folder.to_owned(), source },
        })?;
    }
    let mut db = sqlite(path, access).await?;
    if access == Access::Read && schema::is_behind(&mut db).await? {
        // A reader brings an older store up to date once, if it may write it.
        let mut writer = sqlite(path, Access::Write).await?;
        schema::prepare(&mut writer, Access::Write).await?;
        db = sqlite(path, Access::Read).await?;
    }
    schema::prepare(&mut db, access).await?;
    Ok(db)
}

/// Creates the folder, private to the user, if it is missing.
fn create_folder(folder: &Path) -> std::io::Result<()> {
    if folder.as_os_str().is_empty() || folder.exists() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A connection to an SQLite file, without looking at its schema.
pub(crate) async fn sqlite(path: &Path, access: Access) -> Result<Db> {
    let name = path.display().to_string();
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(ASKS_AGAIN)
        .foreign_keys(true)
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    options = match access {
        Access::Read => options.read_only(true).pragma("query_only", "1"),
        // FULL: a commit has reached the disk before the import is reported.
        Access::Write => options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // 16 MiB of log before it is folded back: fewer pages are written twice.
            .pragma("wal_autocheckpoint", "4096")
            .synchronous(SqliteSynchronous::Full),
        Access::Begin => options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full),
    };
    // Turning a new file to write-ahead logging does not wait for others that do the same.
    let mut tries = 0;
    loop {
        match options.connect().await.map_err(|e| StoreError::from_sqlx(&name, e)) {
            Ok(link) => return Ok(Db { link: Link::Sqlite(Box::new(link)), name }),
            Err(StoreError::Busy { .. }) if tries < 200 => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(StoreError::Unavailable { .. }) if is_read_only(path) => {
                return Err(StoreError::ReadOnly { store: name });
            }
            Err(e) => return Err(e),
        }
    }
}

/// Whether the file, or where it is missing its folder, refuses to be written.
fn is_read_only(path: &Path) -> bool {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    let tried = match path.parent() {
        _ if path.exists() => std::fs::OpenOptions::new().append(true).open(path).map(drop),
        Some(folder) if !folder.as_os_str().is_empty() => tempfile::tempfile_in(folder).map(drop),
        _ => tempfile::tempfile_in(".").map(drop),
    };
    tried.is_err_and(|e| matches!(e.kind(), PermissionDenied | ReadOnlyFilesystem))
}

/// Whether the address forbids a connection that is not encrypted.
fn must_encrypt(options: &PgConnectOptions) -> bool {
    use sqlx::postgres::PgSslMode::{Require, VerifyCa, VerifyFull};
    matches!(options.get_ssl_mode(), Require | VerifyCa | VerifyFull)
}

async fn postgres(options: &PgConnectOptions) -> Result<Db> {
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    let name = format!("postgres://{}:{}/{database}", options.get_host(), options.get_port());
    if !cfg!(feature = "tls") && must_encrypt(options) {
        return Err(StoreError::Unavailable {
            store: name,
            reason: "its address asks for an encrypted connection (sslmode), which this build of \
                     yearend cannot make; nothing was sent"
                .to_owned(),
            help: "build yearend with `--features tls`; or reach the server through a local \
                   socket or a tunnel and leave sslmode out",
        });
    }
    let options = options
        .clone()
        .application_name("yearend")
        .options([("client_min_messages", "warning")])
        .disable_statement_logging();
    match options.connect().await {
        Ok(link) => Ok(Db { link: Link::Postgres(Box::new(link)), name }),
        Err(e) => Err(StoreError::Unavailable {
            store: name,
            reason: e.to_string(),
            help: "check the address, that the server runs, and PGPASSWORD or the password file",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_shown() {
        let e = Store::open("postgres://alice:secret@localhost:port/x", Access::Read).unwrap_err();
        assert!(!e.to_string().contains("secret"), "{e}");
        let e = Store::open("postgres://alice:secret@127.0.0.1:1/x", Access::Read).unwrap_err();
        let text = e.to_string();
        assert!(!text.contains("secret") && text.contains("postgres://127.0.0.1:1/x"), "{text}");
        let e = Store::open("mysql://alice:secret@h/x", Access::Read).unwrap_err().to_string();
        assert!(!e.contains("secret") && e.contains("neither a file nor"), "{e}");
    }

    /// Never silently plain where encryption is asked for.
    #[test]
    #[cfg(not(feature = "tls"))]
    fn encryption_that_cannot_be_had_is_said() {
        for mode in ["require", "verify-ca", "verify-full"] {
            let url = format!("postgres://a:secret@127.0.0.1:1/x?sslmode={mode}");
            let e = Store::open(&url, Access::Read).unwrap_err().to_string();
            assert!(e.contains("encrypted") && e.contains("--features tls"), "{e}");
            assert!(!e.contains("secret"), "{e}");
        }
        let e = Store::open("postgres://127.0.0.1:1/x?sslmode=disable", Access::Read).unwrap_err();
        assert!(!e.to_string().contains("encrypted"), "{e}");
    }

    #[test]
    fn a_missing_store_is_said() {
        let e = Store::open("/nowhere/at/all.db", Access::Read).unwrap_err().to_string();
        assert!(e.contains("/nowhere/at/all.db") && e.contains("help: import"), "{e}");
    }
}
