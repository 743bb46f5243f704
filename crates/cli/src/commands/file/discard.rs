//! `yearend file discard`: withdraw what was not sent.

use super::common::{failure, now};
use super::ledger::LedgerArg;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use yearend_iris::filing::{discard, find_transmission};

/// Withdraw a transmission that was not sent, so that its forms can be built again
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The transmission: its unique ID, or its file
    #[arg(value_name = "TRANSMISSION")]
    of: String,

    /// It was never uploaded: its file is removed and its forms count as not built
    #[arg(long, required = true)]
    not_sent: bool,

    #[command(flatten)]
    ledger: LedgerArg,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut ledger = self.ledger.open(cx)?;
        let of = find_transmission(&self.of, &mut ledger).map_err(failure)?;
        discard(&of, &mut ledger, &now()).map_err(failure)?;
        writeln!(cx.out(), "{}: withdrawn, {} form(s)", of.path.display(), of.records)?;
        Ok(ExitStatus::Clean)
    }
}
