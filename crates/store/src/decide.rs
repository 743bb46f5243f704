//! Rulings of people on findings: recorded, applied, shown, undone; never deleted.

use crate::at::At;
use crate::audit::{Act, append};
use crate::db::{Arg, Db, Dialect, args};
use crate::decisions::{Decision, Decisions, Ruling};
use crate::error::{Result, StoreError};
use crate::import::next;
use crate::open::Store;
use crate::restand::restand;
use crate::standing::is_clash;
use serde_json::json;
use yearend_model::decimal::{parse_plain, plain};
use yearend_model::identity::{BOUNDS, Check, IDENTITIES};
use yearend_model::{Amounts, Decimal, Field, Place, Value};

/// What a person says about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The version as read is right and stands.
    Accept,
    /// This value stands. Field and distribution are those of the finding unless given.
    Value {
        /// Dollars per share, or a fraction for `amt_percentage`.
        value: Decimal,
        /// The field.
        field: Option<Field>,
        /// The distribution, from 1 in the order of the document.
        distribution: Option<i64>,
    },
    /// The version must not stand.
    Reject,
    /// Earlier rulings on the finding no longer hold.
    Undo,
    /// Agrees with the newest ruling that waits for a second person.
    Approve,
}

/// Who rules, why and when.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// The person's name.
    pub by: &'a str,
    /// The reason; it must say something.
    pub reason: &'a str,
    /// Now.
    pub now: &'a At,
}

/// What came of a ruling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// The ruling as recorded.
    pub decision: Decision,
    /// It waits for a second person.
    pub waiting: bool,
    /// Securities whose standing figures changed.
    pub changed: usize,
    /// Identities of the line that the new value breaks, in words; the value holds all the same.
    pub broken: Vec<String>,
}

/// The setting of the two-person rule.
const TWO_PERSON: &str = "two_person";

/// What a ruling is about.
struct About {
    document: i64,
    cusip: Option<String>,
    tax_year: Option<i64>,
    kind: Option<String>,
    distribution: Option<i64>,
    field: Option<String>,
}

impl Store {
    /// Records a ruling on a finding and applies it.
    ///
    /// # Errors
    /// If no such finding is known, the ruling makes no sense for it, or the database fails.
    pub fn decide(&mut self, finding: &str, verdict: &Verdict, judge: Judge<'_>) -> Result<Ruled> {
        if judge.reason.trim().is_empty() {
            return Err(StoreError::Refused("a ruling needs a reason: --reason \"…\"".to_owned()));
        }
        if judge.by.trim().is_empty() {
            return Err(StoreError::Refused("a ruling needs a name: --by NAME".to_owned()));
        }
        self.block(async |db| {
            db.begin().await?;
            let outcome = decide(db, finding, verdict, judge).await;
            db.end(outcome).await
        })
    }

    /// Asks, or no longer asks, for a second person to approve every ruling. Rulings made before
    /// hold as they did.
    ///
    /// # Errors
    /// If the database fails.
    pub fn set_two_person(&mut self, on: bool, judge: Judge<'_>) -> Result<()> {
        self.block(async |db| {
            db.begin().await?;
            let outcome = set_two_person(db, on, judge).await;
            db.end(outcome).await
        })
    }

    /// All rulings, oldest first, and whether each holds (`false`: it waits for a second person).
    ///
    /// # Errors
    /// If the database fails.
    pub fn decisions(&mut self, as_of: Option<&At>) -> Result<Vec<(Decision, bool)>> {
        self.block(async |db| {
            let decisions = Decisions::load(db, as_of).await?;
            Ok(decisions.all().iter().map(|d| (d.clone(), decisions.holds(d))).collect())
        })
    }
}

async fn set_two_person(db: &mut Db, on: bool, judge: Judge<'_>) -> Result<()> {
    let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.run(sql, args![TWO_PERSON, if on { "on" } else { "off" }]).await?;
    let act = Act {
        at: judge.now,
        actor: judge.by,
        action: "two-person",
        subject: if on { "on" } else { "off" },
        detail: json!({"reason": judge.reason}),
    };
    append(db, act).await
}

async fn two_person(db: &mut Db) -> Result<bool> {
    let row = db.first("SELECT value FROM setting WHERE name = $1", args![TWO_PERSON]).await?;
    Ok(row.map(|r| r.text(0)).transpose()?.as_deref() == Some("on"))
}

async fn decide(db: &mut Db, finding: &str, verdict: &Verdict, judge: Judge<'_>) -> Result<Ruled> {
    let about = find(db, finding).await?;
    let known = Decisions::load(db, None).await?;
    let mut d = Decision {
        id: next(db, "decision").await?,
        finding: finding.to_owned(),
        ruling: Ruling::Accept,
        cusip: about.cusip,
        tax_year: about.tax_year,
        kind: about.kind,
        distribution: about.distribution,
        field: None,
        value: None,
        reason: judge.reason.to_owned(),
        by: judge.by.to_owned(),
        login: login(db).await?,
        at: judge.now.clone(),
        provisional: two_person(db).await?,
        refers_to: None,
        document: about.document,
    };
    match verdict {
        Verdict::Accept => {}
        Verdict::Reject if d.cusip.is_some() => d.ruling = Ruling::Reject,
        Verdict::Reject => {
            return Err(StoreError::Refused(format!(
                "{finding} names no security, so there is no version to reject; accept it, or \
                 reject the findings that name securities"
            )));
        }
        Verdict::Undo if known.in_force().contains_key(finding) => d.ruling = Ruling::Undo,
        Verdict::Undo => {
            return Err(StoreError::Refused(format!("{finding}: no ruling holds, none to undo")));
        }
        Verdict::Approve => approve(&mut d, &known)?,
        Verdict::Value { .. } if is_clash(finding) => {
            return Err(StoreError::Refused(format!(
                "{finding} is about versions, not about a value; accept or reject it"
            )));
        }
        Verdict::Value { value, field, distribution } => {
            let field = field.map(|f| f.name().to_owned()).or(about.field);
            (d.ruling, d.field) = (Ruling::Value, field);
            d.distribution = distribution.or(d.distribution);
            d.value = Some(plain(*value));
        }
    }
    let broken = match d.ruling {
        Ruling::Value => check_value(db, &d).await?,
        _ => Vec::new(),
    };
    record(db, &d, judge).await?;
    let cusips: Vec<String> = d.cusip.clone().into_iter().collect();
    let restood = restand(db, &cusips, judge.now).await?;
    Ok(Ruled { waiting: d.provisional, changed: restood.changed, broken, decision: d })
}

/// The newest ruling on the finding that waits, approved by another than who made it.
fn approve(d: &mut Decision, known: &Decisions) -> Result<()> {
    let waiting = known
        .all()
        .iter()
        .rev()
        .find(|x| x.finding == d.finding && x.provisional && !known.holds(x));
    let Some(waiting) = waiting else {
        return Err(StoreError::Refused(format!("{}: no ruling waits for approval", d.finding)));
    };
    // On PostgreSQL the login counts, which nobody can choose freely.
    let same = waiting.by == d.by || !d.login.is_empty() && waiting.login == d.login;
    if same {
        return Err(StoreError::Refused(format!(
            "{}: the ruling is {}'s own; another person must approve it",
            d.finding, waiting.by
        )));
    }
    d.ruling = Ruling::Approve;
    d.refers_to = Some(waiting.id);
    d.provisional = false;
    Ok(())
}

async fn login(db: &mut Db) -> Result<String> {
    match db.dialect() {
        Dialect::Sqlite => Ok(String::new()),
        Dialect::Postgres => match db.first("SELECT session_user::text", args![]).await? {
            Some(row) => row.text(0),
            None => Ok(String::new()),
        },
    }
}

/// What a finding is about; the newest reading that has it.
async fn find(db: &mut Db, finding: &str) -> Result<About> {
    if is_clash(finding) {
        let sql = "SELECT document_id, cusip, tax_year, kind, distribution FROM clash \
             WHERE finding = $1";
        if let Some(r) = db.first(sql, args![finding]).await? {
            return Ok(About {
                document: r.int(0)?,
                cusip: r.opt_text(1)?,
                tax_year: r.opt_int(2)?,
                kind: r.opt_text(3)?,
                distribution: r.opt_int(4)?.filter(|n| *n > 0),
                field: None,
            });
        }
    }
    // A finding that names a CUSIP which the document lists in several layouts means the primary.
    let sql = "SELECT r.document_id, f.cusip, s.tax_year, s.kind, f.distribution, f.field \
         FROM finding f JOIN reading r ON r.id = f.reading_id \
         LEFT JOIN statement s ON s.reading_id = f.reading_id AND s.cusip = f.cusip \
         AND s.lines >= coalesce(f.distribution, 0) \
         WHERE f.finding = $1 \
         ORDER BY r.id DESC, CASE s.kind WHEN 'primary' THEN 0 ELSE 1 END, s.ordinal LIMIT 1";
    match db.first(sql, args![finding]).await? {
        Some(r) => Ok(About {
            document: r.int(0)?,
            cusip: r.opt_text(1)?,
            tax_year: r.opt_int(2)?,
            kind: r.opt_text(3)?,
            distribution: r.opt_int(4)?,
            field: r.opt_text(5)?,
        }),
        None => Err(StoreError::NotFound(format!(
            "{finding}: no such finding; `yearend status --review` and `yearend log CUSIP` show \
             their names"
        ))),
    }
}

/// Checks that a value has its place; the identities that the line then breaks.
async fn check_value(db: &mut Db, d: &Decision) -> Result<Vec<String>> {
    let refuse = |what: &str| Err(StoreError::Refused(format!("{}: {what}", d.finding)));
    let Some(cusip) = &d.cusip else { return refuse("names no security, so no value can be set") };
    let Some(n) = d.distribution else {
        return refuse("names no distribution; say which with --distribution N");
    };
    let Some(field) = d.field.as_deref().and_then(Field::from_name).filter(|f| f.is_amount())
    else {
        return refuse("names no amount; say which with --field NAME");
    };
    let Some(value) = d.value.as_deref().and_then(parse_plain) else {
        return refuse("the value is no decimal in plain notation");
    };
    let cusips = [cusip.clone()];
    let statements =
        crate::history::summaries(db, crate::history::Which::Cusips(&cusips), None).await?;
    let Some(statement) = statements.iter().find(|s| s.is_meant_by(d)) else {
        return refuse("its document no longer states the security");
    };
    let lines = crate::history::lines(db, &[statement.id]).await?;
    let line = usize::try_from(n - 1).ok().and_then(|i| lines.get(&statement.id)?.get(i));
    let Some(distribution) = line.and_then(crate::rows::LineRow::distribution) else {
        return refuse(&format!("the document states no distribution {n} of {cusip}"));
    };
    let mut amounts = distribution.amounts.clone();
    amounts.set(field, Value::printed(value, Place::default()));
    Ok(newly_broken(&distribution.amounts, &amounts))
}

/// The identities and bounds that held before and no longer do, in words.
fn newly_broken(before: &Amounts, after: &Amounts) -> Vec<String> {
    let sums = IDENTITIES.iter().filter_map(|i| {
        let held = i.check(before) == Check::Holds;
        (held && i.check(after) != Check::Holds).then(|| {
            let sum: Decimal = i.parts.iter().map(|f| after.or_zero(*f)).sum();
            let stated = plain(after.or_zero(i.total));
            let sum = plain(sum);
            format!("{}: {} is {stated}, its parts sum to {sum}", i.name, i.total.name())
        })
    });
    let bounds = BOUNDS.iter().filter_map(|b| {
        let (sum, bound) = b.excess(after).filter(|_| b.excess(before).is_none())?;
        Some(format!("{}: {} exceeds {} {}", b.name, plain(sum), b.bound.name(), plain(bound)))
    });
    sums.chain(bounds).collect()
}

async fn record(db: &mut Db, d: &Decision, judge: Judge<'_>) -> Result<()> {
    let sql = "INSERT INTO decision (id, finding, document_id, ruling, cusip, tax_year, kind, \
         distribution, field, value, reason, decided_by, login, decided_at, provisional, \
         refers_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let args: Vec<Arg> = args![
        d.id,
        &d.finding,
        d.document,
        d.ruling.name(),
        d.cusip.clone(),
        d.tax_year,
        d.kind.clone(),
        d.distribution,
        d.field.clone(),
        d.value.clone(),
        &d.reason,
        &d.by,
        &d.login,
        &d.at,
        d.provisional,
        d.refers_to
    ];
    db.run(sql, args).await?;
    let detail = json!({"decision": d.id, "ruling": d.ruling.name(), "row": d.row()});
    let act = Act { at: judge.now, actor: judge.by, action: "decide", subject: &d.finding, detail };
    append(db, act).await
}
