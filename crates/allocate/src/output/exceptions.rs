//! `exceptions.parquet`: every payment that was not placed, with its reason.

use super::groups::Store;
use super::lines::decimals;
use crate::error::{Error, Result};
use crate::input::Directory;
use crate::plan::Plan;
use crate::state::Exception;
use arrow_array::{ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;

/// The columns.
#[must_use]
pub fn schema() -> Schema {
    let text = |n: &str, null| Field::new(n, DataType::Utf8, null);
    let cents = |n: &str| Field::new(n, DataType::Decimal64(18, 2), false);
    Schema::new(vec![
        text("account_id", false),
        text("cusip", false),
        text("security", true),
        Field::new("payable_date", DataType::Date32, true),
        Field::new("record_date", DataType::Date32, true),
        cents("cash"),
        Field::new("shares", DataType::Decimal128(38, 9), true),
        cents("withheld"),
        cents("state_withheld"),
        text("code", false),
        text("reason", false),
    ])
}

/// How each column is stored.
#[must_use]
pub fn store(column: &str) -> Store {
    match column {
        "cash" | "withheld" | "state_withheld" => Store::Packed,
        "shares" => Store::Plain,
        _ => Store::Dictionary,
    }
}

/// A row group.
///
/// # Errors
/// The columns do not fit the schema (a defect).
pub fn batch(
    plan: &Plan,
    directory: &Directory,
    all: &[&[Exception]],
    schema: SchemaRef,
    path: &Path,
) -> Result<RecordBatch> {
    let all: Vec<&Exception> = all.iter().copied().flatten().collect();
    let account = |e: &&Exception| match (&e.account, e.key.rank()) {
        (Some(id), _) => id.clone(),
        (None, rank) => rank.map(|r| directory.id(r)).unwrap_or_default(),
    };
    let name =
        |e: &&Exception| plan.security(&e.cusip).map(|s| plan.securities[s as usize].name.clone());
    let shares = Decimal128Array::from_iter(all.iter().map(|e| e.shares));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(all.iter().map(account))),
        Arc::new(StringArray::from_iter_values(all.iter().map(|e| &e.cusip))),
        Arc::new(StringArray::from_iter(all.iter().map(name))),
        Arc::new(Date32Array::from_iter(all.iter().map(|e| e.payable))),
        Arc::new(Date32Array::from_iter(all.iter().map(|e| e.record))),
        decimals(all.iter().map(|e| e.cash).collect()),
        Arc::new(shares.with_data_type(DataType::Decimal128(38, 9))),
        decimals(all.iter().map(|e| e.withheld).collect()),
        decimals(all.iter().map(|e| e.state_withheld).collect()),
        Arc::new(StringArray::from_iter_values(all.iter().map(|e| e.reason.code()))),
        Arc::new(StringArray::from_iter_values(all.iter().map(|e| e.reason.explanation()))),
    ];
    RecordBatch::try_new(schema, columns).map_err(Error::arrow(path))
}
