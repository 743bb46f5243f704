//! Days between dates, and business days.

use yearend_model::Date;

/// Calendar days from `a` to `b`; negative if `b` is earlier.
pub(crate) fn days(a: Date, b: Date) -> i64 {
    b.duration_since(a).as_hours() / 24
}

/// Whether the date is a Saturday or Sunday.
pub(crate) fn is_weekend(d: Date) -> bool {
    d.weekday().to_monday_zero_offset() >= 5
}

/// Business days (Monday to Friday, holidays not known) between two dates in either order.
pub(crate) fn business_days_apart(a: Date, b: Date) -> i64 {
    let (first, last) = if a <= b { (a, b) } else { (b, a) };
    let all = days(first, last);
    let weeks = all / 7;
    let start = i64::from(first.weekday().to_monday_zero_offset());
    let rest = (1..=all % 7).filter(|i| (start + i) % 7 < 5).count();
    weeks * 5 + i64::try_from(rest).unwrap_or(0)
}

/// Whether the date lies in October, November or December of the year.
pub(crate) fn in_last_quarter(d: Date, year: i16) -> bool {
    d.year() == year && d.month() >= 10
}

/// The weekday in English.
pub(crate) fn weekday(d: Date) -> &'static str {
    const NAMES: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let i = usize::try_from(d.weekday().to_monday_zero_offset()).unwrap_or(0);
    NAMES.get(i).copied().unwrap_or("a day")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn business_days_skip_weekends_in_both_directions() {
        let friday = d("2013-12-06");
        assert_eq!(business_days_apart(friday, d("2013-12-09")), 1);
        assert_eq!(business_days_apart(d("2013-12-09"), friday), 1);
        assert_eq!(business_days_apart(friday, friday), 0);
        assert_eq!(business_days_apart(friday, d("2013-12-20")), 10);
        assert_eq!(business_days_apart(d("2013-12-07"), d("2013-12-08")), 0);
    }

    #[test]
    fn days_count_across_years() {
        assert_eq!(days(d("2013-12-31"), d("2014-01-02")), 2);
        assert_eq!(days(d("2014-01-02"), d("2013-12-31")), -2);
        assert!(is_weekend(d("2013-12-08")) && !is_weekend(d("2013-12-09")));
        assert_eq!(weekday(d("2013-12-08")), "Sunday");
    }
}
