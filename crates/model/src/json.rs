//! The public contract of a reading, `yearend.reading/1`, written and read back.
//!
//! Decimals are strings in plain notation, dates ISO 8601. A field that is absent was not
//! stated. Places of values are not part of the contract; locations of findings are.
//! Writing streams: nothing but the reading itself is held in memory.

mod compact;
mod node;
mod parse;
mod stored;

use crate::decimal::push_plain;
use crate::finding::Finding;
use crate::reading::{Contact, Distribution, Layout, Reading, Security, Source};
use crate::{Amounts, Field, Location};
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};

pub use compact::write_compact;
pub use node::Node;
pub use parse::{JsonError, from_json};
pub use stored::Stored;

/// The value of `schema` in every reading.
pub const SCHEMA: &str = "yearend.reading/1";

/// A reading that serialises as `yearend.reading/1`.
#[derive(Clone, Copy, Debug)]
pub struct ReadingJson<'a>(pub &'a Reading);

/// A finding of a reading that serialises as the contract says.
#[derive(Clone, Copy, Debug)]
pub struct FindingJson<'a>(pub &'a Finding, pub &'a Reading);

struct View<'a, T>(&'a T);

struct Each<'a, T>(&'a [T]);

impl<'a, T> Serialize for Each<'a, T>
where
    View<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.iter().map(View))
    }
}

impl Serialize for ReadingJson<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let reading = self.0;
        let mut m = s.serialize_map(Some(5))?;
        m.serialize_entry("schema", SCHEMA)?;
        m.serialize_entry("source", &View(&reading.source))?;
        m.serialize_entry("layouts", &Each(&reading.layouts))?;
        m.serialize_entry("contacts", &Each(&reading.contacts))?;
        let findings: Vec<_> = reading.findings.iter().map(|f| FindingJson(f, reading)).collect();
        m.serialize_entry("findings", &findings)?;
        m.end()
    }
}

impl Serialize for View<'_, Source> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(Some(3))?;
        m.serialize_entry("name", &self.0.name)?;
        m.serialize_entry("sha256", &self.0.sha256)?;
        m.serialize_entry("media_type", &self.0.media_type)?;
        m.end()
    }
}

impl Serialize for View<'_, Layout> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(Some(4))?;
        m.serialize_entry("kind", self.0.kind.name())?;
        m.serialize_entry("tax_year", &self.0.tax_year.map(|y| y.get()))?;
        m.serialize_entry("title", &self.0.title)?;
        m.serialize_entry("securities", &Each(&self.0.securities))?;
        m.end()
    }
}

impl Serialize for View<'_, Contact> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(Some(6))?;
        m.serialize_entry("fund", &self.0.fund)?;
        m.serialize_entry("person", &self.0.person)?;
        m.serialize_entry("affiliation", &self.0.affiliation)?;
        m.serialize_entry("telephone", &self.0.telephone)?;
        m.serialize_entry("facsimile", &self.0.facsimile)?;
        m.serialize_entry("email", &self.0.email)?;
        m.end()
    }
}

struct Annual<'a>(&'a Security);

impl Serialize for Annual<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(None)?;
        amounts(&mut m, self.0.annual())?;
        m.end()
    }
}

/// Amounts by the names of their fields, each in plain notation.
fn amounts<M: SerializeMap>(
    m: &mut M,
    amounts: impl Iterator<Item = (Field, Decimal)>,
) -> Result<(), M::Error> {
    // One text for all: a large reading consists of little else.
    let mut text = String::new();
    for (field, amount) in amounts {
        text.clear();
        push_plain(amount, &mut text);
        m.serialize_entry(field.name(), text.as_str())?;
    }
    Ok(())
}

impl Serialize for View<'_, Security> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(Some(6))?;
        m.serialize_entry("cusip", &self.0.cusip)?;
        m.serialize_entry("ticker", &self.0.ticker)?;
        m.serialize_entry("name", &self.0.name)?;
        m.serialize_entry("distributions", &Each(&self.0.distributions))?;
        m.serialize_entry("annual", &Annual(self.0))?;
        m.serialize_entry("review", &self.0.review)?;
        m.end()
    }
}

struct AmountsJson<'a>(&'a Amounts, Option<char>);

impl Serialize for AmountsJson<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(None)?;
        amounts(&mut m, self.0.iter().map(|(field, value)| (field, value.amount)))?;
        if let Some(letter) = self.1 {
            m.serialize_entry(Field::CusipChange.name(), &letter)?;
        }
        m.end()
    }
}

impl Serialize for View<'_, Distribution> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let d = self.0;
        let mut inferred = Vec::new();
        let mut m = s.serialize_map(None)?;
        for field in Field::DATES {
            let Some(v) = d.date(field) else { continue };
            m.serialize_entry(field.name(), &v.date.map(|x| x.to_string()))?;
            if let (None, Some(word)) = (v.date, &v.text) {
                m.serialize_entry(&format!("{}_text", field.name()), word)?;
            }
            if v.inferred {
                inferred.push(field.name());
            }
        }
        m.serialize_entry("status", &d.status.map(|x| x.name()))?;
        m.serialize_entry("amounts", &AmountsJson(&d.amounts, d.cusip_change))?;
        inferred.extend(d.amounts.inferred().map(Field::name));
        m.serialize_entry("inferred", &inferred)?;
        m.end()
    }
}

impl Serialize for FindingJson<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let FindingJson(f, reading) = self;
        let location: Option<Location> = f.places.first().map(|p| p.locate(&reading.source.parts));
        let mut m = s.serialize_map(Some(8))?;
        m.serialize_entry("code", f.code)?;
        m.serialize_entry("severity", &f.severity)?;
        m.serialize_entry("message", &f.message)?;
        m.serialize_entry("help", &f.help)?;
        m.serialize_entry("cusip", &f.cusip)?;
        m.serialize_entry("distribution", &f.distribution)?;
        m.serialize_entry("field", &f.field.map(Field::name))?;
        m.serialize_entry("location", &location)?;
        m.end()
    }
}
