//! Rows back into the vocabulary of the model.

use super::{LineRow, StatementRow};
use crate::amounts;
use yearend_model::{DateValue, Distribution, Field, Kind, Place, Security};

/// The layout kind of a name in the store.
pub(crate) fn kind(name: &str) -> Kind {
    [Kind::Secondary, Kind::Nra].into_iter().find(|k| k.name() == name).unwrap_or_default()
}

impl StatementRow {
    /// The security; `None` if an amount is not in the canonical form.
    pub(crate) fn security(&self) -> Option<Security> {
        Some(Security {
            cusip: self.cusip.clone(),
            cusip_printed: self.cusip.clone(),
            ticker: self.ticker.clone(),
            name: self.name.clone(),
            distributions: self.lines.iter().map(LineRow::distribution).collect::<Option<_>>()?,
            review: self.review,
            ..Security::default()
        })
    }
}

impl LineRow {
    /// The distribution; `None` if an amount is not in the canonical form.
    pub(crate) fn distribution(&self) -> Option<Distribution> {
        let place = Place {
            part: u32::try_from(self.part).ok()?,
            line: u32::try_from(self.line).ok()?,
            column: 0,
        };
        let mut d = Distribution {
            status: self.status,
            amounts: amounts::from_text(&self.amounts, self.bases)?,
            cusip_change: self.cusip_change.as_ref().and_then(|c| c.chars().next()),
            place,
            ..Distribution::default()
        };
        for (field, stored) in Field::DATES.into_iter().zip(&self.dates) {
            if let Some(slot) = d.date_mut(field) {
                *slot = date(stored.as_deref(), self.bases.is_inferred(field))?;
            }
        }
        Some(d)
    }
}

fn date(stored: Option<&str>, inferred: bool) -> Option<DateValue> {
    let mut value = DateValue { inferred, ..DateValue::default() };
    match stored {
        None => {}
        Some(text) => match text.strip_prefix('~') {
            Some(word) => value.text = Some(word.to_owned()),
            None => value.date = Some(text.parse().ok()?),
        },
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use yearend_model::json::ReadingJson;
    use yearend_model::{Basis, Decimal, Layout, Reading, Status, TaxYear, Value};

    fn date_value() -> impl Strategy<Value = DateValue> {
        (prop::option::of(0i32..20_000), prop::option::of("[A-Z0-9~-]{1,10}"), any::<bool>())
            .prop_map(|(day, text, inferred)| {
                let first: yearend_model::Date = "1990-01-01".parse().unwrap();
                let date = day.map(|d| first.saturating_add(jiff::ToSpan::days(d)));
                DateValue { date, text, inferred, place: None }
            })
    }

    fn amount() -> impl Strategy<Value = Value> {
        (any::<i64>(), 0u32..19, any::<bool>()).prop_map(|(mantissa, scale, printed)| Value {
            amount: Decimal::new(mantissa, scale),
            basis: if printed { Basis::Printed } else { Basis::Inferred },
            place: Place::default(),
        })
    }

    fn distribution() -> impl Strategy<Value = Distribution> {
        let amounts = prop::collection::vec((0usize..31, amount()), 0..31);
        let status = prop::option::of(prop::sample::select(vec![
            Status::Estimated,
            Status::Reclass,
            Status::Corrected,
        ]));
        let change = prop::option::of(prop::sample::select(vec!['M', 'Y']));
        (date_value(), date_value(), date_value(), status, amounts, change).prop_map(
            |(record_date, ex_dividend_date, payable_date, status, values, cusip_change)| {
                let fields: Vec<Field> = Field::amounts().collect();
                let mut d = Distribution {
                    record_date,
                    ex_dividend_date,
                    payable_date,
                    status,
                    cusip_change,
                    ..Distribution::default()
                };
                values.into_iter().for_each(|(i, v)| d.amounts.set(fields[i], v));
                d
            },
        )
    }

    proptest! {
        /// What a reading says in its public form comes back from its rows to the letter, and
        /// equal rows have equal digests.
        #[test]
        fn a_reading_comes_back_from_its_rows(
            distributions in prop::collection::vec(distribution(), 0..6),
            name in ".{0,20}",
            ticker in prop::option::of("[A-Z]{1,5}"),
            review in any::<bool>(),
        ) {
            let security = Security {
                cusip: "471021402".into(), name, ticker, review, distributions,
                ..Security::default()
            };
            let reading = |s: Security| Reading {
                layouts: vec![Layout {
                    tax_year: TaxYear::new(2025), securities: vec![s], ..Layout::default()
                }],
                ..Reading::default()
            };
            let given = reading(security);
            let rows = super::super::Rows::new(&given, "");
            let back = reading(rows.statements[0].security().unwrap());
            let text = |r: &Reading| serde_json::to_string(&ReadingJson(r)).unwrap();
            prop_assert_eq!(text(&given), text(&back));
            let again = super::super::Rows::new(&back, "");
            prop_assert_eq!(rows.digest(), again.digest());
        }
    }
}
