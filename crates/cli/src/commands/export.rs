//! `yearend export FOLDER`: the whole store as Parquet.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::store::StoreArg;
use std::io::Write;
use std::path::PathBuf;
use yearend_store::Access;

/// Write the whole store as Parquet, one file for each view
///
/// All files show one moment. Amounts are DECIMAL(38, 18), exactly.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to write to; made where it is missing
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,

    #[command(flatten)]
    store: StoreArg,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut store = self.store.open(Access::Read)?;
        for written in store.export(&self.folder)? {
            writeln!(cx.out(), "{}: {} rows", written.path.display(), written.rows)?;
        }
        Ok(ExitStatus::Clean)
    }
}
