//! A row of either database.

use crate::error::{Result, StoreError};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type};

/// A row whose columns are read by position.
#[derive(Debug)]
pub(crate) enum Row {
    Sqlite(SqliteRow),
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

    pub(crate) fn int(&self, index: usize) -> Result<i64> {
        self.get(index)
    }

    pub(crate) fn opt_int(&self, index: usize) -> Result<Option<i64>> {
        self.get(index)
    }

    pub(crate) fn flag(&self, index: usize) -> Result<bool> {
        Ok(self.int(index)? != 0)
    }

    pub(crate) fn text(&self, index: usize) -> Result<String> {
        self.get(index)
    }

    pub(crate) fn str(&self, index: usize) -> Result<&str> {
        self.get(index)
    }

    pub(crate) fn opt_text(&self, index: usize) -> Result<Option<String>> {
        self.get(index)
    }

    pub(crate) fn blob(&self, index: usize) -> Result<Vec<u8>> {
        self.get(index)
    }
}
