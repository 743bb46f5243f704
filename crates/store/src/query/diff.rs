//! What changed between two documents, versions or moments: per field, per share, in percent.

use super::Selection;
use super::stood::{select, stood};
use crate::amounts::{Bases, from_text};
use crate::at::At;
use crate::db::Db;
use crate::error::{Result, StoreError};
use crate::history::{by_security, lines};
use crate::open::Store;
use crate::rows::{LineRow, Rows, event};
use crate::state::State;
use std::collections::BTreeMap;
use yearend_model::{Decimal, Field};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// A document, by SHA-256 (or its beginning) or file name, as it was read.
    Document(String),
    /// What stood at a moment.
    AsOf(At),
    /// A version by its number in `log`.
    Version {
        /// CUSIP.
        cusip: String,
        /// Number, from 1.
        number: usize,
    },
}

/// A distribution that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// CUSIP.
    pub cusip: String,
    /// Tax year; `None` where the document names none.
    pub tax_year: Option<u16>,
    /// Layout: `primary`, `secondary`, `nra`.
    pub kind: String,
    /// Fund name.
    pub name: String,
    /// Payable date, or the word printed instead.
    pub payable: String,
    /// The state on each side; `None` where the distribution is absent.
    pub states: (Option<State>, Option<State>),
    /// The fields that differ, in column order.
    pub changes: Vec<Change>,
}

/// A field that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: Field,
    /// The value on each side; `None` where it is not stated.
    pub values: (Option<Decimal>, Option<Decimal>),
    /// The second less the first, per share; absent counts as zero.
    pub change: Decimal,
    /// The change in percent of the total distribution (of the second side, or of the first where
    /// the second has none), rounded half to even to four places.
    pub percent: Option<Decimal>,
}

type Key = (String, i64, String, String);

/// The figures of one distribution on one side.
#[derive(Debug, Default)]
struct Figures {
    name: String,
    state: Option<State>,
    amounts: BTreeMap<Field, Decimal>,
}

impl Store {
    /// Compares two sides; `selection` narrows both. Empty if nothing differs.
    ///
    /// # Errors
    /// If a side is unknown, or the database fails.
    pub fn diff(&mut self, a: &Side, b: &Side, selection: &Selection) -> Result<Vec<Difference>> {
        self.block(async |db| {
            db.begin_read().await?;
            let outcome = async {
                let (a, b) = (side(db, a, selection).await?, side(db, b, selection).await?);
                Ok(compare(&a, &b))
            }
            .await;
            db.rollback().await;
            outcome
        })
    }
}

type Map = BTreeMap<Key, Figures>;

async fn side(db: &mut Db, side: &Side, selection: &Selection) -> Result<Map> {
    let mut map = Map::new();
    match side {
        Side::AsOf(at) => {
            let selection = selection.clone().as_of(Some(at.clone()));
            for s in stood(db, &selection).await? {
                for l in &s.lines {
                    add(db, &mut map, (&s.cusip, s.tax_year, &s.kind), &s.name, &l.line)?;
                }
            }
        }
        Side::Document(name) => document(db, name, selection, &mut map).await?,
        Side::Version { cusip, number } => {
            let selection = Selection { cusips: vec![cusip.clone()], ..selection.clone() };
            version(db, cusip, *number, &selection, &mut map).await?;
        }
    }
    Ok(map)
}

async fn document(db: &mut Db, name: &str, selection: &Selection, map: &mut Map) -> Result<()> {
    let (id, _) = super::documents::find(db, name).await?;
    let sql = "SELECT max(id) FROM reading WHERE document_id = $1";
    let reading = db.number(sql, crate::db::args![id]).await?;
    let rows = Rows::load(db, reading).await?;
    for s in &rows.statements {
        let Some(layout) = rows.layouts.get(s.layout) else { continue };
        let wanted = (selection.cusips.is_empty() || selection.cusips.contains(&s.cusip))
            && selection.tax_year.is_none_or(|y| i64::from(y) == layout.tax_year);
        if wanted {
            for l in &s.lines {
                add(db, map, (&s.cusip, layout.tax_year, &layout.kind), &s.name, l)?;
            }
        }
    }
    Ok(())
}

async fn version(
    db: &mut Db,
    cusip: &str,
    number: usize,
    selection: &Selection,
    map: &mut Map,
) -> Result<()> {
    let statements = select(db, selection).await?;
    let groups: Vec<_> = by_security(&statements).collect();
    if groups.len() > 1 {
        let years: Vec<String> = groups
            .iter()
            .filter_map(|g| g.first())
            .map(|s| format!("{} {}", s.tax_year, s.kind))
            .collect();
        return Err(StoreError::Refused(format!(
            "{cusip}@{number}: the store has {}; say which year with --year",
            years.join(", ")
        )));
    }
    let group = groups.first().copied().unwrap_or_default();
    let Some(s) = number.checked_sub(1).and_then(|i| group.get(i)) else {
        return Err(StoreError::NotFound(format!(
            "{cusip}@{number}: the store has {} version(s) of it",
            group.len()
        )));
    };
    for l in lines(db, &[s.id]).await?.remove(&s.id).unwrap_or_default() {
        add(db, map, s.key(), &s.name, &l)?;
    }
    Ok(())
}

/// Adds a line; the lines of one distribution add up.
fn add(
    db: &Db,
    map: &mut Map,
    key: crate::standing::Key<'_>,
    name: &str,
    line: &LineRow,
) -> Result<()> {
    let key = (key.0.to_owned(), key.1, key.2.to_owned(), event(&line.dates));
    let figures = map.entry(key).or_default();
    name.clone_into(&mut figures.name);
    figures.state = figures.state.max(Some(State::of(line.status)));
    let amounts = from_text(&line.amounts, Bases::default())
        .ok_or_else(|| db.inconsistent("amounts are not canonical"))?;
    for (field, value) in amounts.iter() {
        let sum = figures.amounts.entry(field).or_default();
        if field.is_summed() {
            *sum += value.amount;
        } else {
            *sum = value.amount;
        }
    }
    Ok(())
}

fn compare(a: &Map, b: &Map) -> Vec<Difference> {
    let keys: std::collections::BTreeSet<&Key> = a.keys().chain(b.keys()).collect();
    keys.into_iter().filter_map(|key| difference(key, a.get(key), b.get(key))).collect()
}

fn difference(key: &Key, a: Option<&Figures>, b: Option<&Figures>) -> Option<Difference> {
    let amount = |side: Option<&Figures>, f: Field| side.and_then(|s| s.amounts.get(&f)).copied();
    let total = |side| amount(side, Field::TotalDistribution).filter(|t| !t.is_zero());
    let base = total(b).or(total(a));
    let changes: Vec<Change> = Field::amounts()
        .filter_map(|field| {
            let values = (amount(a, field), amount(b, field));
            let change = values.1.unwrap_or_default() - values.0.unwrap_or_default();
            // A zero that one side states and the other leaves out is no difference.
            (!change.is_zero()).then(|| Change {
                field,
                values,
                change: change.normalize(),
                percent: base.and_then(|t| percent(change, t)),
            })
        })
        .collect();
    let states = (a.and_then(|f| f.state), b.and_then(|f| f.state));
    if changes.is_empty() && states.0 == states.1 {
        return None;
    }
    let (cusip, tax_year, kind, event) = key.clone();
    Some(Difference {
        cusip,
        tax_year: u16::try_from(tax_year).ok().filter(|y| *y > 0),
        kind,
        name: b.or(a).map(|f| f.name.clone()).unwrap_or_default(),
        payable: event.split('|').next().unwrap_or_default().trim_start_matches('~').to_owned(),
        states,
        changes,
    })
}

/// Rounded half to even (`Decimal::round_dp`), for display only.
fn percent(change: Decimal, total: Decimal) -> Option<Decimal> {
    let ratio = change.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(total)?;
    Some(ratio.round_dp(4).normalize())
}
