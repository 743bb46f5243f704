//! Why a command stopped: what could not be done, and what to do about it.

use crate::context::Context;
use anstyle::{AnsiColor, Style};
use std::fmt;
use std::io::{self, Write};
use yearend_source::SourceError;

/// A command that could not do its work; the process ends with
/// [`CouldNotRead`](crate::exit::ExitStatus::CouldNotRead).
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of standard output went away; nothing is wrong.
    ClosedPipe,
    /// Something to tell the user.
    Told {
        /// What could not be done, naming the file and place.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
}

impl Failure {
    /// A failure without advice.
    pub(crate) fn new(message: impl fmt::Display) -> Failure {
        Failure::Told { message: message.to_string(), help: None }
    }

    /// Adds what to do about it.
    pub(crate) fn help(self, advice: impl Into<String>) -> Failure {
        match self {
            Failure::ClosedPipe => Failure::ClosedPipe,
            Failure::Told { message, .. } => Failure::Told { message, help: Some(advice.into()) },
        }
    }

    /// Prints the failure to standard error.
    pub(crate) fn render(&self, cx: &mut Context) -> io::Result<()> {
        let Failure::Told { message, help } = self else { return Ok(()) };
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let bold = Style::new().bold();
        let err = cx.err();
        writeln!(err, "{red}error{red:#}{bold}: {message}{bold:#}")?;
        if let Some(help) = help {
            writeln!(err, "  {bold}= help:{bold:#} {help}")?;
        }
        err.flush()
    }
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Failure {
        if e.kind() == io::ErrorKind::BrokenPipe { Failure::ClosedPipe } else { Failure::new(e) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(e: serde_json::Error) -> Failure {
        if e.io_error_kind() == Some(io::ErrorKind::BrokenPipe) {
            Failure::ClosedPipe
        } else {
            Failure::new(e)
        }
    }
}

impl From<SourceError> for Failure {
    fn from(e: SourceError) -> Failure {
        let help = e.reason.help();
        Failure::new(e).help(help)
    }
}
