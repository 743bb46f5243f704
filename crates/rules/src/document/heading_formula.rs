//! YE0111: a heading with another formula than the layout's.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// A heading prints a formula that differs from the layout's.
    ///
    /// ## What it checks
    /// Headings may print what a column sums, such as (14+15+16). It is compared with the layout
    /// of the year. The figures are checked against the layout's formula, whatever is printed.
    ///
    /// ## Why it matters
    /// A template with a misplaced formula is passed on from year to year, and somebody will one
    /// day believe it.
    ///
    /// ## What to do
    /// Correct the template. If figures were computed by the printed formula, findings about
    /// identities will say so.
    ///
    /// ## Authority
    /// ICI Primary Layout, formulas of columns 10, 13, 17, 21, 36 and 40.
    "YE0111", "heading-formula", Note, since "0.1",
    Observed(yearend_model::ObservationKind::HeadingFormulaDiffers, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let right = match seen.of.field.and_then(yearend_model::Field::formula) {
        Some(formula) => format!("the layout says ({formula})"),
        None => "the layout has no formula there".to_owned(),
    };
    Said::new(
        format!(
            "the heading {} prints another formula than the layout's for {}; {right}",
            seen.printed(),
            seen.what(),
        ),
        "correct the template; figures are checked against the layout's formula",
    )
}
