//! Specimens are exactly valid, deterministic, and honest about their damage.

#![allow(clippy::unwrap_used)]

use yearend_model::identity::{BOUNDS, Check, IDENTITIES};
use yearend_model::{Date, Decimal, Distribution, Field, Layout, cusip};
use yearend_specimen::{DamageKind, Family, Rhythm, Rng, Shape, Specimen, Wish, truth};

fn families() -> impl Iterator<Item = Family> {
    (0..400u64).map(|seed| {
        let rng = &mut Rng::new(seed);
        let year = yearend_model::TaxYear::new(2007 + (seed % 20) as u16).unwrap();
        let wish = Wish {
            year,
            funds: 12,
            layout_per_class: seed % 3 == 0,
            rhythm: if seed % 5 == 0 { Rhythm::Few } else { Rhythm::Any },
        };
        Family::random(rng, wish)
    })
}

fn distributions(layout: &Layout) -> impl Iterator<Item = &Distribution> {
    layout.securities.iter().flat_map(|s| &s.distributions)
}

#[test]
fn every_identity_and_bound_holds() {
    let mut negative = 0;
    for family in families() {
        for d in family.layouts.iter().flat_map(distributions) {
            for i in IDENTITIES.iter().filter(|i| family.year.has(i.total)) {
                assert_eq!(i.check(&d.amounts), Check::Holds, "{} of {}", i.name, family.name);
            }
            let below = d.amounts.iter().filter(|(_, v)| v.amount < Decimal::ZERO).count();
            negative += below;
            assert!(d.restates() || below == 0);
            if !d.restates() {
                assert!(BOUNDS.iter().all(|b| b.excess(&d.amounts).is_none()));
            }
            let exempt = d.amounts.or_zero(Field::ExemptInterestDividends);
            let amt = d.amounts.or_zero(Field::AmtPercentage);
            assert!(amt <= Decimal::ONE && (amt.is_zero() || !exempt.is_zero()));
            for (field, _) in d.amounts.iter() {
                assert!(family.year.has(field));
            }
        }
    }
    assert!(negative > 0, "reclassifications occur");
}

#[test]
fn dates_follow_the_rules() {
    let mut january = (0, 0);
    for family in families() {
        let year = family.year.get() as i16;
        for d in family.layouts.iter().flat_map(distributions) {
            let payable = d.payable_date.date.unwrap();
            let ex = d.ex_dividend_date.date.unwrap();
            assert!(payable >= ex);
            let record = d.record_date.date.unwrap_or(ex);
            assert!(
                payable >= record && (d.record_date.date.is_some() || d.record_date.text.is_some())
            );
            let days = |a: Date, b: Date| (b - a).get_days().abs();
            assert!(days(ex, record) <= 5 && days(ex, payable) <= 15);
            let prior = d.amounts.or_zero(Field::PriorYear);
            let next = d.amounts.or_zero(Field::NextYear);
            if payable.year() == year + 1 {
                assert!(record.year() == year && record.month() == 12 && payable.month() == 1);
                january.1 += 1;
            } else {
                assert_eq!(payable.year(), year);
                assert!(next.is_zero());
            }
            if !prior.is_zero() {
                assert!(record.year() == year - 1 && payable.month() == 1);
                january.0 += 1;
            }
        }
    }
    assert!(january.0 > 0 && january.1 > 0);
}

#[test]
fn numbers_are_valid_sorted_and_unique() {
    for family in families() {
        let mut all: Vec<&str> = Vec::new();
        for layout in &family.layouts {
            let cusips: Vec<&str> = layout.securities.iter().map(|s| s.cusip.as_str()).collect();
            assert!(cusips.is_sorted() && cusips.iter().all(|c| cusip::is_valid(c)));
            all.extend(cusips);
        }
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }
}

#[test]
fn classes_of_a_fund_share_gains_foreign_tax_and_dates() {
    let shared =
        [Field::CapitalGainDistributions, Field::ShortTermCapitalGain, Field::ForeignTaxPaid];
    let mut compared = 0;
    for family in families().filter(|f| f.layouts.len() > 1) {
        for s in &family.layouts[0].securities {
            let others = family.layouts[1..].iter().flat_map(|l| &l.securities);
            for other in others.filter(|o| o.name == s.name) {
                for (a, b) in s.distributions.iter().zip(&other.distributions) {
                    assert_eq!(a.payable_date, b.payable_date);
                    for f in shared {
                        assert_eq!(a.amounts.amount(f), b.amounts.amount(f));
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100);
}

#[test]
fn a_seed_is_a_document() {
    for shape in Shape::ALL {
        let (a, b) = (Specimen::clean(5, shape), Specimen::clean(5, shape));
        assert_eq!((a.bytes, a.layouts), (b.bytes, b.layouts));
        let kinds = &DamageKind::ALL;
        let (a, b) =
            (Specimen::damaged(6, shape, kinds, true), Specimen::damaged(6, shape, kinds, true));
        assert_eq!((a.bytes, a.damage), (b.bytes, b.damage));
    }
}

#[test]
fn damage_changes_the_document_and_says_what() {
    let mut seen = std::collections::BTreeMap::new();
    for seed in 0..600 {
        let shape = Shape::ALL[seed as usize % Shape::ALL.len()];
        let s = Specimen::damaged(seed, shape, &DamageKind::ALL, seed % 2 == 0);
        for d in &s.damage {
            let (n, repairable) = seen.entry(d.kind).or_insert((0, 0));
            *n += 1;
            *repairable += usize::from(d.repairable);
            assert!(!d.cells.is_empty() && !d.basis.is_empty(), "{seed} {}", d.kind);
            assert!(d.cells.iter().all(|c| c.truth != c.printed || c.truth.is_none()), "{d:?}");
        }
        let json = truth::json(&s);
        assert_eq!(json["damage"].as_array().unwrap().len(), s.damage.len());
    }
    for kind in DamageKind::ALL {
        let (n, repairable) = seen.get(kind.name()).copied().unwrap_or_default();
        assert!(n >= 5, "{} only {n} times: {seen:?}", kind.name());
        assert!(repairable > 0, "{} never repairable: {seen:?}", kind.name());
    }
}
