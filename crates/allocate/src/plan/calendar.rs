//! The quick way from a payment to its distribution, for the payments that are as they should be:
//! by security and payable date, with the cash checked against shares × rate. All others are looked
//! at closely ([`Plan::place`](super::Plan::place)).
//!
//! Every payment comes through here, with securities in no order, so what is touched is small: per
//! security a span of days cut into equal buckets that hold one date each, and 16 bytes per
//! distribution.

use super::{Entry, Plan};

/// Buckets of a security, at most: a fund that pays on every day of the year and some.
const MOST_BUCKETS: u32 = 512;
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, Default)]
struct Span {
    first: i32,
    start: u32,
    buckets: u16,
    /// A bucket is two to this many days wide.
    width: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A payment needs a closer look.
    Closed,
    /// Shares do not give the cash (income accrues daily).
    Unchecked,
    /// Shares × rate must give the cash.
    Checked,
}

#[derive(Clone, Copy, Debug)]
struct Card {
    rate: i64,
    day: i32,
    scale: u8,
    kind: Kind,
}

/// Distributions by security and payable date.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    spans: Vec<Span>,
    buckets: Vec<u32>,
    cards: Vec<Card>,
}

/// What a check of cash needs to know of the shares' scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// Rate × shares of one cent, by the scale of the rate; zero where it does not fit.
    cent: [i64; SCALES],
    slack: [i64; SCALES],
}

const SCALES: usize = 16;

impl Unit {
    pub(crate) fn new(share_scale: u8, tolerance_cents: i64) -> Unit {
        let mut unit = Unit { cent: [0; SCALES], slack: [0; SCALES] };
        for scale in 0..SCALES {
            let decimals = (scale as u32 + u32::from(share_scale)).checked_sub(2);
            let cent = decimals.and_then(|d| 10i64.checked_pow(d));
            if let Some((cent, slack)) =
                cent.and_then(|c| Some((c, tolerance_cents.checked_mul(c)?)))
            {
                (unit.cent[scale], unit.slack[scale]) = (cent, slack);
            }
        }
        unit
    }
}

impl Calendar {
    pub(super) fn new(plan: &Plan) -> Calendar {
        let mut out = Calendar::default();
        for (i, entry) in (0..).zip(&plan.entries) {
            out.cards.push(card(plan, i, entry));
        }
        for security in 0..plan.securities.len() as u32 {
            let first = plan.first_entry_of(security);
            let all = (first..).zip(plan.entries_of(security));
            let mut dates: Vec<(i32, u32)> =
                all.filter_map(|(i, e)| Some((e.payable?, i))).collect();
            dates.sort_unstable();
            out.push(&dates);
        }
        out
    }

    /// Appends a security with its dates in order. A date that stands twice is left to the closer
    /// look.
    fn push(&mut self, dates: &[(i32, u32)]) {
        let (Some((first, _)), Some((last, _))) = (dates.first(), dates.last()) else {
            self.spans.push(Span::default());
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
        if n > MOST_BUCKETS {
            self.spans.push(Span::default());
            return;
        }
        let start = self.buckets.len();
        self.spans.push(Span { first: *first, start: start as u32, buckets: n as u16, width });
        self.buckets.resize(start + n as usize, NONE);
        for same in dates.chunk_by(|a, b| a.0 == b.0) {
            if let [(day, entry)] = same {
                self.buckets[start + bucket(*day, width) as usize] = *entry;
            }
        }
    }

    /// The one distribution that a payment of that day can be of; [`Calendar::confirms`] says
    /// whether it is. Apart from the confirmation, so that many payments wait for memory together.
    #[inline]
    pub(crate) fn candidate(&self, security: u32, day: i32) -> u32 {
        let Some(span) = self.spans.get(security as usize) else { return NONE };
        let bucket = (day.wrapping_sub(span.first) as u32) >> span.width;
        if bucket >= u32::from(span.buckets) {
            return NONE;
        }
        self.buckets[(span.start + bucket) as usize]
    }

    /// Reads what [`Calendar::confirms`] will need; payments wait for memory together.
    #[inline]
    pub(crate) fn touch(&self, candidate: u32) -> i32 {
        self.cards.get(candidate as usize).map_or(0, |c| c.day)
    }

    /// Whether a payment is plainly of its candidate: the day is that, and the cash is shares ×
    /// rate.
    #[inline]
    pub(crate) fn confirms(
        &self,
        candidate: u32,
        day: i32,
        cash: i64,
        shares: Option<i64>,
        unit: &Unit,
    ) -> bool {
        let card = self.cards.get(candidate as usize);
        card.is_some_and(|c| c.day == day && c.holds(cash, shares, unit))
    }
}

fn card(plan: &Plan, index: u32, entry: &Entry) -> Card {
    let rate = entry.cash_rates[0];
    let kind = if entry.blocked.is_some() || plan.distribution(index).by_shares() {
        Kind::Closed
    } else if entry.daily {
        Kind::Unchecked
    } else if rate.num < 0 || rate.scale as usize >= SCALES {
        Kind::Closed
    } else {
        Kind::Checked
    };
    let day = entry.payable.unwrap_or(i32::MIN);
    Card { rate: rate.num, day, scale: rate.scale.min(SCALES as u32 - 1) as u8, kind }
}

impl Card {
    /// Whether the cash is plainly shares × rate; [`crate::matching::reproduces`] in the common
    /// case.
    #[inline]
    fn holds(&self, cash: i64, shares: Option<i64>, unit: &Unit) -> bool {
        if self.kind != Kind::Checked {
            return self.kind == Kind::Unchecked;
        }
        let Some(shares) = shares else { return true };
        let scale = usize::from(self.scale) & (SCALES - 1);
        let (cent, slack) = (unit.cent[scale], unit.slack[scale]);
        let cash = i128::from(cash.unsigned_abs()) * i128::from(cent);
        let product = i128::from(shares.unsigned_abs()) * i128::from(self.rate);
        // Shares are known to half a unit of their last place.
        let slack = i128::from(slack) + i128::from(self.rate / 2 + self.rate % 2);
        cent != 0 && (cash - product).abs() <= slack
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(dates: &[(i32, u32)]) -> Calendar {
        let mut c = Calendar::default();
        for (day, _) in dates {
            c.cards.push(Card { rate: 0, day: *day, scale: 0, kind: Kind::Unchecked });
        }
        c.push(dates);
        c
    }

    fn find(c: &Calendar, security: u32, day: i32) -> Option<u32> {
        let entry = c.candidate(security, day);
        c.confirms(entry, day, 5, None, &Unit::new(4, 1)).then_some(entry)
    }

    #[test]
    fn every_date_is_found_and_no_other() {
        let months: Vec<(i32, u32)> = (0..12).map(|i| (20_103 + 30 * i, i as u32)).collect();
        let days: Vec<(i32, u32)> = (0..300).map(|i| (20_103 + i, i as u32)).collect();
        for dates in [&months[..1], &months, &days, &[(0, 0), (1, 1), (400, 2)]] {
            let c = calendar(dates);
            for day in -400..21_000 {
                let expected = dates.iter().find(|d| d.0 == day).map(|d| d.1);
                assert_eq!(find(&c, 0, day), expected, "{day}");
            }
            assert_eq!(find(&c, 1, 20_103), None);
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_the_closer_look() {
        let far = calendar(&[(0, 0), (1, 1), (1_000_000, 2)]);
        let twice = calendar(&[(5, 0), (5, 1), (90, 2)]);
        assert_eq!(find(&far, 0, 1), None);
        assert_eq!(find(&twice, 0, 5), None);
        assert_eq!(find(&twice, 0, 90), Some(2));
        assert_eq!(find(&calendar(&[(i32::MIN, 0), (i32::MAX, 1)]), 0, 7), None);
    }
}
