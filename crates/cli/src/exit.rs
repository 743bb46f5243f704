//! What the process answers to its caller.

use std::process::ExitCode;
use yearend_model::Severity;

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

/// The option that decides which findings end a run with [`ExitStatus::Findings`].
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Deny {
    /// End with status 1 on warnings too
    #[arg(long = "deny", value_enum, value_name = "SEVERITY")]
    deny: Option<Denied>,
}

/// What `--deny` takes.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Denied {
    /// Findings of severity warning count as errors
    Warnings,
}

impl Deny {
    /// The status for the worst severity met and the number of inputs that could not be read.
    pub(crate) fn status(self, worst: Option<Severity>, failed: usize) -> ExitStatus {
        match (failed, worst, self.deny) {
            (1.., ..) => ExitStatus::CouldNotRead,
            (_, Some(Severity::Error), _) => ExitStatus::Findings,
            (_, Some(Severity::Warning), Some(Denied::Warnings)) => ExitStatus::Findings,
            _ => ExitStatus::Clean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_status() {
        let (lax, strict) = (Deny { deny: None }, Deny { deny: Some(Denied::Warnings) });
        assert_eq!(lax.status(None, 0), ExitStatus::Clean);
        assert_eq!(lax.status(Some(Severity::Warning), 0), ExitStatus::Clean);
        assert_eq!(strict.status(Some(Severity::Warning), 0), ExitStatus::Findings);
        assert_eq!(strict.status(Some(Severity::Note), 0), ExitStatus::Clean);
        assert_eq!(lax.status(Some(Severity::Error), 0), ExitStatus::Findings);
        assert_eq!(lax.status(Some(Severity::Error), 1), ExitStatus::CouldNotRead);
    }
}
