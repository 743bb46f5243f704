//! Findings and readings for people and for other programs, one file per form.
//!
//! Nothing here decides anything: what is wrong stands in the finding, where it stands in its
//! place, and what is printed there in the grid.

pub(crate) mod excerpt;
pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod sarif;
pub(crate) mod security;
pub(crate) mod style;
pub(crate) mod summary;
pub(crate) mod table;

use yearend_model::{Location, Reading};

/// The place in one line, as a person or an editor finds it: `funds.txt:14:22`,
/// `funds.xlsx, sheet Data, cell K14`, `funds.pdf, page 2, line 31`.
pub(crate) fn place_name(name: &str, location: &Location) -> String {
    let line = location.line.unwrap_or(1);
    if let (Some(sheet), Some(cell)) = (&location.sheet, &location.cell) {
        return format!("{name}, sheet {sheet}, cell {cell}");
    }
    match location.page {
        Some(page) => format!("{name}, page {page}, line {line}"),
        None => match location.column {
            Some(column) => format!("{name}:{line}:{column}"),
            None => format!("{name}:{line}"),
        },
    }
}

/// `1 error`, `2 errors`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

/// The name of a security by its CUSIP: `471021402 JABL Janus Aspen Series Balanced Portfolio`.
pub(crate) fn security_name(reading: &Reading, cusip: &str) -> String {
    let found = reading.securities().find(|(_, s)| s.cusip == cusip).map(|(_, s)| s);
    let Some(s) = found else { return cusip.to_owned() };
    [Some(cusip), s.ticker.as_deref(), Some(s.name.as_str())]
        .into_iter()
        .flatten()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
