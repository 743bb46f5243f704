//! A command that this build leaves out: it says so and how to have it.

use crate::exit::ExitStatus;
use crate::failure::Failure;

/// Left out of this build, which is the reader alone
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Whatever the command would take
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _any: Vec<std::ffi::OsString>,
}

impl Args {
    pub(crate) fn run(self, command: &str) -> Result<ExitStatus, Failure> {
        Err(Failure::new(format_args!(
            "this build of yearend is the reader alone, without `yearend {command}`"
        ))
        .help("build it whole: `cargo build --release`"))
    }
}
