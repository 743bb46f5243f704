//! The quick way from a payment to its distribution, for the payments that are as they should be:
//! by security and payable date, with the cash checked against shares × rate. All others are looked
//! at closely ([`Plan::place`](super::Plan::place)).
//!
//! Every payment comes through here, with securities in no order, so what is touched is small: per
//! security a span of days cut into equal buckets that hold one date each, and one line of the cache
//! per distribution ([`Kernel`](crate::kernel::Kernel)).

use super::{Entry, Plan};
use crate::kernel::{Check, Checked, SCALES};

/// Buckets of a security, at most: a fund that pays on every day of the year and some.
const MOST_BUCKETS: u32 = 512;
const NONE: u16 = u16::MAX;

#[derive(Clone, Copy, Debug)]
struct Span {
    first: i32,
    start: u32,
    /// Its first distribution.
    entry: u32,
    buckets: u16,
    /// A bucket is two to this many days wide.
    width: u8,
}

impl Span {
    /// No day.
    const NONE: Span = Span { first: 0, start: 0, entry: 0, buckets: 0, width: 0 };
}

/// Distributions by security and payable date.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    spans: Vec<Span>,
    /// Distributions, counted from the first of their security; [`NONE`] where there is none.
    buckets: Vec<u16>,
}

impl Calendar {
    pub(super) fn new(plan: &Plan) -> Calendar {
        let mut out = Calendar::default();
        // Entries stand by security, so that each is met once.
        let mut left = plan.entries.iter().zip(0..).peekable();
        let mut dates: Vec<(i32, u32)> = Vec::new();
        for security in 0..plan.securities.len() as u32 {
            dates.clear();
            while let Some((e, i)) = left.next_if(|(e, _)| e.security == security) {
                dates.extend(e.payable.map(|day| (day, i)));
            }
            dates.sort_unstable();
            out.push(&dates);
        }
        out
    }

    /// Appends a security with its dates in order. A date that stands twice is left to the closer
    /// look.
    fn push(&mut self, dates: &[(i32, u32)]) {
        let (Some((first, _)), Some((last, _))) = (dates.first(), dates.last()) else {
            self.spans.push(Span::NONE);
            return;
        };
        let bucket = |day: i32, width: u8| day.abs_diff(*first) >> width;
        let apart = |width: &u8| {
            dates
                .windows(2)
                .all(|w| w[0].0 == w[1].0 || bucket(w[0].0, *width) < bucket(w[1].0, *width))
        };
        let width = (0..16).rev().find(apart).unwrap_or(0);
        let n = bucket(*last, width).saturating_add(1);
        let least = dates.iter().map(|(_, entry)| *entry).min().unwrap_or(0);
        if n > MOST_BUCKETS || dates.iter().any(|d| d.1 - least >= NONE.into()) {
            self.spans.push(Span::NONE);
            return;
        }
        let start = self.buckets.len();
        let (buckets, from) = (n as u16, start as u32);
        self.spans.push(Span { first: *first, start: from, entry: least, buckets, width });
        self.buckets.resize(start + n as usize, NONE);
        for same in dates.chunk_by(|a, b| a.0 == b.0) {
            if let [(day, entry)] = same {
                self.buckets[start + bucket(*day, width) as usize] = (entry - least) as u16;
            }
        }
    }

    /// The one distribution that each of some payments can be of, by its security and day;
    /// [`Check::confirms`] says whether it is. Apart from the confirmation, so that many payments
    /// wait for memory together.
    #[inline]
    pub(crate) fn candidates(&self, securities: &[u32], days: &[i32], out: &mut [u32]) {
        let (spans, buckets) = (self.spans.as_slice(), self.buckets.as_slice());
        for ((out, security), day) in out.iter_mut().zip(securities).zip(days) {
            let span = spans.get(*security as usize).unwrap_or(&Span::NONE);
            let bucket = (day.wrapping_sub(span.first) as u32) >> (span.width & 0x1f);
            let known = bucket < u32::from(span.buckets);
            let from_first = if known { buckets[(span.start + bucket) as usize] } else { NONE };
            let entry = span.entry.wrapping_add(from_first.into());
            *out = if from_first == NONE { u32::MAX } else { entry };
        }
    }
}

/// How the payments of an entry are checked.
pub(super) fn check(plan: &Plan, index: u32, entry: &Entry) -> Check {
    let rate = entry.cash_rates[0];
    let kind = if entry.blocked.is_some() || plan.distribution(index).by_shares() {
        Checked::Closed
    } else if entry.daily {
        Checked::Nothing
    } else if rate.num < 0 || rate.scale as usize >= SCALES {
        Checked::Closed
    } else {
        Checked::Cash
    };
    let day = entry.payable.unwrap_or(i32::MIN);
    Check::new(rate.num, rate.scale.min(SCALES as u32 - 1) as u8, day, kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Unit;

    fn calendar(dates: &[(i32, u32)]) -> Calendar {
        let mut c = Calendar::default();
        c.push(dates);
        c
    }

    fn find(c: &Calendar, dates: &[(i32, u32)], security: u32, day: i32) -> Option<u32> {
        let mut entry = [0];
        c.candidates(&[security], &[day], &mut entry);
        let [entry] = entry;
        let check = |day: i32| Check::new(0, 0, day, Checked::Nothing);
        let due = dates.get(entry as usize).map_or(Check::CLOSED, |d| check(d.0));
        due.confirms(day, 5, None, &Unit::new(4, 1)).then_some(entry)
    }

    #[test]
    fn every_date_is_found_and_no_other() {
        let months: Vec<(i32, u32)> = (0..12).map(|i| (20_103 + 30 * i, i as u32)).collect();
        let days: Vec<(i32, u32)> = (0..300).map(|i| (20_103 + i, i as u32)).collect();
        for dates in [&months[..1], &months, &days, &[(0, 0), (1, 1), (400, 2)]] {
            let c = calendar(dates);
            for day in -400..21_000 {
                let expected = dates.iter().find(|d| d.0 == day).map(|d| d.1);
                assert_eq!(find(&c, dates, 0, day), expected, "{day}");
            }
            assert_eq!(find(&c, dates, 1, 20_103), None);
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_the_closer_look() {
        let find = |dates: &[(i32, u32)], day| find(&calendar(dates), dates, 0, day);
        assert_eq!(find(&[(0, 0), (1, 1), (1_000_000, 2)], 1), None);
        let twice = [(5, 0), (5, 1), (90, 2)];
        assert_eq!(find(&twice, 5), None);
        assert_eq!(find(&twice, 90), Some(2));
        assert_eq!(find(&[(i32::MIN, 0), (i32::MAX, 1)], 7), None);
    }
}
