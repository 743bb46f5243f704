//! A row of either database.

use crate::error::{Result, StoreError};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type};

/// A row whose columns are read by position.
#[derive(Debug)]
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Row {
        Row::Sqlite(row)
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Row {
        Row::Postgres(row)
    }
}

impl Row {
    fn get<'r, T>(&'r self, index: usize) -> Result<T>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        let value = match self {
            Row::Sqlite(row) => row.try_get(index),
            Row::Postgres(row) => row.try_get(index),
        };
        value.map_err(|e| StoreError::from_sqlx("the store", e))
    }

    /// A whole number.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn int(&self, index: usize) -> Result<i64> {
        self.get(index)
    }

    /// A whole number or NULL.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn opt_int(&self, index: usize) -> Result<Option<i64>> {
        self.get(index)
    }

    /// A truth value.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn flag(&self, index: usize) -> Result<bool> {
        Ok(self.int(index)? != 0)
    }

    /// A text.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn text(&self, index: usize) -> Result<String> {
        self.get(index)
    }

    /// A text, borrowed.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn str(&self, index: usize) -> Result<&str> {
        self.get(index)
    }

    /// A text or NULL.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn opt_text(&self, index: usize) -> Result<Option<String>> {
        self.get(index)
    }

    /// Bytes.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn blob(&self, index: usize) -> Result<Vec<u8>> {
        self.get(index)
    }
}
