//! YE0102: a document without a security.

use crate::rule::rule;
use crate::sink::{At, Sink};
use yearend_model::{ObservationKind, Reading};

rule! {
    /// The document holds no security.
    ///
    /// ## What it checks
    /// At least one security was read.
    ///
    /// ## Why it matters
    /// An empty reading looks like a fund family that paid nothing.
    ///
    /// ## What to do
    /// Look whether this is the right file, and whether its table has a header row.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 1 and 2.
    "YE0102", "no-security", Error, since "0.1",
    Reading(check)
}

fn check(reading: &Reading, sink: &mut Sink) {
    let said = reading.observations.iter().any(|o| o.kind == ObservationKind::NoTable);
    if !said && reading.securities().next().is_none() {
        let finding = RULE
            .finding("the document holds no security")
            .help("look whether this is the right file, and whether its table has a header row");
        sink.push(At::default(), finding);
    }
}
