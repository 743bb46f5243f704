//! Which readings may be written: none with a figure that is known to be wrong, missing or
//! ambiguous, unless the user asks for it.

use crate::error::WriteError;
use std::collections::HashMap;
use yearend_model::{Finding, Reading, Security, Severity};

/// The findings of a reading by the security that they name.
#[derive(Debug)]
pub struct Named<'a>(HashMap<&'a str, Vec<&'a Finding>>);

impl<'a> Named<'a> {
    /// Goes through the findings once.
    #[must_use]
    pub fn by(reading: &'a Reading) -> Named<'a> {
        let mut named: HashMap<&str, Vec<&Finding>> = HashMap::new();
        for f in &reading.findings {
            if let Some(cusip) = &f.cusip {
                named.entry(cusip).or_default().push(f);
            }
        }
        Named(named)
    }

    /// The findings that name a security.
    #[must_use]
    pub fn of(&self, security: &Security) -> &[&'a Finding] {
        self.0.get(security.cusip.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Whether a security's figures are not settled: a finding of severity error names it, or it
    /// is under review and its findings are not at hand (a reading that came from JSON).
    #[must_use]
    pub fn unsettled(&self, security: &Security) -> bool {
        match self.of(security) {
            [] => security.review,
            findings => findings.iter().any(|f| f.severity == Severity::Error),
        }
    }
}

/// Refuses readings with unsettled securities or with an error that concerns the whole document.
///
/// # Errors
/// [`WriteError::UnderReview`] with what is under review.
pub fn check(readings: &[Reading]) -> Result<(), WriteError> {
    let mut refused = Vec::new();
    for reading in readings {
        let name = &reading.source.name;
        for f in &reading.findings {
            if f.severity == Severity::Error && f.cusip.is_none() {
                refused.push(format!("{name} ({} {})", f.code, f.message));
            }
        }
        let named = Named::by(reading);
        for (_, s) in reading.securities().filter(|(_, s)| named.unsettled(s)) {
            refused.push(format!("{} {}", s.cusip, s.name));
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(WriteError::UnderReview(refused)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::{Finding, Layout};

    fn reading(review: bool, findings: Vec<Finding>) -> Reading {
        let s = Security { cusip: "471021402".into(), review, ..Security::default() };
        let layouts = vec![Layout { securities: vec![s], ..Layout::default() }];
        Reading { layouts, findings, ..Reading::default() }
    }

    #[test]
    fn errors_are_refused_and_repairs_are_not() {
        let finding = |severity| vec![Finding::new("YE0001", severity, "x").cusip("471021402")];
        assert!(check(&[reading(false, Vec::new())]).is_ok());
        assert!(check(&[reading(true, finding(Severity::Warning))]).is_ok());
        assert!(check(&[reading(true, finding(Severity::Error))]).is_err());
        assert!(check(&[reading(true, Vec::new())]).is_err(), "review without its findings");
        let whole = vec![Finding::new("YE0002", Severity::Error, "no table")];
        assert!(check(&[reading(false, whole)]).is_err());
    }
}
