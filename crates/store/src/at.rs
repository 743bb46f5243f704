//! Points in time. The clock belongs to the caller; the store is told what time it is.

use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt;

/// A point in time, UTC, as the store keeps it: `2026-01-17T09:30:00.000000Z`. All have one
/// width, so the order of the texts is the order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(String);

impl At {
    /// The text of a timestamp, to the microsecond.
    #[must_use]
    pub fn new(timestamp: Timestamp) -> At {
        At(format!("{timestamp:.6}"))
    }

    /// The last moment of a day, UTC: what `--as-of 2026-01-31` means.
    #[must_use]
    pub fn end_of(day: Date) -> At {
        At(format!("{day}T23:59:59.999999Z"))
    }

    /// Reads a date (`2026-01-31`, its last moment) or a time (`2026-01-31T12:00:00Z`, with any
    /// offset). `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<At> {
        let text = text.trim();
        if text.len() == 10 {
            return text.parse().ok().map(At::end_of);
        }
        text.parse::<Timestamp>().ok().map(At::new)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The calendar day, UTC: `2026-01-17`.
    #[must_use]
    pub fn day(&self) -> &str {
        self.0.get(..10).unwrap_or(&self.0)
    }

    pub(crate) fn stored(text: String) -> At {
        At(text)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order() {
        let parsed = |s| At::parse(s).unwrap();
        assert_eq!(parsed("2026-01-17T09:30:00Z").as_str(), "2026-01-17T09:30:00.000000Z");
        assert_eq!(parsed("2026-01-17T09:30:00.25+01:00").as_str(), "2026-01-17T08:30:00.250000Z");
        assert!(parsed("2026-01-17T23:59:59Z") < parsed("2026-01-17"));
        assert!(parsed("2026-01-17") < parsed("2026-01-18T00:00:00Z"));
        assert_eq!(At::parse("yesterday"), None);
        assert_eq!(At::parse("2026-02-30"), None);
    }
}
