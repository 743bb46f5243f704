//! Keeps one fault from being said five times.
//!
//! Where decoding already said that a line has no single explanation, or that a cell of it cannot
//! be read, the identities and bounds of that line are broken for the same reason; they are not
//! asked. The observation stays, so a broken line always keeps a finding.

use crate::sink::At;
use std::collections::HashSet;
use yearend_model::{Observation, ObservationKind as Kind};

/// The lines whose figures an observation has already called doubtful.
#[derive(Debug, Default)]
pub(crate) struct Doubt {
    lines: HashSet<At>,
    securities: HashSet<At>,
    totals: HashSet<At>,
}

impl Doubt {
    /// What the observations leave in doubt.
    pub(crate) fn of(observations: &[Observation]) -> Doubt {
        let mut doubt = Doubt::default();
        for o in observations {
            let security = At { layout: o.layout, security: o.security, distribution: None };
            if o.security.is_none() {
                continue;
            }
            if leaves_line_open(o.kind) {
                doubt.totals.insert(security);
                match o.distribution {
                    Some(_) => doubt.lines.insert(At { distribution: o.distribution, ..security }),
                    None => doubt.securities.insert(security),
                };
            } else if concerns_total(o.kind) {
                doubt.totals.insert(security);
            }
        }
        doubt
    }

    /// Whether the figures of the distribution are in doubt.
    pub(crate) fn covers_line(&self, at: At) -> bool {
        self.lines.contains(&at) || self.securities.contains(&At { distribution: None, ..at })
    }

    /// Whether the printed total of the security, or its comparison with the lines, is.
    pub(crate) fn covers_total(&self, at: At) -> bool {
        self.totals.contains(&At { distribution: None, ..at })
    }
}

fn leaves_line_open(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Ambiguous
            | Kind::Unexplained
            | Kind::UnreadableCell
            | Kind::UnevenCell
            | Kind::StrayValue
            | Kind::CellWithoutValue
    )
}

fn concerns_total(kind: Kind) -> bool {
    matches!(kind, Kind::TotalDiffers | Kind::MisprintedTotal | Kind::RepeatedLine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_line_covers_itself_and_the_total_but_no_other_line() {
        let mut o = Observation::new(Kind::Unexplained);
        (o.layout, o.security, o.distribution) = (Some(0), Some(2), Some(1));
        let doubt = Doubt::of(&[o]);
        let at = |d| At { layout: Some(0), security: Some(2), distribution: d };
        assert!(doubt.covers_line(at(Some(1))) && doubt.covers_total(at(None)));
        assert!(!doubt.covers_line(at(Some(0))));
    }

    #[test]
    fn a_repair_covers_nothing() {
        let mut o = Observation::new(Kind::Misprint);
        (o.layout, o.security, o.distribution) = (Some(0), Some(0), Some(0));
        let doubt = Doubt::of(&[o]);
        let at = At { layout: Some(0), security: Some(0), distribution: Some(0) };
        assert!(!doubt.covers_line(at));
    }
}
