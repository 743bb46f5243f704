//! The commands of `yearend`, one file each.
//!
//! **To add a command `frobnicate`:** write `commands/frobnicate.rs` with
//!
//! ```text
//! //! `yearend frobnicate`: one line.
//!
//! /// One line for the list of commands
//! ///
//! /// More for `--help`.
//! #[derive(Debug, clap::Args)]
//! pub(crate) struct Args { … }
//!
//! impl Args {
//!     pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> { … }
//! }
//! ```
//!
//! and one line in the list below (its order is the order of the help). A command with commands of
//! its own (`yearend file build`) holds a `#[command(subcommand)]` in its `Args`.
//!
//! House rules: print through `cx.out()` (text) or `cx.data()` (JSON and other data), never
//! `println!`; read and write files through [`crate::files`]; return
//! [`Failure`] with what to do, never panic.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;

macro_rules! commands {
    ($($module:ident => $name:ident),* $(,)?) => {
        $(mod $module;)*

        /// What to do.
        #[derive(Debug, clap::Subcommand)]
        pub(crate) enum Command {
            $(#[allow(missing_docs)] $name(Box<$module::Args>),)*
        }

        impl Command {
            /// Runs the command.
            pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
                match self {
                    $(Command::$name(args) => args.run(cx),)*
                }
            }
        }
    };
}

commands! {
    read => Read,
    check => Check,
    show => Show,
    convert => Convert,
    allocate => Allocate,
    new => New,
    import => Import,
    status => Status,
    search => Search,
    log => Log,
    diff => Diff,
    decide => Decide,
    audit => Audit,
    sql => Sql,
    export => Export,
    backup => Backup,
    explain => Explain,
    rules => Rules,
    file => File,
    completions => Completions,
    man => Man,
}
