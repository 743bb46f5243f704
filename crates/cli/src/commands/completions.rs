//! `yearend completions SHELL`: the completion script of a shell.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use clap::CommandFactory;
use std::io::Write;

/// Print the completion script for a shell
///
/// For bash: yearend completions bash > ~/.local/share/bash-completion/completions/yearend
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        // The generator panics where its writer fails (a closed pipe), so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::Cli::command(), "yearend", &mut script);
        let mut out = cx.data()?;
        out.write_all(&script)?;
        out.flush()?;
        Ok(ExitStatus::Clean)
    }
}
