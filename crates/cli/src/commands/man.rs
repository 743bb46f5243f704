//! `yearend man`: the manual page.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use clap::CommandFactory;
use std::io::Write;

/// Print the manual page (troff), of yearend or of one command
///
/// To read it: yearend man | man -l -
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The command; without it, the page of yearend itself
    command: Option<String>,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut yearend = crate::Cli::command();
        yearend.build();
        let page = match &self.command {
            None => yearend,
            Some(name) => yearend
                .find_subcommand(name)
                .ok_or_else(|| {
                    Failure::new(format_args!("there is no command {name:?}"))
                        .help("`yearend help` lists the commands")
                })?
                .clone(),
        };
        let mut out = cx.data()?;
        clap_mangen::Man::new(page).render(&mut out)?;
        out.flush()?;
        Ok(ExitStatus::Clean)
    }
}
