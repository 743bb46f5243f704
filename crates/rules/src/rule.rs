//! What a rule is, and the macro that declares one.

use crate::line::{Line, Table};
use crate::observed::{Said, Seen};
use crate::sink::Sink;
use yearend_model::{Finding, ObservationKind, Reading, Severity};

/// Whether a code may still change. A code is never given a second meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// Means the same in every later version.
    Stable,
    /// No longer reported; the code stays taken, and its page says what took its place.
    Removed,
}

/// A rule: its code, its page and its check.
#[derive(Debug)]
pub struct Rule {
    /// The stable code, such as `YE0301`.
    pub code: &'static str,
    /// The name in words, such as `lost-value`.
    pub name: &'static str,
    /// The usual severity; the page says when a finding has another one.
    pub severity: Severity,
    /// The version of yearend that first had it.
    pub since: &'static str,
    /// The first tax year it applies to.
    pub from_year: u16,
    /// Whether the code is in use.
    pub stability: Stability,
    /// The source file that holds it.
    pub file: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) docs: &'static [&'static str],
    pub(crate) example: &'static str,
    pub(crate) check: Check,
}

/// What a rule looks at. Everything but an observation is looked at in primary layouts only.
#[derive(Debug)]
pub(crate) enum Check {
    /// What decoding met.
    Observed(ObservationKind, fn(&Seen<'_>) -> Said),
    /// The whole document.
    Reading(fn(&Reading, &mut Sink)),
    /// A table with its header and all its securities.
    Table(fn(&Table<'_>, &mut Sink)),
    /// A security with all its lines.
    Security(fn(&Line<'_>, &mut Sink)),
    /// A distribution.
    Line(fn(&Line<'_>, &mut Sink)),
    /// The figures of a distribution or of a printed total; not asked where an observation
    /// has already said that they are in doubt.
    Figures(fn(&Line<'_>, &mut Sink)),
}

impl Rule {
    /// The rule in one sentence.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.summary.trim()
    }

    /// A finding of the rule with its usual severity.
    pub(crate) fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.severity, message)
    }
}

/// Declares the rule of a file: `///` lines (the first is the summary, the others the page), then
/// code, name, severity, the first version, and what it checks.
macro_rules! rule {
    (
        #[doc = $summary:literal]
        $(#[doc = $doc:literal])*
        $code:literal, $name:literal, $severity:ident, since $since:literal $(from $year:literal)?,
        $kind:ident($($check:tt)+)
    ) => {
        #[doc = $summary]
        $(#[doc = $doc])*
        pub(crate) static RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: $code,
            name: $name,
            severity: ::yearend_model::Severity::$severity,
            since: $since,
            from_year: [$($year,)? 2007][0],
            stability: $crate::rule::Stability::Stable,
            file: file!(),
            summary: $summary,
            docs: &[$($doc),*],
            example: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/cases/", $code, ".md")),
            check: $crate::rule::Check::$kind($($check)+),
        };
    };
}
pub(crate) use rule;
