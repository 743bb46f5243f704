//! The report of what cleaning changed: a CSV file with both values, readable by its owner only.

use crate::error::{Error, Result};
use crate::files::create_private;
use crate::ledger::temporary;
use crate::record::{Cleaning, What};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The changes of some forms, as lines of the report and counted.
#[derive(Debug, Default)]
pub(super) struct Changes {
    lines: Vec<u8>,
    by: Vec<Kind>,
}

/// One kind of change.
#[derive(Debug)]
struct Kind {
    field: &'static str,
    what: What,
    count: u64,
    /// The end of its lines.
    words: Vec<u8>,
}

impl Changes {
    pub(super) fn add(&mut self, payer: &str, account: &str, changes: &[Cleaning<'_>]) {
        for c in changes {
            for cell in [payer, account, c.field, c.before, &c.after] {
                quote(cell, &mut self.lines);
                self.lines.push(b',');
            }
            // There are few kinds; their words are put together once.
            let known = self.by.iter().position(|k| k.what == c.what && k.field == c.field);
            let kind = known.unwrap_or_else(|| {
                let mut words = Vec::new();
                quote(&c.what.to_string(), &mut words);
                words.push(b'\n');
                self.by.push(Kind { field: c.field, what: c.what, count: 0, words });
                self.by.len() - 1
            });
            self.by[kind].count += 1;
            self.lines.extend_from_slice(&self.by[kind].words);
        }
    }

    /// How often, by field and what was done.
    pub(super) fn counts(&self) -> impl Iterator<Item = ((&'static str, What), u64)> {
        self.by.iter().map(|k| ((k.field, k.what), k.count))
    }
}

/// The report, under its temporary name until the build is committed.
pub(super) struct Report {
    path: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl Report {
    pub(super) fn new(folder: &Path, run: &Uuid) -> Report {
        Report { path: folder.join(format!("iris-{}-cleaning.csv", run.simple())), writer: None }
    }

    pub(super) fn add(&mut self, changes: &Changes) -> Result<()> {
        if changes.lines.is_empty() {
            return Ok(());
        }
        let temporary = temporary(&self.path);
        let written = match &mut self.writer {
            Some(w) => w.write_all(&changes.lines),
            none => create_private(&temporary).and_then(|file| {
                let w = none.insert(BufWriter::with_capacity(1 << 16, file));
                writeln!(w, "payer,account,field,before,after,what")?;
                w.write_all(&changes.lines)
            }),
        };
        written.map_err(Error::io(&temporary))
    }

    /// The final name, where there is a report.
    pub(super) fn finish(&mut self) -> Result<Option<PathBuf>> {
        let Some(w) = self.writer.take() else { return Ok(None) };
        let file = w.into_inner().map_err(|e| e.into_error());
        file.and_then(|f| f.sync_all()).map_err(Error::io(&self.path))?;
        Ok(Some(self.path.clone()))
    }
}

/// A CSV cell; a leading character that a spreadsheet would take for a formula is disarmed.
fn quote(cell: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    if cell.starts_with(['=', '+', '-', '@']) {
        out.push(b'\'');
    }
    let mut rest = cell.as_bytes();
    // Hardly any value holds a quotation mark.
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}
