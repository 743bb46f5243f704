//! The security as it goes into the reading, every value with its basis and place.

use super::Solver;
use crate::cell::DateEntry;
use crate::solve::constraint::{Line, WIDTH, field_at};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use yearend_model::decimal::{self, plain};
use yearend_model::{
    Amounts, Basis, DateValue, Distribution, Field, Observation, ObservationKind, PrintedTotal,
    Security, Status, Value, cusip,
};

impl Solver<'_> {
    pub(super) fn security(&mut self) -> Security {
        let (number, printed) = self.settle_cusip();
        let mut security = Security {
            cusip: number,
            cusip_printed: printed,
            ticker: self.block.ticker.clone(),
            name: self.block.name.clone(),
            place: self.block.place,
            ..Security::default()
        };
        for e in 0..self.plans.len() {
            let entry = &self.block.entries[e];
            let plan = &self.plans[e];
            let rows = plan.rows();
            let mut made: Vec<Distribution> = (0..plan.lines())
                .map(|v| self.distribution(e, v, &rows[v], plan.printed.get(v)))
                .collect();
            if plan.shape.total {
                let last = rows.len() - 1;
                security.total = Some(PrintedTotal {
                    amounts: self.amounts(e, last, &rows[last], Some(&plan.printed[last])),
                    place: entry.place,
                });
                if plan.shape.dropped {
                    let at = self.missing_line(e);
                    for (v, d) in made.iter_mut().enumerate().skip(at) {
                        self.set_dates(e, v + 1, d);
                    }
                    let missing = self.dropped(e, at);
                    self.observations.push(missing.0);
                    made.insert(at, missing.1);
                }
            }
            let keep = made.into_iter().enumerate();
            security
                .distributions
                .extend(keep.filter(|(v, _)| !self.skip.contains(&(e, *v))).map(|(_, d)| d));
        }
        if let (Some(plan), Some(entry)) = (&self.total, &self.block.total) {
            let mut amounts = Amounts::default();
            if let Some(row) = plan.rows().first() {
                for f in 0..WIDTH {
                    if let Some(v) = row[f] {
                        amounts.set(field_at(f), Value::printed(v, self.place_of(entry, f)));
                    }
                }
            }
            security.total = Some(PrintedTotal { amounts, place: entry.place });
        }
        self.percentages(&mut security);
        security
    }

    /// Which of the dates has no line: the last, unless another share class paid nothing on one.
    pub(super) fn missing_line(&self, e: usize) -> usize {
        let lines = self.plans[e].lines();
        let dates = self.payable(e);
        let rows = self.plans[e].rows();
        let mut best = (0, lines);
        for sibling in self.siblings {
            for at in (0..=lines).rev() {
                let fits = (0..lines)
                    .filter(|v| {
                        let date = dates.get(v + usize::from(*v >= at)).copied().flatten();
                        sibling.pays(date) == Some(rows[*v][0].is_some_and(|d| !d.is_zero()))
                    })
                    .count();
                if fits > best.0 {
                    best = (fits, at);
                }
            }
        }
        best.1
    }

    /// The line that is missing before the total: the total less the lines that are printed.
    pub(super) fn dropped(&self, e: usize, at: usize) -> (Observation, Distribution) {
        let entry = &self.block.entries[e];
        let rows = self.plans[e].rows();
        let lines = self.plans[e].lines();
        let total = &rows[lines];
        let mut line: Line = [None; WIDTH];
        for f in 0..WIDTH {
            let printed = decimal::sum(rows[..lines].iter().filter_map(|r| r[f]));
            line[f] = total[f].map(|t| t.saturating_sub(printed));
            if field_at(f) == Field::AmtPercentage {
                line[f] = total[f];
            }
        }
        let mut d = self.distribution(e, at, &line, None);
        for f in 0..WIDTH {
            if let Some(v) = line[f] {
                let value =
                    Value { amount: v, basis: Basis::Inferred, place: self.place_of(entry, f) };
                d.amounts.set(field_at(f), value);
            }
        }
        let mut o = Observation::new(ObservationKind::DroppedLine);
        o.distribution = Some(self.first_line(e) + at);
        o.field = Some(Field::TotalDistribution);
        o.places.push(self.place_of(entry, 0));
        o.printed = total[0].map(plain).unwrap_or_default();
        o.used = line[0].map(plain).unwrap_or_default();
        o.because = "the last value of each cell is the year's total, as in the other rows".into();
        (o, d)
    }

    pub(super) fn distribution(
        &self,
        e: usize,
        v: usize,
        row: &Line,
        printed: Option<&Line>,
    ) -> Distribution {
        let entry = &self.block.entries[e];
        let mut d = Distribution {
            status: self.status(e, v),
            amounts: self.amounts(e, v, row, printed),
            cusip_change: match entry.change.as_slice() {
                [only] => Some(*only),
                many => many.get(v).copied(),
            },
            place: entry.place,
            ..Distribution::default()
        };
        self.set_dates(e, v, &mut d);
        d
    }

    /// The flag of the entry's line `v`. A letter that stands alone beside stacked lines is that of
    /// all, but for a reclassification that shows: money taken back on some of the lines.
    fn status(&self, e: usize, v: usize) -> Option<Status> {
        let entry = &self.block.entries[e];
        let lines = self.plans[e].lines();
        if lines < 2 {
            return entry.status;
        }
        if entry.flagged.len() == lines {
            return entry.status.filter(|_| entry.flagged[v]);
        }
        let takes_back =
            |row: &Line| row.iter().flatten().any(|d| d.is_sign_negative() && !d.is_zero());
        let rows = &self.plans[e].rows()[..lines];
        let some = rows.iter().any(takes_back) && !rows.iter().all(takes_back);
        let shows = entry.status == Some(Status::Reclass) && some;
        entry.status.filter(|_| !shows || rows.get(v).is_some_and(takes_back))
    }

    /// The dates of the entry's line `v`.
    pub(super) fn set_dates(&self, e: usize, v: usize, d: &mut Distribution) {
        let entry = &self.block.entries[e];
        for (k, field) in Field::DATES.into_iter().enumerate() {
            let cell = &entry.dates[k];
            let value = if cell.len() == 1 { cell.first() } else { cell.get(v) };
            let (date, text) = match value {
                Some(DateEntry::On(x)) => (Some(*x), None),
                Some(DateEntry::Word(w)) => (None, Some(w.clone())),
                None => (None, None),
            };
            if let Some(slot) = d.date_mut(field) {
                *slot = DateValue { date, text, inferred: false, place: entry.date_places[k] };
            }
        }
    }

    pub(super) fn amounts(
        &self,
        e: usize,
        v: usize,
        row: &Line,
        printed: Option<&Line>,
    ) -> Amounts {
        let mut out = Amounts::with_capacity(row.iter().flatten().count());
        if self.plans[e].explanation.is_none() && printed.is_some() {
            // The row is what is printed.
            let entry = &self.block.entries[e];
            let places = self.places(entry);
            for (f, amount) in row.iter().enumerate() {
                if let Some(amount) = amount {
                    let place = places[f].unwrap_or_else(|| self.place_of(entry, f));
                    out.set(field_at(f), Value::printed(*amount, place));
                }
            }
            return out;
        }
        for f in 0..WIDTH {
            let Some(amount) = row[f] else { continue };
            let stands = printed.and_then(|p| p[f]);
            let basis = match stands {
                Some(p) if p == amount => Basis::Printed,
                Some(p) if !p.is_zero() => Basis::Repaired,
                _ => Basis::Inferred,
            };
            let place = match basis {
                Basis::Inferred | Basis::Repaired if !amount.is_zero() => {
                    self.place_of_figure(e, v, f, amount)
                }
                _ => self.place_of(&self.block.entries[e], f),
            };
            out.set(field_at(f), Value { amount, basis, place });
        }
        out
    }

    /// The CUSIP of the security, where its rows print more than one.
    pub(super) fn settle_cusip(&mut self) -> (String, String) {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for e in self.block.entries.iter().filter(|e| !e.cusip.is_empty()) {
            *votes.entry(e.cusip.as_str()).or_default() += 1;
        }
        let best = votes
            .iter()
            .max_by_key(|(c, n)| (cusip::is_valid(c), **n))
            .map_or_else(String::new, |(c, _)| (*c).to_owned());
        for (e, entry) in self.block.entries.iter().enumerate() {
            if entry.cusip.is_empty() || entry.cusip == best {
                continue;
            }
            let mut o = Observation::new(ObservationKind::MisprintedCusip);
            o.distribution = Some(self.first_line(e));
            o.field = Some(Field::Cusip);
            o.places.extend(entry.cusip_place);
            o.printed.clone_from(&entry.cusip_printed);
            o.used.clone_from(&best);
            o.because = "the other lines of the security print it".into();
            self.observations.push(o);
        }
        let printed = self.block.entries.iter().find(|e| !e.cusip.is_empty());
        (best, printed.map(|e| e.cusip_printed.clone()).unwrap_or_default())
    }

    /// A percentage printed as 25 means 0.25.
    pub(super) fn percentages(&mut self, security: &mut Security) {
        for (i, d) in security.distributions.iter_mut().enumerate() {
            let Some(v) = d.amounts.get(Field::AmtPercentage).copied() else { continue };
            if v.amount > Decimal::ONE && v.amount <= Decimal::ONE_HUNDRED {
                let amount = v.amount / Decimal::ONE_HUNDRED;
                d.amounts.set(
                    Field::AmtPercentage,
                    Value { amount, basis: Basis::Repaired, place: v.place },
                );
                let mut o = Observation::new(ObservationKind::PercentAsNumber);
                o.distribution = Some(i);
                o.field = Some(Field::AmtPercentage);
                o.places.push(v.place);
                o.printed = plain(v.amount);
                o.used = plain(amount);
                o.because = "the layout states a fraction from 0 to 1".into();
                self.observations.push(o);
            }
        }
    }
}
