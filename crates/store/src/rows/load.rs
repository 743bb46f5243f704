//! The rows of a reading out of the database.

use super::{FindingRow, LayoutRow, LineRow, Rows, StatementRow};
use crate::amounts::Bases;
use crate::db::{Db, Row, args};
use crate::error::Result;
use yearend_model::{Contact, Status};

/// The columns of a line that [`line`] reads, from `first` on.
pub(crate) const LINE: &str = "l.record_date, l.ex_dividend_date, l.payable_date, l.status, \
     l.amounts, l.cusip_change, l.inferred, l.repaired, l.part, l.line";

/// A line out of the columns of [`LINE`].
pub(crate) fn line(row: &Row, first: usize) -> Result<LineRow> {
    Ok(LineRow {
        dates: [row.opt_text(first)?, row.opt_text(first + 1)?, row.opt_text(first + 2)?],
        status: row.opt_text(first + 3)?.as_deref().and_then(Status::from_name),
        amounts: row.text(first + 4)?,
        cusip_change: row.opt_text(first + 5)?,
        bases: Bases { inferred: row.int(first + 6)?, repaired: row.int(first + 7)? },
        part: row.int(first + 8)?,
        line: row.int(first + 9)?,
    })
}

impl Rows {
    /// Everything a reading says, as it was recorded.
    pub(crate) async fn load(db: &mut Db, reading: i64) -> Result<Rows> {
        let parts =
            match db.first("SELECT parts FROM reading WHERE id = $1", args![reading]).await? {
                Some(row) => row.text(0)?,
                None => return Err(db.inconsistent(format!("reading {reading} is not there"))),
            };
        Ok(Rows {
            layouts: layouts(db, reading).await?,
            statements: statements(db, reading).await?,
            contacts: contacts(db, reading).await?,
            findings: findings(db, reading).await?,
            parts,
        })
    }
}

async fn layouts(db: &mut Db, reading: i64) -> Result<Vec<LayoutRow>> {
    let sql = "SELECT kind, tax_year, title FROM layout WHERE reading_id = $1 ORDER BY ordinal";
    let rows = db.all(sql, args![reading]).await?;
    rows.iter()
        .map(|r| Ok(LayoutRow { kind: r.text(0)?, tax_year: r.int(1)?, title: r.text(2)? }))
        .collect()
}

async fn statements(db: &mut Db, reading: i64) -> Result<Vec<StatementRow>> {
    let sql = "SELECT layout, cusip, ticker, name, review FROM statement \
         WHERE reading_id = $1 ORDER BY ordinal";
    let mut statements = Vec::new();
    for r in db.all(sql, args![reading]).await? {
        statements.push(StatementRow {
            layout: usize::try_from(r.int(0)?).unwrap_or(usize::MAX),
            cusip: r.text(1)?,
            ticker: r.opt_text(2)?,
            name: r.text(3)?,
            review: r.flag(4)?,
            lines: Vec::new(),
        });
    }
    let sql = format!(
        "SELECT s.ordinal, {LINE} FROM statement s JOIN line l ON l.statement_id = s.id \
         WHERE s.reading_id = $1 ORDER BY s.ordinal, l.ordinal"
    );
    for r in db.all(&sql, args![reading]).await? {
        let ordinal = usize::try_from(r.int(0)? - 1).unwrap_or(usize::MAX);
        match statements.get_mut(ordinal) {
            Some(s) => s.lines.push(line(&r, 1)?),
            None => return Err(db.inconsistent(format!("reading {reading} has a stray line"))),
        }
    }
    Ok(statements)
}

async fn contacts(db: &mut Db, reading: i64) -> Result<Vec<Contact>> {
    let sql = "SELECT fund, person, affiliation, telephone, facsimile, email FROM contact \
         WHERE reading_id = $1 ORDER BY ordinal";
    let rows = db.all(sql, args![reading]).await?;
    rows.iter()
        .map(|r| {
            Ok(Contact {
                fund: r.text(0)?,
                person: r.text(1)?,
                affiliation: r.text(2)?,
                telephone: r.text(3)?,
                facsimile: r.text(4)?,
                email: r.text(5)?,
            })
        })
        .collect()
}

async fn findings(db: &mut Db, reading: i64) -> Result<Vec<FindingRow>> {
    let sql = "SELECT finding, code, severity, message, help, cusip, distribution, field, location \
         FROM finding WHERE reading_id = $1 ORDER BY ordinal";
    let rows = db.all(sql, args![reading]).await?;
    rows.iter()
        .map(|r| {
            Ok(FindingRow {
                finding: r.text(0)?,
                code: r.text(1)?,
                severity: r.text(2)?,
                message: r.text(3)?,
                help: r.opt_text(4)?,
                cusip: r.opt_text(5)?,
                distribution: r.opt_int(6)?,
                field: r.opt_text(7)?,
                location: r.opt_text(8)?,
            })
        })
        .collect()
}
