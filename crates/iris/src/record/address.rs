//! The mailing address of a recipient.

use super::What;
use super::prepare::{Preparer, code_shown};
use crate::filer::Address;
use crate::text::{CharSet, clean_two_lines};
use std::borrow::Cow;

/// US territories that the IRS takes as US addresses: ISO code and postal state code are the same.
const TERRITORIES: [&str; 5] = ["AS", "GU", "MP", "PR", "VI"];

/// A street on one or two lines.
type Street<'a> = (Cow<'a, str>, Option<Cow<'a, str>>);

impl<'a> Preparer<'_, 'a> {
    /// The address, cleaned, with its codes translated.
    pub(super) fn address(&mut self) -> Option<Address<'a>> {
        let row = self.row;
        let iso = row.country.unwrap_or("US");
        let domestic = iso == "US";
        let territory = !domestic
            && TERRITORIES.contains(&iso)
            && row.zip.is_some()
            && row.state.is_none_or(|s| s == iso);
        let street = self.street();
        if domestic || territory {
            let state = row.state.or(territory.then_some(iso));
            return self.us_address(street, state);
        }
        let Some(country) = self.facts.countries.from_iso(iso) else {
            let message = format!("the country is {}, no ISO 3166 code", code_shown(iso));
            self.error("YF007", "country", message, "Give the two-letter ISO 3166 code");
            return None;
        };
        if let Some(why) = country.note {
            self.note("country", iso, country.code, What::OtherCountry(why));
        }
        let city = self.text("city", row.city, &CharSet::CITY, 50);
        let province = self.text("province", row.province, &CharSet::TEXT, 17);
        let postal = self.text("postal_code", row.postal_code, &CharSet::TEXT, 16);
        let (line1, line2) = street?;
        Some(Address::Foreign {
            line1,
            line2,
            city,
            province,
            country: country.code.into(),
            postal,
        })
    }

    fn street(&mut self) -> Option<Street<'a>> {
        let row = self.row;
        let Some(line1) = row.address_line1 else {
            self.incomplete("address_line1");
            return None;
        };
        let line2 = row.address_line2.unwrap_or_default();
        let set = &CharSet::STREET;
        let (one, two) = match clean_two_lines(line1, line2, (set, set), 35) {
            Ok(lines) => lines,
            Err(c) => {
                self.cannot_spell("address_line1", c);
                return None;
            }
        };
        self.note_change("address_line1", line1, &one.text, one.change);
        // Mostly there is no second line.
        let second = !line2.is_empty() || !two.text.is_empty();
        if second && two.text != line2 {
            self.note("address_line2", line2, &two.text, What::Cleaned(two.change));
        }
        if one.text.is_empty() {
            self.incomplete("address_line1");
            return None;
        }
        Some((one.text, (!two.text.is_empty()).then_some(two.text)))
    }

    fn us_address(
        &mut self,
        street: Option<Street<'a>>,
        state: Option<&'a str>,
    ) -> Option<Address<'a>> {
        let row = self.row;
        let city = self.text("city", row.city, &CharSet::CITY, 40);
        if city.is_none() {
            self.incomplete("city");
        }
        let state = match state {
            Some(s) if self.facts.is_state(s) => Some(s.into()),
            Some(s) => {
                let message = format!("the state is {}, which is not known", code_shown(s));
                let help = "Give a state code of the US Postal Service, or the country of a \
                            foreign address";
                self.error("YF006", "state", message, help);
                None
            }
            None => {
                self.incomplete("state");
                None
            }
        };
        let zip = self.zip();
        let (line1, line2) = street?;
        Some(Address::Us { line1, line2, city: city?, state: state?, zip: zip? })
    }

    fn zip(&mut self) -> Option<Cow<'a, str>> {
        let Some(zip) = self.row.zip else {
            self.incomplete("zip");
            return None;
        };
        let digits: Cow<'_, str> = if zip.contains(['-', ' ']) {
            zip.chars().filter(|c| !matches!(c, '-' | ' ')).collect()
        } else {
            zip.into()
        };
        let ok = matches!(digits.len(), 5 | 9 | 12) && digits.bytes().all(|b| b.is_ascii_digit());
        if !ok {
            let help = "A US ZIP code has 5 or 9 digits; a foreign address names its country";
            self.error("YF008", "zip", "the ZIP code is not 5 or 9 digits", help);
            return None;
        }
        if digits != zip {
            self.note("zip", zip, &digits, What::Hyphen);
        }
        Some(digits)
    }

    fn incomplete(&mut self, field: &str) {
        self.error(
            "YF005",
            field,
            format!("`{field}` of the address is missing"),
            "The IRS wants street, city, state and ZIP of a US address",
        );
    }
}
