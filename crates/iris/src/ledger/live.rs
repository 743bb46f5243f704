//! What stands for each account: what was filed and not rejected.

use super::keys::Hash;
use super::query::{hash, small};
use super::{Ledger, Standing, SubmissionRow};
use crate::error::Result;
use std::collections::{HashMap, HashSet};
use yearend_store::args;
use yearend_store::door::Row;

/// What stands for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    /// A record with this content.
    Content(Hash),
    /// Its filing was rejected and not replaced yet.
    AwaitsReplacement,
}

/// A submission: its transmission and its number there.
type Part = (i64, u32);

/// A record by its account: the account, the content, where it is, its number there.
type Entry = (Hash, Hash, Part, i64);

impl Ledger {
    /// What stands for each account of a tax year, sorted by account: the content of its latest
    /// record that was not rejected, or, where all were, that it awaits its replacement. Accounts
    /// that a replacement left out do not appear: they were never filed.
    ///
    /// # Errors
    /// The database refuses.
    pub fn live_contents(&mut self, tax_year: u16, test: bool) -> Result<Vec<(Hash, Live)>> {
        let awaiting = self.awaiting_replacement()?;
        let rejected = self.rejected(tax_year, test)?;
        let mut out: Vec<(Hash, Live)> = Vec::new();
        // The account at hand and its latest record; one that was not rejected goes first.
        let mut latest: Option<(Hash, Hash, Part, bool)> = None;
        let mut after: Option<Entry> = None;
        loop {
            let page = self.page(after)?;
            for (account, content, part, _) in &page {
                let Some(lost) = rejected.get(part) else { continue };
                match &mut latest {
                    Some(l) if l.0 == *account => {
                        if !lost || l.3 {
                            *l = (*account, *content, *part, *lost);
                        }
                    }
                    _ => {
                        out.extend(latest.and_then(|l| stands(l, &awaiting)));
                        latest = Some((*account, *content, *part, *lost));
                    }
                }
            }
            after = page.last().copied();
            if after.is_none() {
                out.extend(latest.and_then(|l| stands(l, &awaiting)));
                return Ok(out);
            }
        }
    }

    /// The next records in the order of accounts, for each in the order of filing.
    fn page(&mut self, after: Option<Entry>) -> Result<Vec<Entry>> {
        let (account, (transmission, submission), id) =
            after.map_or((Vec::new(), (0, 0), 0), |(a, _, part, id)| (a.to_vec(), part, id));
        let sql = "SELECT account, content, transmission, submission, id FROM filing_record \
             WHERE (account, transmission, submission, id) > ($1, $2, $3, $4) \
             ORDER BY account, transmission, submission, id LIMIT 20000";
        let read = |r: &Row| Ok((hash(r, 0)?, hash(r, 1)?, (r.int(2)?, small(r, 3)?), r.int(4)?));
        self.ask(async |db| {
            let args = args![account, transmission, i64::from(submission), id];
            db.all(sql, args).await?.iter().map(read).collect()
        })
    }

    /// The submissions of a tax year that were not withdrawn, and whether each was rejected.
    fn rejected(&mut self, tax_year: u16, test: bool) -> Result<HashMap<Part, bool>> {
        let transmissions = self.transmissions()?;
        let of_year = transmissions
            .iter()
            .filter(|t| t.tax_year == tax_year && t.test == test && t.state != "discarded");
        let whole: HashMap<i64, Option<&str>> =
            of_year.map(|t| (t.id, t.status.as_deref())).collect();
        let parts = self.submissions()?;
        let standing = |s: &SubmissionRow| {
            let whole = whole.get(&s.transmission)?;
            let standing = Standing::of_submission(*whole, s.status.as_deref());
            Some(((s.transmission, s.id), standing == Standing::Rejected))
        };
        Ok(parts.iter().filter_map(standing).collect())
    }

    /// The rejected submissions that no replacement stands for.
    fn awaiting_replacement(&mut self) -> Result<HashSet<(i64, u32)>> {
        let transmissions = self.transmissions()?;
        let submissions = self.submissions()?;
        let of = |id: i64| transmissions.iter().find(|t| t.id == id);
        let standing = |s: &SubmissionRow| {
            let whole = of(s.transmission).and_then(|t| t.status.as_deref());
            Standing::of_submission(whole, s.status.as_deref())
        };
        let replaced: HashSet<&str> = submissions
            .iter()
            .filter(|s| standing(s) != Standing::Rejected)
            .filter_map(|s| {
                let t = of(s.transmission).filter(|t| t.state != "discarded")?;
                s.original.as_deref().or(t.original_receipt.as_deref())
            })
            .collect();
        let mut out = HashSet::new();
        for s in submissions.iter().filter(|s| standing(s) == Standing::Rejected) {
            let Some(t) = of(s.transmission).filter(|t| t.state != "discarded") else { continue };
            let receipt = t.receipt.as_deref().unwrap_or_default();
            let part = format!("{receipt}|{}", s.id);
            let names = [
                t.original_receipt.as_deref().unwrap_or(receipt),
                s.original.as_deref().unwrap_or(&part),
            ];
            if !names.iter().any(|n| replaced.contains(n)) {
                out.insert((s.transmission, s.id));
            }
        }
        Ok(out)
    }
}

fn stands(
    (account, content, part, rejected): (Hash, Hash, Part, bool),
    awaiting: &HashSet<Part>,
) -> Option<(Hash, Live)> {
    if !rejected {
        return Some((account, Live::Content(content)));
    }
    awaiting.contains(&part).then_some((account, Live::AwaitsReplacement))
}
