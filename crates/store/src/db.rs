//! One door to both databases: the same SQL text, the same arguments, the same rows.
//!
//! `$1` placeholders, `BIGINT`, `TEXT` and one word for bytes are understood by SQLite and
//! PostgreSQL alike, so every statement of this crate is written once.

mod row;

use crate::error::{Result, StoreError};
use crate::open::PATIENCE;
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

pub use row::Row;
use std::time::Instant;

/// A value bound to a statement. NULL keeps its type, which PostgreSQL asks for.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A whole number, or a truth value as 0 or 1.
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Blob(Vec<u8>),
}

macro_rules! arg_from {
    ($($from:ty => $to:expr),* $(,)?) => {
        $(impl From<$from> for Arg {
            fn from(value: $from) -> Arg {
                #[allow(clippy::redundant_closure_call)]
                ($to)(value)
            }
        })*
    };
}

arg_from! {
    i64 => |v| Arg::Int(Some(v)),
    Option<i64> => Arg::Int,
    bool => |v| Arg::Int(Some(i64::from(v))),
    &str => |v: &str| Arg::Text(Some(v.to_owned())),
    String => |v| Arg::Text(Some(v)),
    &String => |v: &String| Arg::Text(Some(v.clone())),
    Option<&str> => |v: Option<&str>| Arg::Text(v.map(str::to_owned)),
    Option<String> => Arg::Text,
    Vec<u8> => Arg::Blob,
    &crate::At => |v: &crate::At| Arg::Text(Some(v.as_str().to_owned())),
}

/// Arguments of a statement: `args![id, name]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::door::Arg::from($value)),*] };
}
pub(crate) use crate::args;

/// The connection itself.
#[derive(Debug)]
pub(crate) enum Link {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

/// A connection with the name that its errors carry.
#[derive(Debug)]
pub struct Db {
    pub(crate) link: Link,
    /// The store as people know it: a path, or a URL without user and password.
    pub(crate) name: String,
}

/// Which dialect a statement must be written in where the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Runs `$body` with `$query` bound for whichever database it is.
macro_rules! with_query {
    ($self:ident, $sql:ident, $args:ident, |$query:ident, $link:ident| $body:expr) => {
        match &mut $self.link {
            Link::Sqlite($link) => {
                let mut $query = sqlx::query::<sqlx::Sqlite>(AssertSqlSafe($sql));
                for arg in $args {
                    $query = match arg {
                        Arg::Int(v) => $query.bind(v),
                        Arg::Text(v) => $query.bind(v),
                        Arg::Blob(v) => $query.bind(v),
                    };
                }
                let $link = &mut **$link;
                $body
            }
            Link::Postgres($link) => {
                let mut $query = sqlx::query::<sqlx::Postgres>(AssertSqlSafe($sql));
                for arg in $args {
                    $query = match arg {
                        Arg::Int(v) => $query.bind(v),
                        Arg::Text(v) => $query.bind(v),
                        Arg::Blob(v) => $query.bind(v),
                    };
                }
                let $link = &mut **$link;
                $body
            }
        }
    };
}

impl Db {
    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.link {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) fn error(&self, source: sqlx::Error) -> StoreError {
        StoreError::from_sqlx(&self.name, source)
    }

    pub(crate) fn inconsistent(&self, detail: impl Into<String>) -> StoreError {
        StoreError::Inconsistent { store: self.name.clone(), detail: detail.into() }
    }

    /// Runs a statement; the number of rows it touched.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn run(&mut self, sql: &str, args: Vec<Arg>) -> Result<u64> {
        let done = with_query!(self, sql, args, |query, link| query
            .execute(link)
            .await
            .map(|done| done.rows_affected()));
        done.map_err(|e| self.error(e))
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn all(&mut self, sql: &str, args: Vec<Arg>) -> Result<Vec<Row>> {
        let rows: Result<Vec<Row>, sqlx::Error> = with_query!(self, sql, args, |query, link| query
            .fetch_all(link)
            .await
            .map(|rows| rows.into_iter().map(Row::from).collect()));
        rows.map_err(|e| self.error(e))
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn first(&mut self, sql: &str, args: Vec<Arg>) -> Result<Option<Row>> {
        let row: Result<Option<Row>, sqlx::Error> = with_query!(self, sql, args, |query, link| {
            query.fetch_optional(link).await.map(|row| row.map(Row::from))
        });
        row.map_err(|e| self.error(e))
    }

    /// The one integer of a query that always has one.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn number(&mut self, sql: &str, args: Vec<Arg>) -> Result<i64> {
        match self.first(sql, args).await? {
            Some(row) => row.int(0),
            None => Err(self.inconsistent("a count gave no row")),
        }
    }

    /// Inserts many rows with few statements. `head` is everything up to and including `VALUES`,
    /// `tail` what follows the rows (`ON CONFLICT …`).
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn insert(
        &mut self,
        head: &str,
        width: usize,
        rows: Vec<Vec<Arg>>,
        tail: &str,
    ) -> Result<()> {
        /// Rows per statement: few sizes keep few prepared statements.
        const BATCHES: [usize; 3] = [64, 8, 1];
        let dialect = self.dialect();
        let values = |count: usize| {
            let mut sql = format!("{head} ");
            for row in 0..count {
                sql.push_str(if row == 0 { "(" } else { ",(" });
                for column in 0..width {
                    sql.push_str(if column == 0 { "" } else { "," });
                    match dialect {
                        // SQLite takes `$1` for a name and searches the names at every binding,
                        // one after the other: a third of the time of an import.
                        Dialect::Sqlite => sql.push('?'),
                        Dialect::Postgres => {
                            sql.push_str(&format!("${}", row * width + column + 1));
                        }
                    }
                }
                sql.push(')');
            }
            sql.push(' ');
            sql.push_str(tail);
            sql
        };
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        for batch in BATCHES {
            if left < batch {
                continue;
            }
            let sql = values(batch);
            for _ in 0..left / batch {
                let mut args = Vec::with_capacity(batch * width);
                args.extend(rows.by_ref().take(batch).flatten());
                self.run(&sql, args).await?;
            }
            left %= batch;
        }
        Ok(())
    }

    /// A subquery that yields the texts of a JSON list bound as `$n`.
    #[must_use]
    pub fn list(&self, n: usize) -> String {
        match self.dialect() {
            Dialect::Sqlite => format!("(SELECT value FROM json_each(${n}))"),
            Dialect::Postgres => format!("(SELECT json_array_elements_text(${n}::json))"),
        }
    }

    /// The same for whole numbers.
    pub(crate) fn ids(&self, n: usize) -> String {
        match self.dialect() {
            Dialect::Sqlite => format!("(SELECT value FROM json_each(${n}))"),
            Dialect::Postgres => {
                format!("(SELECT json_array_elements_text(${n}::json)::bigint)")
            }
        }
    }

    /// The same for bytes, given in hexadecimal.
    #[must_use]
    pub fn hexes(&self, n: usize) -> String {
        match self.dialect() {
            Dialect::Sqlite => format!("(SELECT unhex(value) FROM json_each(${n}))"),
            Dialect::Postgres => {
                format!("(SELECT decode(json_array_elements_text(${n}::json), 'hex'))")
            }
        }
    }

    /// Adds an entry to the audit trail, inside the caller's writing transaction.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn note(
        &mut self,
        at: &crate::At,
        (actor, action, subject): (&str, &str, &str),
        detail: serde_json::Value,
    ) -> Result<()> {
        let act = crate::audit::Act { at, actor, action, subject, detail };
        crate::audit::append(self, act).await
    }

    /// Turns SQLite's guard against changes on or off; how it was before. PostgreSQL guards by
    /// the transaction.
    pub(crate) async fn only_queries(&mut self, on: bool) -> Result<bool> {
        if self.dialect() == Dialect::Postgres {
            return Ok(on);
        }
        let before = self.number("PRAGMA query_only", vec![]).await? != 0;
        self.run(&format!("PRAGMA query_only = {}", i64::from(on)), vec![]).await?;
        Ok(before)
    }

    /// Begins a transaction that will write. Writers take their turn here and nowhere else, so
    /// they can wait for each other but never deadlock.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn begin(&mut self) -> Result<()> {
        match self.dialect() {
            Dialect::Sqlite => self.wait_for_turn().await?,
            Dialect::Postgres => {
                self.run("BEGIN", vec![]).await?;
                let lock = "SELECT pg_advisory_xact_lock(7238272652)";
                match self.run(lock, vec![]).await {
                    Ok(n) => n,
                    Err(e) => {
                        self.rollback().await;
                        return Err(e);
                    }
                }
            }
        };
        Ok(())
    }

    /// SQLite has no queue: who waits asks again and again, and may lose to others many times. So
    /// patience ends only when nobody has committed anything for its time.
    async fn wait_for_turn(&mut self) -> Result<u64> {
        const VERSION: &str = "PRAGMA data_version";
        let mut seen = (None, Instant::now());
        loop {
            match self.run("BEGIN IMMEDIATE", vec![]).await {
                Err(StoreError::Busy { .. }) => {}
                done => return done,
            }
            let version = self.number(VERSION, vec![]).await.ok();
            if version != seen.0 {
                seen = (version, Instant::now());
            } else if seen.1.elapsed() > PATIENCE {
                return Err(StoreError::Busy { store: self.name.clone() });
            }
        }
    }

    /// Begins a transaction that reads one moment of the store.
    pub(crate) async fn begin_read(&mut self) -> Result<()> {
        let sql = match self.dialect() {
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.run(sql, vec![]).await.map(drop)
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.run("COMMIT", vec![]).await.map(drop)
    }

    /// Gives up a transaction. That the rollback itself fails is no news: the database rolls back
    /// by itself when the connection ends.
    pub(crate) async fn rollback(&mut self) {
        let _ = self.run("ROLLBACK", vec![]).await;
    }

    /// Ends a transaction by what came of it.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn end<T>(&mut self, outcome: Result<T>) -> Result<T> {
        match outcome {
            Ok(value) => match self.commit().await {
                Ok(()) => Ok(value),
                Err(e) => {
                    self.rollback().await;
                    Err(e)
                }
            },
            Err(e) => {
                self.rollback().await;
                Err(e)
            }
        }
    }
}
