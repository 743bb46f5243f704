//! What stands, as a reading: the form that `convert` and `allocate` take.

use super::Selection;
use super::stood::{Stood, stood};
use crate::db::{Db, args};
use crate::decisions::{Decision, Decisions, Ruling};
use crate::error::Result;
use crate::history::list;
use crate::open::Store;
use crate::rows::back::kind as kind_of;
use crate::rows::{Rows, StatementRow};
use std::collections::{BTreeMap, HashMap};
use yearend_model::{Field, Finding, Layout, Reading, Security, Severity, Source, TaxYear};

/// The code of the findings of a reading that comes from a store: an undecided finding of a
/// document, or a clash of versions.
pub const REVIEW: &str = "YS0110";

/// The code of the notes on what people ruled: values given, findings accepted or rejected.
pub const RULED: &str = "YS0111";

impl Store {
    /// What stands of the selection, as one reading: a layout for each tax year and kind.
    ///
    /// Values that a person gave are marked as not printed, and a note says who gave them and
    /// why. What is undecided is a warning on its security, which is then marked for review.
    ///
    /// # Errors
    /// If the database fails.
    pub fn standing(&mut self, selection: &Selection) -> Result<Reading> {
        self.block(async |db| {
            db.begin_read().await?;
            let outcome = reading(db, selection).await;
            db.rollback().await;
            outcome
        })
    }

    /// A document's newest reading as it was recorded, without rulings.
    ///
    /// # Errors
    /// If no such document is known, or the database fails.
    pub fn reading_of(&mut self, document: &str) -> Result<Reading> {
        self.block(async |db| {
            let (id, sha256) = super::documents::find(db, document).await?;
            let sql = "SELECT max(r.id), d.media_type, f.name FROM reading r \
                 JOIN document d ON d.id = r.document_id JOIN receipt f ON f.document_id = d.id \
                 WHERE d.id = $1 GROUP BY d.media_type, f.id, f.name ORDER BY f.id LIMIT 1";
            let Some(row) = db.first(sql, args![id]).await? else {
                return Err(db.inconsistent(format!("document {sha256} has no reading")));
            };
            let rows = Rows::load(db, row.int(0)?).await?;
            let source =
                Source { name: row.text(2)?, sha256, media_type: row.text(1)?, parts: Vec::new() };
            recorded(db, &rows, source)
        })
    }
}

/// The reading of recorded rows; its findings are in the store, under their own names.
fn recorded(db: &Db, rows: &Rows, source: Source) -> Result<Reading> {
    let mut layouts: Vec<Layout> = rows
        .layouts
        .iter()
        .map(|l| Layout { title: l.title.clone(), ..layout(l.tax_year, &l.kind) })
        .collect();
    for s in &rows.statements {
        let security = s.security().ok_or_else(|| db.inconsistent("amounts are not canonical"))?;
        if let Some(layout) = layouts.get_mut(s.layout) {
            layout.securities.push(security);
        }
    }
    Ok(Reading { source, layouts, contacts: rows.contacts.clone(), ..Reading::default() })
}

fn layout(tax_year: i64, kind: &str) -> Layout {
    let tax_year = u16::try_from(tax_year).ok().and_then(TaxYear::new);
    Layout { kind: kind_of(kind), tax_year, ..Layout::default() }
}

async fn reading(db: &mut Db, selection: &Selection) -> Result<Reading> {
    let stood = stood(db, selection).await?;
    let mut layouts: BTreeMap<(i64, String), Layout> = BTreeMap::new();
    let mut findings = Vec::new();
    for s in &stood {
        let security = security(s).ok_or_else(|| db.inconsistent("amounts are not canonical"))?;
        let layout = layouts.entry((s.tax_year, s.kind.clone())).or_insert_with(|| {
            let title = format!("{} YEAR-END TAX REPORTING INFORMATION, AS IT STANDS", s.tax_year);
            Layout { title, ..layout(s.tax_year, &s.kind) }
        });
        layout.securities.push(security);
        for c in s.clashes.iter().filter(|c| !c.settled) {
            let message = format!("{} ({} {})", c.message, c.finding, c.code);
            findings.push(
                Finding::new(REVIEW, Severity::Warning, message).cusip(&s.cusip).help(c.help),
            );
        }
    }
    findings.extend(undecided(db, selection, &stood).await?);
    findings.extend(ruled(db, selection, &stood).await?);
    Ok(Reading {
        source: Source { name: db.name.clone(), ..Source::default() },
        layouts: layouts.into_values().collect(),
        findings,
        ..Reading::default()
    })
}

fn security(s: &Stood) -> Option<Security> {
    let row = StatementRow {
        layout: 0,
        cusip: s.cusip.clone(),
        ticker: s.ticker.clone(),
        name: s.name.clone(),
        review: s.review,
        lines: s.lines.iter().map(|l| l.line.clone()).collect(),
    };
    row.security()
}

/// The undecided findings of the documents that stand.
async fn undecided(db: &mut Db, selection: &Selection, stood: &[Stood]) -> Result<Vec<Finding>> {
    let decisions = Decisions::load(db, selection.as_of.as_ref()).await?;
    let decided = decisions.in_force();
    let mut of: HashMap<(i64, &str), ()> = HashMap::new();
    for s in stood.iter().filter(|s| s.review) {
        for r in &s.readings {
            of.insert((*r, &s.cusip), ());
        }
    }
    let cusips = of.keys().map(|(_, cusip)| *cusip);
    let sql = format!(
        "SELECT reading_id, cusip, finding, code, severity, message, help FROM finding \
         WHERE severity <> 'note' AND cusip IN {} ORDER BY reading_id, ordinal",
        db.list(1)
    );
    let rows = db.all(&sql, vec![list(cusips)]).await?;
    let mut out = Vec::new();
    for r in rows {
        let (reading, cusip, finding) = (r.int(0)?, r.text(1)?, r.text(2)?);
        if !of.contains_key(&(reading, cusip.as_str())) || decided.contains_key(finding.as_str()) {
            continue;
        }
        let severity = if r.str(4)? == "error" { Severity::Error } else { Severity::Warning };
        let message = format!("{} ({finding} {})", r.text(5)?, r.text(3)?);
        let mut f = Finding::new(REVIEW, severity, message).cusip(cusip);
        f.help = r.opt_text(6)?;
        out.push(f);
    }
    Ok(out)
}

/// A note on every ruling in force about what stands; for a value, where it stands.
async fn ruled(db: &mut Db, selection: &Selection, stood: &[Stood]) -> Result<Vec<Finding>> {
    let decisions = Decisions::load(db, selection.as_of.as_ref()).await?;
    let in_force = decisions.in_force();
    let mut active: Vec<_> = in_force.values().flatten().copied().collect();
    active.sort_unstable_by_key(|d| d.id);
    let mut out = Vec::new();
    for d in active {
        for s in stood.iter().filter(|s| is_about(d, s)) {
            let field = d.field.as_deref().filter(|_| d.ruling == Ruling::Value);
            let what = match d.ruling {
                Ruling::Value => {
                    let value = d.value.as_deref().unwrap_or("?");
                    format!("{} is {value}", field.unwrap_or("the value"))
                }
                Ruling::Reject => format!("{} was rejected", d.finding),
                _ => format!("{} was accepted", d.finding),
            };
            let at = s.lines.iter().position(|l| {
                l.amended && l.document == d.document && Some(l.ordinal) == d.distribution
            });
            if d.ruling == Ruling::Value && at.is_none() {
                // The line it is about does not stand.
                continue;
            }
            let (by, day, reason) = (&d.by, d.at.day(), &d.reason);
            let named = if field.is_some() { format!(" ({})", d.finding) } else { String::new() };
            let message = format!("{what} by the ruling of {by} on {day}: {reason}{named}");
            let mut f = Finding::new(RULED, Severity::Note, message).cusip(&s.cusip);
            if let Some(at) = at {
                f = f.distribution(at);
            }
            f.field = field.and_then(Field::from_name);
            out.push(f);
        }
    }
    Ok(out)
}

fn is_about(d: &Decision, s: &Stood) -> bool {
    d.cusip.as_ref() == Some(&s.cusip)
        && d.tax_year.is_none_or(|y| y == s.tax_year)
        && d.kind.as_ref().is_none_or(|k| *k == s.kind)
}
