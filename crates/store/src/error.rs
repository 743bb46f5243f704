//! What can go wrong with a store, said so that a person can act on it.

use std::path::PathBuf;

/// The result of every operation of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do something. Whatever it was, the transaction was rolled back: the
/// store is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("{store}: cannot be opened: {reason}\nhelp: {help}")]
    Unavailable {
        /// The store, without its password.
        store: String,
        /// What the database or the operating system says.
        reason: String,
        /// What to do.
        help: &'static str,
    },
    /// The file or its folder does not allow writing.
    #[error(
        "{store}: cannot be written, the file or its folder is read-only\n\
         help: allow writing there, or name another store with --store or YEAREND_STORE"
    )]
    ReadOnly {
        /// The store.
        store: String,
    },
    /// No room is left.
    #[error(
        "{store}: the disk is full; nothing of this step was kept\n\
         help: free space and repeat it (what was reported as imported is safe)"
    )]
    Full {
        /// The store.
        store: String,
    },
    /// The file is no database, or a damaged one.
    #[error(
        "{store}: is damaged or no store: {detail}\n\
         help: keep the file, restore the last copy made by `yearend backup`, and import what came since"
    )]
    Corrupt {
        /// The store.
        store: String,
        /// What the database says.
        detail: String,
    },
    /// Another writer held the store longer than the waiting time.
    #[error(
        "{store}: another program has held the store for a minute\nhelp: repeat when it is done"
    )]
    Busy {
        /// The store.
        store: String,
    },
    /// Made by a later release.
    #[error(
        "{store}: was written by a later release (schema {found}, this program knows {known})\n\
         help: update yearend"
    )]
    Newer {
        /// The store.
        store: String,
        /// Its schema version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Nothing in the store answers to a name.
    #[error("{0}")]
    NotFound(String),
    /// A request that the store's rules do not allow.
    #[error("{0}")]
    Refused(String),
    /// A file outside the database.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The contents contradict themselves; a fault of this program or tampering.
    #[error("{store}: {detail}\nhelp: run `yearend audit --verify`")]
    Inconsistent {
        /// The store.
        store: String,
        /// What contradicts what.
        detail: String,
    },
    /// Anything else the database says.
    #[error("{store}: {source}")]
    Database {
        /// The store.
        store: String,
        /// The database's own words.
        source: sqlx::Error,
    },
}

impl StoreError {
    /// Names the cause of a database error: full, read-only, damaged, busy.
    pub(crate) fn from_sqlx(store: &str, source: sqlx::Error) -> StoreError {
        let store = store.to_owned();
        let Some(db) = source.as_database_error() else {
            return StoreError::Database { store, source };
        };
        let detail = db.message().to_owned();
        let code = db.code().unwrap_or_default().into_owned();
        if db.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
            // Extended result codes carry the primary code in their low byte (sqlite.org/rescode).
            return match code.parse::<u32>().map(|c| c & 0xff) {
                Ok(5 | 6) => StoreError::Busy { store },
                Ok(8) => StoreError::ReadOnly { store },
                Ok(11 | 26) => StoreError::Corrupt { store, detail },
                Ok(13) => StoreError::Full { store },
                Ok(14) => StoreError::Unavailable {
                    store,
                    reason: detail,
                    help: "check that the folder exists and may be read and written",
                },
                _ => StoreError::Database { store, source },
            };
        }
        match code.as_str() {
            "53100" => StoreError::Full { store },
            "25006" => StoreError::ReadOnly { store },
            "XX001" | "XX002" => StoreError::Corrupt { store, detail },
            "42501" => StoreError::Refused(format!(
                "{store}: {detail}\nhelp: your database role does not allow this; see the roles in docs/store.md"
            )),
            _ => StoreError::Database { store, source },
        }
    }
}
