//! What stood at a moment, with its figures.

use super::Selection;
use crate::db::{Db, args};
use crate::decisions::Decisions;
use crate::error::Result;
use crate::history::{Judged, Summary, Which, judge, lines, list, summaries};
use crate::restand::{Amended, Open, amendments, needs_review, undecided};
use crate::rows::{LineRow, event};
use crate::standing::Clash;

/// A security with its standing distributions.
#[derive(Debug)]
pub(crate) struct Stood {
    pub(crate) cusip: String,
    pub(crate) tax_year: i64,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) ticker: Option<String>,
    pub(crate) review: bool,
    pub(crate) clashes: Vec<Clash>,
    pub(crate) lines: Vec<StoodLine>,
    /// The readings from which the lines come.
    pub(crate) readings: Vec<i64>,
}

/// A standing line, rulings applied.
#[derive(Debug)]
pub(crate) struct StoodLine {
    pub(crate) document: i64,
    pub(crate) ordinal: i64,
    pub(crate) event: String,
    pub(crate) line: LineRow,
    pub(crate) amended: bool,
}

/// The statements of a selection.
pub(crate) async fn select(db: &mut Db, selection: &Selection) -> Result<Vec<Summary>> {
    let year = selection.tax_year.map(i64::from);
    let which = match (selection.cusips.as_slice(), year) {
        ([], None) => Which::All,
        ([], Some(year)) => Which::Year(year),
        (cusips, _) => Which::Cusips(cusips),
    };
    let mut found = summaries(db, which, selection.as_of.as_ref()).await?;
    found.retain(|s| year.is_none_or(|y| s.tax_year == y));
    Ok(found)
}

/// The undecided warnings and errors of a selection's readings.
pub(crate) async fn open(
    db: &mut Db,
    selection: &Selection,
    decisions: &Decisions,
) -> Result<Open> {
    let sql = "SELECT reading_id, cusip, finding FROM finding WHERE severity <> 'note'";
    let rows = if selection.cusips.is_empty() {
        db.all(&format!("{sql} AND cusip IS NOT NULL"), args![]).await?
    } else {
        let cusips = list(selection.cusips.iter().map(String::as_str));
        db.all(&format!("{sql} AND cusip IN {}", db.list(1)), vec![cusips]).await?
    };
    undecided(&rows, decisions)
}

/// What stood of the selection.
pub(crate) async fn stood(db: &mut Db, selection: &Selection) -> Result<Vec<Stood>> {
    let decisions = Decisions::load(db, selection.as_of.as_ref()).await?;
    let statements = select(db, selection).await?;
    let judged = judge(db, &statements, &decisions, selection.as_of.as_ref()).await?;
    let open = open(db, selection, &decisions).await?;
    let amended = amendments(db, &statements, &decisions).await?;
    let mut out = Vec::with_capacity(judged.len());
    /// Bounds the lines held beside the result.
    const AT_ONCE: usize = 1024;
    for some in judged.chunks(AT_ONCE) {
        let ids: Vec<i64> =
            some.iter().flat_map(|j| &j.standing.pieces).map(|p| p.statement).collect();
        let mut lines = lines(db, &ids).await?;
        for j in some {
            if let Some(s) = assemble(j, &mut lines, &amended, &open) {
                out.push(s);
            }
        }
    }
    Ok(out)
}

fn assemble(
    j: &Judged<'_>,
    lines: &mut std::collections::HashMap<i64, Vec<LineRow>>,
    amended: &Amended,
    open: &Open,
) -> Option<Stood> {
    let standing = |s: &&Summary| j.standing.pieces.iter().any(|p| p.statement == s.id);
    let last = j.statements.iter().rfind(standing).or(j.statements.last())?;
    let mut out = Stood {
        cusip: last.cusip.clone(),
        tax_year: last.tax_year,
        kind: last.kind.clone(),
        name: last.name.clone(),
        ticker: last.ticker.clone(),
        review: needs_review(j, open),
        clashes: j.standing.clashes.clone(),
        lines: Vec::new(),
        readings: Vec::new(),
    };
    for piece in &j.standing.pieces {
        let Some(s) = j.statements.iter().find(|s| s.id == piece.statement) else { continue };
        out.readings.push(s.reading);
        for (n, mut line) in (1i64..).zip(lines.remove(&s.id).unwrap_or_default()) {
            if piece.lines.as_ref().is_some_and(|some| !some.contains(&n)) {
                continue;
            }
            let value = amended.get(&(s.id, n));
            if let Some(text) = value {
                line.amounts.clone_from(text);
            }
            out.lines.push(StoodLine {
                document: s.document,
                ordinal: n,
                event: event(&line.dates),
                amended: value.is_some(),
                line,
            });
        }
    }
    // By payable date; lines of one distribution stay in the order of their document.
    out.lines.sort_by(|a, b| {
        (a.event.as_str(), a.document, a.ordinal).cmp(&(b.event.as_str(), b.document, b.ordinal))
    });
    Some(out)
}
