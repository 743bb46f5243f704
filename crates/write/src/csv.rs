//! The layout as comma-separated values (RFC 4180, UTF-8).
//!
//! One table after the other in the shape of the industry's workbook: title, number row, one
//! heading row, a row per distribution, a blank row between securities and before the next table;
//! the contacts come last. Every row is as wide as the widest, so that strict readers accept it.
//! Amounts are plain decimals, the AMT percentage is a percentage, dates are ISO 8601.

use crate::admit::Named;
use crate::error::WriteError;
use crate::guard::guarded;
use crate::heading;
use ::csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use std::io::Write;
use yearend_model::decimal::plain;
use yearend_model::{Decimal, Distribution, Field, Layout, Reading, Security, Status};

/// The heading of the column that marks figures under review; there is one only where there are.
const REVIEW: &str = "Review";

struct Rows<'a> {
    out: Writer<&'a mut (dyn Write + Send)>,
    width: usize,
}

impl Rows<'_> {
    fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), WriteError> {
        let mut n = 0;
        for cell in cells {
            self.out.write_field(cell.as_ref())?;
            n += 1;
        }
        for _ in n..self.width {
            self.out.write_field("")?;
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }
}

pub(crate) fn write(readings: &[Reading], out: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let marked: Vec<bool> = readings
        .iter()
        .flat_map(|r| {
            let named = Named::by(r);
            let unsettled = |l: &Layout| l.securities.iter().any(|s| named.unsettled(s));
            r.layouts.iter().map(unsettled).collect::<Vec<_>>()
        })
        .collect();
    let layouts = || readings.iter().flat_map(|r| &r.layouts);
    let width = layouts()
        .zip(&marked)
        .map(|(l, marked)| heading::columns(l).len() + usize::from(*marked))
        .max()
        .unwrap_or(0)
        .max(heading::CONTACTS.len());
    let out = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(out);
    let mut rows = Rows { out, width };
    let mut first = true;
    let mut marks = marked.iter();
    for reading in readings {
        let named = Named::by(reading);
        for layout in &reading.layouts {
            if !std::mem::take(&mut first) {
                rows.row([""])?;
            }
            table(&mut rows, &named, layout, marks.next() == Some(&true))?;
        }
    }
    for reading in readings.iter().filter(|r| !r.contacts.is_empty()) {
        if !std::mem::take(&mut first) {
            rows.row([""])?;
        }
        contacts(&mut rows, reading)?;
    }
    rows.out.flush()?;
    Ok(())
}

fn table(
    rows: &mut Rows<'_>,
    named: &Named<'_>,
    layout: &Layout,
    marked: bool,
) -> Result<(), WriteError> {
    let columns = heading::columns(layout);
    rows.row([heading::BANNER])?;
    if !layout.title.is_empty() {
        rows.row([guarded(&layout.title)])?;
    }
    rows.row([layout.share_class.as_deref().map(guarded).unwrap_or_default()])?;
    rows.row(columns.iter().map(|f| f.column().to_string()))?;
    let extra = marked.then(|| REVIEW.to_owned());
    rows.row(columns.iter().map(|f| heading::full(*f, layout.tax_year)).chain(extra))?;
    for (i, s) in crate::columns::in_cusip_order(layout).into_iter().enumerate() {
        if i > 0 {
            rows.row([""])?;
        }
        let mark = (marked && named.unsettled(s)).then(|| "REVIEW".to_owned());
        if s.distributions.is_empty() {
            let none = Distribution::default();
            rows.row(columns.iter().map(|f| cell(s, &none, *f)).chain(mark.clone()))?;
        }
        for d in &s.distributions {
            rows.row(columns.iter().map(|f| cell(s, d, *f)).chain(mark.clone()))?;
        }
    }
    Ok(())
}

fn cell(s: &Security, d: &Distribution, field: Field) -> String {
    let flag = |status, letter: &str| {
        if d.status == Some(status) { letter.to_owned() } else { String::new() }
    };
    match field {
        Field::SecurityDescription => guarded(&s.name),
        Field::Cusip => guarded(&s.cusip),
        Field::Ticker => s.ticker.as_deref().map(guarded).unwrap_or_default(),
        Field::Estimated => flag(Status::Estimated, "E"),
        Field::Reclass => flag(Status::Reclass, "R"),
        Field::Corrected => flag(Status::Corrected, "C"),
        Field::RecordDate | Field::ExDividendDate | Field::PayableDate => match d.date(field) {
            Some(v) => match (v.date, &v.text) {
                (Some(date), _) => date.to_string(),
                (None, Some(word)) => guarded(word),
                (None, None) => String::new(),
            },
            None => String::new(),
        },
        Field::CusipChange => d.cusip_change.map(|c| guarded(&c.to_string())).unwrap_or_default(),
        Field::AmtPercentage => match d.amounts.amount(field) {
            Some(v) => percent(v),
            None => String::new(),
        },
        _ => d.amounts.amount(field).map(plain).unwrap_or_default(),
    }
}

/// A fraction as a percentage, exactly: `0.1234` is `12.34%`. A fraction of so many digits that a
/// hundredfold does not fit stays a fraction.
fn percent(fraction: Decimal) -> String {
    match fraction.checked_mul(Decimal::ONE_HUNDRED) {
        Some(p) if p / Decimal::ONE_HUNDRED == fraction => format!("{}%", plain(p)),
        _ => plain(fraction),
    }
}

fn contacts(rows: &mut Rows<'_>, reading: &Reading) -> Result<(), WriteError> {
    let year = reading.layouts.iter().find_map(|l| l.tax_year);
    rows.row([heading::BANNER])?;
    rows.row([heading::contacts_title(year)])?;
    rows.row(["FUND CONTACTS"])?;
    rows.row(["1", "2", "3", "4", "5", "6"])?;
    rows.row(heading::CONTACTS)?;
    for c in &reading.contacts {
        let cells = [&c.fund, &c.person, &c.affiliation, &c.telephone, &c.facsimile, &c.email];
        rows.row(cells.map(|text| guarded(text)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::{Place, TaxYear, Value};

    fn reading() -> Reading {
        let mut d = Distribution::default();
        d.record_date.text = Some("DAILY".into());
        d.payable_date.date = Some("2013-06-26".parse().unwrap());
        let printed = |v: i64, s| Value::printed(Decimal::new(v, s), Place::default());
        d.amounts.set(Field::TotalDistribution, printed(1752200, 7));
        d.amounts.set(Field::PriorYear, printed(0, 0));
        d.amounts.set(Field::AmtPercentage, printed(1234, 4));
        let s = Security {
            cusip: "471021402".into(),
            name: "=cmd()".into(),
            distributions: vec![d],
            ..Security::default()
        };
        let layout = Layout {
            tax_year: TaxYear::new(2013),
            title: "2013, all funds".into(),
            securities: vec![s],
            ..Layout::default()
        };
        Reading { layouts: vec![layout], ..Reading::default() }
    }

    #[test]
    fn zero_is_written_and_absent_is_blank() {
        let mut out = Vec::new();
        write(&[reading()], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let last = text.lines().last().unwrap();
        assert!(
            last.starts_with("'=cmd(),471021402,,,,,DAILY,,2013-06-26,0.17522,0,,,,"),
            "{last}"
        );
        assert!(last.ends_with(",12.34%,"), "{last}");
        assert_eq!(text.lines().nth(1).map(|l| &l[..17]), Some("\"2013, all funds\""));
        assert!(!text.contains(REVIEW));
    }

    #[test]
    fn what_is_under_review_is_marked() {
        let mut r = reading();
        r.layouts[0].securities[0].review = true;
        let mut out = Vec::new();
        write(&[r], &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().trim_end().ends_with(",REVIEW"));
    }
}
