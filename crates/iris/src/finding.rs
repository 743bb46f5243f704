//! What is wrong with a form or a transmission, said so that a person can act on it.

use crate::year::IrsSeverity;
use std::fmt;
use yearend_model::Severity;

/// Where something stands in a filing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// `SubmissionId`.
    pub submission: Option<u32>,
    /// `RecordId`.
    pub record: Option<u32>,
    /// The payer's key.
    pub payer: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// The element of the XML, or the column of the forms.
    pub element: Option<String>,
    /// The byte offset in the file.
    pub offset: Option<u64>,
    /// The line in the file, from 1.
    pub line: Option<u64>,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The IRS's rule number, the schema validator's code (`cvc-…`), or ours (`YF…`).
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What the IRS does, where the code is a rule of its.
    pub irs: Option<IrsSeverity>,
    /// What is wrong. Never holds a TIN, a name or an address.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where.
    pub spot: Spot,
}

impl Finding {
    /// A finding of ours.
    #[must_use]
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity,
            irs: None,
            message: message.into(),
            help: None,
            spot: Spot::default(),
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, spot: Spot) -> Finding {
        self.spot = spot;
        self
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(p) = &self.payer {
            parts.push(format!("payer {p}"));
        }
        if let Some(a) = &self.account {
            parts.push(format!("account {a}"));
        }
        if let Some(s) = self.submission {
            parts.push(format!("submission {s}"));
        }
        if let Some(r) = self.record {
            parts.push(format!("record {r}"));
        }
        if let Some(e) = &self.element {
            parts.push(e.clone());
        }
        match (self.line, self.offset) {
            (Some(line), _) => parts.push(format!("line {line}")),
            (None, Some(offset)) => parts.push(format!("byte {offset}")),
            (None, None) => {}
        }
        f.write_str(&parts.join(", "))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] ", self.severity, self.code)?;
        let spot = self.spot.to_string();
        if !spot.is_empty() {
            write!(f, "{spot}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(irs) = self.irs {
            write!(f, " (IRS: {irs})")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}
