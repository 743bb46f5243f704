//! Securities that a re-issue leaves out.
//!
//! A document that states more than half of the securities of an earlier one, for the same tax year
//! and layout, is taken for its re-issue. What it leaves out was perhaps withdrawn, perhaps moved,
//! perhaps forgotten; the earlier figures go on standing, and a person must say whether rightly.

use super::New;
use crate::db::{Db, args};
use crate::error::Result;
use crate::history::list;
use crate::standing::{self, LEFT_OUT_WHOLE};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a document states for one tax year and layout: CUSIPs, and the highest state of each.
type Stated = BTreeMap<String, i64>;

impl New<'_> {
    /// Notes the securities that this document leaves out of an earlier one, and those of this one
    /// that a later document, imported before, leaves out. Their CUSIPs, and how many are new.
    pub(super) async fn write_omissions(
        &self,
        db: &mut Db,
        document: i64,
    ) -> Result<(BTreeSet<String>, usize)> {
        let mut groups: BTreeMap<(i64, &str), Stated> = BTreeMap::new();
        for s in &self.document.rows.statements {
            let Some(layout) = self.document.rows.layouts.get(s.layout) else { continue };
            let group = groups.entry((layout.tax_year, layout.kind.as_str())).or_default();
            let rank = group.entry(s.cusip.clone()).or_default();
            *rank = (*rank).max(s.rank_max());
        }
        let mut rows = BTreeMap::new();
        // A document that is read anew was received when it first came.
        let sql = "SELECT received_at FROM document WHERE id = $1";
        let received = match db.first(sql, args![document]).await? {
            Some(row) => row.text(0)?,
            None => self.received().as_str().to_owned(),
        };
        let ours = Issue { document, received, name: self.arrival.name.to_owned() };
        for ((year, kind), own) in &groups {
            for (theirs, stated) in relatives(db, document, (*year, kind), own).await? {
                // The later one received leaves out what the earlier one states.
                let ours_is_later = theirs.order() < ours.order();
                let (early, late) = if ours_is_later { (&stated, own) } else { (own, &stated) };
                let (before, after) =
                    if ours_is_later { (&theirs, &ours) } else { (&ours, &theirs) };
                for cusip in left_out(early, late) {
                    let key = (cusip.as_str(), *year, *kind);
                    let finding = standing::name(LEFT_OUT_WHOLE, before.document, key, "");
                    let message = format!(
                        "{after} repeats {before} but leaves this security out; its earlier \
                         figures still stand"
                    );
                    let row = args![
                        &finding,
                        before.document,
                        LEFT_OUT_WHOLE,
                        message,
                        standing::LEFT_OUT_WHOLE_HELP,
                        cusip,
                        *year,
                        *kind,
                        0i64,
                        &self.arrival.now
                    ];
                    rows.insert(finding, (cusip.clone(), row));
                }
            }
        }
        let (cusips, rows): (BTreeSet<String>, Vec<_>) = rows.into_values().unzip();
        if rows.is_empty() {
            return Ok((cusips, 0));
        }
        let count = "SELECT count(*) FROM clash";
        let before = db.number(count, args![]).await?;
        let head = "INSERT INTO clash (finding, document_id, code, message, help, cusip, \
             tax_year, kind, distribution, recorded_at) VALUES";
        db.insert(head, 10, rows, "ON CONFLICT (finding) DO NOTHING").await?;
        let new = db.number(count, args![]).await? - before;
        Ok((cusips, usize::try_from(new).unwrap_or(0)))
    }
}

/// A document among those that state the same securities.
struct Issue {
    document: i64,
    received: String,
    name: String,
}

impl Issue {
    fn order(&self) -> (&str, i64) {
        (&self.received, self.document)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.received.get(..10).unwrap_or(&self.received);
        write!(f, "{} (received {day})", self.name)
    }
}

/// What a re-issue leaves out: nothing if the later document repeats no more than half, or counts
/// less.
fn left_out<'a>(early: &'a Stated, late: &Stated) -> Vec<&'a String> {
    let repeated = early.keys().filter(|c| late.contains_key(*c)).count();
    if repeated * 2 <= early.len() {
        return Vec::new();
    }
    let highest = late.values().max().copied().unwrap_or(0);
    early
        .iter()
        .filter(|(cusip, rank)| !late.contains_key(*cusip) && **rank <= highest)
        .map(|(cusip, _)| cusip)
        .collect()
}

/// Other documents that state some of the securities but not the same ones, and what they state.
async fn relatives(
    db: &mut Db,
    document: i64,
    (year, kind): (i64, &str),
    own: &Stated,
) -> Result<Vec<(Issue, Stated)>> {
    let sql = format!(
        "SELECT s.document_id, s.reading_id, d.received_at, count(DISTINCT s.cusip), \
         (SELECT f.name FROM receipt f WHERE f.id = \
         (SELECT min(id) FROM receipt x WHERE x.document_id = s.document_id)) \
         FROM statement s JOIN document d ON d.id = s.document_id \
         WHERE s.cusip IN {} AND s.tax_year = $2 AND s.kind = $3 AND s.document_id <> $4 \
         AND s.reading_id = (SELECT max(x.id) FROM reading x WHERE x.document_id = s.document_id) \
         GROUP BY s.document_id, s.reading_id, d.received_at",
        db.list(1)
    );
    let cusips = list(own.keys().map(String::as_str));
    let mut out = Vec::new();
    for row in db.all(&sql, vec![cusips, year.into(), kind.into(), document.into()]).await? {
        let shared = usize::try_from(row.int(3)?).unwrap_or(0);
        // By its reading alone: with the year in the condition, SQLite would go through the year.
        let sql = "SELECT cusip, rank_max, tax_year, kind FROM statement WHERE reading_id = $1";
        let mut stated = Stated::new();
        for r in db.all(sql, args![row.int(1)?]).await? {
            if (r.int(2)?, r.str(3)?) == (year, kind) {
                let rank = stated.entry(r.text(0)?).or_default();
                *rank = (*rank).max(r.int(1)?);
            }
        }
        if stated.len() == shared && shared == own.len() {
            continue;
        }
        let issue = Issue { document: row.int(0)?, received: row.text(2)?, name: row.text(4)? };
        out.push((issue, stated));
    }
    Ok(out)
}
