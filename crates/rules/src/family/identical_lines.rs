//! YE0703: the same line twice.

use crate::line::{Line, Table};
use crate::rule::rule;
use crate::security::two_layouts::same_line;
use crate::sink::{At, Sink};
use std::collections::HashSet;
use yearend_model::{Field, ObservationKind, Reading};

rule! {
    /// Two lines of a security are the same in every column.
    ///
    /// ## What it checks
    /// No two lines of a security have the same dates and the same amounts, other than zero. It
    /// is said where decoding has not said so already.
    ///
    /// ## Why it matters
    /// A line pasted twice doubles a payment.
    ///
    /// ## What to do
    /// Compare with the payments received, or ask the sender.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0703", "identical-lines", Error, since "0.1",
    Reading(check)
}

fn check(reading: &Reading, sink: &mut Sink) {
    let said: HashSet<At> = reading
        .observations
        .iter()
        .filter(|o| o.kind == ObservationKind::RepeatedLine)
        .map(|o| At { layout: o.layout, security: o.security, distribution: None })
        .collect();
    for security in Table::of(reading).flat_map(Table::securities) {
        if said.contains(&security.at) {
            continue;
        }
        let mut earlier: Option<Line<'_>> = None;
        for line in security.lines() {
            // Repeats stand next to each other: comparing neighbours keeps this linear.
            if let Some(before) = earlier
                && !line.or_zero(Field::TotalDistribution).is_zero()
                && same_line(before, line)
            {
                let finding = line
                    .finding(&RULE, "this line is the same as the one before it in every column")
                    .help("compare with the payments received, or ask the sender")
                    .at(before.place);
                sink.push(line.at, finding);
            }
            earlier = Some(line);
        }
    }
}
