//! YE0119: amounts that are not in dollars per share.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The document says that its amounts are in another unit than dollars per share.
    ///
    /// ## What it checks
    /// Titles, notes above the table and headings: none says that amounts are in cents, or for
    /// more than one share. The amounts are read as they are printed.
    ///
    /// ## Why it matters
    /// The identities of a line hold in every unit. Used as dollars, amounts in cents would be a
    /// hundred times what was paid.
    ///
    /// ## What to do
    /// Look whether the sentence is about these amounts; if it is, ask the sender for the layout in
    /// dollars per share.
    ///
    /// ## Authority
    /// ICI Primary Layout: amounts are in dollars per share.
    "YE0119", "other-unit", Error, since "0.1",
    Observed(yearend_model::ObservationKind::OtherUnit, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!(
            "the amounts may not be in dollars per share: the document says {}",
            seen.printed()
        ),
        "amounts are read as dollars per share, as they are printed; ask the sender for the unit",
    )
}
