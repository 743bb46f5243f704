//! YE0118: a secondary or nonresident layout.

use crate::rule::rule;
use crate::sink::{At, Sink};
use yearend_model::{Kind, Reading};

rule! {
    /// A table is a secondary or nonresident layout, which these rules do not judge.
    ///
    /// ## What it checks
    /// The document holds a table other than the Primary Layout.
    ///
    /// ## Why it matters
    /// Its figures are read, but no identity of the Primary Layout binds them: that nothing is
    /// said of it does not mean that it is right.
    ///
    /// ## What to do
    /// Check such a table by eye.
    ///
    /// ## Authority
    /// ICI Secondary Layout; ICI Nonresident Alien Layout.
    "YE0118", "other-layout", Note, since "0.1",
    Reading(check)
}

fn check(reading: &Reading, sink: &mut Sink) {
    for (i, layout) in reading.layouts.iter().enumerate() {
        let name = match layout.kind {
            Kind::Primary => continue,
            Kind::Secondary => "secondary",
            Kind::Nra => "nonresident-alien",
        };
        let place = layout.securities.first().map(|s| s.place);
        let finding = RULE
            .finding(format!("this table is a {name} layout and is not checked"))
            .help("check it by eye")
            .at(place);
        sink.push(At { layout: Some(i), ..At::default() }, finding);
    }
}
