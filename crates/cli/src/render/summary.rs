//! The closing line of a check: how much was read and what was found.

use super::count;
use yearend_model::{Reading, Severity};

/// What a run read and found, over all documents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    documents: usize,
    securities: usize,
    distributions: usize,
    review: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Tally {
    /// Counts a reading.
    pub(crate) fn add(&mut self, reading: &Reading) {
        self.documents += 1;
        for (_, s) in reading.securities() {
            self.securities += 1;
            self.distributions += s.distributions.len();
            self.review += usize::from(s.review);
        }
        for f in &reading.findings {
            *match f.severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            } += 1;
        }
    }

    /// How many documents were read.
    pub(crate) fn documents(&self) -> usize {
        self.documents
    }

    /// How many notes were made.
    pub(crate) fn notes(&self) -> usize {
        self.notes
    }

    /// The worst severity met.
    pub(crate) fn worst(&self) -> Option<Severity> {
        [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.notes, Severity::Note),
        ]
        .into_iter()
        .find(|(n, _)| *n > 0)
        .map(|(_, s)| s)
    }

    /// `23 securities, 46 distributions: 2 errors, 1 warning; 3 securities need a look`.
    pub(crate) fn line(&self) -> String {
        let mut out = String::new();
        if self.documents != 1 {
            out += &format!("{}, ", count(self.documents, "document"));
        }
        out += &format!(
            "{}, {}: ",
            count(self.securities, "security"),
            count(self.distributions, "distribution")
        );
        let found: Vec<String> =
            [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
                .into_iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, noun)| count(n, noun))
                .collect();
        out += &if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
        match self.review {
            0 => {}
            1 => out += "; 1 security needs a look",
            n => out += &format!("; {n} securities need a look"),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yearend_model::{Finding, Layout, Security};

    #[test]
    fn counts_and_plurals() {
        let mut t = Tally::default();
        assert_eq!(t.worst(), None);
        let layout = Layout {
            securities: vec![Security { review: true, ..Security::default() }],
            ..Layout::default()
        };
        t.add(&Reading {
            layouts: vec![layout],
            findings: vec![Finding::new("YE0000", Severity::Warning, "x")],
            ..Reading::default()
        });
        assert_eq!(t.worst(), Some(Severity::Warning));
        assert_eq!(t.line(), "1 security, 0 distributions: 1 warning; 1 security needs a look");
    }
}
