//! YE0209: one ticker, two securities.

use crate::line::{Line, Table};
use crate::rule::rule;
use crate::security::ticker_shape::is_ticker;
use crate::sink::Sink;
use std::collections::HashMap;
use yearend_model::{Field, Reading};

rule! {
    /// Two securities with different CUSIPs have the same ticker.
    ///
    /// ## What it checks
    /// A ticker names one security of a document. Securities whose CUSIP changed in the year
    /// (column 32) are left out: both CUSIPs then share the ticker.
    ///
    /// ## Why it matters
    /// One of the two tickers is wrong, or one of the CUSIPs is.
    ///
    /// ## What to do
    /// Compare both with the prospectus.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 2, 3 and 32.
    "YE0209", "duplicate-ticker", Warning, since "0.1",
    Reading(check)
}

fn check(reading: &Reading, sink: &mut Sink) {
    let mut first: HashMap<&str, Line<'_>> = HashMap::new();
    for security in Table::of(reading).flat_map(Table::securities) {
        let Some(ticker) = security.security.ticker.as_deref().filter(|t| is_real(t)) else {
            continue;
        };
        if changed(&security) {
            continue;
        }
        let other = *first.entry(ticker).or_insert(security);
        if other.security.cusip == security.security.cusip {
            continue;
        }
        let message = format!(
            "{} has the ticker {ticker}, and so has {}",
            security.security.cusip, other.security.cusip
        );
        let mut finding = security.finding(&RULE, message).at(other.place);
        finding.field = Some(Field::Ticker);
        sink.push(security.at, finding.help("one ticker or one CUSIP is wrong; compare both"));
    }
}

fn is_real(ticker: &str) -> bool {
    is_ticker(ticker) && ticker.len() >= 3 && !matches!(ticker, "NONE" | "TBD" | "NULL")
}

fn changed(security: &Line<'_>) -> bool {
    security.security.distributions.iter().any(|d| d.cusip_change.is_some())
}
