//! YE0802: bytes that are no text.

use crate::observed::{Said, Seen};
use crate::rule::rule;

rule! {
    /// The text holds bytes that are not valid in its encoding.
    ///
    /// ## What it checks
    /// Every byte of a text or CSV document is part of a character in its encoding (UTF-8, UTF-16
    /// or Windows-1252).
    ///
    /// ## Why it matters
    /// A damaged byte may be a digit.
    ///
    /// ## What to do
    /// Have the file sent again, best as a workbook or in UTF-8.
    ///
    /// ## Authority
    /// The Unicode Standard, chapter 3 (encoding forms).
    "YE0802", "bad-encoding", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::BadEncoding, say)
}

fn say(seen: &Seen<'_>) -> Said {
    Said::new(
        format!("bytes here are no characters of the text's encoding{}", seen.because()),
        "have the file sent again, best as a workbook or in UTF-8",
    )
}
