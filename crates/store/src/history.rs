//! All versions of securities, as recorded up to a moment.

use crate::at::At;
use crate::db::{Arg, Db};
use crate::decisions::{Decision, Decisions, Ruling};
use crate::error::Result;
use crate::rows::{LineRow, adjusts, event, load};
use crate::standing::{
    self, Clash, LEFT_OUT_WHOLE, LEFT_OUT_WHOLE_HELP, Outline, Rulings, Standing, Version,
    VersionLine, Word, is_clash,
};
use crate::state::State;
use std::collections::{HashMap, HashSet};

/// A statement's row without its lines: one document about one security.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub(crate) id: i64,
    pub(crate) reading: i64,
    pub(crate) document: i64,
    pub(crate) kind: String,
    pub(crate) tax_year: i64,
    pub(crate) cusip: String,
    pub(crate) ticker: Option<String>,
    pub(crate) name: String,
    pub(crate) lines: usize,
    pub(crate) events: String,
    pub(crate) rank_min: i64,
    pub(crate) rank_max: i64,
    pub(crate) received_at: At,
}

impl Summary {
    pub(crate) fn key(&self) -> standing::Key<'_> {
        (&self.cusip, self.tax_year, &self.kind)
    }

    /// Whether a ruling is about this statement.
    pub(crate) fn is_meant_by(&self, d: &Decision) -> bool {
        self.document == d.document
            && d.cusip.as_ref() == Some(&self.cusip)
            && d.tax_year.is_none_or(|y| y == self.tax_year)
            && d.kind.as_ref().is_none_or(|k| *k == self.kind)
    }
}

/// Which securities.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    All,
    Cusips(&'a [String]),
    Year(i64),
}

/// The statements of the securities, by security and within it in order of arrival. Of a document
/// that was read several times, the last reading counts.
pub(crate) async fn summaries(
    db: &mut Db,
    which: Which<'_>,
    as_of: Option<&At>,
) -> Result<Vec<Summary>> {
    let mut args: Vec<Arg> = Vec::new();
    let condition = match which {
        Which::All => "1 = 1".to_owned(),
        Which::Cusips(cusips) => {
            args.push(list(cusips.iter().map(String::as_str)));
            format!("s.cusip IN {}", db.list(1))
        }
        Which::Year(year) => {
            args.push(year.into());
            "s.tax_year = $1".to_owned()
        }
    };
    let until = match as_of {
        None => String::new(),
        Some(at) => {
            args.push(at.into());
            format!(" AND x.recorded_at <= ${}", args.len())
        }
    };
    let sql = format!(
        "SELECT s.id, s.reading_id, s.document_id, s.kind, s.tax_year, s.cusip, s.ticker, s.name, \
         s.lines, s.events, s.rank_min, s.rank_max, d.received_at \
         FROM statement s JOIN document d ON d.id = s.document_id \
         WHERE {condition} AND s.reading_id = (SELECT max(x.id) FROM reading x \
         WHERE x.document_id = s.document_id{until}) \
         ORDER BY s.cusip, s.tax_year, s.kind, d.received_at, s.document_id, s.ordinal"
    );
    let rows = db.all(&sql, args).await?;
    rows.iter()
        .map(|r| {
            Ok(Summary {
                id: r.int(0)?,
                reading: r.int(1)?,
                document: r.int(2)?,
                kind: r.text(3)?,
                tax_year: r.int(4)?,
                cusip: r.text(5)?,
                ticker: r.opt_text(6)?,
                name: r.text(7)?,
                lines: usize::try_from(r.int(8)?).unwrap_or(0),
                events: r.text(9)?,
                rank_min: r.int(10)?,
                rank_max: r.int(11)?,
                received_at: At::stored(r.text(12)?),
            })
        })
        .collect()
}

/// A JSON list of texts, for [`Db::list`].
pub(crate) fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Arg {
    Arg::from(serde_json::Value::from_iter(texts).to_string())
}

/// A JSON list of numbers, for [`Db::ids`].
fn numbers(ids: impl Iterator<Item = i64>) -> Arg {
    Arg::from(serde_json::Value::from_iter(ids).to_string())
}

/// The lines of statements, in their order.
pub(crate) async fn lines(db: &mut Db, statements: &[i64]) -> Result<HashMap<i64, Vec<LineRow>>> {
    /// Bounds the memory of one query.
    const AT_ONCE: usize = 4096;
    let mut out: HashMap<i64, Vec<LineRow>> = HashMap::with_capacity(statements.len());
    for chunk in statements.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT l.statement_id, {} FROM line l WHERE l.statement_id IN {} \
             ORDER BY l.statement_id, l.ordinal",
            load::LINE,
            db.ids(1)
        );
        for row in db.all(&sql, vec![numbers(chunk.iter().copied())]).await? {
            out.entry(row.int(0)?).or_default().push(load::line(&row, 1)?);
        }
    }
    Ok(out)
}

/// What stands of one security, given its statements.
pub(crate) struct Judged<'a> {
    pub(crate) statements: &'a [Summary],
    pub(crate) standing: Standing,
}

/// Splits statements into securities.
pub(crate) fn by_security(summaries: &[Summary]) -> impl Iterator<Item = &[Summary]> {
    summaries.chunk_by(|a, b| a.key() == b.key())
}

/// Works out what stands of every security.
pub(crate) async fn judge<'a>(
    db: &mut Db,
    summaries: &'a [Summary],
    decisions: &Decisions,
    as_of: Option<&At>,
) -> Result<Vec<Judged<'a>>> {
    let bears = Bearing::new(decisions);
    let mut left_out = omissions(db, summaries, as_of).await?;
    let mut out: Vec<(&[Summary], Option<Standing>)> = Vec::new();
    let mut closely = Vec::new();
    for group in by_security(summaries) {
        let ruled_on = group.first().is_some_and(|s| bears.cusips.contains(s.cusip.as_str()));
        let outlines: Vec<Outline<'_>> = group.iter().map(outline).collect();
        let quick = if ruled_on { None } else { standing::shortcut(&outlines) };
        if quick.is_none() {
            closely.extend(group.iter().map(|s| s.id));
        }
        out.push((group, quick));
    }
    let mut lines = lines(db, &closely).await?;
    let mut judged = Vec::with_capacity(out.len());
    for (statements, quick) in out {
        let mut standing = match (quick, statements.first()) {
            (Some(standing), _) => standing,
            (None, None) => continue,
            (None, Some(first)) => {
                let versions: Vec<Version> = statements
                    .iter()
                    .map(|s| version(s, &lines.remove(&s.id).unwrap_or_default()))
                    .collect();
                standing::standing(first.key(), &versions, &bears.rulings(statements))
            }
        };
        // Only while no later document states the security.
        let last = statements.last();
        let omission = last.and_then(|s| left_out.remove(&(s.document, s.cusip.clone())));
        if let (Some(all), Some(last)) = (omission, last) {
            for clash in
                all.into_iter().filter(|o| (o.0, o.1.as_str()) == (last.tax_year, &last.kind))
            {
                let word = bears.words.get(&clash.2.finding).copied();
                standing.left_out(clash.2, word);
            }
        }
        judged.push(Judged { statements, standing });
    }
    Ok(judged)
}

/// By document and CUSIP: tax year, layout, and what was noted.
type Omissions = HashMap<(i64, String), Vec<(i64, String, Clash)>>;

/// The securities that re-issues left out, as noted when documents came.
async fn omissions(db: &mut Db, of: &[Summary], as_of: Option<&At>) -> Result<Omissions> {
    /// More are looked for without naming them.
    const NAMED: usize = 1000;
    let cusips: HashSet<&str> = of.iter().map(|s| s.cusip.as_str()).collect();
    let named = cusips.len() <= NAMED;
    let mut args = crate::db::args![LEFT_OUT_WHOLE];
    let mut sql = "SELECT finding, document_id, message, cusip, tax_year, kind FROM clash \
         WHERE code = $1"
        .to_owned();
    if let Some(at) = as_of {
        args.push(at.into());
        sql.push_str(&format!(" AND recorded_at <= ${}", args.len()));
    }
    if named {
        args.push(list(cusips.into_iter()));
        sql.push_str(&format!(" AND cusip IN {}", db.list(args.len())));
    }
    let mut out = Omissions::new();
    for r in db.all(&sql, args).await? {
        let clash = Clash {
            finding: r.text(0)?,
            code: LEFT_OUT_WHOLE,
            document: r.int(1)?,
            distribution: 0,
            message: r.text(2)?,
            help: LEFT_OUT_WHOLE_HELP,
            settled: false,
        };
        let key = (clash.document, r.text(3)?);
        out.entry(key).or_default().push((r.int(4)?, r.text(5)?, clash));
    }
    Ok(out)
}

fn outline(s: &Summary) -> Outline<'_> {
    Outline {
        statement: s.id,
        document: s.document,
        events: &s.events,
        rank_min: s.rank_min,
        rank_max: s.rank_max,
    }
}

fn version(s: &Summary, lines: &[LineRow]) -> Version {
    Version {
        statement: s.id,
        document: s.document,
        received_at: s.received_at.clone(),
        lines: (1..)
            .zip(lines)
            .map(|(ordinal, l)| VersionLine {
                ordinal,
                event: event(&l.dates),
                rank: State::of(l.status).rank(),
                amounts: l.amounts.clone(),
                adjusts: adjusts(l.status, &l.amounts),
            })
            .collect(),
    }
}

/// Which rulings bear on which security.
#[derive(Default)]
struct Bearing<'a> {
    words: HashMap<String, Word>,
    rejected: Vec<&'a Decision>,
    cusips: HashSet<&'a str>,
}

impl<'a> Bearing<'a> {
    fn new(decisions: &'a Decisions) -> Bearing<'a> {
        let mut bearing = Bearing::default();
        for (finding, active) in decisions.in_force() {
            for d in active {
                let Some(cusip) = &d.cusip else { continue };
                bearing.cusips.insert(cusip);
                let word = match d.ruling {
                    Ruling::Reject => Word::Reject,
                    _ => Word::Accept,
                };
                bearing.words.insert(finding.to_owned(), word);
                // A clash is found again by its name; a reader's finding by the line it names.
                if word == Word::Reject && !is_clash(finding) {
                    bearing.rejected.push(d);
                }
            }
        }
        bearing
    }

    fn rulings(&self, group: &[Summary]) -> Rulings {
        let mut rejected = Vec::new();
        for d in &self.rejected {
            for s in group.iter().filter(|s| s.is_meant_by(d)) {
                rejected.push((s.id, d.distribution));
            }
        }
        Rulings { clashes: self.words.clone(), rejected }
    }
}
