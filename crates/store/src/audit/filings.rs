//! The filing ledger against the trail: every event of a transmission was told to both.

use super::Verified;
use crate::db::{Db, args};
use crate::error::Result;
use serde_json::Value;
use std::collections::HashMap;

/// What the trail says of the events of the filing ledger, by their numbers there: the unique ID
/// of the transmission, and the details of the entry.
pub(super) type Events = HashMap<i64, (String, Value)>;

/// The action of an entry about a filing.
pub(super) const ACTION: &str = "file";

/// Compares the events of the ledger, and the files that they speak of, with the trail. Events of
/// ledgers of the first release stand before any trail; the first one that the trail knows says
/// where it begins.
pub(super) async fn check(db: &mut Db, v: &mut Verified, sealed: &Events) -> Result<()> {
    let sql = "SELECT e.id, t.utid, e.what, t.sha256, t.records, t.file FROM filing_event e \
         JOIN filing_transmission t ON t.id = e.transmission ORDER BY e.id";
    let first = sealed.keys().min().copied().unwrap_or(i64::MAX);
    let mut known = 0;
    for row in db.all(sql, args![]).await? {
        let (id, utid) = (row.int(0)?, row.text(1)?);
        v.filings += 1;
        let Some((subject, detail)) = sealed.get(&id) else {
            if id > first {
                v.faults.push(format!("filing {utid}: event {id} is not in the trail"));
            }
            continue;
        };
        known += 1;
        let same = *subject == utid
            && detail["what"].as_str() == Some(row.str(2)?)
            && detail["sha256"].as_str() == Some(row.str(3)?)
            && detail["forms"].as_i64() == Some(row.int(4)?)
            && detail["file"].as_str() == Some(row.str(5)?);
        if !same {
            v.faults.push(format!("filing {utid}: event {id} or its file was altered"));
        }
    }
    if known < sealed.len() {
        v.faults.push("filings that the trail names are missing".to_owned());
    }
    Ok(())
}
