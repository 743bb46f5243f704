//! The business rules of tax year 2025 (v1.2, 2025-12-11) that concern Form 1099-DIV, with our
//! words for what each asks and what to do. Numbers and severities are the IRS's.

mod form;
mod submission;
mod transmission;

use crate::year::Rule;

/// Every rule of the transmission, Submission 1, Submission 2 where it can be checked, the shared
/// form rules and Form 1099-DIV.
pub(super) fn all() -> Vec<&'static Rule> {
    [transmission::RULES, submission::RULES, form::RULES].into_iter().flatten().collect()
}
