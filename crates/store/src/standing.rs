//! What stands: which document's figures count for each distribution of a security.
//!
//! Corrected counts more than reclass, reclass more than final, final more than estimated; among
//! equals the later document counts, unless a person decided otherwise. The lines of one document
//! add up: an original line and its adjusting line are one version of the distribution.
//!
//! Where that rule could drop or double a figure, what stands is kept, and a *clash* says so:
//! nothing is settled silently. This module is a pure function of the versions and the rulings.

mod clash;
#[cfg(test)]
mod tests;

use crate::at::At;
use crate::digest::Hash;
use crate::state::State;
use std::collections::{BTreeMap, HashMap};

pub(crate) use clash::{Clash, LEFT_OUT_WHOLE, LEFT_OUT_WHOLE_HELP};

/// What one document states about the security; sorted by arrival.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) statement: i64,
    pub(crate) document: i64,
    pub(crate) received_at: At,
    pub(crate) lines: Vec<VersionLine>,
}

#[derive(Clone, Debug)]
pub(crate) struct VersionLine {
    pub(crate) ordinal: i64,
    /// The distribution's dates ([`crate::rows::event`]).
    pub(crate) event: String,
    pub(crate) rank: i64,
    pub(crate) amounts: String,
    /// It can only be an adjustment of figures stated elsewhere.
    pub(crate) adjusts: bool,
}

/// A person's word on a clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Accept,
    Reject,
}

/// The rulings that bear on a security.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rulings {
    /// By the name of a clash.
    pub(crate) clashes: HashMap<String, Word>,
    /// Lines that a person rejected: statement, and the line unless it is all of them.
    pub(crate) rejected: Vec<(i64, Option<i64>)>,
}

/// The lines of one statement that stand; `None` for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) statement: i64,
    pub(crate) lines: Option<Vec<i64>>,
}

/// The outcome for one security.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) state: State,
    pub(crate) clashes: Vec<Clash>,
}

/// One document's version of one distribution.
#[derive(Debug)]
struct Candidate<'a> {
    version: usize,
    rank: i64,
    lines: Vec<&'a VersionLine>,
    adjusts: bool,
    excluded: bool,
    /// A person said that this version stands, whatever its rank.
    preferred: bool,
    /// A person said that this adjustment is added to what stands.
    accepted: bool,
}

impl Candidate<'_> {
    fn order(&self) -> (bool, i64, usize) {
        (self.preferred, self.rank, self.version)
    }

    fn same_figures(&self, other: &Candidate<'_>) -> bool {
        self.lines.iter().map(|l| &l.amounts).eq(other.lines.iter().map(|l| &l.amounts))
    }
}

/// The key of a security: CUSIP, tax year, layout kind.
pub(crate) type Key<'a> = (&'a str, i64, &'a str);

/// The name of a clash about one document's version of a distribution (of the security, where
/// `event` is empty).
pub(crate) fn name(code: &str, document: i64, key: Key<'_>, event: &str) -> String {
    let mut h = Hash::new("clash");
    h.add(code);
    h.add_int(document);
    h.add(key.0);
    h.add_int(key.1);
    h.add(key.2);
    h.add(event);
    format!("C{}", &h.hex()[..12])
}

/// Whether a finding is one of the store's own; the reader's begin with `F`.
pub(crate) fn is_clash(finding: &str) -> bool {
    finding.starts_with('C')
}

/// What stands of a security, from all versions in order of arrival.
pub(crate) fn standing(key: Key<'_>, versions: &[Version], rulings: &Rulings) -> Standing {
    let events = candidates(key, versions, rulings);
    let mut clashes = Vec::new();
    let mut chosen: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    let mut ranks = Vec::new();
    for (event, candidates) in &events {
        let Some(best) = best(candidates) else { continue };
        clash::within(key, event, candidates, best, versions, rulings, &mut clashes);
        clash::left_out(key, event, best, versions, rulings, &mut clashes);
        // The version itself, and the later adjustments of it that a person let count.
        let adds = |c: &&Candidate<'_>| c.accepted && c.adjusts && c.version > best.version;
        for c in std::iter::once(best).chain(candidates.iter().filter(adds)) {
            ranks.push(c.rank);
            chosen.entry(c.version).or_default().extend(c.lines.iter().map(|l| l.ordinal));
        }
    }
    let pieces = pieces(versions, chosen, events.is_empty());
    Standing { pieces, state: state(&ranks), clashes }
}

fn candidates<'a>(
    key: Key<'_>,
    versions: &'a [Version],
    rulings: &Rulings,
) -> BTreeMap<&'a str, Vec<Candidate<'a>>> {
    let mut events: BTreeMap<&str, Vec<Candidate<'_>>> = BTreeMap::new();
    for (i, version) in versions.iter().enumerate() {
        for line in &version.lines {
            let list = events.entry(&line.event).or_default();
            match list.last_mut() {
                Some(c) if c.version == i => {
                    c.rank = c.rank.max(line.rank);
                    c.adjusts &= line.adjusts;
                    c.lines.push(line);
                }
                _ => list.push(Candidate {
                    version: i,
                    rank: line.rank,
                    lines: vec![line],
                    adjusts: line.adjusts,
                    excluded: false,
                    preferred: false,
                    accepted: false,
                }),
            }
        }
    }
    for (event, list) in &mut events {
        for c in list {
            let version = &versions[c.version];
            let word = |code| rulings.clashes.get(&name(code, version.document, key, event));
            c.excluded = clash::CODES.iter().any(|code| word(code) == Some(&Word::Reject))
                || rulings.rejected.iter().any(|(statement, line)| {
                    *statement == version.statement
                        && line.is_none_or(|n| c.lines.iter().any(|l| l.ordinal == n))
                });
            c.preferred = word(clash::OUTRANKED) == Some(&Word::Accept);
            c.accepted = word(clash::ADJUSTS_ALONE) == Some(&Word::Accept);
        }
    }
    events
}

/// The version that stands. One that only adjusts stands only where there is nothing to adjust.
fn best<'a, 'b>(candidates: &'b [Candidate<'a>]) -> Option<&'b Candidate<'a>> {
    let eligible = || candidates.iter().filter(|c| !c.excluded);
    eligible()
        .filter(|c| !c.adjusts)
        .max_by_key(|c| c.order())
        .or_else(|| eligible().max_by_key(|c| c.order()))
}

fn pieces(
    versions: &[Version],
    chosen: BTreeMap<usize, Vec<i64>>,
    nothing_listed: bool,
) -> Vec<Piece> {
    if nothing_listed {
        // A security that paid nothing: the latest document that says so.
        return versions
            .last()
            .map(|v| Piece { statement: v.statement, lines: None })
            .into_iter()
            .collect();
    }
    chosen
        .into_iter()
        .map(|(i, mut lines)| {
            lines.sort_unstable();
            let all = lines.len() == versions[i].lines.len();
            Piece { statement: versions[i].statement, lines: (!all).then_some(lines) }
        })
        .collect()
}

/// Estimated while any figure is; else the highest state of any figure.
fn state(ranks: &[i64]) -> State {
    match ranks.iter().min() {
        Some(&least) if least == State::Estimated.rank() => State::Estimated,
        _ => State::from_rank(ranks.iter().max().copied().unwrap_or(State::Final.rank())),
    }
}

impl Standing {
    /// Adds that a re-issue of the last document that states the security leaves it out. Where a
    /// person said that it was withdrawn, nothing stands.
    pub(crate) fn left_out(&mut self, mut clash: Clash, word: Option<Word>) {
        clash.settled = word.is_some();
        if word == Some(Word::Reject) {
            self.pieces.clear();
            self.clashes.clear();
        }
        self.clashes.push(clash);
    }
}

/// What a statement's row says without its lines.
#[derive(Clone, Debug)]
pub(crate) struct Outline<'a> {
    pub(crate) statement: i64,
    pub(crate) document: i64,
    pub(crate) events: &'a str,
    pub(crate) rank_min: i64,
    pub(crate) rank_max: i64,
}

/// The same answer as [`standing`] without looking at a line, where every document lists the same
/// distributions and none counts less than the one before; `None` where that is not so. Only for
/// securities on which no person ruled.
pub(crate) fn shortcut(outlines: &[Outline<'_>]) -> Option<Standing> {
    let last = outlines.last()?;
    let plain = !last.events.is_empty()
        && outlines.windows(2).all(|w| {
            w[0].events == w[1].events
                && w[0].document != w[1].document
                && w[0].rank_max <= w[1].rank_min
        });
    plain.then(|| Standing {
        pieces: vec![Piece { statement: last.statement, lines: None }],
        state: state(&[last.rank_min, last.rank_max]),
        clashes: Vec::new(),
    })
}
