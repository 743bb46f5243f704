//! The content of a form as bytes, for its hash: equal bytes, equal form.
//!
//! Not the XML: the form stays the same when a year's schema spells it otherwise. It is also how
//! forms wait until they are written: the XML is made from the very bytes that were hashed.

use super::{Record, StateTax};
use crate::boxes::{Amounts, MoneyBox};
use crate::filer::{Address, Name, Tin, TinType};
use std::borrow::Cow;

impl Record<'_> {
    /// Appends the content, every value with its length before it, so that no two contents run
    /// together.
    pub fn content(&self, tax_year: u16, out: &mut Vec<u8>) {
        out.extend_from_slice(&tax_year.to_le_bytes());
        text(out, self.office);
        text(out, self.cfsf_state.as_deref());
        text(out, self.tin.as_ref().map(|t| &*t.0));
        text(out, self.tin_type.map(|t| t.code()));
        match &self.name {
            Name::Person { first, middle, last, suffix } => {
                out.push(b'P');
                let parts = [Some(first), middle.as_ref(), Some(last), suffix.as_ref()];
                parts.into_iter().for_each(|p| text(out, p.map(|p| &**p)));
            }
            Name::Business { line1, line2 } => {
                out.push(b'B');
                text(out, Some(line1));
                text(out, line2.as_deref());
            }
        }
        text(out, self.additional.as_deref());
        match &self.address {
            Address::Us { line1, line2, city, state, zip } => {
                out.push(b'U');
                let parts = [Some(line1), line2.as_ref(), Some(city), Some(state), Some(zip)];
                parts.into_iter().for_each(|p| text(out, p.map(|p| &**p)));
            }
            Address::Foreign { line1, line2, city, province, country, postal } => {
                out.push(b'F');
                let (city, province) = (city.as_ref(), province.as_ref());
                let parts =
                    [Some(line1), line2.as_ref(), city, province, Some(country), postal.as_ref()];
                parts.into_iter().for_each(|p| text(out, p.map(|p| &**p)));
            }
        }
        text(out, Some(self.account));
        out.push(u8::from(self.fatca) | u8::from(self.second_tin_notice) << 1);
        for (i, b) in (0u8..).zip(MoneyBox::ALL) {
            let cents = self.amounts.get(b);
            if cents != 0 {
                out.push(i);
                out.extend_from_slice(&cents.to_le_bytes());
            }
        }
        // No box has this number: the boxes end.
        out.push(u8::MAX);
        text(out, self.country);
        if let Some(s) = &self.state {
            text(out, Some(&s.state));
            text(out, s.state_id.as_deref());
            out.extend_from_slice(&s.withheld.to_le_bytes());
        }
    }
}

impl<'a> Record<'a> {
    /// The record of a payer that has this content; `None` where the bytes are no content.
    #[must_use]
    pub fn from_content(payer: &'a str, content: &'a [u8]) -> Option<Record<'a>> {
        let mut r = Reader(content);
        // The tax year is the transmission's.
        r.take::<2>()?;
        let office = r.text()?;
        let cfsf_state = r.text()?.map(Cow::from);
        let tin = r.text()?.map(|t| Tin(t.into()));
        let tin_type = match r.text()? {
            Some(code) => Some(TinType::from_code(code)?),
            None => None,
        };
        let name = r.name()?;
        let additional = r.text()?.map(Cow::from);
        let address = r.address()?;
        let account = r.text()??;
        let [flags] = r.take()?;
        let amounts = r.amounts()?;
        let country = r.text()?;
        let state = if r.0.is_empty() { None } else { Some(r.state()?) };
        Some(Record {
            payer,
            account,
            tin,
            tin_type,
            name,
            additional,
            address,
            office,
            cfsf_state,
            fatca: flags & 1 != 0,
            second_tin_notice: flags & 2 != 0,
            amounts,
            country,
            state,
        })
    }
}

/// What is left of a content.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    #[inline]
    fn text(&mut self) -> Option<Option<&'a str>> {
        let length = u16::from_le_bytes(self.take()?);
        if length == u16::MAX {
            return Some(None);
        }
        let (text, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        std::str::from_utf8(text).ok().map(Some)
    }

    fn some(&mut self) -> Option<Cow<'a, str>> {
        self.text()?.map(Cow::from)
    }

    fn any(&mut self) -> Option<Option<Cow<'a, str>>> {
        Some(self.text()?.map(Cow::from))
    }

    fn name(&mut self) -> Option<Name<'a>> {
        Some(match self.take()? {
            [b'P'] => Name::Person {
                first: self.some()?,
                middle: self.any()?,
                last: self.some()?,
                suffix: self.any()?,
            },
            [b'B'] => Name::Business { line1: self.some()?, line2: self.any()? },
            _ => return None,
        })
    }

    fn address(&mut self) -> Option<Address<'a>> {
        let kind = self.take()?;
        let (line1, line2) = (self.some()?, self.any()?);
        Some(match kind {
            [b'U'] => Address::Us {
                line1,
                line2,
                city: self.some()?,
                state: self.some()?,
                zip: self.some()?,
            },
            [b'F'] => Address::Foreign {
                line1,
                line2,
                city: self.any()?,
                province: self.any()?,
                country: self.some()?,
                postal: self.any()?,
            },
            _ => return None,
        })
    }

    fn amounts(&mut self) -> Option<Amounts> {
        let mut amounts = Amounts::default();
        loop {
            match self.take()? {
                [u8::MAX] => return Some(amounts),
                [i] => {
                    let b = MoneyBox::ALL.get(usize::from(i))?;
                    amounts.set(*b, i128::from_le_bytes(self.take()?));
                }
            }
        }
    }

    fn state(&mut self) -> Option<StateTax<'a>> {
        let (state, state_id) = (self.some()?, self.any()?);
        let withheld = i128::from_le_bytes(self.take()?);
        self.0.is_empty().then_some(StateTax { state, state_id, withheld })
    }
}

/// A text with its length; one that is absent with a length that none has.
fn text(out: &mut Vec<u8>, value: Option<&str>) {
    let length = value.map_or(u16::MAX, |v| u16::try_from(v.len()).unwrap_or(u16::MAX - 1));
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(value.unwrap_or_default().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = Cow<'static, str>> {
        "[ -~é]{0,9}".prop_map(Cow::Owned)
    }

    fn maybe() -> impl Strategy<Value = Option<Cow<'static, str>>> {
        proptest::option::of(text())
    }

    fn name() -> impl Strategy<Value = Name<'static>> {
        prop_oneof![
            (text(), maybe(), text(), maybe()).prop_map(|(first, middle, last, suffix)| {
                Name::Person { first, middle, last, suffix }
            }),
            (text(), maybe()).prop_map(|(line1, line2)| Name::Business { line1, line2 }),
        ]
    }

    fn address() -> impl Strategy<Value = Address<'static>> {
        prop_oneof![
            (text(), maybe(), text(), text(), text()).prop_map(
                |(line1, line2, city, state, zip)| {
                    Address::Us { line1, line2, city, state, zip }
                }
            ),
            (text(), maybe(), maybe(), maybe(), text(), maybe()).prop_map(
                |(line1, line2, city, province, country, postal)| Address::Foreign {
                    line1,
                    line2,
                    city,
                    province,
                    country,
                    postal
                }
            ),
        ]
    }

    proptest! {
        #[test]
        fn a_record_reads_back_from_its_content(
            (name, address) in (name(), address()),
            (office, cfsf_state, tin, additional, country) in (maybe(), maybe(), maybe(), maybe(), maybe()),
            kind in 0usize..4,
            fatca in any::<bool>(),
            second_tin_notice in any::<bool>(),
            cents in proptest::collection::vec(prop_oneof![Just(0), any::<i128>()], 17),
            state in proptest::option::of((text(), maybe(), any::<i128>())),
        ) {
            let mut amounts = Amounts::default();
            amounts.0.copy_from_slice(&cents);
            let kinds = [TinType::Individual, TinType::Business, TinType::Unknown];
            let state =
                state.map(|(state, state_id, withheld)| StateTax { state, state_id, withheld });
            let record = Record {
                payer: "P",
                account: "A-1",
                tin: tin.map(Tin),
                tin_type: kinds.get(kind).copied(),
                name,
                additional,
                address,
                office: office.as_deref(),
                cfsf_state,
                fatca,
                second_tin_notice,
                amounts,
                country: country.as_deref(),
                state,
            };
            let mut content = Vec::new();
            record.content(2025, &mut content);
            prop_assert_eq!(Record::from_content("P", &content), Some(record));
            content.pop();
            prop_assert_eq!(Record::from_content("P", &content), None);
        }
    }
}
