//! Bounds against hostile workbooks, in one place. `docs/formats.md` states them.

use crate::error::Reason;

/// Uncompressed bytes of one part of a package (a sheet, the shared texts).
pub(crate) const PART_BYTES: u64 = 512 << 20;
/// Uncompressed bytes of the parts that are held in memory whole (texts, styles, the table of
/// sheets), and of an OpenDocument's content.
pub(crate) const HELD_BYTES: u64 = 128 << 20;
/// Bytes of an old workbook, which is held in memory more than once.
pub(crate) const XLS_BYTES: usize = 128 << 20;
/// Parts of a package.
pub(crate) const PARTS: usize = 10_000;
/// Sheets of a workbook.
pub(crate) const SHEETS: usize = 1_000;
/// Filled cells of a workbook, all sheets together.
pub(crate) const CELLS: usize = 10_000_000;
/// Bytes of text in the cells of a workbook, all sheets together.
pub(crate) const TEXT_BYTES: usize = 256 << 20;
/// Merged ranges of a sheet.
pub(crate) const MERGES: usize = 1_000_000;
/// Rows of a sheet (Excel's own bound).
pub(crate) const ROWS: u32 = 1_048_576;
/// Columns of a sheet (Excel's own bound).
pub(crate) const COLUMNS: u32 = 16_384;

pub(crate) fn part_bytes() -> Reason {
    Reason::TooLarge { what: "a part of the workbook", limit: "512 MiB".to_owned() }
}

pub(crate) fn held_bytes() -> Reason {
    Reason::TooLarge { what: "the workbook's texts and styles", limit: "128 MiB".to_owned() }
}

pub(crate) fn xls_bytes() -> Reason {
    Reason::TooLarge { what: "an xls workbook", limit: "128 MiB".to_owned() }
}

pub(crate) fn parts() -> Reason {
    Reason::TooLarge { what: "parts in the package", limit: "10,000".to_owned() }
}

pub(crate) fn sheets() -> Reason {
    Reason::TooLarge { what: "sheets", limit: "1,000".to_owned() }
}

pub(crate) fn cells() -> Reason {
    Reason::TooLarge { what: "filled cells", limit: "10,000,000".to_owned() }
}

pub(crate) fn text_bytes() -> Reason {
    Reason::TooLarge { what: "text in cells", limit: "256 MiB".to_owned() }
}

pub(crate) fn merges() -> Reason {
    Reason::TooLarge { what: "merged ranges in a sheet", limit: "1,000,000".to_owned() }
}
