//! YE0108: a heading that is no known field.

use crate::observed::{Said, Seen};
use crate::rule::rule;
use crate::words;
use yearend_model::Severity;

rule! {
    /// A heading was not recognised as any field.
    ///
    /// ## What it checks
    /// A column of a table has a heading whose words, number and figures fit none of the columns
    /// 1 to 41. It is a warning if figures other than zero stand in the column, or dates where the
    /// table lacks one of its own, else a note. Each security with such a figure or date is named by
    /// a warning of its own.
    ///
    /// ## Why it matters
    /// The figures of the column are in no field of the reading.
    ///
    /// ## What to do
    /// Look whether the column belongs to the layout under another name, and tell the sender to
    /// use the layout's heading.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 1 to 41.
    "YE0108", "unknown-heading", Warning, since "0.1",
    Observed(yearend_model::ObservationKind::UnknownHeading, say)
}

fn say(seen: &Seen<'_>) -> Said {
    let (heading, figures) = (seen.of.used.as_str(), seen.of.printed.trim());
    if seen.of.security.is_some() {
        return Said::new(
            format!("{figures} stands under a heading that is no field of the layout"),
            "it is not in the reading; look which field it belongs to",
        );
    }
    if !figures.is_empty() {
        return Said::new(
            format!(
                "{} is no field of the layout, and figures such as {figures} stand under it{}",
                subject(heading),
                seen.because()
            ),
            "its figures are not in the reading; look which field they belong to",
        );
    }
    let message = if Seen::is_several(heading) {
        format!("none of the headings {} is a field of the layout", Seen::headings(heading))
    } else {
        format!("{} is no field of the layout", subject(heading))
    };
    Said::new(message + &seen.because(), "no figure stands there; nothing to do")
        .severity(Severity::Note)
}

fn subject(heading: &str) -> String {
    match heading {
        "" => "a column without a heading".to_owned(),
        text => format!("the heading {}", words::quoted(text)),
    }
}
