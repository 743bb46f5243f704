//! YE0207: a mistyped CUSIP.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A line prints another CUSIP than the security's other lines.
    ///
    /// ## What it checks
    /// A printed CUSIP fails its check digit, or differs in one character from the one that the
    /// security's other lines print, and the document itself says which is meant.
    ///
    /// ## Why it matters
    /// Under a wrong CUSIP the figures reach no holder, or the holders of another fund.
    ///
    /// ## What to do
    /// The CUSIP of the other lines is used. Confirm it before loading the figures.
    ///
    /// ## Authority
    /// ANSI X9.6 (CUSIP); ICI Primary Layout, column 2.
    "YE0207", "misprinted-cusip", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::MisprintedCusip, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("the CUSIP is printed as {}{}{}", seen.printed(), seen.read_as(), seen.because()),
        "confirm the CUSIP before loading the figures",
    )
}
