//! Business days, and the record, ex-dividend and payable dates of a distribution.

use crate::rng::Rng;
use jiff::Span;
use jiff::civil::{Date, Weekday, date};

/// The three dates of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Record date; `None` where shareholders of every day share (`DAILY`).
    pub record: Option<Date>,
    /// Ex-dividend date.
    pub ex: Date,
    /// Payable date.
    pub payable: Date,
}

/// The date so many days later (or earlier).
#[must_use]
pub fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

fn is_business_day(day: Date) -> bool {
    let fixed_holiday = matches!((day.month(), day.day()), (1, 1) | (7, 4) | (12, 25));
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !fixed_holiday
}

/// The business day `n` after (or, below zero, before) the day; with 0 the day itself or the
/// next business day.
#[must_use]
pub fn business_day(day: Date, n: i64) -> Date {
    let step = if n < 0 { -1 } else { 1 };
    let mut day = day;
    while !is_business_day(day) {
        day = plus(day, step);
    }
    for _ in 0..n.abs() {
        day = plus(day, step);
        while !is_business_day(day) {
            day = plus(day, step);
        }
    }
    day
}

/// How a family sets its dates.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    /// Business days from record to ex-dividend date.
    pub ex_after_record: i64,
    /// Business days from the later of the two to the payable date.
    pub payable_after: i64,
}

impl Habit {
    /// A habit of mutual funds (ex the day after) or of exchange-traded funds (ex before or on).
    pub fn random(rng: &mut Rng) -> Habit {
        Habit { ex_after_record: rng.between(-1, 1), payable_after: *rng.pick(&[0, 0, 1, 3, 5, 6]) }
    }

    /// The dates of a distribution of record about the given day.
    #[must_use]
    pub fn dates(self, about: Date) -> Dates {
        let record = business_day(about, 0);
        let ex = business_day(record, self.ex_after_record);
        let payable = business_day(record.max(ex), self.payable_after);
        Dates { record: Some(record), ex, payable }
    }

    /// A distribution of record in late December and payable in January (section 852(b)(7)).
    #[must_use]
    pub fn around_new_year(self, old_year: i16) -> Dates {
        let record = business_day(date(old_year, 12, 29), -1);
        let ex = business_day(record, self.ex_after_record.min(0));
        Dates { record: Some(record), ex, payable: business_day(date(old_year + 1, 1, 3), 1) }
    }

    /// A month-end distribution of income accrued daily.
    #[must_use]
    pub fn daily(year: i16, month: i8) -> Dates {
        let mut end = date(year, month, 1).last_of_month();
        while !is_business_day(end) {
            end = plus(end, -1);
        }
        Dates { record: None, ex: end, payable: end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_holidays_are_skipped() {
        assert_eq!(business_day(date(2024, 12, 24), 1), date(2024, 12, 26));
        assert_eq!(business_day(date(2024, 6, 1), 0), date(2024, 6, 3));
        assert_eq!(business_day(date(2024, 6, 3), -1), date(2024, 5, 31));
        assert_eq!(Habit::daily(2024, 6).payable, date(2024, 6, 28));
    }

    #[test]
    fn a_new_year_distribution_straddles_it() {
        let habit = Habit { ex_after_record: 1, payable_after: 0 };
        for year in 2007..2027 {
            let d = habit.around_new_year(year);
            assert_eq!((d.record.map(Date::year), d.payable.year()), (Some(year), year + 1));
            assert_eq!((d.ex.month(), d.payable.month()), (12, 1));
        }
    }
}
