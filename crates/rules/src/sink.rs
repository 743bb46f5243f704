//! Collects findings with the position in the document that orders them.

use std::cmp::Reverse;
use yearend_model::{Finding, Severity};

/// Where in the reading something is: layout, security and distribution by index. `None` is
/// before every `Some`, so that what concerns a whole document, table or security comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct At {
    /// Index of the layout.
    pub(crate) layout: Option<usize>,
    /// Index of the security in its layout.
    pub(crate) security: Option<usize>,
    /// Index of the distribution in its security.
    pub(crate) distribution: Option<usize>,
}

/// The findings so far.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    found: Vec<(At, Finding)>,
}

impl Sink {
    /// What some work finds.
    pub(crate) fn of(work: impl FnOnce(&mut Sink)) -> Sink {
        let mut sink = Sink::default();
        work(&mut sink);
        sink
    }

    /// Adds a finding about a position.
    pub(crate) fn push(&mut self, at: At, finding: Finding) {
        self.found.push((at, finding));
    }

    /// Adds the findings of another.
    pub(crate) fn append(&mut self, mut other: Sink) {
        self.found.append(&mut other.found);
    }

    /// The findings in the order of the document, worst first within a security, and the same
    /// order in every run.
    pub(crate) fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|(a, f), (b, g)| order(a, f).cmp(&order(b, g)));
        self.found.into_iter().map(|(_, f)| f).collect()
    }
}

type Order<'a> = (
    (Option<usize>, Option<usize>, Reverse<Severity>, Option<usize>),
    (&'static str, Option<u8>, &'a str),
);

fn order<'a>(at: &At, f: &'a Finding) -> Order<'a> {
    (
        (at.layout, at.security, Reverse(f.severity), at.distribution),
        (f.code, f.field.map(|x| x.column()), f.message.as_str()),
    )
}
