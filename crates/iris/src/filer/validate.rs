//! `filer.toml` against the schema's types: every entry that the IRS would refuse, with its line.

use super::parse::{RawAddress, RawFiler, RawPayer, RawVendor, Text, line_of};
use super::{Address, Filer, Name, Payer, Problem, Tin, TinType, Transmitter, Vendor};
use crate::text::{CharSet, Simple};
use crate::year::FilingYear;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use toml::Spanned;

pub(super) struct Validator<'a> {
    source: &'a str,
    facts: &'a FilingYear,
    problems: Vec<Problem>,
}

impl<'a> Validator<'a> {
    pub(super) fn new(source: &'a str, facts: &'a FilingYear) -> Self {
        Validator { source, facts, problems: Vec::new() }
    }

    pub(super) fn finish(mut self, filer: Filer) -> Result<Filer, Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(filer);
        }
        self.problems.sort_by_key(|p| p.line);
        Err(self.problems)
    }

    fn problem(&mut self, at: usize, entry: &str, reason: impl Into<String>) {
        let line = line_of(self.source, at);
        self.problems.push(Problem { line, entry: entry.to_owned(), reason: reason.into() });
    }

    fn value(&mut self, text: Text, entry: &str, kind: Simple) -> String {
        let at = text.span().start;
        let value = text.into_inner();
        if let Err((_, reason)) = kind.check(&value, self.facts) {
            let reason = match reason.strip_prefix("it is empty; ") {
                Some(rest) => format!("is empty; {rest}"),
                None if value.is_empty() => format!("is empty; {reason}"),
                None => reason,
            };
            self.problem(at, entry, reason);
        }
        value
    }

    fn optional(&mut self, text: Option<Text>, entry: &str, kind: Simple) -> Option<String> {
        text.filter(|t| !t.as_ref().is_empty()).map(|t| self.value(t, entry, kind))
    }

    fn names(&mut self, one: Text, two: Option<Text>, at: &str) -> (String, Option<String>) {
        let one = self.value(one, &format!("{at}.name"), Simple::Text(&CharSet::BUSINESS_1, 75));
        let two =
            self.optional(two, &format!("{at}.name2"), Simple::Text(&CharSet::BUSINESS_2, 75));
        (one, two)
    }

    fn tin_type(&mut self, word: Option<Text>, entry: &str) -> TinType {
        let Some(word) = word else { return TinType::Business };
        TinType::from_word(word.as_ref()).unwrap_or_else(|| {
            self.problem(word.span().start, entry, "wanted: business, individual or unknown");
            TinType::Unknown
        })
    }

    pub(super) fn filer(&mut self, raw: RawFiler) -> Filer {
        let t = raw.transmitter;
        let issuer_role = t.role.is_some_and(|r| match r.as_ref().as_str() {
            "issuer" => true,
            "transmitter" => false,
            _ => {
                self.problem(r.span().start, "transmitter.role", "wanted: transmitter or issuer");
                false
            }
        });
        let software_at = raw.software.id.span().start;
        let software_id = self.value(raw.software.id, "software.id", Simple::AlphaNumeric(1, 10));
        if !software_id.starts_with(self.facts.software_prefix) {
            let reason = format!(
                "a software ID of tax year {} begins with {} (rule TMFST020)",
                self.facts.tax_year, self.facts.software_prefix
            );
            self.problem(software_at, "software.id", reason);
        }
        let by_vendor = raw.software.vendor.as_ref().is_some_and(|v| match v.as_ref().as_str() {
            "vendor" => true,
            "in-house" => false,
            _ => {
                self.problem(v.span().start, "software.vendor", "wanted: in-house or vendor");
                false
            }
        });
        if by_vendor && raw.vendor.is_none() {
            let reason = "vendor software needs a [vendor] table (rule TMFST022)";
            self.problem(software_at, "software.vendor", reason);
        }
        let name = self.names(t.name, t.name2, "transmitter");
        let transmitter = Transmitter {
            tcc: self.value(t.tcc, "transmitter.tcc", Simple::AlphaNumeric(5, 5)),
            issuer_role,
            tin: Tin(self.value(t.tin, "transmitter.tin", Simple::Digits(9)).into()),
            tin_type: self.tin_type(t.tin_type, "transmitter.tin_type"),
            foreign: t.foreign,
            name,
            address: self.address(t.address, "transmitter", t.foreign),
            contact: self.value(
                raw.contact.name,
                "contact.name",
                Simple::Text(&CharSet::PERSON, 35),
            ),
            email: self.optional(raw.contact.email, "contact.email", Simple::Email),
            phone: self.value(raw.contact.phone, "contact.phone", Simple::Phone),
        };
        let vendor = raw.vendor.filter(|_| by_vendor).map(|v| self.vendor(v));
        let payers: Vec<_> = raw.payer.into_iter().map(|p| self.payer(p)).collect();
        Filer { transmitter, software_id, vendor, payers: self.unique(payers) }
    }

    fn unique(&mut self, payers: Vec<(usize, Payer)>) -> Vec<Payer> {
        let mut seen = HashSet::new();
        if payers.is_empty() {
            self.problem(self.source.len(), "payer", "at least one [[payer]] is needed");
        }
        for (at, p) in &payers {
            if !seen.insert(p.id.clone()) {
                self.problem(*at, "payer.id", format!("`{}` stands twice", p.id));
            }
        }
        payers.into_iter().map(|(_, p)| p).collect()
    }

    fn vendor(&mut self, v: RawVendor) -> Vendor {
        Vendor {
            foreign: v.foreign,
            name: self.names(v.name, v.name2, "vendor"),
            address: self.address(v.address, "vendor", v.foreign),
            contact: self.value(v.contact, "vendor.contact", Simple::Text(&CharSet::PERSON, 35)),
            email: self.optional(v.email, "vendor.email", Simple::Email),
            phone: self.value(v.phone, "vendor.phone", Simple::Phone),
        }
    }

    fn payer(&mut self, p: RawPayer) -> (usize, Payer) {
        let at = p.id.span().start;
        let id = p.id.into_inner();
        if id.is_empty() {
            self.problem(at, "payer.id", "is empty; wanted: the key of the accounts file");
        }
        let part = Simple::Text(&CharSet::PERSON_PART, 20);
        let name = match (p.name, p.first_name, p.last_name) {
            (Some(name), None, None) => {
                let (line1, line2) = self.names(name, p.name2, "payer");
                Name::Business { line1: line1.into(), line2: line2.map(Cow::from) }
            }
            (None, Some(first), Some(last)) => Name::Person {
                first: self.value(first, "payer.first_name", part).into(),
                middle: self.optional(p.middle_name, "payer.middle_name", part).map(Cow::from),
                last: self.value(last, "payer.last_name", part).into(),
                suffix: self.optional(p.suffix, "payer.suffix", part).map(Cow::from),
            },
            _ => {
                let reason = "wanted: name, or first_name and last_name";
                self.problem(at, "payer.name", reason);
                Name::Business { line1: Cow::default(), line2: None }
            }
        };
        let contact = p.contact.map(|c| {
            (
                self.value(c, "payer.contact", Simple::Text(&CharSet::PERSON, 35)),
                self.optional(p.contact_phone, "payer.contact_phone", Simple::Phone),
                self.optional(p.contact_email, "payer.contact_email", Simple::Email),
            )
        });
        let mut cfsf = BTreeSet::new();
        for state in p.cfsf {
            let at = state.span().start;
            let state = state.into_inner();
            if !self.facts.cfsf_states.contains(&state.as_str()) {
                let reason =
                    format!("`{state}` takes no part in combined filing (SHAREDIRFORM019)");
                self.problem(at, "payer.cfsf", reason);
            }
            cfsf.insert(state);
        }
        let payer = Payer {
            id,
            tin: Tin(self.value(p.tin, "payer.tin", Simple::Digits(9)).into()),
            tin_type: self.tin_type(p.tin_type, "payer.tin_type"),
            foreign: p.foreign,
            name,
            address: self.address(p.address, "payer", p.foreign),
            phone: self.value(p.phone, "payer.phone", Simple::Phone),
            contact,
            office: self.optional(p.office, "payer.office", Simple::Code4),
            cfsf,
        };
        (at, payer)
    }

    fn address(&mut self, raw: Spanned<RawAddress>, of: &str, foreign: bool) -> Address<'static> {
        let at = raw.span().start;
        let a = raw.into_inner();
        let entry = |name: &str| format!("{of}.address.{name}");
        let street = Simple::Text(&CharSet::STREET, 35);
        let line1 = self.value(a.line1, &entry("line1"), street).into();
        let line2 = self.optional(a.line2, &entry("line2"), street).map(Cow::from);
        let country = a.country.filter(|c| c.as_ref() != "US");
        let Some(country) = country else {
            let mut required = |text: Option<Text>, name: &str, kind| match text {
                Some(t) => Cow::from(self.value(t, &entry(name), kind)),
                None => {
                    self.problem(at, &entry(name), "is missing");
                    Cow::default()
                }
            };
            return Address::Us {
                line1,
                line2,
                city: required(a.city, "city", Simple::Text(&CharSet::CITY, 40)),
                state: required(a.state, "state", Simple::State),
                zip: required(a.zip, "zip", Simple::Zip),
            };
        };
        if !foreign {
            let reason = "a foreign address needs `foreign = true` (the IRS rejects it otherwise)";
            self.problem(country.span().start, &entry("country"), reason);
        }
        let code = match self.facts.countries.from_iso(country.as_ref()) {
            Some(c) => c.code.into(),
            None => {
                let reason = "not an ISO 3166 country code";
                self.problem(country.span().start, &entry("country"), reason);
                Cow::default()
            }
        };
        let mut optional = |text: Option<Text>, name: &str, kind| {
            self.optional(text, &entry(name), kind).map(Cow::from)
        };
        Address::Foreign {
            line1,
            line2,
            city: optional(a.city, "city", Simple::Text(&CharSet::CITY, 50)),
            province: optional(a.province, "province", Simple::Text(&CharSet::TEXT, 17)),
            country: code,
            postal: optional(a.postal_code, "postal_code", Simple::Text(&CharSet::TEXT, 16)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BLANK, parse};
    use crate::year::FilingYear;

    const GOOD: &str = include_str!("../../tests/data/filer.toml");

    fn problems(text: &str) -> Vec<String> {
        let facts = FilingYear::get(2025).unwrap();
        parse(text, facts).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_one_is_read() {
        assert_eq!(problems(GOOD), Vec::<String>::new());
    }

    #[test]
    fn the_blank_one_names_every_entry_to_fill() {
        let found = problems(BLANK);
        for entry in [
            "transmitter.tcc",
            "transmitter.tin",
            "contact.phone",
            "software.id",
            "payer.id",
            "payer.tin",
            "payer.phone",
            "payer.address.zip",
        ] {
            assert!(found.iter().any(|p| p.contains(entry)), "{entry}: {found:#?}");
        }
        assert!(found.windows(2).all(|w| {
            let line = |p: &str| p[5..].split(':').next().unwrap().parse::<usize>().unwrap();
            line(&w[0]) <= line(&w[1])
        }));
    }

    #[test]
    fn each_problem_has_its_line() {
        for (from, to, wanted) in [
            (
                "tcc = \"AB123\"",
                "tcc = \"AB1234\"",
                "line 2: transmitter.tcc: wanted: 5 letters and digits",
            ),
            (
                "id = \"25A0000001\"",
                "id = \"24A0000001\"",
                "software.id: a software ID of tax year 2025 begins with 25",
            ),
            (
                "\"CA\", \"NJ\"",
                "\"CA\", \"TX\"",
                "payer.cfsf: `TX` takes no part in combined filing",
            ),
            (
                "phone = \"2025550100\"",
                "phone = \"202-555-0100\"",
                "contact.phone: wanted: digits and commas only",
            ),
            ("tin = \"000456789\"", "tin = \"00045678\"", "payer.tin: wanted: 9 digits, no hyphen"),
            (
                "role = \"transmitter\"",
                "role = \"boss\"",
                "transmitter.role: wanted: transmitter or issuer",
            ),
            ("[contact]", "[contacts]", "unknown field"),
            ("id = \"ALPHA\"", "id = \"BETA\"", "payer.id: `BETA` stands twice"),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let found = problems(&text);
            assert!(found.iter().any(|p| p.contains(wanted)), "{wanted}: {found:#?}");
        }
    }

    #[test]
    fn problems_never_repeat_a_taxpayer_number() {
        let text = GOOD.replace("000456789", "0004-56789");
        assert!(problems(&text).iter().all(|p| !p.contains("56789")));
    }
}
