//! The rows of an import.

use super::New;
use crate::db::{Db, args};
use crate::error::Result;
use std::collections::BTreeMap;
use yearend_model::cusip::issuer;

/// The next free number of a table; writers take turns, so it stays free.
pub(crate) async fn next(db: &mut Db, table: &str) -> Result<i64> {
    db.number(&format!("SELECT coalesce(max(id), 0) + 1 FROM {table}"), args![]).await
}

impl New<'_> {
    pub(super) async fn write_document(&mut self, db: &mut Db) -> Result<i64> {
        let id = next(db, "document").await?;
        let sql = "INSERT INTO document (id, sha256, media_type, size, received_at, recorded_at, \
             body) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let size = self.document.size as i64;
        let args = args![
            id,
            &self.document.sha,
            &self.document.media_type,
            size,
            self.received(),
            &self.arrival.now,
            std::mem::take(&mut self.document.body)
        ];
        db.run(sql, args).await?;
        Ok(id)
    }

    /// Notes when and from where the document came; `false` if that was known.
    pub(super) async fn write_receipt(&self, db: &mut Db, document: i64) -> Result<bool> {
        let id = next(db, "receipt").await?;
        let sql = "INSERT INTO receipt (id, document_id, name, origin, received_at, recorded_at, \
             recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (document_id, name, origin) DO NOTHING";
        let a = self.arrival;
        let args = args![id, document, a.name, a.origin, self.received(), &a.now, a.by];
        Ok(db.run(sql, args).await? > 0)
    }

    /// Names the families of issuers that have none; a name given by the importer replaces what
    /// there is. Whether anything changed.
    pub(super) async fn write_families(&self, db: &mut Db) -> Result<bool> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for s in &self.document.rows.statements {
            names.entry(issuer(&s.cusip)).or_default().push(&s.name);
        }
        // A document comes from one family: what all its funds share names them best.
        let all: Vec<&str> = names.values().flatten().copied().collect();
        let shared = Some(family_name(&all, "")).filter(|n| all.len() > 1 && !n.is_empty());
        let mut changed = false;
        for (issuer, names) in names {
            changed |= match self.arrival.family {
                Some(family) => {
                    let sql = "INSERT INTO family (issuer, name) VALUES ($1, $2) \
                         ON CONFLICT (issuer) DO UPDATE SET name = excluded.name \
                         WHERE family.name <> excluded.name";
                    db.run(sql, args![issuer, family]).await? > 0
                }
                None => {
                    let sql = "INSERT INTO family (issuer, name) VALUES ($1, $2) \
                         ON CONFLICT (issuer) DO NOTHING";
                    let own = || family_name(&names, issuer);
                    db.run(sql, args![issuer, shared.clone().unwrap_or_else(own)]).await? > 0
                }
            };
        }
        Ok(changed)
    }

    pub(super) async fn write_reading(&self, db: &mut Db, document: i64) -> Result<()> {
        let id = next(db, "reading").await?;
        let sql = "INSERT INTO reading (id, document_id, digest, reader, recorded_at, parts) \
             VALUES ($1, $2, $3, $4, $5, $6)";
        let a = self.arrival;
        db.run(
            sql,
            args![id, document, &self.document.digest, a.reader, &a.now, &self.document.rows.parts],
        )
        .await?;
        let rows = (1i64..).zip(&self.document.rows.layouts);
        let rows = rows.map(|(n, l)| args![id, n, &l.kind, l.tax_year, &l.title]).collect();
        let head = "INSERT INTO layout (reading_id, ordinal, kind, tax_year, title) VALUES";
        db.insert(head, 5, rows, "").await?;
        self.write_statements(db, document, id).await?;
        self.write_contacts(db, id).await?;
        self.write_findings(db, id).await
    }

    async fn write_statements(&self, db: &mut Db, document: i64, reading: i64) -> Result<()> {
        let first = next(db, "statement").await?;
        let (mut statements, mut lines) = (Vec::new(), Vec::new());
        for (n, s) in (0i64..).zip(&self.document.rows.statements) {
            let id = first + n;
            let layout = self.document.rows.layouts.get(s.layout);
            statements.push(args![
                id,
                reading,
                document,
                n + 1,
                s.layout as i64,
                layout.map_or("primary", |l| l.kind.as_str()),
                layout.map_or(0, |l| l.tax_year),
                &s.cusip,
                s.ticker.clone(),
                &s.name,
                s.review,
                s.lines.len() as i64,
                s.events(),
                s.rank_min(),
                s.rank_max()
            ]);
            for (ordinal, l) in (1i64..).zip(&s.lines) {
                let [record, ex, payable] = l.dates.clone();
                lines.push(args![
                    id,
                    ordinal,
                    record,
                    ex,
                    payable,
                    l.status.map(yearend_model::Status::name),
                    &l.amounts,
                    l.cusip_change.clone(),
                    l.bases.inferred,
                    l.bases.repaired,
                    l.part,
                    l.line
                ]);
            }
        }
        let head = "INSERT INTO statement (id, reading_id, document_id, ordinal, layout, kind, \
             tax_year, cusip, ticker, name, review, lines, events, rank_min, rank_max) VALUES";
        db.insert(head, 15, statements, "").await?;
        let head = "INSERT INTO line (statement_id, ordinal, record_date, ex_dividend_date, \
             payable_date, status, amounts, cusip_change, inferred, repaired, part, line) VALUES";
        db.insert(head, 12, lines, "").await
    }

    async fn write_contacts(&self, db: &mut Db, reading: i64) -> Result<()> {
        let rows = (1i64..).zip(&self.document.rows.contacts).map(|(n, c)| {
            args![
                reading,
                n,
                &c.fund,
                &c.person,
                &c.affiliation,
                &c.telephone,
                &c.facsimile,
                &c.email
            ]
        });
        let head = "INSERT INTO contact (reading_id, ordinal, fund, person, affiliation, \
             telephone, facsimile, email) VALUES";
        db.insert(head, 8, rows.collect(), "").await
    }

    async fn write_findings(&self, db: &mut Db, reading: i64) -> Result<()> {
        let rows = (1i64..).zip(&self.document.rows.findings).map(|(n, f)| {
            args![
                reading,
                n,
                &f.finding,
                &f.code,
                &f.severity,
                &f.message,
                f.help.clone(),
                f.cusip.clone(),
                f.distribution,
                f.field.clone(),
                f.location.clone()
            ]
        });
        let head = "INSERT INTO finding (reading_id, ordinal, finding, code, severity, message, \
             help, cusip, distribution, field, location) VALUES";
        db.insert(head, 11, rows.collect(), "").await
    }
}

/// The words that all fund names of an issuer begin with; of a single fund the first two words.
fn family_name(names: &[&str], issuer: &str) -> String {
    let split = |name: &str| name.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut words = names.first().map(|n| split(n)).unwrap_or_default();
    for name in &names[1.min(names.len())..] {
        let same = words.iter().zip(&split(name)).take_while(|(a, b)| a == b).count();
        words.truncate(same);
    }
    if names.len() == 1 {
        words.truncate(2);
    }
    if words.is_empty() { issuer.to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_what_fund_names_share() {
        let names = ["Janus Aspen Series Balanced", "Janus Aspen Series Flexible Bond"];
        assert_eq!(family_name(&names, "471021"), "Janus Aspen Series");
        assert_eq!(family_name(&["DWS Core Equity Fund"], "23337G"), "DWS Core");
        assert_eq!(family_name(&["Alpha Fund", "Beta Fund"], "123456"), "123456");
        assert_eq!(family_name(&[""], "123456"), "123456");
    }
}
