//! What stands for each account: what was filed and not rejected.

use super::keys::Hash;
use super::{Ledger, Standing, SubmissionRow};
use crate::error::Result;
use std::collections::{BTreeSet, HashMap, HashSet};

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

/// A record by its account. Of several records the one with the highest rank stands.
struct Entry {
    account: Hash,
    content: Hash,
    /// Whether it was not rejected (the highest bit), and its place in the order of filing. As
    /// bytes, so that what stands takes the room of the entries.
    rank: [u8; 5],
}

impl Entry {
    fn new(account: Hash, content: Hash, place: u32, rejected: bool) -> Entry {
        let [a, b, c, d] = place.to_be_bytes();
        Entry { account, content, rank: [u8::from(!rejected), a, b, c, d] }
    }

    fn rejected(&self) -> bool {
        self.rank[0] == 0
    }

    fn place(&self) -> u32 {
        let [_, a, b, c, d] = self.rank;
        u32::from_be_bytes([a, b, c, d])
    }
}

impl Ledger {
    /// What stands for each account of a tax year, sorted by account: the content of its latest
    /// record that was not rejected, or, where all were, that it awaits its replacement. Accounts
    /// that a replacement left out do not appear: they were never filed.
    ///
    /// # Errors
    /// The database refuses.
    pub fn live_contents(&mut self, tax_year: u16, test: bool) -> Result<Vec<(Hash, Live)>> {
        if self.is_new() {
            return Ok(Vec::new());
        }
        let rejected = self.rejected(tax_year, test)?;
        if rejected.is_empty() {
            return Ok(Vec::new());
        }
        let awaiting = self.awaiting_replacement()?;
        let transmissions: BTreeSet<i64> = rejected.keys().map(|(t, _)| *t).collect();
        let mut entries: Vec<Entry> = Vec::new();
        // The places at which the submissions begin.
        let mut begins: Vec<(u32, Part)> = Vec::new();
        for transmission in transmissions {
            self.each_record(transmission, |r| {
                let part = (transmission, r.submission);
                let Some(rejected) = rejected.get(&part) else { return };
                let place = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                if begins.last().is_none_or(|(_, p)| *p != part) {
                    begins.push((place, part));
                }
                entries.push(Entry::new(r.account, r.content, place, *rejected));
            })?;
        }
        entries.sort_unstable_by(|a, b| (a.account, b.rank).cmp(&(b.account, a.rank)));
        entries.dedup_by_key(|e| e.account);
        let awaits = |e: &Entry| {
            let at = begins.partition_point(|(begin, _)| *begin <= e.place());
            at.checked_sub(1).is_some_and(|at| awaiting.contains(&begins[at].1))
        };
        let stands = |e: Entry| match e.rejected() {
            false => Some((e.account, Live::Content(e.content))),
            true => awaits(&e).then_some((e.account, Live::AwaitsReplacement)),
        };
        Ok(entries.into_iter().filter_map(stands).collect())
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
