//! `yearend file replace`: what the IRS rejected, mended.

use super::common::{Writing, failure, now};
use super::ledger::LedgerArg;
use super::show;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use yearend_iris::filing::{find_transmission, replace};
use yearend_iris::forms::FormsFile;

/// Write the replacement of a rejected transmission or of its rejected submissions
///
/// Takes the mended forms. Of a partially accepted transmission only the rejected submissions are
/// replaced; what was accepted is corrected with `yearend file correct`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rejected transmission: its receipt, its unique ID, or its file
    #[arg(value_name = "TRANSMISSION")]
    of: String,

    /// The mended forms: the folder of `yearend allocate`, or forms.parquet
    #[arg(long, value_name = "PATH")]
    forms: PathBuf,

    /// The folder for the replacement; by default the ledger's
    #[arg(short, long, value_name = "XMLDIR")]
    output: Option<PathBuf>,

    #[command(flatten)]
    ledger: LedgerArg,

    #[command(flatten)]
    writing: Writing,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let filer = self.writing.filer(cx)?;
        let mut ledger = self.ledger.open(cx)?;
        let of = find_transmission(&self.of, &mut ledger).map_err(failure)?;
        if of.tax_year != self.writing.year || of.test != self.writing.test {
            return Err(Failure::new(format_args!(
                "{} is of tax year {}{}",
                self.of,
                of.tax_year,
                if of.test { ", a test" } else { "" }
            ))
            .help("give its --year, and --test if it was a test"));
        }
        let folder = match self.output {
            Some(folder) => folder,
            None => self.ledger.folder()?,
        };
        let now = now();
        let mut request = self.writing.request(&filer, &folder, &now)?;
        let forms = FormsFile::new(&self.forms);
        let replaced = replace(&mut request, &forms, &of, &mut ledger).map_err(failure)?;
        let what = if replaced.whole { "the whole of" } else { "the rejected submissions of" };
        writeln!(cx.out(), "replaces {what} {}", of.receipt.as_deref().unwrap_or(&of.utid))?;
        show::outcome("replaced", &replaced.outcome, cx)?;
        show::nothing_written(&replaced.outcome, cx)?;
        Ok(show::status(&[&replaced.outcome]))
    }
}
