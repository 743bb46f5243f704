//! `yearend file build`: first filings.

use super::common::{LEDGER, Writing, failure, now, tell_recovery};
use super::show;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::path::PathBuf;
use yearend_iris::build::{Source, build};
use yearend_iris::filing::Originals;
use yearend_iris::forms::FormsFile;
use yearend_iris::ledger::Ledger;

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

    /// The filing ledger; by default beside the transmissions
    #[arg(long, value_name = "FILE", env = "YEAREND_LEDGER")]
    ledger: Option<PathBuf>,

    #[command(flatten)]
    writing: Writing,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let filer = self.writing.filer(cx)?;
        yearend_iris::files::create_private_dir(&self.output)?;
        let path = self.ledger.unwrap_or_else(|| self.output.join(LEDGER));
        let mut ledger = Ledger::open(&path).map_err(failure)?;
        tell_recovery(&ledger, cx)?;
        let now = now();
        let request = self.writing.request(&filer, &self.output, &now)?;
        let select = Originals::new(&mut ledger, self.writing.year, self.writing.test)
            .map_err(failure)?;
        let sources = [Source { forms: FormsFile::new(&self.forms), select: &select }];
        let outcome = build(&request, &sources, &mut ledger).map_err(failure)?;
        show::outcome("built", &outcome, cx)?;
        show::nothing_written(&outcome, cx)?;
        Ok(show::status(&[&outcome]))
    }
}
