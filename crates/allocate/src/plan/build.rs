//! Readings into a plan.

use super::calendar::{self, Calendar};
use super::index::{CusipIndex, DateIndex};
use super::stated::{Found, Stated, by_key};
use super::{CashRate, Entry, Plan, PlanOptions, Security};
use crate::exception::Reason;
use crate::kernel::{Distribution, Prepared, Rates, Slot};
use crate::money::days;
use crate::parallel;
use std::collections::BTreeMap;
use yearend_model::identity::{Check, IDENTITIES};
use yearend_model::{Amounts, Decimal, Field, Kind, Reading, Status};

pub(super) fn plan(readings: &[Reading], options: PlanOptions) -> Plan {
    let mut plan = Plan { year: options.year, options: Some(options), ..Plan::default() };
    let mut securities: BTreeMap<String, Security> = BTreeMap::new();
    let mut changed: Vec<String> = Vec::new();
    let mut named = Vec::new();
    for (document, reading) in readings.iter().enumerate() {
        for layout in reading.layouts.iter().filter(|l| l.kind == Kind::Primary) {
            let tax_year = layout.tax_year.map_or(options.year, |y| y.get());
            if layout.tax_year.is_none() && !layout.securities.is_empty() {
                plan.warnings.push(format!(
                    "{}: the layout names no tax year; {} is assumed",
                    reading.source.name, options.year
                ));
            }
            for s in &layout.securities {
                let cusip = yearend_model::cusip::normalize(&s.cusip);
                if cusip.len() != 9 {
                    plan.warnings.push(format!(
                        "{}: {} has no usable CUSIP ({:?}); its payments cannot be placed",
                        reading.source.name, s.name, s.cusip
                    ));
                    continue;
                }
                let known = securities.entry(cusip.clone()).or_insert_with(|| Security {
                    cusip: cusip.clone(),
                    ticker: None,
                    name: s.name.clone(),
                    other_cusip: None,
                });
                known.ticker = known.ticker.take().or_else(|| s.ticker.clone());
                if s.distributions.iter().any(|d| d.cusip_change.is_some()) {
                    changed.push(cusip.clone());
                }
                named.push((document, tax_year, cusip, s));
            }
        }
    }
    plan.securities = securities.into_values().collect();
    plan.by_cusip = CusipIndex::new(plan.securities.iter().map(|s| s.cusip.as_str()));
    // Securities are numbered in the order of their CUSIPs, and numbers are sooner in order.
    let mut found = Vec::new();
    for (document, tax_year, cusip, s) in named {
        let Some(security) = plan.by_cusip.get(&cusip) else { continue };
        found.extend(s.distributions.iter().map(|line| {
            let (payable, record) = (line.payable_date.date, line.record_date.date);
            let key = (security, payable.map(days), record.map(days));
            Found { key, document, tax_year, review: s.review, line }
        }));
    }
    let groups = by_key(found);
    let made =
        parallel::map_many(&groups, options.threads, |((security, payable, record), stated)| {
            entry(stated, *security, *payable, *record, options)
        });
    plan.entries.reserve(groups.len());
    plan.kernel.reserve(groups.len());
    for (entry, prepared) in made {
        plan.push(entry, prepared);
    }
    let days = |date: &fn(&Entry) -> Option<i32>| {
        let keys = plan.entries.iter().zip(0..);
        DateIndex::new(keys.filter_map(|(e, i)| Some((e.security, date(e)?, i))).collect())
    };
    let dates: [fn(&Entry) -> Option<i32>; 2] = [|e| e.payable, |e| e.record];
    let mut indexes = parallel::map(&dates, options.threads, days).into_iter();
    plan.by_payable = indexes.next().unwrap_or_default();
    plan.by_record = indexes.next().unwrap_or_default();
    let changed: Vec<u32> = changed.iter().filter_map(|c| plan.by_cusip.get(c)).collect();
    plan.link_changed_cusips(&changed);
    plan.calendar = Calendar::new(&plan);
    let checks: Vec<_> =
        (0..).zip(&plan.entries).map(|(i, e)| (i, calendar::check(&plan, i, e))).collect();
    checks.into_iter().for_each(|(i, check)| plan.kernel.set_check(i, check));
    plan
}

fn entry(
    stated: &[Stated<'_>],
    security: u32,
    payable: Option<i32>,
    record: Option<i32>,
    options: PlanOptions,
) -> (Entry, Prepared) {
    let this_year = |s: &&Stated<'_>| s.tax_year == options.year;
    let pool: Vec<&Stated<'_>> = if stated.iter().any(|s| this_year(&s)) {
        stated.iter().filter(this_year).collect()
    } else {
        stated.iter().collect()
    };
    let top = pool.iter().map(|s| s.rank()).max().unwrap_or(0);
    let best: Vec<&Stated<'_>> = pool.into_iter().filter(|s| s.rank() == top).collect();
    let figures: Vec<Option<Rates>> = best.iter().map(|s| rates(&s.standing())).collect();
    let chosen = best[0];
    let lines = chosen.standing();
    let estimated = lines.iter().any(|l| l.status == Some(Status::Estimated));
    let mut blocked = if chosen.tax_year != options.year {
        Some(Reason::WrongYear)
    } else if best.iter().any(|s| s.review) {
        Some(Reason::UnderReview)
    } else if figures.iter().any(|f| *f != figures[0]) {
        Some(Reason::LayoutsDisagree)
    } else if figures[0].is_none() {
        Some(Reason::UnusableFigures)
    } else if estimated && !options.accept_estimates {
        Some(Reason::Estimated)
    } else {
        None
    };
    let rates_all = figures[0].unwrap_or_default();
    let distribution = Distribution::new(&rates_all).unwrap_or_else(|_| {
        blocked.get_or_insert(Reason::UnusableFigures);
        Distribution::empty()
    });
    let mut cash_rates = vec![cash_rate(rates_all.cash())];
    if lines.len() > 1 {
        let singles = lines.iter().filter_map(|l| rates(&[l])).map(|r| cash_rate(r.cash()));
        cash_rates.extend(singles.filter(|c| c.num > 0));
    }
    let entry = Entry {
        security,
        payable,
        record,
        daily: lines.iter().any(|l| {
            let word = l.record_date.text.as_deref().unwrap_or_default();
            l.record_date.date.is_none() && word.trim().eq_ignore_ascii_case("daily")
        }),
        blocked,
        cash_rates,
    };
    (entry, Prepared::new(distribution))
}

/// The cash per share to 15 decimals at most: more than any check of cents against shares needs.
fn cash_rate(rate: Decimal) -> CashRate {
    let mut r = rate.round_dp(15).normalize();
    while i64::try_from(r.mantissa()).is_err() && r.scale() > 0 {
        r = r.round_dp(r.scale() - 1);
    }
    CashRate { num: i64::try_from(r.mantissa()).unwrap_or(i64::MAX), scale: r.scale() }
}

/// The figures of lines taken together; `None` if they do not add up.
fn rates(lines: &[&yearend_model::Distribution]) -> Option<Rates> {
    let mut sum = Rates::default();
    for line in lines {
        let one = line_rates(&line.amounts)?;
        for (s, o) in sum.by_slot.iter_mut().zip(one.by_slot) {
            *s = s.checked_add(o)?;
        }
    }
    Some(sum)
}

/// Dollars a share beyond which a figure can only be mistyped, and sums of it might not fit.
/// That is 10^15.
const LARGEST: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);

fn line_rates(a: &Amounts) -> Option<Rates> {
    // Hardly any figure has so many digits at all.
    let long = |d: Decimal| d.mantissa().unsigned_abs() > LARGEST.mantissa().unsigned_abs();
    if a.iter().any(|(_, v)| long(v.amount) && v.amount.abs() > LARGEST) {
        return None;
    }
    if IDENTITIES.iter().any(|i| matches!(i.check(a), Check::Broken { .. })) {
        return None;
    }
    let mut r = Rates::default();
    for slot in Slot::ALL {
        if let Some(field) = slot.field() {
            r.set(slot, a.or_zero(field));
        }
    }
    // A sum that is not stated is the sum of its parts.
    for (slot, total) in [
        (Slot::Qualified, Field::QualifiedDividends),
        (Slot::Section897Ordinary, Field::Section897OrdinaryDividends),
        (Slot::Section199a, Field::Section199aDividends),
    ] {
        if a.get(total).is_none() {
            r.set(slot, total.info().parts.iter().map(|f| a.or_zero(*f)).sum());
        }
    }
    // Columns 16 and 27 are the same tax; one stated stands for both.
    match (a.get(Field::ForeignTaxInOrdinary), a.get(Field::ForeignTaxPaid)) {
        (None, Some(v)) => r.set(Slot::GrossUp, v.amount),
        (Some(v), None) => r.set(Slot::ForeignTax, v.amount),
        _ => {}
    }
    let amt = a.or_zero(Field::AmtPercentage);
    r.set(Slot::PrivateActivity, r.get(Slot::ExemptInterest).checked_mul(amt)?);
    if amt > Decimal::ONE || amt < Decimal::ZERO {
        return None;
    }
    // Stated sums must be the sums that cash is apportioned by.
    let adds = |field: Field, sum: Decimal| a.amount(field).is_none_or(|v| v == sum);
    let ordinary = r.get(Slot::Income) + r.get(Slot::ShortTermGain) + r.get(Slot::GrossUp);
    (adds(Field::CurrentYear, r.current())
        && adds(Field::TotalDistribution, r.cash())
        && adds(Field::OrdinaryDividends, ordinary))
    .then_some(r)
}

impl Plan {
    fn push(&mut self, entry: Entry, prepared: Prepared) {
        if entry.blocked.is_none() {
            let s = &self.securities[entry.security as usize];
            let date = entry.payable.or(entry.record).and_then(crate::money::date_of);
            for bound in prepared.distribution().broken_bounds() {
                self.warnings.push(format!(
                    "{} {}, {}: the layout's own figures exceed {bound}; boxes are as the layout \
                     states them, ask the fund",
                    s.cusip,
                    s.name,
                    date.map_or_else(|| "no date".to_owned(), |d| d.to_string()),
                ));
            }
        }
        self.kernel.push_prepared(prepared, entry.security);
        self.entries.push(entry);
    }
}
