//! `yearend file`: Form 1099-DIV for the IRS's IRIS, and following its answers.

mod build;
mod check;
mod common;
mod correct;
mod discard;
mod explain;
mod init;
mod ledger;
mod log;
mod replace;
mod request;
mod show;
mod status;

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;

/// File Form 1099-DIV with the IRS (IRIS) and follow its answers
///
/// The season: `init` a filer.toml; `build` transmissions from forms; upload them; give the IRS's
/// answers to `status`; `replace` what it rejected; `correct` what changed after it was accepted;
/// `log` tells the story. Nothing is sent: docs/filing.md says how to upload.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: FileCommand,
}

#[derive(Debug, clap::Subcommand)]
enum FileCommand {
    Init(init::Args),
    Build(build::Args),
    Check(check::Args),
    Request(request::Args),
    Status(status::Args),
    Replace(replace::Args),
    Correct(correct::Args),
    Discard(discard::Args),
    Explain(explain::Args),
    Log(log::Args),
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        match self.command {
            FileCommand::Init(args) => args.run(cx),
            FileCommand::Build(args) => args.run(cx),
            FileCommand::Check(args) => args.run(cx),
            FileCommand::Request(args) => args.run(cx),
            FileCommand::Status(args) => args.run(cx),
            FileCommand::Replace(args) => args.run(cx),
            FileCommand::Correct(args) => args.run(cx),
            FileCommand::Discard(args) => args.run(cx),
            FileCommand::Explain(args) => args.run(cx),
            FileCommand::Log(args) => args.run(cx),
        }
    }
}
