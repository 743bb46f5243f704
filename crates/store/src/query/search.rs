//! Finding securities by name, ticker, CUSIP or family.

use super::Selection;
use super::stood::{open, select};
use crate::db::{Db, args};
use crate::decisions::Decisions;
use crate::error::Result;
use crate::history::judge;
use crate::open::Store;
use crate::restand::needs_review;

/// A security that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// CUSIP.
    pub cusip: String,
    /// Tax year; `None` where its documents name none.
    pub tax_year: Option<u16>,
    /// Layout: `primary`, `secondary`, `nra`.
    pub kind: String,
    /// Family.
    pub family: String,
    /// Fund name.
    pub name: String,
    /// Ticker.
    pub ticker: Option<String>,
    /// The state of what stands.
    pub state: String,
    /// Whether a person must look.
    pub review: bool,
}

/// More are not shown: the text should say more.
const MOST: i64 = 1000;

impl Store {
    /// The securities whose name, family or CUSIP contains the text, or whose ticker it is; in
    /// any case. At most 1,000.
    ///
    /// # Errors
    /// If the database fails.
    pub fn search(&mut self, text: &str, selection: &Selection) -> Result<Vec<Hit>> {
        self.block(async |db| search(db, text, selection).await)
    }
}

async fn search(db: &mut Db, text: &str, selection: &Selection) -> Result<Vec<Hit>> {
    let text = text.trim().to_lowercase();
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let year = selection.tax_year.map(i64::from);
    let sql = "SELECT cusip, nullif(tax_year, 0), kind, family, name, ticker, state, review \
         FROM security WHERE (lower(name) LIKE $1 ESCAPE '\\' OR lower(family) LIKE $1 ESCAPE '\\' \
         OR lower(cusip) LIKE $1 ESCAPE '\\' OR lower(ticker) = $2) \
         AND tax_year = coalesce($3, tax_year) ORDER BY name, cusip, tax_year, kind LIMIT $4";
    let mut hits: Vec<Hit> = db
        .all(sql, args![format!("%{escaped}%"), text, year, MOST])
        .await?
        .iter()
        .map(|r| {
            Ok(Hit {
                cusip: r.text(0)?,
                tax_year: r.opt_int(1)?.and_then(|y| u16::try_from(y).ok()),
                kind: r.text(2)?,
                family: r.text(3)?,
                name: r.text(4)?,
                ticker: r.opt_text(5)?,
                state: r.text(6)?,
                review: r.flag(7)?,
            })
        })
        .collect::<Result<_>>()?;
    if selection.as_of.is_some() && !hits.is_empty() {
        as_it_was(db, selection, &mut hits).await?;
    }
    Ok(hits)
}

/// Drops what was not known at the moment, and shows the state of then.
async fn as_it_was(db: &mut Db, selection: &Selection, hits: &mut Vec<Hit>) -> Result<()> {
    let mut then = selection.clone();
    then.cusips = hits.iter().map(|h| h.cusip.clone()).collect();
    let decisions = Decisions::load(db, then.as_of.as_ref()).await?;
    let statements = select(db, &then).await?;
    let open = open(db, &then, &decisions).await?;
    let mut known = std::collections::HashMap::new();
    for j in judge(db, &statements, &decisions, selection.as_of.as_ref()).await? {
        if let Some(s) = j.statements.last() {
            let key = (s.cusip.clone(), s.tax_year, s.kind.clone());
            known.insert(key, (s.name.clone(), j.standing.state, needs_review(&j, &open)));
        }
    }
    hits.retain_mut(|h| {
        let key = (h.cusip.clone(), i64::from(h.tax_year.unwrap_or(0)), h.kind.clone());
        let Some((name, state, review)) = known.remove(&key) else { return false };
        (h.name, h.state, h.review) = (name, state.name().to_owned(), review);
        true
    });
    Ok(())
}
