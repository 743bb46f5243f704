//! The rulings of people, as recorded, and which of them hold.

use crate::at::At;
use crate::db::{Db, Row, args};
use crate::error::Result;
use std::collections::HashMap;

/// A ruling, as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its number in the store.
    pub id: i64,
    /// The finding it is about.
    pub finding: String,
    /// What was ruled.
    pub ruling: Ruling,
    /// The security, where the finding names one.
    pub cusip: Option<String>,
    /// Its tax year.
    pub tax_year: Option<i64>,
    /// The layout: `primary`, `secondary`, `nra`.
    pub kind: Option<String>,
    /// The distribution, from 1 in the order of the document.
    pub distribution: Option<i64>,
    /// The field that got a value.
    pub field: Option<String>,
    /// The value, in plain notation.
    pub value: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// The database login, on PostgreSQL.
    pub login: String,
    /// When.
    pub at: At,
    /// Made under the two-person rule: it holds once another person approves.
    pub provisional: bool,
    /// The ruling that it approves.
    pub refers_to: Option<i64>,
    pub(crate) document: i64,
}

impl Decision {
    /// Everything the ruling says, as one text that the audit trail seals.
    pub(crate) fn row(&self) -> String {
        serde_json::json!([
            self.id,
            self.finding,
            self.document,
            self.ruling.name(),
            self.cusip,
            self.tax_year,
            self.kind,
            self.distribution,
            self.field,
            self.value,
            self.reason,
            self.by,
            self.login,
            self.at.as_str(),
            self.provisional,
            self.refers_to,
        ])
        .to_string()
    }
}

/// What a person ruled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The version as read is right and stands.
    Accept,
    /// Another value stands.
    Value,
    /// The version must not stand.
    Reject,
    /// Earlier rulings on the finding no longer hold.
    Undo,
    /// A second person agrees.
    Approve,
}

impl Ruling {
    const ALL: [Ruling; 5] =
        [Ruling::Accept, Ruling::Value, Ruling::Reject, Ruling::Undo, Ruling::Approve];

    /// The name in the database and in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ruling::Accept => "accept",
            Ruling::Value => "value",
            Ruling::Reject => "reject",
            Ruling::Undo => "undo",
            Ruling::Approve => "approve",
        }
    }

    fn from_name(name: &str) -> Option<Ruling> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// All rulings up to a moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decisions {
    all: Vec<Decision>,
}

const COLUMNS: &str = "id, finding, document_id, ruling, cusip, tax_year, kind, distribution, field, value, \
     reason, decided_by, login, decided_at, provisional, refers_to";

fn read(row: &Row) -> Result<Decision> {
    Ok(Decision {
        id: row.int(0)?,
        finding: row.text(1)?,
        document: row.int(2)?,
        // The database admits no other word.
        ruling: Ruling::from_name(row.str(3)?).unwrap_or(Ruling::Undo),
        cusip: row.opt_text(4)?,
        tax_year: row.opt_int(5)?,
        kind: row.opt_text(6)?,
        distribution: row.opt_int(7)?,
        field: row.opt_text(8)?,
        value: row.opt_text(9)?,
        reason: row.text(10)?,
        by: row.text(11)?,
        login: row.text(12)?,
        at: At::stored(row.text(13)?),
        provisional: row.flag(14)?,
        refers_to: row.opt_int(15)?,
    })
}

impl Decisions {
    pub(crate) async fn load(db: &mut Db, as_of: Option<&At>) -> Result<Decisions> {
        let rows = match as_of {
            None => db.all(&format!("SELECT {COLUMNS} FROM decision ORDER BY id"), args![]).await?,
            Some(at) => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM decision \
                     WHERE decided_at <= $1 ORDER BY id"
                );
                db.all(&sql, args![at]).await?
            }
        };
        Ok(Decisions { all: rows.iter().map(read).collect::<Result<_>>()? })
    }

    pub(crate) fn all(&self) -> &[Decision] {
        &self.all
    }

    /// Whether a ruling holds: it was not made under the two-person rule, or another person
    /// approved it.
    pub(crate) fn holds(&self, d: &Decision) -> bool {
        !d.provisional
            || self.all.iter().any(|a| a.ruling == Ruling::Approve && a.refers_to == Some(d.id))
    }

    /// The rulings that hold, by finding. Values for several fields hold together; anything else
    /// replaces what was ruled before.
    pub(crate) fn in_force(&self) -> HashMap<&str, Vec<&Decision>> {
        let mut out: HashMap<&str, Vec<&Decision>> = HashMap::new();
        for d in self.all.iter().filter(|d| d.ruling != Ruling::Approve && self.holds(d)) {
            let active = out.entry(&d.finding).or_default();
            match d.ruling {
                Ruling::Value => active.retain(|x| {
                    x.ruling == Ruling::Value
                        && (x.distribution, &x.field) != (d.distribution, &d.field)
                }),
                _ => active.clear(),
            }
            if d.ruling != Ruling::Undo {
                active.push(d);
            }
        }
        out.retain(|_, active| !active.is_empty());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(id: i64, ruling: Ruling, field: &str, by: &str, provisional: bool) -> Decision {
        Decision {
            id,
            finding: "F1".into(),
            ruling,
            cusip: None,
            tax_year: None,
            kind: None,
            distribution: Some(1),
            field: Some(field.into()),
            value: None,
            reason: "r".into(),
            by: by.into(),
            login: String::new(),
            at: At::parse("2026-01-01").unwrap(),
            provisional,
            refers_to: None,
            document: 1,
        }
    }

    fn in_force(all: Vec<Decision>) -> Vec<i64> {
        let d = Decisions { all };
        d.in_force().remove("F1").unwrap_or_default().iter().map(|d| d.id).collect()
    }

    #[test]
    fn the_last_word_holds_and_values_of_several_fields_hold_together() {
        use Ruling::{Accept, Undo, Value};
        let d = |id, ruling, field| decision(id, ruling, field, "a", false);
        assert_eq!(in_force(vec![d(1, Value, "x"), d(2, Value, "y"), d(3, Value, "x")]), [2, 3]);
        assert_eq!(in_force(vec![d(1, Value, "x"), d(2, Accept, "")]), [2]);
        assert_eq!(in_force(vec![d(1, Accept, ""), d(2, Undo, "")]), Vec::<i64>::new());
        assert_eq!(in_force(vec![d(1, Accept, ""), d(2, Undo, ""), d(3, Value, "x")]), [3]);
    }

    #[test]
    fn a_provisional_ruling_waits_for_its_approval() {
        let first = decision(1, Ruling::Accept, "", "a", true);
        assert_eq!(in_force(vec![first.clone()]), Vec::<i64>::new());
        let mut approval = decision(2, Ruling::Approve, "", "b", false);
        approval.refers_to = Some(1);
        assert_eq!(in_force(vec![first, approval]), [1]);
    }
}
