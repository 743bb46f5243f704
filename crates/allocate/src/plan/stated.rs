//! What the documents state of each distribution.

use yearend_model::{Distribution, Field, Status};

/// Security, payable date, record date: what makes lines one distribution.
pub(super) type Key = (u32, Option<i32>, Option<i32>);

/// The lines of one document for one key.
pub(super) struct Stated<'a> {
    pub(super) lines: Vec<&'a Distribution>,
    pub(super) tax_year: u16,
    pub(super) review: bool,
}

impl<'a> Stated<'a> {
    /// From the lines of a document as they stand in it.
    fn of(found: &[Found<'a>]) -> Stated<'a> {
        let mut lines: Vec<&Distribution> = Vec::with_capacity(found.len());
        for f in found {
            // The same line twice in one document is one line.
            if !lines.iter().any(|l| same_line(l, f.line)) {
                lines.push(f.line);
            }
        }
        let review = found.iter().any(|f| f.review);
        Stated { lines, tax_year: found[0].tax_year, review }
    }

    /// Corrected 3, reclassified 2, final 1, estimated 0.
    pub(super) fn rank(&self) -> u8 {
        let rank = |s: &Option<Status>| match s {
            Some(Status::Corrected) => 3,
            Some(Status::Reclass) => 2,
            None => 1,
            Some(Status::Estimated) => 0,
        };
        self.lines.iter().map(|l| rank(&l.status)).max().unwrap_or(0)
    }

    /// The lines that stand: corrected ones replace the others; final ones replace estimates;
    /// a reclassification adds to what it reclassifies.
    pub(super) fn standing(&self) -> Vec<&'a Distribution> {
        let has = |s| self.lines.iter().any(|l| l.status == s);
        let keep: &[Option<Status>] = if has(Some(Status::Corrected)) {
            &[Some(Status::Corrected)]
        } else if has(None) {
            &[None, Some(Status::Reclass)]
        } else {
            &[Some(Status::Reclass), Some(Status::Estimated)]
        };
        self.lines.iter().copied().filter(|l| keep.contains(&l.status)).collect()
    }
}

/// A line as it stands in a document.
pub(super) struct Found<'a> {
    pub(super) key: Key,
    /// The number of the document.
    pub(super) document: usize,
    pub(super) tax_year: u16,
    pub(super) review: bool,
    pub(super) line: &'a Distribution,
}

/// Brings together what belongs to one distribution, in the order of keys; of each, what the
/// documents state in their order.
pub(super) fn by_key<'a>(mut found: Vec<Found<'a>>) -> Vec<(Key, Vec<Stated<'a>>)> {
    // Stable: lines stay in the order in which they stand.
    found.sort_by_key(|f| f.key);
    let of = |same: &[Found<'a>]| {
        same.chunk_by(|a, b| a.document == b.document).map(Stated::of).collect()
    };
    found.chunk_by(|a, b| a.key == b.key).map(|same| (same[0].key, of(same))).collect()
}

fn same_line(a: &Distribution, b: &Distribution) -> bool {
    let same = |f: Field| a.amounts.or_zero(f) == b.amounts.or_zero(f);
    a.status == b.status && Field::amounts().all(same)
}
