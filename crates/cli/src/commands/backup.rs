//! `yearend backup FILE`: a consistent copy of the store.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::store::StoreArg;
use std::io::Write;
use std::path::PathBuf;
use yearend_store::Access;

/// Copy the store to a file, consistently, while others write
///
/// The copy is an SQLite store, of a PostgreSQL store too. It shows the moment at which the copy
/// began, and is there whole or not at all.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    store: StoreArg,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut store = self.store.open(Access::Read)?;
        let bytes = store.backup(&self.file)?;
        writeln!(cx.out(), "{}: {bytes} bytes", self.file.display())?;
        Ok(ExitStatus::Clean)
    }
}
