//! YE0315: a line that may be the year's total.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The last line of a security may be the year's total, in place of a distribution.
    ///
    /// ## What it checks
    /// Cells with several values end with the year's total elsewhere in the document. This
    /// security has as many values as dates, the last of them nowhere less than the sum of the
    /// others: either it prints no total, or a line is gone and the total stands in its place.
    ///
    /// ## Why it matters
    /// Taken as a distribution, a total counts the other lines twice, and every identity of the
    /// line still holds.
    ///
    /// ## What to do
    /// The line is used as it is printed. Compare it with the fund's own record of the payment,
    /// or with what was posted.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 7 to 13: one line for each distribution of the year.
    "YE0315", "may-be-total", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::MayBeTotal, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "the last line, with {} {}, may be the total of the year{}",
            seen.what_or("the amounts"),
            seen.of.printed,
            seen.because()
        ),
        "the line is used as printed; look whether a line is missing before it",
    )
}
