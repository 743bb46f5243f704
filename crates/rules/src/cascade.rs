//! Keeps one fault from being said five times.
//!
//! Where decoding already said that a line has no single explanation, or that a cell of it cannot
//! be read, the identities and bounds of that line are broken for the same reason; they are not
//! asked. Where several distributions stand in one row of the document, what is wrong with the
//! row is wrong with all of them. The observation stays, so a broken line always keeps a finding.

use crate::sink::At;
use std::collections::HashSet;
use yearend_model::{Observation, ObservationKind as Kind, Place, Reading};

/// The lines whose figures an observation has already called doubtful.
#[derive(Debug, Default)]
pub(crate) struct Doubt {
    lines: HashSet<At>,
    securities: HashSet<At>,
    totals: HashSet<At>,
}

impl Doubt {
    /// What the observations leave in doubt.
    pub(crate) fn of(reading: &Reading) -> Doubt {
        let mut doubt = Doubt::default();
        for o in &reading.observations {
            let security = At { layout: o.layout, security: o.security, distribution: None };
            if o.security.is_none() {
                continue;
            }
            if leaves_line_open(o.kind) {
                doubt.totals.insert(security);
                if o.distribution.is_some() {
                    let lines = same_row(reading, o);
                    doubt.lines.extend(lines.map(|i| At { distribution: Some(i), ..security }));
                } else {
                    doubt.securities.insert(security);
                }
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

/// The distributions of the security that stand in the row of the one observed.
fn same_row<'a>(reading: &'a Reading, o: &Observation) -> impl Iterator<Item = usize> + use<'a> {
    let layout = o.layout.and_then(|i| reading.layouts.get(i));
    let security = layout.zip(o.security).and_then(|(l, i)| l.securities.get(i));
    let lines = security.map(|s| s.distributions.as_slice()).unwrap_or_default();
    let row = |p: Place| (p.part, p.line);
    let observed = o.distribution;
    let place = observed.and_then(|i| lines.get(i)).map(|d| d.place);
    let same = move |(i, p): &(usize, Place)| {
        Some(*i) == observed || place.is_some_and(|o| o != Place::default() && row(o) == row(*p))
    };
    lines.iter().map(|d| d.place).enumerate().filter(same).map(|(i, _)| i)
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
    use yearend_model::{Distribution, Layout, Security};

    /// A security with distributions in the given rows, and something observed on one of them.
    fn doubt(kind: Kind, rows: &[u32], observed: usize) -> Doubt {
        let line = |line: &u32| Distribution {
            place: Place { part: 0, line: *line, column: 1 },
            ..Distribution::default()
        };
        let distributions = rows.iter().map(line).collect();
        let security = Security { distributions, ..Security::default() };
        let layout = Layout { securities: vec![security], ..Layout::default() };
        let mut o = Observation::new(kind);
        (o.layout, o.security, o.distribution) = (Some(0), Some(0), Some(observed));
        Doubt::of(&Reading { layouts: vec![layout], observations: vec![o], ..Reading::default() })
    }

    fn at(distribution: Option<usize>) -> At {
        At { layout: Some(0), security: Some(0), distribution }
    }

    #[test]
    fn an_open_line_covers_itself_and_the_total_but_no_other_row() {
        let doubt = doubt(Kind::Unexplained, &[4, 5], 1);
        assert!(doubt.covers_line(at(Some(1))) && doubt.covers_total(at(None)));
        assert!(!doubt.covers_line(at(Some(0))));
    }

    #[test]
    fn lines_stacked_in_one_row_are_in_doubt_together() {
        let doubt = doubt(Kind::Ambiguous, &[4, 4, 5], 0);
        assert!(doubt.covers_line(at(Some(1))));
        assert!(!doubt.covers_line(at(Some(2))));
    }

    #[test]
    fn a_repair_covers_nothing() {
        assert!(!doubt(Kind::Misprint, &[4], 0).covers_line(at(Some(0))));
    }
}
