//! The schema: embedded migrations, one text for both databases, and the views over it.

use crate::db::{Db, Dialect, Link, args};
use crate::error::{Result, StoreError};
use crate::open::Access;
use crate::views;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use std::time::Duration;

/// The table in which the applied migrations are noted.
const NOTED_IN: &str = "store_migration";

/// A migration: what it does, its text, and what each database needs besides.
struct Step {
    version: i64,
    name: &'static str,
    tables: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    /// The tables whose rows are only ever added, from this version on.
    facts: &'static [&'static str],
}

/// Every migration, oldest first. A released one is never changed.
const STEPS: &[Step] = &[
    Step {
        version: 1,
        name: "documents, versions, decisions, audit",
        tables: include_str!("../migrations/0001_store.sql"),
        sqlite: include_str!("../migrations/0001_guards.sqlite.sql"),
        postgres: include_str!("../migrations/0001_guards.postgres.sql"),
        facts: &[
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
            "audit",
        ],
    },
    Step {
        version: 2,
        name: "statements by tax year",
        tables: include_str!("../migrations/0002_year.sql"),
        sqlite: "",
        postgres: "",
        facts: &[],
    },
    Step {
        version: 3,
        name: "the filing ledger",
        tables: include_str!("../migrations/0003_filings.sql"),
        sqlite: "",
        postgres: include_str!("../migrations/0003_roles.postgres.sql"),
        facts: &[],
    },
    Step {
        version: 4,
        name: "records of the ledger in blocks",
        tables: include_str!("../migrations/0004_blocks.sql"),
        sqlite: "",
        postgres: include_str!("../migrations/0004_blocks.postgres.sql"),
        facts: &[],
    },
];

/// The newest schema version that this program knows.
pub(crate) fn newest() -> i64 {
    STEPS.last().map_or(0, |s| s.version)
}

impl Step {
    fn text(&self, dialect: Dialect) -> String {
        let (guards, id, blob, clustered) = match dialect {
            Dialect::Sqlite => (self.sqlite, "INTEGER", "BLOB", "WITHOUT ROWID"),
            Dialect::Postgres => (self.postgres, "BIGINT", "BYTEA", ""),
        };
        let tables = self
            .tables
            .replace("{{id}}", id)
            .replace("{{blob}}", blob)
            .replace("{{clustered}}", clustered);
        format!("{tables}\n{}", for_each_fact(guards, self.facts))
    }
}

/// Repeats the text between `{{#facts}}` and `{{/facts}}` for every table.
fn for_each_fact(text: &str, facts: &[&str]) -> String {
    let Some((before, rest)) = text.split_once("{{#facts}}") else { return text.to_owned() };
    let Some((each, after)) = rest.split_once("{{/facts}}") else { return text.to_owned() };
    let all: String = facts.iter().map(|table| each.replace("{{table}}", table)).collect();
    format!("{before}{all}{after}")
}

fn migrator(dialect: Dialect, up_to: i64) -> Migrator {
    let steps = STEPS.iter().filter(|s| s.version <= up_to).map(|s| {
        let sql = AssertSqlSafe(s.text(dialect)).into_sql_str();
        Migration::new(s.version, s.name.into(), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(steps.collect());
    migrator.dangerous_set_table_name(NOTED_IN);
    migrator
}

/// The schema version of the store: 0 for an empty database.
async fn version(db: &mut Db) -> Result<i64> {
    let present = match db.dialect() {
        Dialect::Sqlite => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
        Dialect::Postgres => {
            "SELECT count(*) FROM pg_tables WHERE tablename = $1 \
             AND schemaname = ANY (current_schemas(false))"
        }
    };
    if db.number(present, args![NOTED_IN]).await? == 0 {
        return Ok(0);
    }
    db.number(&format!("SELECT coalesce(max(version), 0) FROM {NOTED_IN}"), args![]).await
}

/// Whether the schema or its views are older than this program.
pub(crate) async fn is_behind(db: &mut Db) -> Result<bool> {
    Ok(version(db).await? < newest() || !views::are_current(db).await?)
}

/// Brings the store up to date, or for a reader makes sure that it is.
pub(crate) async fn prepare(db: &mut Db, access: Access) -> Result<()> {
    prepare_to(db, access, newest()).await
}

async fn prepare_to(db: &mut Db, access: Access, target: i64) -> Result<()> {
    let mut tries = 0;
    loop {
        let found = version(db).await?;
        if found > newest() {
            return Err(StoreError::Newer { store: db.name.clone(), found, known: newest() });
        }
        if found == target {
            break;
        }
        if access == Access::Read && found == 0 {
            return Err(StoreError::Unavailable {
                store: db.name.clone(),
                reason: "holds no store yet".to_owned(),
                help: "import a document first",
            });
        }
        // On SQLite several programs may find a new file at once; one of them makes the schema and
        // the others look again.
        match migrate(db, target).await {
            Ok(()) => {}
            Err(e) if tries >= 100 => return Err(e),
            Err(e @ (StoreError::Full { .. } | StoreError::ReadOnly { .. })) => return Err(e),
            Err(_) => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    if access != Access::Read && !views::are_current(db).await? {
        db.begin().await?;
        let made = views::create(db).await;
        db.end(made).await?;
    }
    Ok(())
}

async fn migrate(db: &mut Db, target: i64) -> Result<()> {
    let migrator = migrator(db.dialect(), target);
    let name = db.name.clone();
    // A commit of the schema need not have reached the disk: what is lost is made again. The first
    // commit after it brings all of it there.
    let hasty = db.dialect() == Dialect::Sqlite;
    if hasty {
        db.run("PRAGMA synchronous = NORMAL", args![]).await?;
    }
    let done = match &mut db.link {
        Link::Sqlite(link) => migrator.run(&mut **link).await,
        Link::Postgres(link) => migrator.run(&mut **link).await,
    };
    if hasty {
        db.run("PRAGMA synchronous = FULL", args![]).await?;
    }
    done.map_err(|e| match e {
        sqlx::migrate::MigrateError::Execute(e)
        | sqlx::migrate::MigrateError::ExecuteMigration(e, _) => StoreError::from_sqlx(&name, e),
        other => StoreError::Inconsistent { store: name, detail: other.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::{Store, sqlite};

    #[test]
    fn a_store_of_the_previous_version_is_brought_up_to_date_by_a_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut db = sqlite(&path, Access::Write).await.unwrap();
            prepare_to(&mut db, Access::Write, newest() - 1).await.unwrap();
            assert_eq!(version(&mut db).await.unwrap(), newest() - 1);
            let sql = "INSERT INTO document (id, sha256, media_type, size, received_at, \
                 recorded_at, body) VALUES (1, 'abc', 'text/plain', 0, '', '', x'')";
            db.run(sql, args![]).await.unwrap();
            // And its views are those of another release.
            db.run("DROP VIEW standing", args![]).await.unwrap();
            db.run("UPDATE setting SET value = 'old' WHERE name = 'views'", args![]).await.unwrap();
        });
        let url = path.display().to_string();
        let mut store = Store::open(&url, Access::Read).unwrap();
        let count = store.sql("SELECT count(*) FROM standing").unwrap();
        assert_eq!(count.rows, [[Some("0".to_owned())]]);
        let kept = store.block(async |db| {
            assert_eq!(version(db).await?, newest());
            db.number("SELECT count(*) FROM document WHERE sha256 = 'abc'", args![]).await
        });
        assert_eq!(kept.unwrap(), 1);
    }

    /// Hashes are any bytes, also those that no text has.
    #[test]
    fn the_records_of_a_ledger_become_blocks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let hash = |n: u8| {
            (0..16u8).map(|i| n.wrapping_mul(151).wrapping_add(i.wrapping_mul(83))).collect()
        };
        let hashes: Vec<Vec<u8>> = (0..=255).map(hash).collect();
        runtime.block_on(async {
            let mut db = sqlite(&path, Access::Write).await.unwrap();
            prepare_to(&mut db, Access::Write, 3).await.unwrap();
            for (id, pair) in (1..).zip(hashes.windows(2)) {
                let sql = "INSERT INTO filing_record VALUES (1, 2, $1, $2, $3, $4)";
                let corrects = (id == 7).then_some("receipt|1|7");
                let args = args![id, pair[0].clone(), pair[1].clone(), corrects];
                db.run(sql, args).await.unwrap();
            }
        });
        let mut store = Store::open(&path.display().to_string(), Access::Write).unwrap();
        let sql = "SELECT first, hashes FROM filing_block \
             WHERE transmission = 1 AND submission = 2 ORDER BY first";
        let blocks = store.block(async |db| db.all(sql, args![]).await).unwrap();
        assert_eq!(blocks.len(), 255);
        for ((block, pair), id) in blocks.iter().zip(hashes.windows(2)).zip(1..) {
            assert_eq!((block.int(0).unwrap(), block.blob(1).unwrap()), (id, pair.concat()));
        }
        let corrects = store.sql("SELECT * FROM filing_corrects").unwrap().rows;
        assert_eq!(corrects, [["1", "2", "7", "receipt|1|7"].map(|v| Some(v.to_owned()))]);
    }

    #[test]
    fn a_store_of_a_later_release_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("new.db").display().to_string();
        let mut store = Store::open(&url, Access::Write).unwrap();
        let sql = format!(
            "INSERT INTO {NOTED_IN} (version, description, success, checksum, execution_time) \
             VALUES (99, 'later', 1, x'', 0)"
        );
        store.block(async |db| db.run(&sql, args![]).await).unwrap();
        drop(store);
        for access in [Access::Read, Access::Write] {
            let e = Store::open(&url, access).unwrap_err().to_string();
            assert!(e.contains("later release (schema 99") && e.contains("help: update"), "{e}");
        }
    }
}
