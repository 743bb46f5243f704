//! `yearend file request`: the questions for the IRS.

use super::common::failure;
use super::ledger::LedgerArg;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use yearend_iris::files::create_private;
use yearend_iris::filing::requests;
use yearend_iris::xml::SearchType;

/// Write the requests for what is not answered yet
///
/// Acknowledgements by default: they say more than a status, and are earlier right.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Ask for the status only
    #[arg(long)]
    status: bool,

    /// The folder for the requests
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,

    #[command(flatten)]
    ledger: LedgerArg,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let what = if self.status { SearchType::Status } else { SearchType::Acknowledgement };
        let mut ledger = self.ledger.open(cx)?;
        let files = requests(what, &mut ledger).map_err(failure)?;
        if files.is_empty() {
            writeln!(cx.out(), "every transmission is answered")?;
        }
        for (name, xml) in files {
            let path = self.output.join(name);
            let mut file = create_private(&path)?;
            file.write_all(&xml)?;
            writeln!(cx.out(), "{}", path.display())?;
        }
        Ok(ExitStatus::Clean)
    }
}
