//! The content of a form as bytes, for its hash: equal bytes, equal form.
//!
//! Not the XML: the form stays the same when a year's schema spells it otherwise.

use super::Record;
use crate::boxes::MoneyBox;
use crate::filer::{Address, Name};

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

/// A text with its length; one that is absent with a length that none has.
fn text(out: &mut Vec<u8>, value: Option<&str>) {
    let length = value.map_or(u16::MAX, |v| u16::try_from(v.len()).unwrap_or(u16::MAX - 1));
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(value.unwrap_or_default().as_bytes());
}
