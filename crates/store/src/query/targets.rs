//! When the layouts are due.
//!
//! The Investment Company Institute announces each summer by when fund complexes are asked to
//! deliver the primary, secondary and NRA layouts (memos 27523 of 2013, 30076 of 2016 and 31342 of
//! 2018). For other years the dates are projected on the pattern of the last announcements: the
//! third and fourth Tuesday of January and the first Tuesday of February.

use yearend_model::{Date, Kind};

/// A target delivery date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The layout.
    pub kind: Kind,
    /// The day.
    pub date: Date,
    /// Announced by the ICI, not projected.
    pub announced: bool,
}

/// Tax year, then month and day (of the year after) for primary, secondary, NRA.
const ANNOUNCED: [(u16, [(i8, i8); 3]); 3] = [
    (2013, [(1, 17), (1, 24), (2, 10)]),
    (2016, [(1, 17), (1, 23), (2, 7)]),
    (2018, [(1, 15), (1, 22), (2, 5)]),
];

/// The target delivery dates for a tax year.
#[must_use]
pub fn targets(tax_year: u16) -> Vec<Target> {
    let Ok(next) = i16::try_from(tax_year + 1) else { return Vec::new() };
    let announced = ANNOUNCED.iter().find(|(year, _)| *year == tax_year).map(|(_, days)| days);
    let kinds = [Kind::Primary, Kind::Secondary, Kind::Nra];
    let mut out = Vec::new();
    for (i, kind) in kinds.into_iter().enumerate() {
        let date = match announced {
            Some(days) => Date::new(next, days[i].0, days[i].1).ok(),
            None => {
                let (month, nth) = [(1, 3), (1, 4), (2, 1)][i];
                Date::new(next, month, 1).ok().and_then(|first| {
                    first.nth_weekday_of_month(nth, jiff::civil::Weekday::Tuesday).ok()
                })
            }
        };
        if let Some(date) = date {
            out.push(Target { kind, date, announced: announced.is_some() });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announced_and_projected() {
        let of = |y| targets(y).iter().map(|t| t.date.to_string()).collect::<Vec<_>>();
        assert_eq!(of(2018), ["2019-01-15", "2019-01-22", "2019-02-05"]);
        assert_eq!(of(2026), ["2027-01-19", "2027-01-26", "2027-02-02"]);
        assert!(targets(2016).iter().all(|t| t.announced));
        assert!(!targets(2026).iter().any(|t| t.announced));
    }
}
