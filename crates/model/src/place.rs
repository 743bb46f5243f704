//! Where in a document something stands.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One page, sheet or text of a source; a [`Place`] names it by its index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Page number of a PDF, from 1.
    pub page: Option<u32>,
    /// Sheet name of a workbook.
    pub sheet: Option<Arc<str>>,
    /// Path inside a container (`mail.eml/layout.zip/funds.xlsx`), if the source was in one.
    pub member: Option<Arc<str>>,
}

/// A compact position: which part, which line, which column. Small, so that every value of a
/// reading can carry one; [`Place::locate`] makes the readable form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the [`Part`] in the source.
    pub part: u32,
    /// Line or row number, from 1.
    pub line: u32,
    /// Column of the grid, from 1.
    pub column: u32,
}

/// A position as people name it; what the JSON reading prints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Page of a PDF, from 1.
    pub page: Option<u32>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Cell of a workbook (`K14`).
    pub cell: Option<String>,
    /// Line of the text, or row of the sheet, from 1.
    pub line: Option<u32>,
    /// Column of the grid, from 1.
    pub column: Option<u32>,
    /// Path inside a container, where the document came in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

impl Place {
    /// The readable form, given the parts of the source.
    #[must_use]
    pub fn locate(self, parts: &[Part]) -> Location {
        let part = parts.get(self.part as usize).cloned().unwrap_or_default();
        let cell = part.sheet.is_some().then(|| format!("{}{}", letters(self.column), self.line));
        Location {
            page: part.page,
            sheet: part.sheet.map(|s| s.to_string()),
            cell,
            line: Some(self.line),
            column: Some(self.column),
            member: part.member.map(|s| s.to_string()),
        }
    }
}

/// The letters of a workbook column, from 1: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut n = column;
    let mut out = Vec::new();
    while n > 0 {
        n -= 1;
        out.push(b'A' + u8::try_from(n % 26).unwrap_or(0));
        n /= 26;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_letters() {
        assert_eq!([1, 26, 27, 52, 703].map(letters), ["A", "Z", "AA", "AZ", "AAA"]);
    }
}
