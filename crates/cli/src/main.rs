//! The `yearend` command: arguments, files, progress and rendering; no domain logic.
//!
//! `main` parses the arguments, runs one command from [`commands`] and turns its outcome into an
//! [`ExitStatus`]. Everything that touches the outside (standard streams, files, colour) goes
//! through [`context`] and [`files`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod commands;
mod context;
mod cores;
mod exit;
mod failure;
mod files;
mod pipeline;
mod render;
#[cfg(feature = "full")]
mod store;
mod stored;

use clap::Parser;
use commands::Command;
use context::{ColorWhen, Context};
use exit::ExitStatus;
use failure::Failure;

/// Exact figures from US mutual-fund year-end tax documents.
///
/// Reads the Primary Layout that fund families publish each January (workbook, PDF, text, CSV,
/// mail, zip), says what is wrong with it, and turns it into Form 1099-DIV figures exact to the
/// cent.
#[derive(Debug, Parser)]
#[command(name = "yearend", version, arg_required_else_help = true, after_long_help = exit::HELP)]
pub(crate) struct Cli {
    /// When to colour the output
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN")]
    color: ColorWhen,

    #[command(subcommand)]
    command: Command,
}

fn main() -> std::process::ExitCode {
    // Clap prints its own help and usage errors and exits with 0 or 2.
    let cli = Cli::parse();
    let mut cx = Context::new(cli.color);
    let outcome = cli.command.run(&mut cx).and_then(|status| {
        cx.flush()?;
        Ok(status)
    });
    match outcome {
        Ok(status) => status.into(),
        // The reader of a pipe went away (`| head`): it has what it wanted.
        Err(Failure::ClosedPipe) => ExitStatus::Clean.into(),
        Err(failure) => {
            // With no error stream left there is nobody to tell.
            let _ = cx.flush();
            let _ = failure.render(&mut cx);
            ExitStatus::CouldNotRead.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does() {
        for c in Cli::command().get_subcommands() {
            assert!(c.get_about().is_some(), "{} has no doc comment on its Args", c.get_name());
        }
    }
}
