//! Dates that stand in each other's place.

use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use yearend_model::{Field, Layout, Observation, ObservationKind};

type Triple = [Date; 3];

fn triple(d: &yearend_model::Distribution) -> Option<Triple> {
    Some([d.record_date.date?, d.ex_dividend_date.date?, d.payable_date.date?])
}

/// Record and ex-dividend date near each other, payable not before either.
fn in_order(t: &Triple) -> bool {
    let [record, ex, payable] = *t;
    let apart = (ex - record).get_days().abs();
    payable >= record && payable >= ex && apart <= 10
}

/// Puts dates back where another security of the document prints the same three in order.
pub(crate) fn unswap(layouts: &mut [Layout]) -> Vec<Observation> {
    let all = || layouts.iter().flat_map(|l| &l.securities).flat_map(|s| &s.distributions);
    if all().filter_map(triple).all(|t| in_order(&t)) {
        return Vec::new();
    }
    let mut known: HashMap<Triple, HashSet<(usize, usize)>> = HashMap::new();
    for (l, layout) in layouts.iter().enumerate() {
        for (s, security) in layout.securities.iter().enumerate() {
            for t in security.distributions.iter().filter_map(triple).filter(in_order) {
                let by = known.entry(t).or_default();
                if by.len() < 3 {
                    by.insert((l, s));
                }
            }
        }
    }
    let mut out = Vec::new();
    for (l, layout) in layouts.iter_mut().enumerate() {
        for (s, security) in layout.securities.iter_mut().enumerate() {
            for (i, d) in security.distributions.iter_mut().enumerate() {
                let Some(t) = triple(d).filter(|t| !in_order(t)) else { continue };
                let swaps: Vec<Triple> = [(0, 1), (0, 2), (1, 2)]
                    .into_iter()
                    .map(|(a, b)| {
                        let mut x = t;
                        x.swap(a, b);
                        x
                    })
                    .filter(|x| x != &t && in_order(x))
                    .filter(|x| known.get(x).is_some_and(|by| by.iter().any(|k| *k != (l, s))))
                    .collect();
                let [only] = swaps.as_slice() else { continue };
                let mut o = Observation::new(ObservationKind::SwappedDates);
                (o.layout, o.security, o.distribution) = (Some(l), Some(s), Some(i));
                o.printed = show(&t);
                o.used = show(only);
                o.because =
                    "another security of the document prints these three dates in order".into();
                for (k, field) in Field::DATES.into_iter().enumerate() {
                    let Some(v) = d.date_mut(field) else { continue };
                    if v.date != Some(only[k]) {
                        v.date = Some(only[k]);
                        v.inferred = true;
                        o.field.get_or_insert(field);
                        o.places.extend(v.place);
                    }
                }
                out.push(o);
            }
        }
    }
    out
}

fn show(t: &Triple) -> String {
    format!("record {}, ex-dividend {}, payable {}", t[0], t[1], t[2])
}
