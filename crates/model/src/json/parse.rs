//! Reading `yearend.reading/1` back.

use super::Node;
use crate::decimal::parse_plain;
use crate::reading::{
    Contact, DateValue, Distribution, Kind, Layout, Reading, Security, Source, Status,
};
use crate::{Amounts, Basis, Field, Place, TaxYear, Value};
use serde::Deserialize;
use std::fmt;

/// Why a JSON document is no reading: the path of the member and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Where in the document, such as `layouts[0].securities[3].cusip`.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for JsonError {}

pub(super) type Result<T> = std::result::Result<T, JsonError>;

/// Where in the document: spelled out only when it is told.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    outer: Option<&'a At<'a>>,
    name: &'a str,
    index: Option<usize>,
}

impl<'a> At<'a> {
    pub(super) fn root(name: &'a str) -> At<'a> {
        At { outer: None, name, index: None }
    }

    pub(super) fn member(&'a self, name: &'a str) -> At<'a> {
        At { outer: Some(self), name, index: None }
    }

    pub(super) fn item(self, index: usize) -> At<'a> {
        At { index: Some(index), ..self }
    }

    fn fail<T>(&self, reason: impl Into<String>) -> Result<T> {
        Err(JsonError { path: self.to_string(), reason: reason.into() })
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer {
            write!(f, "{outer}.")?;
        }
        f.write_str(self.name)?;
        self.index.map_or(Ok(()), |i| write!(f, "[{i}]"))
    }
}

/// The reading of a JSON document as [`super::ReadingJson`] writes it. Findings and places are not
/// read back (findings belong to the document they were made from; check again to have them);
/// `review` is.
///
/// # Errors
/// The first member that is missing or not of its kind.
pub fn from_json(json: &serde_json::Value) -> Result<Reading> {
    match Node::deserialize(json) {
        Ok(node) => from_node(&node),
        Err(e) => At::root("document").fail(e.to_string()),
    }
}

fn from_node(json: &Node<'_>) -> Result<Reading> {
    schema(json.get("schema"))?;
    let layouts = list(json, At::root("layouts"), |json, at| {
        let securities = list(json, at.member("securities"), |json, at| {
            let distributions = list(json, at.member("distributions"), |json, at| {
                distribution(json, at, Stated::of(json, at)?)
            })?;
            security(json, at, distributions)
        })?;
        layout(json, at, securities)
    })?;
    from_rest(json, layouts)
}

/// That the schema is the one that is read here.
pub(super) fn schema(named: Option<&Node<'_>>) -> Result<()> {
    let at = At::root("schema");
    match named.and_then(Node::as_str) {
        Some(super::SCHEMA) => Ok(()),
        Some(other) => at.fail(format!("is {other:?}, not {:?}", super::SCHEMA)),
        None => at.fail(format!("is missing; a reading says {:?}", super::SCHEMA)),
    }
}

/// A reading of these layouts, with what its other members say.
pub(super) fn from_rest(json: &Node<'_>, layouts: Vec<Layout>) -> Result<Reading> {
    let source = json.get("source").unwrap_or(&Node::Null);
    Ok(Reading {
        source: Source {
            name: word(source, "name"),
            sha256: word(source, "sha256"),
            media_type: word(source, "media_type"),
            parts: Vec::new(),
        },
        layouts,
        contacts: list(json, At::root("contacts"), |c, _| {
            Ok(Contact {
                fund: word(c, "fund"),
                person: word(c, "person"),
                affiliation: word(c, "affiliation"),
                telephone: word(c, "telephone"),
                facsimile: word(c, "facsimile"),
                email: word(c, "email"),
            })
        })?,
        observations: Vec::new(),
        findings: Vec::new(),
    })
}

fn word(json: &Node<'_>, key: &str) -> String {
    json.get(key).and_then(Node::as_str).unwrap_or_default().to_owned()
}

/// The items of the member that `at` names.
fn list<T>(
    json: &Node<'_>,
    at: At<'_>,
    each: impl Fn(&Node<'_>, At<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    match json.get(at.name) {
        Some(Node::List(items)) => {
            items.iter().enumerate().map(|(i, x)| each(x, at.item(i))).collect()
        }
        None | Some(Node::Null) => Ok(Vec::new()),
        Some(_) => at.fail("is not a list"),
    }
}

/// A layout of these securities, with what its other members say.
pub(super) fn layout(json: &Node<'_>, at: At<'_>, securities: Vec<Security>) -> Result<Layout> {
    let kind = match json.get("kind").and_then(Node::as_str) {
        Some("primary") | None => Kind::Primary,
        Some("secondary") => Kind::Secondary,
        Some("nra") => Kind::Nra,
        Some(other) => return at.member("kind").fail(format!("{other:?} is no layout")),
    };
    let tax_year = match json.get("tax_year") {
        None | Some(Node::Null) => None,
        Some(y) => match y.as_u64().and_then(|y| u16::try_from(y).ok()).and_then(TaxYear::new) {
            Some(y) => Some(y),
            None => return at.member("tax_year").fail(format!("{y} is no known tax year")),
        },
    };
    Ok(Layout { kind, tax_year, title: word(json, "title"), securities, ..Layout::default() })
}

/// A security of these distributions, with what its other members say.
pub(super) fn security(
    json: &Node<'_>,
    at: At<'_>,
    distributions: Vec<Distribution>,
) -> Result<Security> {
    let Some(cusip) = json.get("cusip").and_then(Node::as_str) else {
        return at.member("cusip").fail("is missing");
    };
    Ok(Security {
        cusip: cusip.to_owned(),
        cusip_printed: cusip.to_owned(),
        ticker: json.get("ticker").and_then(Node::as_str).map(str::to_owned),
        name: word(json, "name"),
        distributions,
        review: json.get("review").and_then(Node::as_bool).unwrap_or(true),
        ..Security::default()
    })
}

/// What the member `amounts` of a distribution states.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) amounts: Amounts,
    pub(super) cusip_change: Option<char>,
}

impl Stated {
    /// Takes a member of it, at its place.
    pub(super) fn take(&mut self, name: &str, text: &str, at: At<'_>) -> Result<()> {
        let Some(field) = Field::from_name(name) else {
            return at.fail("is no field of the layout");
        };
        if field == Field::CusipChange {
            self.cusip_change = text.chars().next();
            return Ok(());
        }
        let Some(amount) = parse_plain(text) else {
            return at.fail(format!("{text:?} is no decimal in plain notation"));
        };
        self.amounts.set(field, Value::printed(amount, Place::default()));
        Ok(())
    }

    /// The member of a distribution.
    fn of(json: &Node<'_>, at: At<'_>) -> Result<Option<Stated>> {
        let at = at.member("amounts");
        let Some(Node::Object(members)) = json.get("amounts") else { return Ok(None) };
        let mut stated = Stated::default();
        for (name, value) in members {
            let at = at.member(name);
            let Some(text) = value.as_str() else { return at.fail("is not a text") };
            stated.take(name, text, at)?;
        }
        Ok(Some(stated))
    }
}

/// A distribution of these amounts, with what its other members say.
pub(super) fn distribution(
    json: &Node<'_>,
    at: At<'_>,
    stated: Option<Stated>,
) -> Result<Distribution> {
    let Some(Stated { mut amounts, cusip_change }) = stated else {
        return at.member("amounts").fail("is missing");
    };
    let inferred: Vec<&str> = json
        .get("inferred")
        .and_then(Node::as_list)
        .map(|a| a.iter().filter_map(Node::as_str).collect())
        .unwrap_or_default();
    for field in inferred.iter().filter_map(|name| Field::from_name(name)) {
        if let Some(value) = amounts.get(field).copied() {
            amounts.set(field, Value { basis: Basis::Inferred, ..value });
        }
    }
    let mut out = Distribution { amounts, cusip_change, ..Distribution::default() };
    for field in Field::DATES {
        let here = at.member(field.name());
        let date = match json.get(field.name()) {
            None | Some(Node::Null) => None,
            Some(Node::Text(s)) => match s.parse() {
                Ok(d) => Some(d),
                Err(_) => return here.fail(format!("{s:?} is no date like 2013-06-25")),
            },
            Some(_) => return here.fail("is not a text"),
        };
        let text = json.find(|name| name.strip_suffix("_text") == Some(field.name()));
        let text = text.and_then(Node::as_str);
        if let Some(slot) = out.date_mut(field) {
            *slot = DateValue {
                date,
                text: text.map(str::to_owned),
                inferred: inferred.contains(&field.name()),
                place: None,
            };
        }
    }
    out.status = match json.get("status") {
        None | Some(Node::Null) => None,
        Some(s) => match s.as_str().and_then(Status::from_name) {
            Some(s) => Some(s),
            None => return at.member("status").fail(format!("{s} is no status")),
        },
    };
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;
    use crate::json::ReadingJson;
    use serde_json::json;

    #[test]
    fn writes_and_reads_back() {
        let mut d = Distribution::default();
        d.payable_date.date = Some("2013-06-26".parse().unwrap());
        d.record_date.text = Some("DAILY".into());
        d.status = Some(Status::Reclass);
        d.cusip_change = Some('M');
        let v = Value {
            amount: Decimal::new(202525, 5),
            basis: Basis::Inferred,
            place: Place::default(),
        };
        d.amounts.set(Field::TotalDistribution, v);
        let layout = Layout {
            tax_year: TaxYear::new(2013),
            securities: vec![Security {
                cusip: "471021402".into(),
                cusip_printed: "471021402".into(),
                distributions: vec![d],
                ..Security::default()
            }],
            ..Layout::default()
        };
        let reading = Reading { layouts: vec![layout], ..Reading::default() };
        let text = serde_json::to_string(&ReadingJson(&reading)).unwrap();
        let json = serde_json::from_str(&text).unwrap();
        assert_eq!(from_json(&json).unwrap(), reading);
        let at = text.find("\"distributions\"").unwrap();
        let end = text.find(",\"review\"").unwrap();
        insta::assert_snapshot!(&text[at..end]);
    }

    #[test]
    fn says_where_and_why() {
        let bad = json!({"schema": super::super::SCHEMA, "layouts": [{"securities": [
            {"cusip": "471021402", "distributions": [{"amounts": {"total_distribution": "1e3"}}]}]}]});
        let e = from_json(&bad).unwrap_err().to_string();
        assert_eq!(
            e,
            "layouts[0].securities[0].distributions[0].amounts.total_distribution: \
             \"1e3\" is no decimal in plain notation"
        );
        assert!(from_json(&json!({})).unwrap_err().to_string().starts_with("schema: is missing"));
    }
}
