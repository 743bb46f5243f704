//! Keeps the derived tables (`security`, `stand`, `amended`) true after a fact was added.

use crate::amounts;
use crate::at::At;
use crate::db::{Arg, Db, args};
use crate::decisions::{Decision, Decisions, Ruling};
use crate::error::Result;
use crate::history::{self, Judged, Summary, Which, judge, list, summaries};
use crate::standing::Key;
use std::collections::{BTreeMap, HashMap, HashSet};
use yearend_model::decimal::parse_plain;
use yearend_model::{Basis, Field, Value};

/// What changed in the derived tables.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Restood {
    /// Securities whose standing figures come from other lines than before.
    pub(crate) changed: usize,
    /// Clashes that were not known before.
    pub(crate) clashes: usize,
}

/// Works out anew what stands of the securities, and writes it.
pub(crate) async fn restand(db: &mut Db, cusips: &[String], at: &At) -> Result<Restood> {
    let decisions = Decisions::load(db, None).await?;
    let statements = summaries(db, Which::Cusips(cusips), None).await?;
    let judged = judge(db, &statements, &decisions, None).await?;
    let open = open_findings(db, cusips, &decisions).await?;
    let families = families(db, &judged).await?;
    let amended = amendments(db, &statements, &decisions).await?;

    let before = standing_now(db, cusips).await?;
    let mut restood = Restood::default();
    let (mut securities, mut stands, mut clashes) = (Vec::new(), Vec::new(), Vec::new());
    let mut kept: HashSet<(String, i64, String)> = HashSet::new();
    for j in &judged {
        let Some(last) = latest(j) else { continue };
        let (cusip, tax_year, kind) = last.key();
        let pieces = pieces(j);
        kept.insert((cusip.to_owned(), tax_year, kind.to_owned()));
        let review = needs_review(j, &open);
        securities.push(args![
            tax_year,
            kind,
            cusip,
            families.get(issuer(cusip)).map_or("", String::as_str),
            &last.name,
            last.ticker.clone(),
            j.standing.state.name(),
            review,
            j.statements.len() as i64,
            at
        ]);
        let old = before.get(&(cusip.to_owned(), tax_year, kind.to_owned()));
        if old != Some(&pieces) {
            restood.changed += 1;
            stands.push((cusip, tax_year, kind, pieces));
        }
        for c in &j.standing.clashes {
            clashes.push(args![
                &c.finding,
                c.document,
                c.code,
                &c.message,
                c.help,
                cusip,
                tax_year,
                kind,
                c.distribution,
                at
            ]);
        }
    }
    restood.clashes = write_clashes(db, clashes).await?;
    write_stands(db, &before, stands, &kept).await?;
    write_securities(db, securities).await?;
    write_amended(db, &statements, amended).await?;
    Ok(restood)
}

/// Securities whose derived rows are not what the facts and rulings give.
pub(crate) async fn drifted(db: &mut Db, cusips: &[String]) -> Result<Vec<String>> {
    let decisions = Decisions::load(db, None).await?;
    let statements = summaries(db, Which::Cusips(cusips), None).await?;
    let judged = judge(db, &statements, &decisions, None).await?;
    let open = open_findings(db, cusips, &decisions).await?;
    let expected = amendments(db, &statements, &decisions).await?;
    let mut stand = standing_now(db, cusips).await?;
    let mut out = Vec::new();
    for j in &judged {
        let Some(last) = latest(j) else { continue };
        let (cusip, tax_year, kind) = last.key();
        let pieces: Pieces = pieces(j);
        let sql = "SELECT state, review FROM security WHERE cusip = $1 AND tax_year = $2 \
             AND kind = $3";
        let row = db.first(sql, args![cusip, tax_year, kind]).await?;
        let state = row.map(|r| Ok((r.text(0)?, r.flag(1)?))).transpose()?;
        let same = stand.remove(&(cusip.to_owned(), tax_year, kind.to_owned()))
            == Some(pieces).filter(|p| !p.is_empty())
            && state == Some((j.standing.state.name().to_owned(), needs_review(j, &open)));
        if !same {
            out.push(cusip.to_owned());
        }
    }
    out.extend(stand.into_keys().map(|(cusip, _, _)| cusip));
    let ids = serde_json::Value::from_iter(statements.iter().map(|s| s.id)).to_string();
    let sql = format!(
        "SELECT statement_id, ordinal, amounts FROM amended WHERE statement_id IN {}",
        db.ids(1)
    );
    let mut found = Amended::new();
    for r in db.all(&sql, args![ids]).await? {
        found.insert((r.int(0)?, r.int(1)?), r.text(2)?);
    }
    let differs = |s: &&Summary| {
        let of = |all: &Amended| {
            let mut own: Vec<_> = all.iter().filter(|((id, _), _)| *id == s.id).collect();
            own.sort_unstable();
            own.into_iter().map(|(k, v)| (*k, v.clone())).collect::<Vec<_>>()
        };
        of(&found) != of(&expected)
    };
    if found != expected {
        out.extend(statements.iter().filter(differs).map(|s| s.cusip.clone()));
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// The standing lines as the table keeps them, in the order of statements.
fn pieces(j: &Judged<'_>) -> Pieces {
    let mut pieces: Pieces = j
        .standing
        .pieces
        .iter()
        .map(|p| (p.statement, p.lines.as_deref().map(line_list)))
        .collect();
    pieces.sort_unstable();
    pieces
}

/// The standing statement whose name counts: the one that came last.
fn latest<'a>(j: &Judged<'a>) -> Option<&'a Summary> {
    let stands = |s: &&Summary| j.standing.pieces.iter().any(|p| p.statement == s.id);
    j.statements.iter().rfind(stands).or(j.statements.last())
}

/// `,1,3,`: a list that a view can search.
fn line_list(lines: &[i64]) -> String {
    let mut out = String::from(",");
    for n in lines {
        out.push_str(&format!("{n},"));
    }
    out
}

fn issuer(cusip: &str) -> &str {
    yearend_model::cusip::issuer(cusip)
}

/// Undecided warnings and errors of the reader, by reading and CUSIP.
pub(crate) type Open = HashSet<(i64, String)>;

/// Where a person must look: a standing document has an undecided finding, the versions clash, or
/// the year is unknown.
pub(crate) fn needs_review(j: &Judged<'_>, open: &Open) -> bool {
    j.standing.clashes.iter().any(|c| !c.settled)
        || j.statements.iter().any(|s| {
            s.tax_year == 0
                || j.standing.pieces.iter().any(|p| p.statement == s.id)
                    && open.contains(&(s.reading, s.cusip.clone()))
        })
}

/// The readings and CUSIPs that have undecided warnings or errors.
pub(crate) async fn open_findings(
    db: &mut Db,
    cusips: &[String],
    decisions: &Decisions,
) -> Result<Open> {
    let sql = format!(
        "SELECT reading_id, cusip, finding FROM finding \
         WHERE severity <> 'note' AND cusip IN {}",
        db.list(1)
    );
    let rows = db.all(&sql, vec![list(cusips.iter().map(String::as_str))]).await?;
    undecided(&rows, decisions)
}

pub(crate) fn undecided(rows: &[crate::db::Row], decisions: &Decisions) -> Result<Open> {
    let decided = decisions.in_force();
    let mut out = HashSet::new();
    for row in rows {
        if !decided.contains_key(row.str(2)?) {
            out.insert((row.int(0)?, row.text(1)?));
        }
    }
    Ok(out)
}

async fn families(db: &mut Db, judged: &[Judged<'_>]) -> Result<HashMap<String, String>> {
    let issuers: HashSet<&str> =
        judged.iter().filter_map(|j| j.statements.first()).map(|s| issuer(&s.cusip)).collect();
    let sql = format!("SELECT issuer, name FROM family WHERE issuer IN {}", db.list(1));
    let rows = db.all(&sql, vec![list(issuers.into_iter())]).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.text(1)?))).collect()
}

type Pieces = Vec<(i64, Option<String>)>;
type SecurityKey = (String, i64, String);

async fn standing_now(db: &mut Db, cusips: &[String]) -> Result<HashMap<SecurityKey, Pieces>> {
    let sql = format!(
        "SELECT cusip, tax_year, kind, statement_id, lines FROM stand WHERE cusip IN {} \
         ORDER BY cusip, tax_year, kind, statement_id",
        db.list(1)
    );
    let mut out: HashMap<SecurityKey, Pieces> = HashMap::new();
    for r in db.all(&sql, vec![list(cusips.iter().map(String::as_str))]).await? {
        let key = (r.text(0)?, r.int(1)?, r.text(2)?);
        out.entry(key).or_default().push((r.int(3)?, r.opt_text(4)?));
    }
    Ok(out)
}

async fn write_clashes(db: &mut Db, rows: Vec<Vec<Arg>>) -> Result<usize> {
    let count = "SELECT count(*) FROM clash";
    if rows.is_empty() {
        return Ok(0);
    }
    let before = db.number(count, args![]).await?;
    let head = "INSERT INTO clash (finding, document_id, code, message, help, cusip, tax_year, \
         kind, distribution, recorded_at) VALUES";
    db.insert(head, 10, rows, "ON CONFLICT (finding) DO NOTHING").await?;
    let after = db.number(count, args![]).await?;
    Ok(usize::try_from(after - before).unwrap_or(0))
}

async fn write_stands(
    db: &mut Db,
    before: &HashMap<SecurityKey, Pieces>,
    stands: Vec<(&str, i64, &str, Pieces)>,
    kept: &HashSet<SecurityKey>,
) -> Result<()> {
    let gone = || before.keys().filter(|k| !kept.contains(*k));
    let replaced = stands
        .iter()
        .map(|(c, y, k, _)| (*c, *y, *k))
        .filter(|(c, y, k)| before.contains_key(&((*c).to_owned(), *y, (*k).to_owned())));
    let of_gone = || gone().map(|(c, y, k)| (c.as_str(), *y, k.as_str()));
    remove(db, "stand", replaced.chain(of_gone())).await?;
    remove(db, "security", of_gone()).await?;
    let mut rows = Vec::new();
    for (cusip, year, kind, pieces) in stands {
        for (statement, lines) in pieces {
            rows.push(args![cusip, year, kind, statement, lines]);
        }
    }
    let head = "INSERT INTO stand (cusip, tax_year, kind, statement_id, lines) VALUES";
    db.insert(head, 5, rows, "").await
}

/// Removes derived rows of securities, with one statement for each tax year and layout.
async fn remove<'a>(
    db: &mut Db,
    table: &str,
    securities: impl Iterator<Item = Key<'a>>,
) -> Result<()> {
    let mut groups: BTreeMap<(i64, &str), Vec<&str>> = BTreeMap::new();
    for (cusip, year, kind) in securities {
        groups.entry((year, kind)).or_default().push(cusip);
    }
    let sql = format!(
        "DELETE FROM {table} WHERE tax_year = $2 AND kind = $3 AND cusip IN {}",
        db.list(1)
    );
    for ((year, kind), cusips) in groups {
        db.run(&sql, vec![list(cusips.into_iter()), year.into(), kind.into()]).await?;
    }
    Ok(())
}

async fn write_securities(db: &mut Db, rows: Vec<Vec<Arg>>) -> Result<()> {
    let head = "INSERT INTO security (tax_year, kind, cusip, family, name, ticker, state, review, \
         versions, changed_at) VALUES";
    let tail = "ON CONFLICT (tax_year, kind, cusip) DO UPDATE SET family = excluded.family, \
         name = excluded.name, ticker = excluded.ticker, state = excluded.state, \
         review = excluded.review, versions = excluded.versions, \
         changed_at = excluded.changed_at";
    db.insert(head, 10, rows, tail).await
}

/// The amounts of lines that got values from a person, by statement and line.
pub(crate) type Amended = HashMap<(i64, i64), String>;

/// Applies the values in force to the lines that they are about.
pub(crate) async fn amendments(
    db: &mut Db,
    statements: &[Summary],
    decisions: &Decisions,
) -> Result<Amended> {
    let in_force = decisions.in_force();
    let mut values: Vec<&Decision> =
        in_force.values().flatten().copied().filter(|d| d.ruling == Ruling::Value).collect();
    values.sort_unstable_by_key(|d| d.id);
    let mut out = Amended::new();
    for d in values {
        let Some(n) = d.distribution else { continue };
        for s in statements.iter().filter(|s| s.is_meant_by(d)) {
            let lines = history::lines(db, &[s.id]).await?;
            let line = usize::try_from(n - 1).ok().and_then(|i| lines.get(&s.id)?.get(i));
            let Some(line) = line else { continue };
            let current = out.get(&(s.id, n)).unwrap_or(&line.amounts);
            if let Some(text) = with_value(current, d) {
                out.insert((s.id, n), text);
            }
            break;
        }
    }
    Ok(out)
}

fn with_value(text: &str, d: &Decision) -> Option<String> {
    let mut amounts = amounts::from_text(text, amounts::Bases::default())?;
    let field = Field::from_name(d.field.as_deref()?)?;
    let amount = parse_plain(d.value.as_deref()?)?;
    let place = yearend_model::Place::default();
    amounts.set(field, Value { amount, basis: Basis::Repaired, place });
    Some(amounts::to_text(&amounts))
}

async fn write_amended(db: &mut Db, statements: &[Summary], amended: Amended) -> Result<()> {
    let present = db.number("SELECT count(*) FROM amended", args![]).await?;
    if present > 0 {
        for s in statements {
            db.run("DELETE FROM amended WHERE statement_id = $1", args![s.id]).await?;
        }
    }
    for ((statement, ordinal), amounts) in amended {
        let sql = "INSERT INTO amended (statement_id, ordinal, amounts) VALUES ($1, $2, $3)";
        db.run(sql, args![statement, ordinal, amounts]).await?;
    }
    Ok(())
}
