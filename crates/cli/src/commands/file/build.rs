//! `yearend file build`: first filings.

use super::common::{Writing, failure, now};
use super::ledger::LedgerArg;
use super::show;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::path::PathBuf;
use yearend_iris::build::{Source, build};
use yearend_iris::filing::Originals;
use yearend_iris::forms::FormsFile;

/// Write transmissions of every reportable form that was not filed before
///
/// Everything is checked before it counts: forms with errors stop the run (or are left out with
/// --skip-invalid), and each file is read back against the rules and the totals. Building twice
/// does not file twice.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What `yearend allocate` wrote: its folder, or forms.parquet
    #[arg(long, value_name = "PATH")]
    forms: PathBuf,

    /// The folder for the transmissions
    #[arg(short, long, value_name = "XMLDIR")]
    output: PathBuf,

    #[command(flatten)]
    ledger: LedgerArg,

    #[command(flatten)]
    writing: Writing,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let forms = FormsFile::new(&self.forms).begin();
        let filer = self.writing.filer(cx)?;
        yearend_iris::files::create_private_dir(&self.output)?;
        let mut ledger = self.ledger.make(&self.output, cx)?;
        let now = now();
        let request = self.writing.request(&filer, &self.output, &now)?;
        let select = Originals::new(&mut ledger, self.writing.year, self.writing.test)
            .map_err(failure)?;
        let sources = [Source { forms, select: &select }];
        let outcome = build(&request, &sources, &mut ledger).map_err(failure)?;
        show::outcome("built", &outcome, cx)?;
        show::nothing_written(&outcome, cx)?;
        Ok(show::status(&[&outcome]))
    }
}
