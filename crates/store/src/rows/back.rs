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
