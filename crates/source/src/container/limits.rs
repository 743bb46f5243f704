//! Bounds against hostile containers, for everything that one given file holds.
//! `docs/formats.md` states them.

use crate::Document;
use crate::error::Reason;

/// Containers within containers.
const DEPTH: usize = 4;
/// Members of all containers together.
const MEMBERS: usize = 10_000;
/// Uncompressed bytes of one member.
pub(super) const MEMBER_BYTES: u64 = 256 << 20;
/// Uncompressed bytes of all members together.
const TOTAL_BYTES: u64 = 1 << 30;
/// Filled cells of all documents together.
const CELLS: usize = 20_000_000;

/// What may still come.
pub(super) struct Bounds {
    members: usize,
    bytes: u64,
    cells: usize,
}

impl Bounds {
    pub(super) fn new() -> Bounds {
        Bounds { members: MEMBERS, bytes: TOTAL_BYTES, cells: CELLS }
    }

    /// One more member.
    pub(super) fn member(&mut self) -> Result<(), Reason> {
        self.members = self
            .members
            .checked_sub(1)
            .ok_or_else(|| Reason::TooLarge { what: "members", limit: "10,000".to_owned() })?;
        Ok(())
    }

    /// How many bytes the next member may have.
    pub(super) fn room(&self) -> u64 {
        MEMBER_BYTES.min(self.bytes)
    }

    /// A member of so many bytes was uncompressed.
    pub(super) fn bytes(&mut self, n: u64) {
        self.bytes = self.bytes.saturating_sub(n);
    }

    /// The error for a member that does not fit in the room.
    pub(super) fn too_large(&self) -> Reason {
        if self.bytes < MEMBER_BYTES {
            Reason::TooLarge { what: "all members together", limit: "1 GiB".to_owned() }
        } else {
            Reason::TooLarge { what: "a member", limit: "256 MiB".to_owned() }
        }
    }

    /// One more document.
    pub(super) fn document(&mut self, document: &Document) -> Result<(), Reason> {
        let sheets = &document.grid.sheets;
        let cells = sheets.iter().flat_map(|s| s.rows().iter().map(|r| s.cells(r).len())).sum();
        self.cells = self.cells.checked_sub(cells).ok_or_else(|| Reason::TooLarge {
            what: "cells of all members together",
            limit: "20,000,000".to_owned(),
        })?;
        Ok(())
    }
}

/// Whether a container may be opened that lies so deep (0: the file that was given).
pub(super) fn depth(depth: usize) -> Result<(), Reason> {
    if depth < DEPTH {
        return Ok(());
    }
    Err(Reason::TooLarge { what: "containers within containers", limit: DEPTH.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_run_out() {
        let mut b = Bounds { members: 1, bytes: MEMBER_BYTES + 10, cells: 0 };
        assert!(b.member().is_ok());
        assert_eq!(b.member().unwrap_err().to_string(), "passes a bound: members over 10,000");
        assert_eq!(b.too_large().to_string(), "passes a bound: a member over 256 MiB");
        b.bytes(20);
        assert_eq!(b.room(), MEMBER_BYTES - 10);
        assert_eq!(b.too_large().to_string(), "passes a bound: all members together over 1 GiB");
        assert!(b.document(&Document::default()).is_ok());
        assert!(depth(3).is_ok() && depth(4).is_err());
    }
}
