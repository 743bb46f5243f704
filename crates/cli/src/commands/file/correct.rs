//! `yearend file correct`: accepted forms that changed.

use super::common::{Writing, failure, now};
use super::ledger::LedgerArg;
use super::show;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use yearend_iris::filing::{CorrectionOf, Corrections, correct};
use yearend_iris::forms::FormsFile;

/// Write corrections of accepted forms after a later allocation
///
/// Forms that changed go into corrections (type C) that name the accepted records; forms that are
/// gone are corrected to zero; forms that were never filed go into originals of their own, since
/// types never mix in a transmission.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What changed: changes.parquet of `yearend allocate --previous`
    #[arg(long, value_name = "FILE")]
    changes: PathBuf,

    /// The forms of the new allocation: its folder, or forms.parquet
    #[arg(long, value_name = "PATH")]
    forms: PathBuf,

    /// The forms of the earlier allocation; needed where forms are gone
    #[arg(long, value_name = "PATH")]
    previous_forms: Option<PathBuf>,

    /// Correct every change, also those inside the de minimis safe harbour
    #[arg(long)]
    all: bool,

    /// Which accepted record a second correction of the same form names
    #[arg(long, value_enum, default_value_t, value_name = "RECORD")]
    name: Named,

    /// The folder for the corrections; by default the ledger's
    #[arg(short, long, value_name = "XMLDIR")]
    output: Option<PathBuf>,

    #[command(flatten)]
    ledger: LedgerArg,

    #[command(flatten)]
    writing: Writing,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Named {
    /// The latest accepted one
    #[default]
    Latest,
    /// The first accepted one
    First,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let filer = self.writing.filer(cx)?;
        let mut ledger = self.ledger.open(cx)?;
        let folder = match self.output {
            Some(folder) => folder,
            None => self.ledger.folder()?,
        };
        let now = now();
        let mut request = self.writing.request(&filer, &folder, &now)?;
        let what = Corrections {
            changes: &self.changes,
            forms: FormsFile::new(&self.forms),
            previous_forms: self.previous_forms.as_deref().map(FormsFile::new),
            all: self.all,
            of: match self.name {
                Named::Latest => CorrectionOf::Latest,
                Named::First => CorrectionOf::First,
            },
        };
        let done = correct(&mut request, &what, &mut ledger).map_err(failure)?;
        show::outcome("corrected", &done.corrections, cx)?;
        show::nothing_written(&done.corrections, cx)?;
        if done.originals.read > 0 {
            show::outcome("filed for the first time", &done.originals, cx)?;
            show::nothing_written(&done.originals, cx)?;
        }
        if done.not_due > 0 {
            writeln!(
                cx.out(),
                "{} change(s) without a corrected form due (de minimis safe harbour; --all takes \
                 them)",
                done.not_due
            )?;
        }
        Ok(show::status(&[&done.corrections, &done.originals]))
    }
}
