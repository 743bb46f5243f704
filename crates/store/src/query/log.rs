//! The history of one security.

use super::Selection;
use super::stood::{open, select};
use crate::at::At;
use crate::db::{Db, args};
use crate::decisions::{Decision, Decisions};
use crate::error::{Result, StoreError};
use crate::history::{Judged, Summary, judge};
use crate::open::Store;
use crate::query::status::OpenFinding;
use crate::restand::needs_review;
use crate::state::State;
use std::collections::HashMap;

/// Everything about one CUSIP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// By tax year and layout.
    pub securities: Vec<SecurityLog>,
    /// Rulings on it, oldest first, and whether each holds.
    pub decisions: Vec<(Decision, bool)>,
    /// What waits for a ruling.
    pub open: Vec<OpenFinding>,
}

/// The versions of one security in one tax year and layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityLog {
    /// CUSIP.
    pub cusip: String,
    /// Tax year; `None` where the documents name none.
    pub tax_year: Option<u16>,
    /// Layout: `primary`, `secondary`, `nra`.
    pub kind: String,
    /// Fund name as it came last.
    pub name: String,
    /// Ticker as it came last.
    pub ticker: Option<String>,
    /// The state of what stands.
    pub state: State,
    /// Whether a person must look.
    pub review: bool,
    /// Every version, in order of arrival.
    pub versions: Vec<VersionEntry>,
}

/// How much of a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// All its distributions.
    All,
    /// Some of them.
    Part,
    /// None: later or higher versions stand, or a person rejected it.
    No,
}

/// One version: what one document states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionEntry {
    /// Its number, from 1 in order of arrival; `CUSIP@2` names it.
    pub number: usize,
    /// The document's SHA-256.
    pub document: String,
    /// The document's file name.
    pub file: String,
    /// When the document came.
    pub received_at: At,
    /// Lowest and highest state of its lines.
    pub states: (State, State),
    /// Number of lines.
    pub lines: usize,
    /// How much of it stands.
    pub stands: Stands,
}

impl Store {
    /// The versions of a CUSIP, what stands, what was ruled and what is open.
    ///
    /// # Errors
    /// If the store knows nothing of the CUSIP at that moment, or the database fails.
    pub fn log(&mut self, selection: &Selection) -> Result<Log> {
        self.block(async |db| log(db, selection).await)
    }
}

async fn log(db: &mut Db, selection: &Selection) -> Result<Log> {
    let decisions = Decisions::load(db, selection.as_of.as_ref()).await?;
    let statements = select(db, selection).await?;
    if statements.is_empty() {
        let until = selection.as_of.as_ref().map(|at| format!(" as of {at}")).unwrap_or_default();
        return Err(StoreError::NotFound(format!(
            "{}: no document in the store states it{until}",
            selection.cusips.join(", ")
        )));
    }
    let judged = judge(db, &statements, &decisions, selection.as_of.as_ref()).await?;
    let open_of = open(db, selection, &decisions).await?;
    let files = files(db, &statements).await?;
    let mut securities = Vec::new();
    for j in &judged {
        let Some(last) = j.statements.last() else { continue };
        securities.push(SecurityLog {
            cusip: last.cusip.clone(),
            tax_year: u16::try_from(last.tax_year).ok().filter(|y| *y > 0),
            kind: last.kind.clone(),
            name: last.name.clone(),
            ticker: last.ticker.clone(),
            state: j.standing.state,
            review: needs_review(j, &open_of),
            versions: (1..)
                .zip(j.statements)
                .map(|(number, s)| entry(number, s, j, &files))
                .collect(),
        });
    }
    let on = |d: &&Decision| d.cusip.as_ref().is_some_and(|c| selection.cusips.contains(c));
    let ruled =
        decisions.all().iter().filter(on).map(|d| (d.clone(), decisions.holds(d))).collect();
    let open = crate::query::status::open_findings(db, &judged, &decisions).await?;
    Ok(Log { securities, decisions: ruled, open })
}

fn entry(
    number: usize,
    s: &Summary,
    j: &Judged<'_>,
    files: &HashMap<i64, (String, String)>,
) -> VersionEntry {
    let (document, file) = files.get(&s.document).cloned().unwrap_or_default();
    let stands = match j.standing.pieces.iter().find(|p| p.statement == s.id) {
        None => Stands::No,
        Some(p) if p.lines.is_none() => Stands::All,
        Some(_) => Stands::Part,
    };
    VersionEntry {
        number,
        document,
        file,
        received_at: s.received_at.clone(),
        states: (State::from_rank(s.rank_min), State::from_rank(s.rank_max)),
        lines: s.lines,
        stands,
    }
}

async fn files(db: &mut Db, statements: &[Summary]) -> Result<HashMap<i64, (String, String)>> {
    let ids = serde_json::Value::from_iter(statements.iter().map(|s| s.document)).to_string();
    let sql = format!(
        "SELECT d.id, d.sha256, f.name FROM document d JOIN receipt f ON f.id = \
         (SELECT min(id) FROM receipt x WHERE x.document_id = d.id) WHERE d.id IN {}",
        db.ids(1)
    );
    let mut out = HashMap::new();
    for r in db.all(&sql, args![ids]).await? {
        out.insert(r.int(0)?, (r.text(1)?, r.text(2)?));
    }
    Ok(out)
}
