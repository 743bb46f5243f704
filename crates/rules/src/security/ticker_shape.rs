//! YE0208: the shape of a ticker.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// The ticker does not look like one.
    ///
    /// ## What it checks
    /// Tickers of US funds have one to five capital letters, and sometimes one more after a point
    /// or hyphen.
    ///
    /// ## Why it matters
    /// The ticker is the second way to find a security when a CUSIP is wrong.
    ///
    /// ## What to do
    /// Look whether something else stands in the column.
    ///
    /// ## Authority
    /// ICI Primary Layout, column 3.
    "YE0208", "ticker-shape", Note, since "0.1",
    Security(check)
}

/// Whether the text looks like a ticker of a US fund.
pub(crate) fn is_ticker(text: &str) -> bool {
    let (base, suffix) = text.split_once(['.', '-']).unwrap_or((text, "A"));
    let letters = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_uppercase());
    letters(base) && base.len() <= 5 && letters(suffix) && suffix.len() == 1
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let Some(ticker) = security.security.ticker.as_deref() else { return };
    if !is_ticker(ticker) {
        let mut finding = security
            .finding(&RULE, format!("{} does not look like a ticker", words::quoted(ticker)))
            .help("look whether something else stands in the column");
        finding.field = Some(Field::Ticker);
        sink.push(security.at, finding);
    }
}

#[cfg(test)]
mod tests {
    use super::is_ticker;

    #[test]
    fn tickers() {
        assert!(["JABLX", "KOKU", "F", "BRK.B", "PBR-A"].into_iter().all(is_ticker));
        assert!(["", "JABLXX", "Jabl", "12345", "A.", "A.BC"].into_iter().all(|t| !is_ticker(t)));
    }
}
