//! Share classes of one fund: the same capital gains, foreign tax and dates per share.
//!
//! Only income differs between classes, by their expenses. So a class that is read without doubt
//! can decide what another, badly printed one must say.

use crate::rows::{Entry, Frame};
use crate::security::Shape;
use crate::solve::class_of;
use crate::solve::constraint::{Line, WIDTH, field_at, index};
use crate::solve::explain::{Edit, Explanation};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use yearend_model::{Field, Security, decimal};

/// The fields that classes of a fund share, per share and payable date.
const SHARED: [Field; 7] = [
    Field::ShortTermCapitalGain,
    Field::ForeignTaxInOrdinary,
    Field::CapitalGainDistributions,
    Field::UnrecapturedSection1250Gain,
    Field::Section1202Gain,
    Field::CollectiblesGain,
    Field::ForeignTaxPaid,
];

/// Another class of the fund, read without doubt.
#[derive(Clone, Debug)]
pub(crate) struct Sibling {
    lines: BTreeMap<Date, Line>,
    year: Line,
}

/// What two classes of a fund have in common: the name without the words that name the class.
pub(crate) fn family(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if let Some(at) = words.iter().position(|w| *w == "class") {
        words.truncate(at.max(1));
    }
    while words.last().is_some_and(|w| {
        w.len() <= 2 || matches!(*w, "shares" | "institutional" | "investor" | "service")
    }) && words.len() > 1
    {
        words.pop();
    }
    words.join(" ")
}

impl Sibling {
    pub(crate) fn new(security: &Security) -> Sibling {
        let mut lines = BTreeMap::new();
        let mut year: Line = [None; WIDTH];
        for d in &security.distributions {
            let mut line: Line = [None; WIDTH];
            for (f, v) in d.amounts.iter() {
                line[index(f)] = Some(v.amount);
                let sum = year[index(f)].get_or_insert(Decimal::ZERO);
                *sum = sum.saturating_add(v.amount);
            }
            if let Some(date) = d.payable_date.date {
                lines.insert(date, line);
            }
        }
        Sibling { lines, year }
    }

    /// Whether the class paid anything on the date; `None` if it has no such date.
    pub(crate) fn pays(&self, date: Option<Date>) -> Option<bool> {
        let line = self.lines.get(&date?)?;
        Some(line[0].is_some_and(|d| !d.is_zero()))
    }

    /// What the class states for a row: its line of the date, or its year for a total row.
    fn row(&self, r: usize, dates: &[Option<Date>], shape: Shape) -> Option<&Line> {
        if shape.total && r + 1 == shape.values {
            return Some(&self.year);
        }
        self.lines.get(&dates.get(r).copied().flatten()?)
    }

    /// The explanation that agrees with the class in what classes share, if it is the only one.
    pub(crate) fn best(
        &self,
        all: &[Explanation],
        dates: &[Option<Date>],
        shape: Shape,
    ) -> Option<Explanation> {
        let mut scored: Vec<(i32, usize)> = Vec::new();
        for (i, x) in all.iter().enumerate() {
            let mut score = 0;
            for (r, row) in x.rows.iter().enumerate() {
                let Some(theirs) = self.row(r, dates, shape) else { continue };
                for f in SHARED.map(index) {
                    let (a, b) = (row[f].unwrap_or_default(), theirs[f].unwrap_or_default());
                    score += match (a == b, b.is_zero()) {
                        (true, true) => 0,
                        (true, false) => 2,
                        (false, _) => -2,
                    };
                }
            }
            scored.push((score, i));
        }
        scored.sort_by_key(|(s, _)| -s);
        let (first, i) = *scored.first()?;
        let alone = scored.get(1).is_none_or(|(s, _)| *s < first);
        (first > 0 && alone).then(|| Explanation { by_sibling: true, ..all[i].clone() })
    }

    /// The figures that follow from the class: what classes share is taken from it, income is
    /// what remains of the distribution. They are offered only if the income so found is printed
    /// in the row, as the line's own or as what is missing to the total.
    pub(crate) fn follow(
        &self,
        entry: &Entry,
        printed: &[Line],
        dates: &[Option<Date>],
        shape: Shape,
        frame: &Frame,
    ) -> Option<Explanation> {
        let at = |f: Field| index(f);
        let value = |l: &Line, f: Field| l[index(f)].unwrap_or_default();
        let mut rows: Vec<Line> = Vec::new();
        let mut incomes: Vec<Decimal> = Vec::new();
        for (r, line) in printed.iter().enumerate() {
            let theirs = self.row(r, dates, shape)?;
            let qualified =
                [line, theirs].iter().any(|l| !value(l, Field::QualifiedDividends).is_zero());
            let paid = line[at(Field::TotalDistribution)]?;
            if qualified
                || decimal::sum([Field::PriorYear, Field::NextYear].map(|f| value(line, f)))
                    != Decimal::ZERO
            {
                return None;
            }
            let mut row = *line;
            for f in SHARED {
                if row[at(f)].is_some() || theirs[at(f)].is_some() {
                    row[at(f)] = Some(value(theirs, f));
                }
            }
            row[at(Field::CurrentYear)] = Some(paid);
            let others = [
                Field::ShortTermCapitalGain,
                Field::CapitalGainDistributions,
                Field::NondividendDistributions,
                Field::CashLiquidation,
                Field::ExemptInterestDividends,
            ];
            let rest = decimal::sum(others.iter().map(|f| value(&row, *f)));
            let income = paid.saturating_sub(rest);
            if income.is_sign_negative() && !income.is_zero() {
                return None;
            }
            row[at(Field::IncomeDividends)] = Some(income);
            row[at(Field::OrdinaryDividends)] = Some(decimal::sum([
                income,
                value(&row, Field::ShortTermCapitalGain),
                value(&row, Field::ForeignTaxInOrdinary),
            ]));
            incomes.push(income);
            rows.push(row);
        }
        let slot = frame.slots.iter().position(|s| s.field == Some(Field::IncomeDividends))?;
        let cell = entry.cells.iter().find(|c| c.slot() == slot)?;
        let stands = |d: Decimal| d.is_zero() || cell.values.contains(&Some(d));
        let last = rows.len() - 1;
        let confirmed = incomes.iter().enumerate().all(|(r, income)| {
            let rest = income.saturating_sub(decimal::sum(incomes[..last].iter().copied()));
            stands(*income) || (shape.total && r == last && stands(rest))
        });
        if !confirmed || incomes.iter().all(Decimal::is_zero) {
            return None;
        }
        let mut edits = Vec::new();
        for (r, row) in rows.iter().enumerate() {
            for f in 0..WIDTH {
                let (Some(new), old) = (row[f], printed[r][f]) else { continue };
                if old.unwrap_or_default() != new && field_at(f).is_amount() {
                    edits.push(Edit { row: r, f, old, new, class: class_of(old, new) });
                }
            }
        }
        Some(Explanation { cost: 50, events: Vec::new(), edits, rows, by_sibling: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_a_fund_share_a_family() {
        assert_eq!(family("Global Income Fund Class A"), family("Global Income Fund - Class C"));
        assert_eq!(family("Overseas Portfolio"), "overseas portfolio");
    }
}
