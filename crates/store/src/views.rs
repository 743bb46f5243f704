//! The documented views: stable names over tables that may change.
//!
//! One column per field, from the one table of fields, so that a new layout column appears by
//! itself. Amounts are exact decimals as text.

use crate::amounts;
use crate::db::{Db, Dialect, args};
use crate::digest::Hash;
use crate::error::Result;
use yearend_model::Field;

/// The views, in the order of their creation, with what each row is.
pub const VIEWS: [(&str, &str); 9] = [
    ("documents", "a document, with where it first came from"),
    ("versions", "a distribution as one document states it, every document"),
    ("standing", "a distribution as it stands, rulings applied"),
    ("securities", "a CUSIP in a tax year and layout, with its state"),
    ("findings", "a finding of the reader or of the store, with its ruling if any"),
    ("decisions", "a ruling of a person"),
    ("contacts", "a person whom a document names for questions"),
    ("filings", "a transmission for the IRS, and how it stands there"),
    ("trail", "an entry of the audit trail"),
];

/// The name under which the digest of the views is kept.
const SETTING: &str = "views";

fn amount(dialect: Dialect, field: Field) -> String {
    let i = amounts::index(field);
    match dialect {
        // `->` gives the number as it is written; `->>` would give a binary float.
        Dialect::Sqlite => format!("nullif(q.amounts -> {i}, 'null') AS {}", field.name()),
        Dialect::Postgres => format!("q.amounts::json ->> {i} AS {}", field.name()),
    }
}

/// The columns of a distribution, of a subquery `q`.
fn columns(dialect: Dialect) -> String {
    let mut out = Vec::new();
    for f in Field::DATES {
        let n = f.name();
        out.push(format!("CASE WHEN substr(q.{n}, 1, 1) = '~' THEN NULL ELSE q.{n} END AS {n}"));
        out.push(format!(
            "CASE WHEN substr(q.{n}, 1, 1) = '~' THEN substr(q.{n}, 2) END AS {n}_text"
        ));
    }
    out.push("q.status AS status".to_owned());
    for f in Field::ALL {
        if f.is_amount() {
            out.push(amount(dialect, f));
        } else if f == Field::CusipChange {
            out.push("q.cusip_change AS cusip_change".to_owned());
        }
    }
    out.join(",\n  ")
}

const LINE: &str = "l.record_date, l.ex_dividend_date, l.payable_date, l.status, l.cusip_change";

fn select(name: &str, dialect: Dialect) -> String {
    let columns = columns(dialect);
    match name {
        "documents" => "SELECT d.sha256 AS document, d.media_type, d.size, f.name, f.origin, \
             d.received_at, d.recorded_at, f.recorded_by, \
             (SELECT count(*) FROM reading r WHERE r.document_id = d.id) AS readings \
             FROM document d JOIN receipt f ON f.id = \
             (SELECT min(id) FROM receipt x WHERE x.document_id = d.id)"
            .to_owned(),
        "versions" => format!(
            "SELECT q.cusip, nullif(q.tax_year, 0) AS tax_year, q.kind, q.name, q.ticker, \
             q.document, q.received_at, q.recorded_at, q.distribution,\n  {columns}\n\
             FROM (SELECT s.cusip, s.tax_year, s.kind, s.name, s.ticker, d.sha256 AS document, \
             d.received_at, r.recorded_at, l.ordinal AS distribution, {LINE}, l.amounts \
             FROM statement s JOIN line l ON l.statement_id = s.id \
             JOIN reading r ON r.id = s.reading_id JOIN document d ON d.id = r.document_id \
             WHERE r.id = (SELECT max(id) FROM reading x WHERE x.document_id = d.id)) q"
        ),
        "standing" => format!(
            "SELECT q.cusip, nullif(q.tax_year, 0) AS tax_year, q.kind, q.name, q.ticker, \
             q.family, q.document, q.distribution, q.review, q.amended,\n  {columns}\n\
             FROM (SELECT t.cusip, t.tax_year, t.kind, s.name, s.ticker, c.family, \
             d.sha256 AS document, l.ordinal AS distribution, c.review, \
             CAST(CASE WHEN a.amounts IS NULL THEN 0 ELSE 1 END AS BIGINT) AS amended, {LINE}, \
             coalesce(a.amounts, l.amounts) AS amounts \
             FROM stand t JOIN statement s ON s.id = t.statement_id \
             JOIN document d ON d.id = s.document_id \
             JOIN line l ON l.statement_id = s.id \
             AND (t.lines IS NULL OR t.lines LIKE '%,' || l.ordinal || ',%') \
             JOIN security c ON c.tax_year = t.tax_year AND c.kind = t.kind AND c.cusip = t.cusip \
             LEFT JOIN amended a ON a.statement_id = l.statement_id AND a.ordinal = l.ordinal) q"
        ),
        "securities" => "SELECT cusip, nullif(tax_year, 0) AS tax_year, kind, family, name, \
             ticker, state, review, versions, changed_at FROM security"
            .to_owned(),
        "findings" => "SELECT f.finding, d.sha256 AS document, f.code, f.severity, f.message, \
             f.help, f.cusip, f.distribution, f.field, f.location, \
             (SELECT ruling FROM decision x WHERE x.id = (SELECT max(id) FROM decision y \
             WHERE y.finding = f.finding AND y.ruling <> 'approve')) AS last_ruling \
             FROM finding f JOIN reading r ON r.id = f.reading_id \
             JOIN document d ON d.id = r.document_id \
             WHERE r.id = (SELECT max(id) FROM reading x WHERE x.document_id = d.id) \
             UNION ALL SELECT c.finding, d.sha256, c.code, 'warning', c.message, c.help, c.cusip, \
             nullif(c.distribution, 0), NULL, NULL, \
             (SELECT ruling FROM decision x WHERE x.id = (SELECT max(id) FROM decision y \
             WHERE y.finding = c.finding AND y.ruling <> 'approve')) \
             FROM clash c JOIN document d ON d.id = c.document_id"
            .to_owned(),
        "decisions" => "SELECT x.id AS decision, x.finding, d.sha256 AS document, x.ruling, \
             x.cusip, x.tax_year, x.kind, x.distribution, x.field, x.value, x.reason, x.decided_by, x.login, \
             x.decided_at, x.provisional, x.refers_to FROM decision x JOIN document d ON d.id = x.document_id"
            .to_owned(),
        "contacts" => "SELECT d.sha256 AS document, c.fund, c.person, c.affiliation, \
             c.telephone, c.facsimile, c.email FROM contact c \
             JOIN reading r ON r.id = c.reading_id JOIN document d ON d.id = r.document_id \
             WHERE r.id = (SELECT max(id) FROM reading x WHERE x.document_id = d.id)"
            .to_owned(),
        "filings" => "SELECT t.utid, t.tax_year, t.kind, t.test, t.file, t.sha256, t.bytes, \
             t.records AS forms, t.state, t.receipt, t.status, t.created_at \
             FROM filing_transmission t"
            .to_owned(),
        _ => "SELECT seq, at, actor, action, subject, detail, hash FROM audit".to_owned(),
    }
}

/// The names of a view's columns, in order.
pub(crate) fn column_names(view: &str, dialect: Dialect) -> Vec<String> {
    let text = select(view, dialect);
    let mut names = Vec::new();
    let (mut depth, mut item) = (0, String::new());
    // The first select list, cut at its commas outside parentheses, up to its FROM.
    for word in text.trim_start_matches("SELECT ").split_inclusive([' ', '\n', ',']) {
        if depth == 0 && word.trim() == "FROM" {
            break;
        }
        depth += word.matches('(').count() as i32 - word.matches(')').count() as i32;
        item.push_str(word);
        if depth == 0 && word.ends_with(',') {
            names.push(std::mem::take(&mut item));
        }
    }
    names.push(item);
    let last = |item: &String| {
        let item = item.trim().trim_end_matches(',');
        let word = item.rsplit([' ', '\n']).next().unwrap_or(item);
        word.rsplit('.').next().unwrap_or(word).to_owned()
    };
    names.iter().map(last).collect()
}

fn digest(dialect: Dialect) -> String {
    let mut h = Hash::new("views");
    VIEWS.iter().for_each(|(name, _)| h.add(&select(name, dialect)));
    h.hex()
}

/// Whether the views are those of this program.
pub(crate) async fn are_current(db: &mut Db) -> Result<bool> {
    let row = db.first("SELECT value FROM setting WHERE name = $1", args![SETTING]).await?;
    match row {
        Some(row) => Ok(row.text(0)? == digest(db.dialect())),
        None => Ok(false),
    }
}

/// Makes the views anew, inside the caller's transaction.
pub(crate) async fn create(db: &mut Db) -> Result<()> {
    let dialect = db.dialect();
    for (name, _) in VIEWS {
        db.run(&format!("DROP VIEW IF EXISTS {name}"), args![]).await?;
        db.run(&format!("CREATE VIEW {name} AS {}", select(name, dialect)), args![]).await?;
        if dialect == Dialect::Postgres {
            let grant = format!(
                "DO $$ BEGIN GRANT SELECT ON {name} TO \
                 yearend_reader, yearend_operator, yearend_approver; EXCEPTION WHEN undefined_object THEN NULL; END $$"
            );
            db.run(&grant, args![]).await?;
        }
    }
    let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.run(sql, args![SETTING, digest(dialect)]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_alike_on_both_databases() {
        for (view, _) in VIEWS {
            let names = column_names(view, Dialect::Sqlite);
            assert_eq!(names, column_names(view, Dialect::Postgres), "{view}");
            assert!(names.iter().all(|n| !n.is_empty() && !n.contains(['(', ')', '\'', ','])));
        }
        let names = column_names("versions", Dialect::Sqlite);
        assert!(Field::amounts().all(|f| names.iter().any(|n| n == f.name())), "{names:?}");
        assert_eq!(names[..4], ["cusip", "tax_year", "kind", "name"]);
    }
}
