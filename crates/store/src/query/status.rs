//! How far every family is: missing, estimated, final, corrected, under review.

use super::Selection;
use super::stood::{open, select};
use crate::db::{Db, args};
use crate::decisions::Decisions;
use crate::error::Result;
use crate::history::{Judged, judge, list};
use crate::open::Store;
use crate::restand::needs_review;
use std::collections::{BTreeMap, HashMap, HashSet};
use yearend_model::cusip::issuer;

/// The answer to "how far are we?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The tax year asked for, or the newest in the store.
    pub tax_year: u16,
    /// By family and layout.
    pub families: Vec<FamilyStatus>,
}

/// One family's securities in one layout. Each security is counted once among missing,
/// estimated, final, reclass and corrected; `review` counts those of them a person must look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyStatus {
    /// The family.
    pub family: String,
    /// Layout: `primary`, `secondary`, `nra`.
    pub kind: String,
    /// Expected and not received.
    pub missing: u64,
    /// The CUSIPs of those, in order.
    pub missing_cusips: Vec<String>,
    /// Some figure is still estimated.
    pub estimated: u64,
    /// All figures are final.
    pub r#final: u64,
    /// Some figure is reclassified, none corrected.
    pub reclass: u64,
    /// Some figure is corrected.
    pub corrected: u64,
    /// Under review.
    pub review: u64,
}

/// A finding that waits for a ruling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFinding {
    /// Its name, for `decide`.
    pub finding: String,
    /// The rule's code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The security.
    pub cusip: String,
    /// The distribution, from 1 in the order of the document.
    pub distribution: Option<i64>,
    /// The field.
    pub field: Option<String>,
    /// The document's SHA-256.
    pub document: String,
}

type Counts = BTreeMap<(String, String), FamilyStatus>;

impl Store {
    /// The state of every family in a tax year.
    ///
    /// `expected` lists CUSIPs whose primary layout must come. Besides, whatever stood in the year
    /// before is expected again, layout by layout, unless it says that its CUSIP changed.
    ///
    /// # Errors
    /// If the database fails.
    pub fn status(&mut self, selection: &Selection, expected: &[String]) -> Result<Status> {
        self.block(async |db| status(db, selection, expected).await)
    }

    /// What waits for a ruling in the selection.
    ///
    /// # Errors
    /// If the database fails.
    pub fn open_findings(&mut self, selection: &Selection) -> Result<Vec<OpenFinding>> {
        self.block(async |db| {
            let mut selection = selection.clone();
            if selection.as_of.is_none() && selection.cusips.is_empty() {
                // Only securities under review can have any.
                let sql = "SELECT DISTINCT cusip FROM security WHERE review = 1 ORDER BY cusip";
                let rows = db.all(sql, args![]).await?;
                selection.cusips = rows.iter().map(|r| r.text(0)).collect::<Result<_>>()?;
                if selection.cusips.is_empty() {
                    return Ok(Vec::new());
                }
            }
            let decisions = Decisions::load(db, selection.as_of.as_ref()).await?;
            let statements = select(db, &selection).await?;
            let judged = judge(db, &statements, &decisions, selection.as_of.as_ref()).await?;
            open_findings(db, &judged, &decisions).await
        })
    }
}

async fn status(db: &mut Db, selection: &Selection, expected: &[String]) -> Result<Status> {
    let year = match selection.tax_year {
        Some(year) => i64::from(year),
        None => db.number("SELECT coalesce(max(tax_year), 0) FROM security", args![]).await?,
    };
    let mut counts = Counts::new();
    match selection.as_of {
        None => now(db, year, &mut counts).await?,
        Some(_) => then(db, selection, year, &mut counts).await?,
    }
    let year_given = u16::try_from(year).unwrap_or(0);
    if !expected.is_empty() {
        let selection = selection.clone().tax_year(Some(year_given));
        listed(db, &selection, year, expected, &mut counts).await?;
    }
    let mut families: Vec<FamilyStatus> = counts.into_values().collect();
    for f in &mut families {
        f.missing_cusips.sort_unstable();
        f.missing_cusips.dedup();
        f.missing = f.missing_cusips.len() as u64;
    }
    Ok(Status { tax_year: year_given, families })
}

fn of<'a>(counts: &'a mut Counts, family: &str, kind: &str) -> &'a mut FamilyStatus {
    counts.entry((family.to_owned(), kind.to_owned())).or_insert_with(|| FamilyStatus {
        family: family.to_owned(),
        kind: kind.to_owned(),
        ..FamilyStatus::default()
    })
}

impl FamilyStatus {
    fn count(&mut self, state: &str, n: u64, review: bool) {
        match state {
            "estimated" => self.estimated += n,
            "reclass" => self.reclass += n,
            "corrected" => self.corrected += n,
            _ => self.r#final += n,
        }
        if review {
            self.review += n;
        }
    }
}

/// As of now, from the table that every import keeps true.
async fn now(db: &mut Db, year: i64, counts: &mut Counts) -> Result<()> {
    let sql = "SELECT family, kind, state, review, count(*) FROM security WHERE tax_year = $1 \
         GROUP BY family, kind, state, review";
    for r in db.all(sql, args![year]).await? {
        let n = u64::try_from(r.int(4)?).unwrap_or(0);
        of(counts, r.str(0)?, r.str(1)?).count(r.str(2)?, n, r.flag(3)?);
    }
    let sql = "SELECT p.family, p.kind, p.cusip FROM security p WHERE p.tax_year = $1 \
         AND NOT EXISTS (SELECT 1 FROM security c WHERE c.tax_year = $2 AND c.kind = p.kind \
         AND c.cusip = p.cusip) AND NOT EXISTS (SELECT 1 FROM stand t \
         JOIN line l ON l.statement_id = t.statement_id WHERE t.cusip = p.cusip \
         AND t.tax_year = p.tax_year AND t.kind = p.kind AND l.cusip_change IS NOT NULL)";
    for r in db.all(sql, args![year - 1, year]).await? {
        of(counts, r.str(0)?, r.str(1)?).missing_cusips.push(r.text(2)?);
    }
    Ok(())
}

/// As of a moment, from the versions recorded by then.
async fn then(db: &mut Db, selection: &Selection, year: i64, counts: &mut Counts) -> Result<()> {
    let families = families(db).await?;
    let family = |cusip: &str| {
        families.get(issuer(cusip)).cloned().unwrap_or_else(|| issuer(cusip).to_owned())
    };
    let decisions = Decisions::load(db, selection.as_of.as_ref()).await?;
    let at = |y: i64| selection.clone().tax_year(u16::try_from(y).ok());
    let statements = select(db, &at(year)).await?;
    let judged = judge(db, &statements, &decisions, selection.as_of.as_ref()).await?;
    let open = open(db, selection, &decisions).await?;
    let mut received = HashSet::new();
    for j in &judged {
        let Some(s) = j.statements.first() else { continue };
        received.insert((s.cusip.clone(), s.kind.clone()));
        let review = needs_review(j, &open);
        of(counts, &family(&s.cusip), &s.kind).count(j.standing.state.name(), 1, review);
    }
    let changed = "SELECT DISTINCT s.cusip FROM statement s JOIN line l ON l.statement_id = s.id \
         WHERE s.tax_year = $1 AND l.cusip_change IS NOT NULL";
    let changed: HashSet<String> =
        db.all(changed, args![year - 1]).await?.iter().map(|r| r.text(0)).collect::<Result<_>>()?;
    for s in select(db, &at(year - 1)).await? {
        let key = (s.cusip.clone(), s.kind.clone());
        if !received.contains(&key) && !changed.contains(&s.cusip) {
            of(counts, &family(&s.cusip), &s.kind).missing_cusips.push(s.cusip);
        }
    }
    Ok(())
}

async fn families(db: &mut Db) -> Result<HashMap<String, String>> {
    let rows = db.all("SELECT issuer, name FROM family", args![]).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.text(1)?))).collect()
}

/// The expected CUSIPs whose primary layout has not come.
async fn listed(
    db: &mut Db,
    selection: &Selection,
    year: i64,
    expected: &[String],
    counts: &mut Counts,
) -> Result<()> {
    let families = families(db).await?;
    let received: HashSet<String> = match selection.as_of {
        None => {
            let sql = "SELECT cusip FROM security WHERE tax_year = $1 AND kind = 'primary'";
            db.all(sql, args![year]).await?.iter().map(|r| r.text(0)).collect::<Result<_>>()?
        }
        Some(_) => select(db, selection)
            .await?
            .into_iter()
            .filter(|s| s.kind == "primary")
            .map(|s| s.cusip)
            .collect(),
    };
    for cusip in expected.iter().filter(|c| !received.contains(*c)) {
        let family = families.get(issuer(cusip)).map_or(issuer(cusip), String::as_str);
        of(counts, family, "primary").missing_cusips.push(cusip.clone());
    }
    Ok(())
}

/// The undecided findings and clashes of judged securities.
pub(crate) async fn open_findings(
    db: &mut Db,
    judged: &[Judged<'_>],
    decisions: &Decisions,
) -> Result<Vec<OpenFinding>> {
    let decided = decisions.in_force();
    let sql = format!(
        "SELECT f.reading_id, f.cusip, f.finding, f.code, f.severity, f.message, f.help, \
         f.distribution, f.field, d.sha256 FROM finding f JOIN reading r ON r.id = f.reading_id \
         JOIN document d ON d.id = r.document_id \
         WHERE f.severity <> 'note' AND f.cusip IN {} ORDER BY f.cusip, f.reading_id, f.ordinal",
        db.list(1)
    );
    let cusips: HashSet<&str> =
        judged.iter().filter_map(|j| j.statements.first()).map(|s| s.cusip.as_str()).collect();
    let standing: HashSet<(i64, &str)> = judged
        .iter()
        .flat_map(|j| {
            let stands = |id: i64| j.standing.pieces.iter().any(|p| p.statement == id);
            j.statements.iter().filter(move |s| stands(s.id))
        })
        .map(|s| (s.reading, s.cusip.as_str()))
        .collect();
    let mut out = Vec::new();
    for r in db.all(&sql, vec![list(cusips.into_iter())]).await? {
        let finding = r.text(2)?;
        if decided.contains_key(finding.as_str()) || !standing.contains(&(r.int(0)?, r.str(1)?)) {
            continue;
        }
        out.push(OpenFinding {
            finding,
            code: r.text(3)?,
            severity: r.text(4)?,
            message: r.text(5)?,
            help: r.opt_text(6)?,
            cusip: r.text(1)?,
            distribution: r.opt_int(7)?,
            field: r.opt_text(8)?,
            document: r.text(9)?,
        });
    }
    for j in judged {
        let Some(s) = j.statements.first() else { continue };
        for c in j.standing.clashes.iter().filter(|c| !c.settled) {
            let sql = "SELECT sha256 FROM document WHERE id = $1";
            let document = db.first(sql, args![c.document]).await?;
            out.push(OpenFinding {
                finding: c.finding.clone(),
                code: c.code.to_owned(),
                severity: "warning".to_owned(),
                message: c.message.clone(),
                help: Some(c.help.to_owned()),
                cusip: s.cusip.clone(),
                distribution: Some(c.distribution).filter(|n| *n > 0),
                field: None,
                document: document.map(|r| r.text(0)).transpose()?.unwrap_or_default(),
            });
        }
    }
    Ok(out)
}
