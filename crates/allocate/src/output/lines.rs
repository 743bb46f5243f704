//! `lines.parquet`: account × CUSIP × payable date, what is rounded.

use super::groups::{Column, Store};
use crate::input::Directory;
use crate::kernel::{SLOTS, Slot, Values};
use crate::plan::Plan;
use crate::state::{Extra, Line};
use arrow_array::{
    ArrayRef, Date32Array, Decimal64Array, DictionaryArray, Int32Array, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use std::sync::Arc;

/// The amounts of a line after its cash: column and slot.
pub const AMOUNTS: [(&str, Slot); SLOTS] = [
    ("prior_year", Slot::PriorYear),
    ("next_year", Slot::NextYear),
    ("income_dividends", Slot::Income),
    ("short_term_capital_gain", Slot::ShortTermGain),
    ("foreign_tax_in_ordinary", Slot::GrossUp),
    ("qualified_dividends", Slot::Qualified),
    ("capital_gain_distributions", Slot::CapitalGain),
    ("unrecaptured_section_1250_gain", Slot::Section1250),
    ("section_1202_gain", Slot::Section1202),
    ("collectibles_gain", Slot::Collectibles),
    ("section_897_ordinary_dividends", Slot::Section897Ordinary),
    ("section_897_capital_gain", Slot::Section897Gain),
    ("nondividend_distributions", Slot::Nondividend),
    ("section_199a_dividends", Slot::Section199a),
    ("foreign_tax_paid", Slot::ForeignTax),
    ("cash_liquidation", Slot::CashLiquidation),
    ("noncash_liquidation", Slot::Noncash),
    ("exempt_interest_dividends", Slot::ExemptInterest),
    ("private_activity_interest", Slot::PrivateActivity),
    ("withheld", Slot::Withheld),
    ("state_withheld", Slot::StateWithheld),
];

const TEXTS: [&str; 2] = ["account_id", "cusip"];

/// The columns.
#[must_use]
pub fn schema() -> Schema {
    let mut fields: Vec<Field> =
        TEXTS.iter().map(|n| Field::new(*n, DataType::Utf8, false)).collect();
    fields.push(Field::new("payable_date", DataType::Date32, true));
    fields.push(Field::new("record_date", DataType::Date32, true));
    fields.push(Field::new("payments", DataType::Int32, false));
    fields.push(Field::new("cash", DataType::Decimal64(18, 2), false));
    let amount = |(n, _): &(&str, Slot)| Field::new(*n, DataType::Decimal64(18, 2), false);
    fields.extend(AMOUNTS.iter().map(amount));
    Schema::new(fields)
}

/// How each column is stored.
#[must_use]
pub fn store(column: &str) -> Store {
    match column {
        "account_id" => Store::RepeatedKey,
        "cusip" | "payable_date" | "record_date" => Store::Dictionary,
        _ => Store::Packed,
    }
}

/// The columns of a row group. Amounts are computed again from the net cash; the same function gives
/// the same cents.
pub(crate) fn columns(
    plan: &Plan,
    directory: &Directory,
    lines: &[&[Line]],
    extras: &[Extra],
) -> Vec<Column<'static>> {
    let n_lines = lines.iter().map(|l| l.len()).sum();
    let lines = || lines.iter().copied().flatten();
    let mut amounts: Vec<Vec<i64>> = vec![vec![0; n_lines]; SLOTS];
    let mut values = Values::default();
    let mut extras = extras;
    for (i, line) in lines().enumerate() {
        let key = |e: &Extra| (e.rank, e.entry);
        let here = (line.rank, line.entry);
        extras = &extras[extras.partition_point(|e| key(e) < here)..];
        let n = extras.iter().take_while(|e| key(e) == here).count();
        let (own, rest) = extras.split_at(n);
        extras = rest;
        let distribution = plan.distribution(line.entry);
        let slots = if distribution.by_shares() {
            let shares = own.iter().map(|e| e.shares).sum();
            // Checked when the form was made.
            let _ = distribution.line_by_shares(shares, &mut values);
            distribution.slots()
        } else {
            plan.kernel.line(line.entry, line.cash, &mut values).slots()
        };
        for (slot, v) in slots.iter().zip(&values) {
            amounts[*slot as usize][i] = *v;
        }
        for e in own {
            amounts[Slot::Withheld as usize][i] += e.withheld;
            amounts[Slot::StateWithheld as usize][i] += e.state_withheld;
        }
    }
    let entry = |l: &Line| &plan.entries[l.entry as usize];
    let mut columns: Vec<ArrayRef> = vec![
        accounts(directory, lines().map(|l| l.rank)),
        Arc::new(DictionaryArray::new(
            Int32Array::from_iter_values(lines().map(|l| entry(l).security as i32)),
            Arc::new(StringArray::from_iter_values(plan.securities.iter().map(|s| &s.cusip))),
        )),
        Arc::new(Date32Array::from_iter(lines().map(|l| entry(l).payable))),
        Arc::new(Date32Array::from_iter(lines().map(|l| entry(l).record))),
        Arc::new(Int32Array::from_iter_values(lines().map(|l| l.payments as i32))),
        decimals(lines().map(|l| l.cash).collect()),
    ];
    for (_, slot) in AMOUNTS {
        columns.push(decimals(std::mem::take(&mut amounts[slot as usize])));
    }
    columns.into_iter().map(|c| Column::Arrays(vec![c])).collect()
}

/// The accounts of ascending lines, each with a number of its own.
fn accounts(directory: &Directory, ranks: impl Iterator<Item = u32>) -> ArrayRef {
    let (mut distinct, mut keys) = (Vec::new(), Vec::new());
    for rank in ranks {
        if distinct.last() != Some(&rank) {
            distinct.push(rank);
        }
        keys.push(distinct.len() as i32 - 1);
    }
    let n = distinct.len();
    let texts = Arc::new(directory.id_column(distinct.into_iter(), n));
    Arc::new(DictionaryArray::new(Int32Array::from(keys), texts))
}

/// Cents as DECIMAL(18,2).
pub(crate) fn decimals(cents: Vec<i64>) -> ArrayRef {
    let array = Decimal64Array::from(cents);
    Arc::new(array.with_data_type(DataType::Decimal64(18, 2)))
}
