//! YE0605: a cell that is no figure.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A cell holds text that is no amount or date.
    ///
    /// ## What it checks
    /// A cell under an amount or date heading holds something that cannot be read as one, and is
    /// no known word for nothing (`-`, `N/A`) or for dates (`DAILY`).
    ///
    /// ## Why it matters
    /// What the cell was to say is missing from the reading.
    ///
    /// ## What to do
    /// Look at the cell and have it corrected.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 41.
    "YE0605", "unreadable-cell", Error, since "0.1",
    Observed(yearend_model::ObservationKind::UnreadableCell, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let kind = match seen.of.field {
        Some(f) if yearend_model::Field::DATES.contains(&f) => "date",
        _ => "amount",
    };
    Said::new(
        format!(
            "{} holds {}, which is no {kind}{}",
            seen.what_or("a cell"),
            seen.printed(),
            seen.because()
        ),
        "the value is missing from the reading; have the cell corrected",
    )
}
