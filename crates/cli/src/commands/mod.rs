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
//! A command in the list `full` is left out of the build that is the reader alone
//! (`--no-default-features`), where `absent` says so.
//!
//! House rules: print through `cx.out()` (text) or `cx.data()` (JSON and other data), never
//! `println!`; read and write files through [`crate::files`]; return
//! [`Failure`] with what to do, never panic.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;

#[cfg(not(feature = "full"))]
mod absent;

macro_rules! commands {
    (
        always { $($module:ident => $name:ident),* $(,)? }
        full { $($full_module:ident => $full_name:ident),* $(,)? }
        always { $($last_module:ident => $last_name:ident),* $(,)? }
    ) => {
        $(mod $module;)*
        $(#[cfg(feature = "full")] mod $full_module;)*
        $(mod $last_module;)*

        /// What to do.
        #[derive(Debug, clap::Subcommand)]
        pub(crate) enum Command {
            $(#[allow(missing_docs)] $name(Box<$module::Args>),)*
            $(
                #[cfg(feature = "full")]
                #[allow(missing_docs)]
                $full_name(Box<$full_module::Args>),
                #[cfg(not(feature = "full"))]
                #[allow(missing_docs)]
                #[command(hide = true)]
                $full_name(Box<absent::Args>),
            )*
            $(#[allow(missing_docs)] $last_name(Box<$last_module::Args>),)*
        }

        impl Command {
            /// Runs the command.
            pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
                match self {
                    $(Command::$name(args) => args.run(cx),)*
                    $(
                        #[cfg(feature = "full")]
                        Command::$full_name(args) => args.run(cx),
                        #[cfg(not(feature = "full"))]
                        Command::$full_name(args) => args.run(stringify!($full_module)),
                    )*
                    $(Command::$last_name(args) => args.run(cx),)*
                }
            }
        }
    };
}

commands! {
    always {
        read => Read,
        check => Check,
        show => Show,
        convert => Convert,
        new => New,
    }
    full {
        allocate => Allocate,
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
        file => File,
    }
    always {
        explain => Explain,
        rules => Rules,
        completions => Completions,
        man => Man,
    }
}
