//! What is wrong with a reading, said so that a person can act on it.

use crate::field::Field;
use crate::place::Place;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Information; nobody needs to act.
    Note,
    /// Suspicious, or repaired: a person should look.
    Warning,
    /// A value is wrong, missing or ambiguous.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// One thing found, with its place, its reason and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's stable code, such as `YE0301`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence, with the figures.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The security it is about (its CUSIP as the reading gives it).
    pub cusip: Option<String>,
    /// The distribution it is about, from 1 in the order of the reading.
    pub distribution: Option<u32>,
    /// The field it is about.
    pub field: Option<Field>,
    /// Where it stands; the first is the primary place.
    pub places: Vec<Place>,
}

impl Finding {
    /// A finding without a place; the builder methods below add what is known.
    #[must_use]
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity,
            message: message.into(),
            help: None,
            cusip: None,
            distribution: None,
            field: None,
            places: Vec::new(),
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Names the security.
    #[must_use]
    pub fn cusip(mut self, cusip: impl Into<String>) -> Finding {
        self.cusip = Some(cusip.into());
        self
    }

    /// Names the distribution by its index (from 0) in the security.
    #[must_use]
    pub fn distribution(mut self, index: usize) -> Finding {
        self.distribution = u32::try_from(index + 1).ok();
        self
    }

    /// Names the field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Finding {
        self.field = Some(field);
        self
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Finding {
        self.places.extend(place.into());
        self
    }
}
