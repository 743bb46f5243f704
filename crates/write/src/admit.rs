//! Which readings may be written: none with a figure that is known to be wrong, missing or
//! ambiguous, unless the user asks for it.

use crate::error::WriteError;
use yearend_model::{Reading, Security, Severity};

/// Whether a security's figures are not settled: a finding of severity error names it, or it is
/// under review and its findings are not at hand (a reading that came from JSON).
#[must_use]
pub fn unsettled(reading: &Reading, security: &Security) -> bool {
    let mut own = reading
        .findings
        .iter()
        .filter(|f| f.cusip.as_deref() == Some(security.cusip.as_str()))
        .map(|f| f.severity)
        .peekable();
    if own.peek().is_none() { security.review } else { own.any(|s| s == Severity::Error) }
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
        for (_, s) in reading.securities().filter(|(_, s)| unsettled(reading, s)) {
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
