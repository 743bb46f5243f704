//! Layouts, payments and accounts for tests, and the results read back.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type};
use arrow_array::{Array, ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yearend_allocate::money::days;
use yearend_allocate::plan::{Plan, PlanOptions};
use yearend_allocate::run::{Outcome, RunOptions, run};
use yearend_model::{
    Amounts, Date, DateValue, Decimal, Distribution, Field, Layout, Place, Reading, Security,
    Status, TaxYear, Value,
};

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// A line of a layout: record date, payable date (a word stays a word), amounts.
pub fn paid(record: &str, payable: &str, amounts: &[(Field, &str)]) -> Distribution {
    let value = |t: &str| match t.parse::<Date>() {
        Ok(d) => DateValue { date: Some(d), ..DateValue::default() },
        Err(_) => DateValue { text: Some(t.to_owned()), ..DateValue::default() },
    };
    let mut a = Amounts::default();
    for (f, v) in amounts {
        a.set(*f, Value::printed(decimal(v), Place::default()));
    }
    Distribution {
        record_date: value(record),
        payable_date: value(payable),
        amounts: a,
        ..Distribution::default()
    }
}

pub fn with(status: Status, mut d: Distribution) -> Distribution {
    d.status = Some(status);
    d
}

pub fn fund(cusip: &str, name: &str, distributions: Vec<Distribution>) -> Security {
    Security {
        cusip: cusip.to_owned(),
        name: name.to_owned(),
        distributions,
        ..Security::default()
    }
}

pub fn reading(year: u16, securities: Vec<Security>) -> Reading {
    let layout = Layout { tax_year: TaxYear::new(year), securities, ..Layout::default() };
    Reading { layouts: vec![layout], ..Reading::default() }
}

/// A payment as a test states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    pub account: String,
    pub cusip: String,
    pub payable: Option<i32>,
    pub record: Option<i32>,
    pub cash: i64,
    /// In ten-thousandths.
    pub shares: Option<i64>,
    pub withheld: i64,
}

pub fn pay(account: &str, cusip: &str, payable: &str, cash: i64) -> Pay {
    Pay {
        account: account.to_owned(),
        cusip: cusip.to_owned(),
        payable: Some(days(date(payable))),
        record: None,
        cash,
        shares: None,
        withheld: 0,
    }
}

pub fn write_payments(path: &Path, all: &[Pay], group: usize) {
    let dec = |v: Vec<Option<i64>>, scale| -> ArrayRef {
        let a: Decimal128Array = v.into_iter().map(|x| x.map(i128::from)).collect();
        Arc::new(a.with_precision_and_scale(18, scale).unwrap())
    };
    let batch = RecordBatch::try_from_iter_with_nullable(vec![
        (
            "account_id",
            Arc::new(StringArray::from_iter_values(all.iter().map(|p| &p.account))) as ArrayRef,
            false,
        ),
        ("cusip", Arc::new(StringArray::from_iter_values(all.iter().map(|p| &p.cusip))), false),
        ("payable_date", Arc::new(Date32Array::from_iter(all.iter().map(|p| p.payable))), true),
        ("record_date", Arc::new(Date32Array::from_iter(all.iter().map(|p| p.record))), true),
        ("cash", dec(all.iter().map(|p| Some(p.cash)).collect(), 2), true),
        ("shares", dec(all.iter().map(|p| p.shares).collect(), 4), true),
        ("withheld", dec(all.iter().map(|p| Some(p.withheld)).collect(), 2), true),
    ])
    .unwrap();
    write(path, &batch, group);
}

/// As [`write_payments`], without the columns that most files do not have; the payments must be
/// such that nothing is lost by it.
pub fn write_plain_payments(path: &Path, all: &[Pay], group: usize) {
    assert!(all.iter().all(|p| p.withheld == 0 && p.record.is_none() && p.shares.is_some()));
    write_payments(path, all, group);
    let batches = Rows::read(path).batches;
    let batch = arrow_select::concat::concat_batches(&batches[0].schema(), &batches).unwrap();
    let keep: Vec<usize> = ["account_id", "cusip", "payable_date", "cash", "shares"]
        .into_iter()
        .map(|n| batch.schema().index_of(n).unwrap())
        .collect();
    write(path, &batch.project(&keep).unwrap(), group);
}

pub fn write(path: &Path, batch: &RecordBatch, group: usize) {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let file = File::create(path).unwrap();
    let mut w = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    w.write(batch).unwrap();
    w.close().unwrap();
}

/// An accounts file of one payer, with invented recipients.
pub fn write_accounts<'a>(path: &Path, ids: impl IntoIterator<Item = &'a str>) {
    let mut text = String::from("account_id,payer_id,tin,tin_type,last_name\n");
    for (i, id) in ids.into_iter().enumerate() {
        text += &format!("{id},MAIN,000{i:06},individual,Holder {i}\n");
    }
    std::fs::write(path, text).unwrap();
}

pub struct Bench {
    pub dir: tempfile::TempDir,
    pub options: RunOptions,
}

impl Bench {
    pub fn new() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let at = |n: &str| dir.path().join(n);
        let mut options =
            RunOptions::new(vec![at("payments.parquet")], at("accounts.csv"), at("out"));
        options.threads = 2;
        options.replace = true;
        Bench { dir, options }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn out(&self, name: &str) -> PathBuf {
        self.options.output.join(name)
    }

    pub fn run(&self, readings: &[Reading], year: u16) -> yearend_allocate::Result<Outcome> {
        self.run_with(readings, PlanOptions::new(year))
    }

    pub fn run_with(
        &self,
        readings: &[Reading],
        options: PlanOptions,
    ) -> yearend_allocate::Result<Outcome> {
        run(&Plan::new(readings, options), &self.options, &|_, _| {})
    }
}

/// A Parquet file as rows of texts, money in cents.
pub struct Rows {
    pub batches: Vec<RecordBatch>,
}

impl Rows {
    pub fn read(path: &Path) -> Rows {
        let file = File::open(path).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        Rows { batches: reader.map(Result::unwrap).collect() }
    }

    pub fn len(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    pub fn texts(&self, name: &str) -> Vec<Option<String>> {
        let column = |b: &RecordBatch| -> Vec<Option<String>> {
            let a = b.column_by_name(name).unwrap().as_string::<i32>();
            a.iter().map(|v| v.map(str::to_owned)).collect()
        };
        self.batches.iter().flat_map(column).collect()
    }

    pub fn cents(&self, name: &str) -> Vec<i64> {
        let column = |b: &RecordBatch| -> Vec<i64> {
            let a = b.column_by_name(name).unwrap().as_primitive::<Decimal128Type>();
            assert_eq!(a.null_count(), 0);
            a.values().iter().map(|v| i64::try_from(*v).unwrap()).collect()
        };
        self.batches.iter().flat_map(column).collect()
    }

    pub fn days(&self, name: &str) -> Vec<Option<i32>> {
        let column = |b: &RecordBatch| -> Vec<Option<i32>> {
            b.column_by_name(name).unwrap().as_primitive::<Date32Type>().iter().collect()
        };
        self.batches.iter().flat_map(column).collect()
    }

    pub fn flags(&self, name: &str) -> Vec<bool> {
        let column = |b: &RecordBatch| -> Vec<bool> {
            b.column_by_name(name).unwrap().as_boolean().iter().map(Option::unwrap).collect()
        };
        self.batches.iter().flat_map(column).collect()
    }
}

/// Numbers that are the same on every machine (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for i in (1..all.len()).rev() {
            all.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

/// A CUSIP with its check digit.
pub fn cusip(n: u64) -> String {
    let body = format!("{:08}", 90_000_000 + n);
    let digit = yearend_model::cusip::check_digit(&body).unwrap();
    format!("{body}{digit}")
}

/// A random distribution whose identities hold.
pub fn random_distribution(r: &mut Random, record: &str, payable: &str) -> Distribution {
    let scale = [100_000, 100_000_000, 1_000_000_000][r.below(3) as usize];
    let places = [5, 8, 9].into_iter().find(|p| 10u64.pow(*p) == scale).unwrap();
    let text = |units: u64| Decimal::new(units as i64, places).to_string();
    let rate = |r: &mut Random| if r.one_in(3) { 0 } else { r.below(2 * scale) };
    let part = |r: &mut Random, of: u64| match r.below(4) {
        0 => 0,
        1 => of,
        _ => r.below(of + 1),
    };
    let leaves: Vec<u64> = (0..6).map(|_| if r.one_in(2) { 0 } else { rate(r) }).collect();
    let [income, short, gain, nondividend, liquidation, exempt] = leaves[..] else {
        unreachable!()
    };
    let current: u64 = leaves.iter().sum();
    let cash = |v: u64| if current == 0 { 0 } else { v };
    let tax = cash(if r.one_in(3) { part(r, income / 5) } else { 0 });
    let ordinary = income + short + tax;
    let (qi, qs, qt) = (part(r, income), part(r, short), part(r, tax));
    let left = if r.one_in(4) { ordinary } else { ordinary - qi - qs - qt };
    let s199 = part(r, left.min(income));
    let s897 = if r.one_in(3) { part(r, left.saturating_sub(s199).min(income)) } else { 0 };
    let (b, c) = (part(r, gain / 2), part(r, gain / 3));
    let d = if r.one_in(2) { gain / 6 } else { 0 };
    let (prior, next) = match r.below(8) {
        0 => (rate(r), 0),
        1 => (0, rate(r)),
        _ => (0, 0),
    };
    let amt = Decimal::new(r.below(10_001) as i64, 4).to_string();
    let noncash = cash(if r.one_in(6) { rate(r) } else { 0 });
    paid(
        record,
        payable,
        &[
            (Field::PriorYear, &text(prior)),
            (Field::NextYear, &text(next)),
            (Field::CurrentYear, &text(current)),
            (Field::TotalDistribution, &text(prior + next + current)),
            (Field::IncomeDividends, &text(income)),
            (Field::ShortTermCapitalGain, &text(short)),
            (Field::ForeignTaxInOrdinary, &text(tax)),
            (Field::OrdinaryDividends, &text(ordinary)),
            (Field::QualifiedIncomeDividends, &text(qi)),
            (Field::QualifiedShortTermGain, &text(qs)),
            (Field::QualifiedForeignTax, &text(qt)),
            (Field::QualifiedDividends, &text(qi + qs + qt)),
            (Field::CapitalGainDistributions, &text(gain)),
            (Field::UnrecapturedSection1250Gain, &text(b)),
            (Field::Section1202Gain, &text(c)),
            (Field::CollectiblesGain, &text(d)),
            (Field::NondividendDistributions, &text(nondividend)),
            (Field::ForeignTaxPaid, &text(tax)),
            (Field::CashLiquidation, &text(liquidation)),
            (Field::NoncashLiquidation, &text(noncash)),
            (Field::ExemptInterestDividends, &text(exempt)),
            (Field::AmtPercentage, &amt),
            (Field::Section199aIncome, &text(s199)),
            (Field::Section199aDividends, &text(s199)),
            (Field::Section897Income, &text(s897)),
            (Field::Section897OrdinaryDividends, &text(s897)),
        ],
    )
}
