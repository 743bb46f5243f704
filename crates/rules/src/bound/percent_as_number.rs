//! YE0411: a percentage printed as a plain number.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The AMT percentage is printed as a number above 1 and read as percent.
    ///
    /// ## What it checks
    /// Column 31 asks for a percentage. A figure above 1 and up to 100 without a percent sign can
    /// only be meant as percent: 26.26 is read as 0.2626.
    ///
    /// ## Why it matters
    /// Taken as a fraction, 26.26 would make the private activity bond interest twenty-six times
    /// the exempt-interest dividend.
    ///
    /// ## What to do
    /// Nothing, if the column is meant in percent. A 1 in the same column is then one percent.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 31; Instructions for Form 1099-DIV, specified private activity
    /// bond interest dividends.
    "YE0411", "percent-as-number", Note, since "0.1",
    Observed(yearend_model::ObservationKind::PercentAsNumber, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "{} is printed as {}{}{}",
            seen.what(),
            seen.printed(),
            seen.read_as(),
            seen.because()
        ),
        "nothing to do if the column is meant in percent",
    )
}
