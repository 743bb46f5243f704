//! Distributions as Parquet, one row each; the columns are described in [`crate::columns`].

use crate::admit::Named;
use crate::columns as name;
use crate::error::WriteError;
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int32Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as Column, Schema};
use std::io::Write;
use std::sync::Arc;
use yearend_model::decimal::plain;
use yearend_model::{Date, Decimal, Distribution, Field, Layout, Reading, Security, Unit};

/// Rows of one row group in memory.
const BATCH: usize = 32 * 1024;

/// The schema of the file.
fn schema() -> Schema {
    let text = |n: &str| Column::new(n, DataType::Utf8, false);
    let maybe = |n: &str| Column::new(n, DataType::Utf8, true);
    let int = |n: &str, nullable| Column::new(n, DataType::Int32, nullable);
    let item = Arc::new(Column::new("item", DataType::Utf8, true));
    let mut columns = vec![
        text(name::SOURCE_NAME),
        text(name::SOURCE_SHA256),
        int(name::LAYOUT, false),
        text(name::KIND),
        int(name::TAX_YEAR, true),
        text(name::LAYOUT_TITLE),
        maybe(name::SHARE_CLASS),
        text(name::LOCATION),
        int(name::DISTRIBUTION, false),
        Column::new(name::REVIEW, DataType::Boolean, false),
        Column::new(name::UNSETTLED, DataType::Boolean, false),
        Column::new(name::INFERRED, DataType::List(item), false),
        maybe(name::STATUS),
    ];
    for field in Field::ALL {
        match field.info().unit {
            Unit::Text => {
                columns.push(Column::new(field.name(), DataType::Utf8, field == Field::Ticker))
            }
            Unit::Flag => {}
            Unit::Code => columns.push(maybe(field.name())),
            Unit::Date => {
                columns.push(Column::new(field.name(), DataType::Date32, true));
                columns.push(maybe(&date_text(field)));
            }
            Unit::DollarsPerShare | Unit::Fraction => columns.push(Column::new(
                field.name(),
                DataType::Decimal128(name::PRECISION, SCALE),
                true,
            )),
        }
    }
    Schema::new(columns)
}

/// The scale as Arrow types it; it permits negative ones.
const SCALE: i8 = name::SCALE.cast_signed();

/// The column of a word that stands where a date should.
fn date_text(field: Field) -> String {
    format!("{}_text", field.name())
}

/// One column under construction.
enum Building {
    Text(StringBuilder),
    Int(Int32Builder),
    Bool(BooleanBuilder),
    Date(Date32Builder),
    Decimal(Decimal128Builder),
    List(ListBuilder<StringBuilder>),
}

impl Building {
    fn new(kind: &DataType) -> Building {
        match kind {
            DataType::Int32 => Building::Int(Int32Builder::new()),
            DataType::Boolean => Building::Bool(BooleanBuilder::new()),
            DataType::Date32 => Building::Date(Date32Builder::new()),
            DataType::List(_) => Building::List(ListBuilder::new(StringBuilder::new())),
            DataType::Decimal128(..) => {
                Building::Decimal(Decimal128Builder::new().with_data_type(kind.clone()))
            }
            _ => Building::Text(StringBuilder::new()),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Building::Text(b) => Arc::new(b.finish()),
            Building::Int(b) => Arc::new(b.finish()),
            Building::Bool(b) => Arc::new(b.finish()),
            Building::Date(b) => Arc::new(b.finish()),
            Building::Decimal(b) => Arc::new(b.finish()),
            Building::List(b) => Arc::new(b.finish()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Building::Text(b), Cell::Text(v)) => b.append_option(v),
            (Building::Int(b), Cell::Int(v)) => b.append_option(v),
            (Building::Bool(b), Cell::Bool(v)) => b.append_value(v),
            (Building::Date(b), Cell::Date(v)) => b.append_option(v),
            (Building::Decimal(b), Cell::Decimal(v)) => b.append_option(v),
            (Building::List(b), Cell::List(v)) => {
                v.into_iter().for_each(|s| b.values().append_value(s));
                b.append(true);
            }
            _ => unreachable!("the schema gives the type of every cell"),
        }
    }
}

/// A value of a row.
enum Cell<'a> {
    Text(Option<&'a str>),
    Int(Option<i32>),
    Bool(bool),
    Date(Option<i32>),
    Decimal(Option<i128>),
    List(Vec<&'static str>),
}

/// A distribution with all that stands around it.
struct Line<'a> {
    reading: &'a Reading,
    unsettled: bool,
    number: usize,
    layout: &'a Layout,
    security: &'a Security,
    index: usize,
    distribution: &'a Distribution,
}

pub(crate) fn write(readings: &[Reading], out: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let schema = Arc::new(schema());
    let about = KeyValue::new("yearend.schema".to_owned(), "yearend.distributions/1".to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![about]))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    let mut columns: Vec<Building> =
        schema.fields().iter().map(|c| Building::new(c.data_type())).collect();
    let mut rows = 0;
    for reading in readings {
        for line in lines(reading, &Named::by(reading)) {
            push(&mut columns, &schema, &line)?;
            rows += 1;
            if rows == BATCH {
                flush(&mut writer, &schema, &mut columns)?;
                rows = 0;
            }
        }
    }
    flush(&mut writer, &schema, &mut columns)?;
    writer.close()?;
    Ok(())
}

fn flush<W: Write + Send>(
    writer: &mut ArrowWriter<W>,
    schema: &Arc<Schema>,
    columns: &mut [Building],
) -> Result<(), WriteError> {
    let arrays = columns.iter_mut().map(Building::finish).collect();
    Ok(writer.write(&RecordBatch::try_new(Arc::clone(schema), arrays)?)?)
}

fn lines<'a>(reading: &'a Reading, named: &Named<'a>) -> impl Iterator<Item = Line<'a>> {
    reading.layouts.iter().enumerate().flat_map(move |(i, layout)| {
        layout.securities.iter().flat_map(move |security| {
            let unsettled = named.unsettled(security);
            security.distributions.iter().enumerate().map(move |(index, distribution)| Line {
                reading,
                unsettled,
                number: i + 1,
                layout,
                security,
                index,
                distribution,
            })
        })
    })
}

fn push(columns: &mut [Building], schema: &Schema, line: &Line<'_>) -> Result<(), WriteError> {
    let (r, l, s, d) = (line.reading, line.layout, line.security, line.distribution);
    let location = location(r, d);
    let dates = Field::DATES.iter().filter(|f| d.date(**f).is_some_and(|v| v.inferred));
    let inferred = dates.map(|f| f.name()).chain(d.amounts.inferred().map(Field::name)).collect();
    let letter = d.cusip_change.map(String::from);
    let int = |n: usize| Cell::Int(i32::try_from(n).ok());
    let mut inferred = Some(inferred);
    for (building, column) in columns.iter_mut().zip(schema.fields()) {
        let cell = match column.name().as_str() {
            name::SOURCE_NAME => Cell::Text(Some(&r.source.name)),
            name::SOURCE_SHA256 => Cell::Text(Some(&r.source.sha256)),
            name::LAYOUT => int(line.number),
            name::KIND => Cell::Text(Some(l.kind.name())),
            name::TAX_YEAR => Cell::Int(l.tax_year.map(|y| i32::from(y.get()))),
            name::LAYOUT_TITLE => Cell::Text(Some(&l.title)),
            name::SHARE_CLASS => Cell::Text(l.share_class.as_deref()),
            name::LOCATION => Cell::Text(Some(&location)),
            name::DISTRIBUTION => int(line.index + 1),
            name::REVIEW => Cell::Bool(s.review),
            name::UNSETTLED => Cell::Bool(line.unsettled),
            name::INFERRED => Cell::List(inferred.take().unwrap_or_default()),
            name::STATUS => Cell::Text(d.status.map(|x| x.name())),
            other => layout_cell(line, other, letter.as_deref())?,
        };
        building.push(cell);
    }
    Ok(())
}

fn layout_cell<'a>(
    line: &Line<'a>,
    column: &str,
    letter: Option<&'a str>,
) -> Result<Cell<'a>, WriteError> {
    let (s, d) = (line.security, line.distribution);
    if let Some(field) = column.strip_suffix("_text").and_then(Field::from_name) {
        return Ok(Cell::Text(d.date(field).and_then(|v| v.text.as_deref())));
    }
    let Some(field) = Field::from_name(column) else {
        unreachable!("the schema names only fields beyond the provenance columns")
    };
    Ok(match field {
        Field::SecurityDescription => Cell::Text(Some(&s.name)),
        Field::Cusip => Cell::Text(Some(&s.cusip)),
        Field::Ticker => Cell::Text(s.ticker.as_deref()),
        Field::CusipChange => Cell::Text(letter),
        Field::RecordDate | Field::ExDividendDate | Field::PayableDate => {
            Cell::Date(d.date(field).and_then(|v| v.date).map(days))
        }
        _ => match d.amounts.amount(field) {
            None => Cell::Decimal(None),
            Some(v) => Cell::Decimal(Some(scaled(v).ok_or_else(|| WriteError::Lossy {
                name: line.reading.source.name.clone(),
                cusip: s.cusip.clone(),
                field: field.name(),
                amount: plain(v),
                format: "Parquet",
                limit: "18 decimal places, 20 before the point",
            })?)),
        },
    })
}

fn location(reading: &Reading, d: &Distribution) -> String {
    let at = d.place.locate(&reading.source.parts);
    match (at.sheet, at.cell, at.page, at.line) {
        (Some(sheet), Some(cell), ..) => format!("sheet {sheet}, cell {cell}"),
        (_, _, Some(page), Some(line)) => format!("page {page}, line {line}"),
        (.., Some(line)) if line > 0 => format!("line {line}"),
        _ => String::new(),
    }
}

/// The amount as an integer of 10^-18, or `None` where that would lose a digit.
fn scaled(amount: Decimal) -> Option<i128> {
    let n = amount.normalize();
    let shift = u32::from(name::SCALE).checked_sub(n.scale())?;
    let scaled = n.mantissa().checked_mul(10_i128.checked_pow(shift)?)?;
    (scaled.unsigned_abs() < 10_u128.pow(u32::from(name::PRECISION))).then_some(scaled)
}

/// Days since 1970-01-01, as Arrow counts dates.
fn days(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    // A date of years -9999 to 9999 is at most four million days away.
    date.duration_since(epoch).as_hours().div_euclid(24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_scaled_exactly_or_not_at_all() {
        let d = |s: &str| Decimal::from_str_exact(s).unwrap();
        assert_eq!(scaled(d("0.17522000")), Some(175_220_000_000_000_000));
        assert_eq!(scaled(d("-0.000000000000000001")), Some(-1));
        assert_eq!(scaled(d("0.0000000000000000001")), None);
        assert_eq!(scaled(d("0.1000000000000000000000000000")), Some(100_000_000_000_000_000));
        assert_eq!(scaled(Decimal::MAX), None);
        assert!(scaled(d("99999999999999999999.5")).is_some());
    }

    #[test]
    fn the_contract_names_every_column() {
        let page = include_str!("../../../docs/parquet.md");
        for column in schema().fields() {
            let amount = Field::from_name(column.name()).is_some_and(Field::is_amount);
            assert!(amount || page.contains(&format!("`{}`", column.name())), "{}", column.name());
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days(Date::constant(1970, 1, 1)), 0);
        assert_eq!(days(Date::constant(2013, 6, 26)), 15882);
        assert_eq!(days(Date::constant(1969, 12, 31)), -1);
    }
}
