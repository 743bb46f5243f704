//! A stored reading, made while its JSON is parsed.
//!
//! A large reading as a tree of JSON takes several times the memory of the reading itself, which
//! costs as much time as parsing it. Here nothing is held as JSON but the few members of what is being
//! made.

use super::Node;
use super::node::Text;
use super::parse::{
    At, JsonError, Result, Stated, distribution, from_rest, layout, schema, security,
};
use crate::Amounts;
use crate::reading::{Distribution, Layout, Reading, Security};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::fmt;

/// A reading with its findings as they are stored: whoever knows the rules takes them up.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored<'a> {
    /// As [`from_json`](super::from_json) reads it.
    pub reading: Reading,
    /// The member `findings`, or null.
    pub findings: Node<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Stored<'a> {
    fn deserialize<D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Stored<'a>, D::Error> {
        deserializer.deserialize_map(Whole)
    }
}

fn told<E: Error>(e: JsonError) -> E {
    E::custom(e)
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Stored<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reading")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut members: A,
    ) -> std::result::Result<Stored<'de>, A::Error> {
        let (mut named, mut layouts, mut rest) = (false, Vec::new(), Vec::new());
        let mut findings = Node::Null;
        while let Some(Text(name)) = members.next_key()? {
            match &*name {
                "schema" => {
                    schema(Some(&members.next_value()?)).map_err(told)?;
                    named = true;
                }
                "layouts" => layouts = members.next_value_seed(List(OneLayout))?,
                "findings" => findings = members.next_value()?,
                "source" | "contacts" => rest.push((name, members.next_value()?)),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !named {
            schema(None).map_err(told)?;
        }
        let reading = from_rest(&Node::Object(rest), layouts).map_err(told)?;
        Ok(Stored { reading, findings })
    }
}

/// A list whose items are made by their seeds, in order; null is an empty one.
struct List<F>(F);

impl<'de, S: DeserializeSeed<'de>, F: Fn(usize) -> S> DeserializeSeed<'de> for List<F> {
    type Value = Vec<S::Value>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: DeserializeSeed<'de>, F: Fn(usize) -> S> Visitor<'de> for List<F> {
    type Value = Vec<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> std::result::Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(
        self,
        mut items: A,
    ) -> std::result::Result<Self::Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element_seed(self.0(out.len()))? {
            out.push(item);
        }
        Ok(out)
    }
}

/// The layout of this number.
struct OneLayout(usize);

impl<'de> DeserializeSeed<'de> for OneLayout {
    type Value = Layout;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Layout, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneLayout {
    type Value = Layout;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layout")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Layout, A::Error> {
        let (mut securities, mut rest) = (Vec::new(), Vec::new());
        while let Some(Text(name)) = members.next_key()? {
            if name == "securities" {
                let one = |security| OneSecurity { layout: self.0, security };
                securities = members.next_value_seed(List(one))?;
            } else {
                rest.push((name, members.next_value()?));
            }
        }
        layout(&Node::Object(rest), At::root("layouts").item(self.0), securities).map_err(told)
    }
}

/// The security of this number in the layout of that.
#[derive(Clone, Copy)]
struct OneSecurity {
    layout: usize,
    security: usize,
}

impl<'de> DeserializeSeed<'de> for OneSecurity {
    type Value = Security;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Security, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneSecurity {
    type Value = Security;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a security")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut members: A,
    ) -> std::result::Result<Security, A::Error> {
        let (mut distributions, mut rest) = (Vec::new(), Vec::new());
        while let Some(Text(name)) = members.next_key()? {
            match &*name {
                "distributions" => {
                    let one = |number| OneDistribution { of: self, number };
                    distributions = members.next_value_seed(List(one))?;
                }
                // Follows from the distributions.
                "annual" => {
                    members.next_value::<IgnoredAny>()?;
                }
                _ => rest.push((name, members.next_value()?)),
            }
        }
        let layout = At::root("layouts").item(self.layout);
        let at = layout.member("securities").item(self.security);
        security(&Node::Object(rest), at, distributions).map_err(told)
    }
}

/// The distribution of this number of a security.
#[derive(Clone, Copy)]
struct OneDistribution {
    of: OneSecurity,
    number: usize,
}

impl OneDistribution {
    /// Does something at its place.
    fn at<T>(self, work: impl FnOnce(At<'_>) -> Result<T>) -> Result<T> {
        let layout = At::root("layouts").item(self.of.layout);
        let security = layout.member("securities").item(self.of.security);
        work(security.member("distributions").item(self.number))
    }
}

impl<'de> DeserializeSeed<'de> for OneDistribution {
    type Value = Distribution;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Distribution, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneDistribution {
    type Value = Distribution;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a distribution")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut members: A,
    ) -> std::result::Result<Distribution, A::Error> {
        let (mut stated, mut rest) = (None, Vec::with_capacity(MEMBERS));
        while let Some(Text(name)) = members.next_key()? {
            if name == "amounts" {
                stated = Some(members.next_value_seed(AmountsOf(self))?);
            } else {
                rest.push((name, members.next_value()?));
            }
        }
        self.at(|at| distribution(&Node::Object(rest), at, stated)).map_err(told)
    }
}

/// Members of a distribution beside its amounts, with room for words in place of dates.
const MEMBERS: usize = 8;

/// The amounts of a distribution.
struct AmountsOf(OneDistribution);

impl<'de> DeserializeSeed<'de> for AmountsOf {
    type Value = Stated;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Stated, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AmountsOf {
    type Value = Stated;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("amounts by the names of their fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Stated, A::Error> {
        let mut stated = Stated { amounts: Amounts::with_capacity(ALL), ..Stated::default() };
        while let Some((Text(name), Text(text))) = members.next_entry()? {
            let take = |at: At<'_>| stated.take(&name, &text, at.member("amounts").member(&name));
            self.0.at(take).map_err(told)?;
        }
        stated.amounts.fit();
        Ok(stated)
    }
}

/// Fields that a full line states.
const ALL: usize = 31;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{ReadingJson, from_json};
    use crate::{Basis, Contact, Decimal, Field, Place, Status, TaxYear, Value};

    #[test]
    fn what_is_stored_comes_back() {
        let mut amounts = Amounts::default();
        let value = Value::printed(Decimal::new(202_525, 5), Place::default());
        amounts.set(Field::TotalDistribution, value);
        amounts.set(Field::IncomeDividends, Value { basis: Basis::Inferred, ..value });
        let mut line = Distribution { amounts, ..Distribution::default() };
        line.record_date.text = Some("DAILY".into());
        line.payable_date.date = Some("2025-06-26".parse().unwrap());
        line.payable_date.inferred = true;
        line.status = Some(Status::Reclass);
        line.cusip_change = Some('M');
        let security = |n: u8| Security {
            cusip: format!("47102140{n}"),
            cusip_printed: format!("47102140{n}"),
            distributions: vec![line.clone(), line.clone()],
            ..Security::default()
        };
        let layout = |year| Layout {
            tax_year: TaxYear::new(year),
            title: "A \"title\"".into(),
            securities: vec![security(1), security(2)],
            ..Layout::default()
        };
        let reading = Reading {
            layouts: vec![layout(2024), layout(2025)],
            contacts: vec![Contact { fund: "All".into(), ..Contact::default() }],
            ..Reading::default()
        };
        let text = serde_json::to_string(&ReadingJson(&reading)).unwrap();
        let stored: Stored<'_> = serde_json::from_str(&text).unwrap();
        assert_eq!(stored.reading, reading);
        assert_eq!(stored.findings, Node::List(Vec::new()));
        assert_eq!(from_json(&serde_json::from_str(&text).unwrap()).unwrap(), reading);
    }

    #[test]
    fn says_where_and_why() {
        let said = |text: &str| serde_json::from_str::<Stored<'_>>(text).unwrap_err().to_string();
        for (text, why) in [
            ("{}", "schema: is missing"),
            (r#"{"schema": "other/1", "layouts": 3}"#, "schema: is \"other/1\", not"),
            (r#"{"schema": "yearend.reading/1", "layouts": 3}"#, "expected a list at line 1"),
            (
                r#"{"schema": "yearend.reading/1", "layouts": [{"securities": [{"cusip": "1"}, {}]}]}"#,
                "layouts[0].securities[1].cusip: is missing",
            ),
            (
                r#"{"schema": "yearend.reading/1", "layouts": [{"securities": [{"cusip": "1",
                    "distributions": [{"amounts": {"total_distribution": "1e3"}}]}]}]}"#,
                "distributions[0].amounts.total_distribution: \"1e3\" is no decimal in plain",
            ),
            (
                r#"{"schema": "yearend.reading/1", "layouts": [{"securities": [{"cusip": "1",
                    "distributions": [{"amounts": {}}, {"status": null}]}]}]}"#,
                "layouts[0].securities[0].distributions[1].amounts: is missing",
            ),
        ] {
            assert!(said(text).contains(why), "{}", said(text));
        }
        let empty = r#"{"schema": "yearend.reading/1", "layouts": [{"securities": null}]}"#;
        let stored: Stored<'_> = serde_json::from_str(empty).unwrap();
        assert!(stored.reading.layouts[0].securities.is_empty());
    }
}
