//! What the process answers to its caller.

use std::process::ExitCode;

/// The section of the help that scripts depend on.
pub(crate) const HELP: &str = "\
Exit status:
  0  clean: everything was read, and no finding of severity error (with --deny warnings: or
     warning) was made
  1  findings: everything was read, and at least one such finding was made
  2  could not read or write: a file, an argument or a format was refused; nothing was written";

/// The exit status of the process; scripts depend on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ExitStatus {
    /// Done, and nothing to act on.
    Clean = 0,
    /// Done, and at least one finding of severity error (or warning with `--deny warnings`).
    Findings = 1,
    /// An input could not be read or an output not written.
    CouldNotRead = 2,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(status as u8)
    }
}
