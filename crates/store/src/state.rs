//! The state of a version: how far a family has got with a figure.

use std::fmt;
use yearend_model::Status;

/// How much a version counts: corrected > reclass > final > estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Column 4: figures that the family expects to change.
    Estimated,
    /// None of columns 4 to 6.
    Final,
    /// Column 5.
    Reclass,
    /// Column 6.
    Corrected,
}

impl State {
    /// All states, least first.
    pub const ALL: [State; 4] = [State::Estimated, State::Final, State::Reclass, State::Corrected];

    /// The state of a line.
    #[must_use]
    pub fn of(status: Option<Status>) -> State {
        match status {
            Some(Status::Estimated) => State::Estimated,
            None => State::Final,
            Some(Status::Reclass) => State::Reclass,
            Some(Status::Corrected) => State::Corrected,
        }
    }

    /// The name in queries and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Estimated => "estimated",
            State::Final => "final",
            State::Reclass => "reclass",
            State::Corrected => "corrected",
        }
    }

    pub(crate) fn rank(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_rank(rank: i64) -> State {
        let index = usize::try_from(rank).unwrap_or(0);
        Self::ALL.get(index).copied().unwrap_or(State::Corrected)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
