//! TIN and name of a recipient.

use super::prepare::{Preparer, code_shown};
use crate::filer::{Name, Tin, TinType};
use crate::text::{CharSet, clean_two_lines};

impl<'a> Preparer<'_, 'a> {
    /// The TIN and what kind it is.
    pub(super) fn tin(&mut self) -> Option<(Tin<'a>, TinType)> {
        let Some(tin) = self.row.tin else {
            if self.options.allow_missing_tin {
                self.warning(
                    "YF001",
                    "tin",
                    "the TIN is missing; the form goes without (SHAREDIRFORM023)",
                    "Ask for Form W-9; backup withholding applies until then",
                );
            } else {
                self.error(
                    "YF001",
                    "tin",
                    "the TIN is missing",
                    "Add it to the accounts file, or file without it: --allow-missing-tin \
                     (accepted with error SHAREDIRFORM023)",
                );
            }
            return None;
        };
        if tin.len() != 9 || !tin.bytes().all(|b| b.is_ascii_digit()) {
            self.error("YF002", "tin", "the TIN is not nine digits", "Give it without hyphens");
            return None;
        }
        if self.options.test && !tin.starts_with("000") {
            self.error(
                "YF015",
                "tin",
                "in a test every TIN begins with 000 (SHAREDIRFORM021)",
                "Use fictitious taxpayer numbers in tests",
            );
            return None;
        }
        let word = self.row.tin_type.unwrap_or("unknown");
        let Some(kind) = TinType::from_word(word) else {
            let message = format!("`tin_type` is {}", code_shown(word));
            self.error("YF002", "tin_type", message, "Wanted: individual, business or unknown");
            return None;
        };
        Some((Tin(tin.into()), kind))
    }

    /// The name, cleaned.
    pub(super) fn name(&mut self) -> Option<Name<'a>> {
        match self.row.business_name {
            Some(name) => self.business(name),
            None => self.person(),
        }
    }

    fn business(&mut self, name: &'a str) -> Option<Name<'a>> {
        let sets = (&CharSet::BUSINESS_1, &CharSet::BUSINESS_2);
        let (one, two) = match clean_two_lines(name, "", sets, 75) {
            Ok(lines) => lines,
            Err(c) => {
                self.cannot_spell("business_name", c);
                return None;
            }
        };
        if one.change.any() {
            let both = [&*one.text, &*two.text].join("\n");
            self.note_change("business_name", name, both.trim_end(), one.change);
        }
        if one.text.is_empty() {
            self.empty_name("business_name");
            return None;
        }
        Some(Name::Business { line1: one.text, line2: (!two.text.is_empty()).then_some(two.text) })
    }

    fn person(&mut self) -> Option<Name<'a>> {
        let row = self.row;
        let set = &CharSet::PERSON_PART;
        let before = self.findings.len();
        let first = self.text("first_name", row.first_name, set, 20);
        let middle = self.text("middle_name", row.middle_name, set, 20);
        let last = self.text("last_name", row.last_name, set, 20);
        let suffix = self.text("suffix", row.suffix, set, 20);
        if self.findings.len() > before {
            return None;
        }
        if first.is_none() {
            self.empty_name("first_name");
        }
        if last.is_none() {
            self.empty_name("last_name");
        }
        Some(Name::Person { first: first?, middle, last: last?, suffix })
    }

    fn empty_name(&mut self, field: &str) {
        self.error(
            "YF003",
            field,
            format!("`{field}` is empty, or nothing of it is left after cleaning"),
            "The IRS wants first and last name of a person, or the name of a business",
        );
    }
}
