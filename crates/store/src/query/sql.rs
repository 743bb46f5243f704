//! Read-only SQL over the documented views.

use crate::db::{Db, Link};
use crate::error::{Result, StoreError};
use crate::open::Store;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, Row as _, SqlSafeStr as _, Statement as _};
use sqlx::{TypeInfo as _, ValueRef as _};

/// The answer to a query, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Column names.
    pub columns: Vec<String>,
    /// Rows; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

impl Store {
    /// Runs one statement that only reads. Amounts in the views are exact decimals as text; what a
    /// statement computes from them is the database's arithmetic.
    ///
    /// # Errors
    /// If the statement is wrong, would write, or is more than one.
    pub fn sql(&mut self, statement: &str) -> Result<Table> {
        self.block(async |db| {
            let before = db.only_queries(true).await?;
            db.begin_read().await?;
            let outcome = ask(db, statement).await;
            db.rollback().await;
            db.only_queries(before).await?;
            outcome
        })
    }
}

fn refused(e: &sqlx::Error) -> StoreError {
    let reason = e.as_database_error().map_or_else(|| e.to_string(), |d| d.message().to_owned());
    StoreError::Refused(format!(
        "the statement was refused: {reason}\n\
         help: one SELECT over the views documents, versions, standing, securities, findings, \
         decisions, contacts, trail (docs/store.md)"
    ))
}

async fn ask(db: &mut Db, statement: &str) -> Result<Table> {
    let text = statement.trim().trim_end_matches(';');
    let first = text.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    if !matches!(first.as_str(), "select" | "with" | "values" | "explain") {
        return Err(StoreError::Refused(
            "only SELECT, WITH, VALUES and EXPLAIN are answered; the store is changed by import \
             and decide alone"
                .to_owned(),
        ));
    }
    match &mut db.link {
        Link::Sqlite(link) => {
            // A second statement after the first is refused here; this link is read-only besides.
            let sql = AssertSqlSafe(text.to_owned()).into_sql_str();
            let prepared = (&mut **link).prepare(sql.clone()).await.map_err(|e| refused(&e))?;
            if prepared.sql().as_str().contains(';') && has_second(text) {
                return Err(StoreError::Refused("one statement at a time".to_owned()));
            }
            let columns = prepared.columns().iter().map(|c| c.name().to_owned()).collect();
            let rows =
                (&mut **link).fetch_all(sqlx::raw_sql(sql)).await.map_err(|e| refused(&e))?;
            let rows = rows.iter().map(sqlite_row).collect::<Result<_, _>>();
            Ok(Table { columns, rows: rows.map_err(|e| refused(&e))? })
        }
        Link::Postgres(link) => {
            // Preparing admits one statement; the plain protocol then gives every type as text.
            let sql = AssertSqlSafe(text.to_owned()).into_sql_str();
            let prepared = (&mut **link).prepare(sql.clone()).await.map_err(|e| refused(&e))?;
            let columns = prepared.columns().iter().map(|c| c.name().to_owned()).collect();
            let rows =
                (&mut **link).fetch_all(sqlx::raw_sql(sql)).await.map_err(|e| refused(&e))?;
            let rows = rows
                .iter()
                .map(|r| {
                    (0..r.len())
                        .map(|i| {
                            let value = r.try_get_raw(i)?;
                            if value.is_null() {
                                return Ok(None);
                            }
                            value.as_str().map(|s| Some(s.to_owned())).map_err(sqlx::Error::Decode)
                        })
                        .collect::<Result<Vec<_>, sqlx::Error>>()
                })
                .collect::<Result<_, _>>();
            Ok(Table { columns, rows: rows.map_err(|e| refused(&e))? })
        }
    }
}

/// Whether something follows a semicolon that stands outside quotes and comments.
fn has_second(text: &str) -> bool {
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ';') => return true,
            _ => {}
        }
    }
    false
}

fn sqlite_row(row: &sqlx::sqlite::SqliteRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    (0..row.len())
        .map(|i| {
            let value = row.try_get_raw(i)?;
            if value.is_null() {
                return Ok(None);
            }
            let text = match value.type_info().name() {
                "INTEGER" => row.try_get_unchecked::<i64, _>(i)?.to_string(),
                "REAL" => row.try_get_unchecked::<f64, _>(i)?.to_string(),
                "BLOB" => format!("({} bytes)", row.try_get_unchecked::<Vec<u8>, _>(i)?.len()),
                _ => row.try_get_unchecked::<String, _>(i)?,
            };
            Ok(Some(text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_in_a_text_is_no_second_statement() {
        assert!(!has_second("select ';'"));
        assert!(has_second("select 1; select 2"));
    }
}
