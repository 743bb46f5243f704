//! Readings from Parquet as `yearend convert` writes it: one row per distribution.

use crate::error::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal64Type, Decimal128Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::Path;
use yearend_model::{
    Amounts, DateValue, Decimal, Distribution, Field, Kind, Layout, Place, Reading, Security,
    Source, Status, TaxYear, Value,
};

/// Reads distributions from Parquet, as `yearend convert` writes them: columns `cusip`,
/// `security_description`, `ticker`, `tax_year`, `status`, `review`, the three dates (and
/// `*_text`), and every amount by its field name, as decimals. Rows of one security stand
/// together; `source_sha256` and `layout`, where they are there, keep documents apart.
///
/// # Errors
/// The file is damaged, lacks a column, or holds an amount that is not a decimal.
pub fn readings_from_parquet(path: &Path) -> Result<Vec<Reading>> {
    let file = File::open(path).map_err(Error::io(path))?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
        .map_err(Error::parquet(path))?;
    let mut readings: Vec<Reading> = Vec::new();
    let mut tables: Vec<Origin> = Vec::new();
    let mut first_row = 0;
    for batch in builder.build().map_err(Error::parquet(path))? {
        let batch = batch.map_err(Error::arrow(path))?;
        for i in 0..batch.num_rows() {
            Row { batch: &batch, path, first_row, i }.push_to(&mut readings, &mut tables)?;
        }
        first_row += batch.num_rows() as u64;
    }
    Ok(readings)
}

/// Where the rows of one table stand: document, table number and tax year tell tables apart.
struct Origin {
    document: Option<String>,
    table: Option<i64>,
    tax_year: Option<TaxYear>,
    /// The table's place in the readings: which reading, which layout of it.
    at: (usize, usize),
}

struct Row<'a> {
    batch: &'a RecordBatch,
    path: &'a Path,
    first_row: u64,
    i: usize,
}

impl Row<'_> {
    fn push_to(&self, readings: &mut Vec<Reading>, tables: &mut Vec<Origin>) -> Result<()> {
        if self.text("kind")?.is_some_and(|k| k != Kind::Primary.name()) {
            return Ok(());
        }
        let cusip = self.text("cusip")?.ok_or_else(|| self.error("cusip", "is missing"))?;
        let tax_year = match self.integer("tax_year")? {
            Some(y) => Some(
                u16::try_from(y)
                    .ok()
                    .and_then(TaxYear::new)
                    .ok_or_else(|| self.error("tax_year", "is no year of the layout"))?,
            ),
            None => None,
        };
        let (reading, table) = self.place(tax_year, readings, tables)?;
        let layout = &mut readings[reading].layouts[table];
        let same = layout.securities.last().is_some_and(|s| s.cusip == cusip);
        if !same {
            layout.securities.push(Security {
                cusip_printed: cusip.clone(),
                cusip,
                ticker: self.text("ticker")?,
                name: self.text(Field::SecurityDescription.name())?.unwrap_or_default(),
                ..Security::default()
            });
        }
        let review = self.flag("review")?;
        let distribution = self.distribution()?;
        if let Some(s) = layout.securities.last_mut() {
            s.review |= review;
            s.distributions.push(distribution);
        }
        Ok(())
    }

    /// The reading and layout that the row belongs to; made where it is the first of its table.
    fn place(
        &self,
        tax_year: Option<TaxYear>,
        readings: &mut Vec<Reading>,
        tables: &mut Vec<Origin>,
    ) -> Result<(usize, usize)> {
        let document = self.text("source_sha256")?;
        let table = self.integer("layout")?;
        let same =
            |o: &&Origin| o.document == document && o.table == table && o.tax_year == tax_year;
        if let Some(known) = tables.iter().rev().find(same) {
            return Ok(known.at);
        }
        let reading = match tables.iter().find(|o| o.document == document) {
            Some(o) => o.at.0,
            None => {
                readings.push(Reading { source: self.source()?, ..Reading::default() });
                readings.len() - 1
            }
        };
        let layouts = &mut readings[reading].layouts;
        layouts.push(Layout { tax_year, ..Layout::default() });
        let at = (reading, layouts.len() - 1);
        tables.push(Origin { document, table, tax_year, at });
        Ok(at)
    }

    /// The document that the row was read from, named within the file.
    fn source(&self) -> Result<Source> {
        let mut name =
            self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(document) = self.text("source_name")? {
            name = format!("{name}: {document}");
        }
        Ok(Source { name, ..Source::default() })
    }

    fn distribution(&self) -> Result<Distribution> {
        let mut d = Distribution::default();
        for field in Field::DATES {
            let value = DateValue {
                date: self.date(field.name())?,
                text: self.text(&format!("{}_text", field.name()))?,
                ..DateValue::default()
            };
            if let Some(v) = d.date_mut(field) {
                *v = value;
            }
        }
        d.status = match self.text("status")?.as_deref() {
            None | Some("") => None,
            Some(name) => Some(
                Status::from_name(name)
                    .ok_or_else(|| self.error("status", "is none of those of the layout"))?,
            ),
        };
        d.cusip_change = self.text(Field::CusipChange.name())?.and_then(|t| t.chars().next());
        let mut amounts = Amounts::default();
        for field in Field::amounts() {
            if let Some(v) = self.decimal(field.name())? {
                amounts.set(field, Value::printed(v, Place::default()));
            }
        }
        d.amounts = amounts;
        Ok(d)
    }

    fn error(&self, column: &str, reason: &str) -> Error {
        let row = self.first_row + self.i as u64 + 1;
        Error::row(self.path, row, format!("column {column}: {reason}"))
    }

    /// The column, unless it is absent or the row's value is null.
    fn valid(&self, name: &str) -> Option<&ArrayRef> {
        self.batch.column_by_name(name).filter(|a| a.is_valid(self.i))
    }

    fn wrong(&self, name: &str, a: &ArrayRef, expected: &str) -> Error {
        let reason = format!("has type {}; {expected} is expected", a.data_type());
        Error::column(self.path, name, reason)
    }

    fn text(&self, name: &str) -> Result<Option<String>> {
        let Some(a) = self.valid(name) else { return Ok(None) };
        match a.as_string_opt::<i32>() {
            Some(s) => Ok(Some(s.value(self.i).to_owned()).filter(|t| !t.is_empty())),
            None => Err(self.wrong(name, a, "text")),
        }
    }

    fn date(&self, name: &str) -> Result<Option<yearend_model::Date>> {
        let Some(a) = self.valid(name) else { return Ok(None) };
        match a.as_primitive_opt::<Date32Type>() {
            Some(d) => Ok(crate::money::date_of(d.value(self.i))),
            None => Err(self.wrong(name, a, "DATE")),
        }
    }

    fn flag(&self, name: &str) -> Result<bool> {
        let Some(a) = self.valid(name) else { return Ok(false) };
        match a.as_boolean_opt() {
            Some(b) => Ok(b.value(self.i)),
            None => Err(self.wrong(name, a, "BOOLEAN")),
        }
    }

    fn integer(&self, name: &str) -> Result<Option<i64>> {
        let Some(a) = self.valid(name) else { return Ok(None) };
        Ok(Some(match a.data_type() {
            DataType::Int16 => a.as_primitive::<Int16Type>().value(self.i).into(),
            DataType::UInt16 => a.as_primitive::<UInt16Type>().value(self.i).into(),
            DataType::Int32 => a.as_primitive::<Int32Type>().value(self.i).into(),
            DataType::Int64 => a.as_primitive::<Int64Type>().value(self.i),
            _ => return Err(self.wrong(name, a, "INT32")),
        }))
    }

    fn decimal(&self, name: &str) -> Result<Option<Decimal>> {
        let Some(a) = self.valid(name) else { return Ok(None) };
        let (mantissa, scale) = match a.data_type() {
            DataType::Decimal64(_, s) => {
                (a.as_primitive::<Decimal64Type>().value(self.i).into(), *s)
            }
            DataType::Decimal128(_, s) => (a.as_primitive::<Decimal128Type>().value(self.i), *s),
            _ => return Err(self.wrong(name, a, "DECIMAL")),
        };
        exact(mantissa, scale).map(Some).ok_or_else(|| self.error(name, "has too many digits"))
    }
}

/// A decimal of more than 28 places is exact only without its trailing zeros.
fn exact(mut mantissa: i128, scale: i8) -> Option<Decimal> {
    let mut scale = u32::try_from(scale).ok()?;
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}
