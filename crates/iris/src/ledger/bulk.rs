//! The first records of a ledger come without its index of accounts, which is then made at once.
//!
//! Accounts are hashes, so each record would go to a page of its own; sorted, they cost half. All
//! of it is one transaction: whatever happens, nobody sees the ledger without its index.

use yearend_store::args;
use yearend_store::door::{Db, Dialect};

/// Records after which the index is made, whatever still comes: sorting takes memory.
pub(super) const AT_MOST: u64 = 1_000_000;

/// Takes the index away where there is no record yet (SQLite); what makes it again.
pub(super) async fn without_index(db: &mut Db) -> yearend_store::Result<Option<String>> {
    if db.dialect() != Dialect::Sqlite
        || db.first("SELECT 1 FROM filing_record LIMIT 1", args![]).await?.is_some()
    {
        return Ok(None);
    }
    let sql =
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = 'filing_record_account'";
    let Some(index) = db.first(sql, args![]).await? else { return Ok(None) };
    let index = index.text(0)?;
    db.run("DROP INDEX filing_record_account", args![]).await?;
    Ok(Some(index))
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Ledger, NewRecord};
    use yearend_store::args;

    fn by_account(ledger: &mut Ledger) -> i64 {
        let sql = "SELECT count(*) FROM filing_record INDEXED BY filing_record_account \
             WHERE account >= x'00'";
        ledger.ask(async |db| db.number(sql, args![]).await).unwrap()
    }

    #[test]
    fn the_index_is_back_however_a_run_ends() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("filing.db")).unwrap();
        let record = NewRecord { account: [7; 16], content: [9; 16], corrects: None };
        for (given_up, transmission, count) in [(true, 1, 0), (false, 1, 1), (false, 2, 2)] {
            let mut run = ledger.begin("2026-01-31T00:00:00Z").unwrap();
            run.records(transmission, 1, 1, std::slice::from_ref(&record)).unwrap();
            if given_up {
                drop(run);
            } else {
                run.commit().unwrap();
            }
            assert_eq!(by_account(&mut ledger), count);
        }
    }
}
