//! Records lie in blocks: rows of the database that hold the hashes of many records, one after the
//! other. They are written once and read from the first to the last, so a row for each would cost
//! more than writing the transmission itself.

use super::Ledger;
use super::keys::Hash;
use super::query::{damaged, small};
use super::run::NewRecord;
use crate::error::Result;
use yearend_store::args;
use yearend_store::door::{Db, Row};

/// Records of a block, at most.
pub(super) const LARGEST: usize = 8192;

/// Bytes of a hash.
const HASH: usize = size_of::<Hash>();

/// Blocks that are read at once, at most 8 MiB.
const AT_ONCE: i64 = 32;

/// A record as a block has it.
pub(super) struct Record {
    /// `SubmissionId`.
    pub(super) submission: u32,
    /// `RecordId`.
    pub(super) id: u32,
    pub(super) account: Hash,
    pub(super) content: Hash,
}

/// Writes a block.
pub(super) async fn insert(
    db: &mut Db,
    (transmission, submission, first): (i64, i64, i64),
    records: &[NewRecord],
) -> yearend_store::Result<()> {
    let mut hashes = Vec::with_capacity(records.len() * 2 * HASH);
    for r in records {
        hashes.extend_from_slice(&r.account);
        hashes.extend_from_slice(&r.content);
    }
    let sql = "INSERT INTO filing_block (transmission, submission, first, hashes) \
         VALUES ($1, $2, $3, $4)";
    db.run(sql, args![transmission, submission, first, hashes]).await?;
    let corrections = (first..).zip(records).filter_map(|(id, r)| {
        let corrects = r.corrects.as_deref()?;
        Some(args![transmission, submission, id, corrects])
    });
    let head = "INSERT INTO filing_corrects (transmission, submission, id, corrects) VALUES";
    db.insert(head, 4, corrections.collect(), "").await
}

/// Removes the records of a transmission.
pub(super) async fn remove(db: &mut Db, transmission: i64) -> yearend_store::Result<()> {
    for sql in [
        "DELETE FROM filing_block WHERE transmission = $1",
        "DELETE FROM filing_corrects WHERE transmission = $1",
    ] {
        db.run(sql, args![transmission]).await?;
    }
    Ok(())
}

impl Ledger {
    /// Reads the records of a transmission in their order.
    pub(super) fn each_record(
        &mut self,
        transmission: i64,
        mut work: impl FnMut(Record),
    ) -> Result<()> {
        let sql = "SELECT submission, first, hashes FROM filing_block \
             WHERE transmission = $1 AND (submission, first) > ($2, $3) \
             ORDER BY submission, first LIMIT $4";
        let mut after = (0, 0);
        loop {
            let (submission, first) = after;
            let args = args![transmission, submission, first, AT_ONCE];
            let page = self.ask(async |db| db.all(sql, args).await)?;
            for block in &page {
                read(block, &mut work)?;
            }
            let Some(last) = page.last() else { return Ok(()) };
            after = (last.int(0)?, last.int(1)?);
        }
    }
}

fn read(block: &Row, work: &mut impl FnMut(Record)) -> yearend_store::Result<()> {
    let (submission, first) = (small(block, 0)?, small::<u32>(block, 1)?);
    let hashes = block.blob(2)?;
    let (pairs, rest) = hashes.as_chunks::<{ 2 * HASH }>();
    if !rest.is_empty() {
        return Err(damaged("a block of another length".to_owned()));
    }
    for (id, pair) in (first..).zip(pairs) {
        let (mut account, mut content) = ([0; HASH], [0; HASH]);
        account.copy_from_slice(&pair[..HASH]);
        content.copy_from_slice(&pair[HASH..]);
        work(Record { submission, id, account, content });
    }
    Ok(())
}
