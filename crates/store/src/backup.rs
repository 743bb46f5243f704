//! A consistent copy of the whole store, while others write.

use crate::db::{Arg, Db, Dialect, args};
use crate::error::{Result, StoreError};
use crate::open::{Access, Store, sqlite};
use crate::schema;
use std::path::{Path, PathBuf};

/// Every table, referenced ones before those that refer to them.
const TABLES: [&str; 24] = [
    "document",
    "receipt",
    "reading",
    "layout",
    "statement",
    "line",
    "contact",
    "finding",
    "clash",
    "decision",
    "security",
    "stand",
    "amended",
    "family",
    "setting",
    "audit",
    "filing_transmission",
    "filing_submission",
    "filing_block",
    "filing_corrects",
    "filing_error",
    "filing_event",
    "filing_folder",
    "filing_key",
];

impl Store {
    /// Writes a copy of the store as one SQLite file: the moment at which it began, whole or not
    /// at all. A PostgreSQL store becomes an SQLite store that answers the same.
    ///
    /// # Errors
    /// If the target exists, cannot be written, or the database fails.
    pub fn backup(&mut self, target: &Path) -> Result<u64> {
        if target.exists() {
            return Err(StoreError::Refused(format!(
                "{}: exists already; name a new file for the copy",
                target.display()
            )));
        }
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let failed = |source| StoreError::Io { path: target.to_owned(), source };
        // Private until it is whole: a folder beside the target that only the user may enter.
        let draft = tempfile::Builder::new().prefix(".yearend-backup-").tempdir_in(&folder);
        let draft = draft.map_err(failed)?;
        let path = draft.path().join("copy.db");
        self.block(async |db| match db.dialect() {
            Dialect::Sqlite => vacuum(db, &path).await,
            Dialect::Postgres => copy(db, &path).await,
        })?;
        std::fs::rename(&path, target).map_err(failed)?;
        std::fs::metadata(target).map(|m| m.len()).map_err(failed)
    }
}

async fn vacuum(db: &mut Db, path: &Path) -> Result<()> {
    let Some(path) = path.to_str() else {
        return Err(StoreError::Refused(format!("{}: is not valid UTF-8", path.display())));
    };
    // SQLite counts the copy as a change of this connection, which only means the new file.
    let before = db.only_queries(false).await?;
    let copied = db.run("VACUUM INTO $1", args![path]).await.map(drop);
    db.only_queries(before).await?;
    copied
}

async fn copy(db: &mut Db, path: &Path) -> Result<()> {
    let mut target = sqlite(path, Access::Write).await?;
    schema::prepare(&mut target, Access::Write).await?;
    db.begin_read().await?;
    target.begin().await?;
    let mut outcome = Ok(());
    for table in TABLES {
        outcome = copy_table(db, &mut target, table).await;
        if outcome.is_err() {
            break;
        }
    }
    db.rollback().await;
    target.end(outcome).await?;
    target.run("PRAGMA journal_mode = DELETE", args![]).await.map(drop)
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Holds {
    Int,
    Text,
    Blob,
}

async fn copy_table(from: &mut Db, to: &mut Db, table: &str) -> Result<()> {
    let mut names = Vec::new();
    let mut kinds = Vec::new();
    let sql = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";
    for row in to.all(sql, args![table]).await? {
        names.push(row.text(0)?);
        kinds.push(match row.str(1)? {
            "TEXT" => Holds::Text,
            "BLOB" => Holds::Blob,
            _ => Holds::Int,
        });
    }
    let columns = names.join(", ");
    let head = format!("INSERT INTO {table} ({columns}) VALUES");
    // The big tables go in ranges of their first column, a number.
    let ranges = match table {
        "document" => ranges(from, table, &names[0], 16).await?,
        "filing_block" => ranges(from, table, &names[0], 1).await?,
        "line" | "statement" | "finding" => ranges(from, table, &names[0], 2048).await?,
        _ => vec![None],
    };
    for range in ranges {
        let (sql, args) = match range {
            None => (format!("SELECT {columns} FROM {table}"), args![]),
            Some((low, high)) => (
                format!("SELECT {columns} FROM {table} WHERE {0} >= $1 AND {0} < $2", names[0]),
                args![low, high],
            ),
        };
        let mut rows = Vec::new();
        for row in from.all(&sql, args).await? {
            let mut values = Vec::with_capacity(kinds.len());
            for (i, kind) in kinds.iter().enumerate() {
                values.push(match kind {
                    Holds::Int => Arg::Int(row.opt_int(i)?),
                    Holds::Text => Arg::Text(row.opt_text(i)?),
                    Holds::Blob => Arg::Blob(row.blob(i)?),
                });
            }
            rows.push(values);
        }
        let tail = if table == "setting" { "ON CONFLICT (name) DO NOTHING" } else { "" };
        to.insert(&head, kinds.len(), rows, tail).await?;
    }
    Ok(())
}

async fn ranges(db: &mut Db, table: &str, key: &str, step: i64) -> Result<Vec<Option<(i64, i64)>>> {
    let last = db.number(&format!("SELECT coalesce(max({key}), 0) FROM {table}"), args![]).await?;
    let starts = (0..).map(|i| i * step).take_while(|low| *low <= last);
    Ok(starts.map(|low| Some((low, low + step))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A table that a migration adds and the copy of a PostgreSQL store forgets would be lost.
    #[test]
    fn every_table_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("new.db").display().to_string();
        let mut store = Store::open(&url, Access::Write).unwrap();
        // The schema's own version is written where the copy's schema is made, not copied.
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite_%' AND name <> 'store_migration'";
        let rows = store.sql(sql).unwrap().rows;
        let there: BTreeSet<String> = rows.into_iter().flatten().flatten().collect();
        assert_eq!(there, TABLES.iter().map(|t| (*t).to_owned()).collect());
    }
}
