//! YE0512: dates in each other's place.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// Dates of a line stand in each other's place.
    ///
    /// ## What it checks
    /// A line prints a payable date before its record or ex-dividend date, and another line of
    /// the document prints the same dates in order.
    ///
    /// ## Why it matters
    /// Payments are matched by payable date; a wrong one finds no payment, or another one.
    ///
    /// ## What to do
    /// The dates in order are used and marked as inferred. Compare them with the fund's calendar.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 9.
    "YE0512", "swapped-dates", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::SwappedDates, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "dates stand in each other's place: {}{}{}",
            seen.of.printed,
            seen.read_as(),
            seen.because()
        ),
        "the dates in order are used; compare them with the fund's calendar",
    )
}
