//! The report of what cleaning changed: a CSV file with both values, readable by its owner only.

use crate::error::{Error, Result};
use crate::files::create_private;
use crate::ledger::temporary;
use crate::record::Cleaning;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The report, under its temporary name until the build is committed.
pub(super) struct Report {
    path: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl Report {
    pub(super) fn new(folder: &Path, run: &Uuid) -> Report {
        Report { path: folder.join(format!("iris-{}-cleaning.csv", run.simple())), writer: None }
    }

    pub(super) fn add(&mut self, payer: &str, account: &str, c: &Cleaning) -> Result<()> {
        let temporary = temporary(&self.path);
        let fail = Error::io(&temporary);
        if self.writer.is_none() {
            match create_private(&temporary) {
                Ok(file) => {
                    let mut w = BufWriter::new(file);
                    if let Err(e) = writeln!(w, "payer,account,field,before,after,what") {
                        return Err(fail(e));
                    }
                    self.writer = Some(w);
                }
                Err(e) => return Err(fail(e)),
            }
        }
        let Some(w) = self.writer.as_mut() else { return Ok(()) };
        let cells = [payer, account, c.field, &c.before, &c.after, &c.what].map(quoted);
        writeln!(w, "{}", cells.join(",")).map_err(fail)
    }

    /// The final name, where there is a report.
    pub(super) fn finish(self) -> Result<Option<PathBuf>> {
        let Some(w) = self.writer else { return Ok(None) };
        let file = w.into_inner().map_err(|e| e.into_error());
        file.and_then(|f| f.sync_all()).map_err(Error::io(&self.path))?;
        Ok(Some(self.path))
    }
}

/// A CSV cell; a leading character that a spreadsheet would take for a formula is disarmed.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
