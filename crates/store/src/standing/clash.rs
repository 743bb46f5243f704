//! Where the rule of what stands could drop or double a figure.

use super::{Candidate, Key, Rulings, Version, name};
use crate::state::State;
use jiff::civil::Date;

/// A later document of at least the same state leaves a distribution out.
pub(super) const LEFT_OUT: &str = "YS0101";
/// A later document only adjusts a distribution, without restating it.
pub(super) const ADJUSTS_ALONE: &str = "YS0102";
/// A later document states other figures, but counts less.
pub(super) const OUTRANKED: &str = "YS0103";
/// One document lists a distribution in two places with different figures.
pub(super) const LISTED_TWICE: &str = "YS0104";

/// A re-issue of a document leaves a security out; told to a person even where nothing about its
/// distributions clashes.
pub(crate) const LEFT_OUT_WHOLE: &str = "YS0105";

/// What to do about it.
pub(crate) const LEFT_OUT_WHOLE_HELP: &str =
    "accept if its figures still stand, reject if the family withdrew them (then none stands)";

/// All codes about distributions that the store itself gives.
pub(super) const CODES: [&str; 4] = [LEFT_OUT, ADJUSTS_ALONE, OUTRANKED, LISTED_TWICE];

/// Dates this close may be one distribution with a changed date.
const NEAR_DAYS: i32 = 31;

/// Something about which a person must decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clash {
    /// Its name, to be used with `decide`.
    pub(crate) finding: String,
    pub(crate) code: &'static str,
    /// The document whose version is in question.
    pub(crate) document: i64,
    /// The first line of that version; 0 where it is about the whole security.
    pub(crate) distribution: i64,
    pub(crate) message: String,
    pub(crate) help: &'static str,
    /// A person has decided.
    pub(crate) settled: bool,
}

fn clash(
    code: &'static str,
    key: Key<'_>,
    event: &str,
    about: (&Version, &Candidate<'_>),
    rulings: &Rulings,
    message: String,
) -> Clash {
    let finding = name(code, about.0.document, key, event);
    Clash {
        code,
        document: about.0.document,
        distribution: about.1.lines.first().map_or(0, |l| l.ordinal),
        message,
        help: match code {
            LEFT_OUT => {
                "accept if the distribution still stands, reject if the later document dropped or \
                 re-dated it"
            }
            ADJUSTS_ALONE => "accept to add the adjustment to what stands, reject to leave it out",
            OUTRANKED => "accept if the later document stands, reject if the earlier one does",
            _ => "accept if the place listed last stands, reject if the other does",
        },
        settled: rulings.clashes.contains_key(&finding),
        finding,
    }
}

/// An event for people: its payable date or word.
fn when(event: &str) -> &str {
    event.split('|').next().unwrap_or(event).trim_start_matches('~')
}

/// Clashes among the versions of one distribution.
pub(super) fn within(
    key: Key<'_>,
    event: &str,
    candidates: &[Candidate<'_>],
    best: &Candidate<'_>,
    versions: &[Version],
    rulings: &Rulings,
    out: &mut Vec<Clash>,
) {
    let payable = when(event);
    for c in candidates.iter().filter(|c| !c.excluded) {
        let version = &versions[c.version];
        let received = version.received_at.day();
        if c.adjusts && c.version >= best.version {
            let message = if c.version == best.version {
                format!(
                    "the document received {received} adjusts the distribution payable {payable}, \
                     which no document states"
                )
            } else {
                format!(
                    "the document received {received} adjusts the distribution payable {payable} \
                     without restating it; the earlier figures stand"
                )
            };
            out.push(clash(ADJUSTS_ALONE, key, event, (version, c), rulings, message));
            continue;
        }
        if c.version == best.version || c.same_figures(best) {
            continue;
        }
        if version.document == versions[best.version].document {
            let later = if c.version > best.version { c } else { best };
            let message =
                format!("one document lists the distribution payable {payable} twice, differently");
            let about = (&versions[later.version], later);
            out.push(clash(LISTED_TWICE, key, event, about, rulings, message));
        } else if c.version > best.version && !best.preferred {
            let message = format!(
                "the document received {received} is {} and states other figures for the \
                 distribution payable {payable} than the {} version that stands",
                State::from_rank(c.rank),
                State::from_rank(best.rank),
            );
            out.push(clash(OUTRANKED, key, event, (version, c), rulings, message));
        }
    }
}

/// A later document that leaves a standing distribution out, unless it plainly speaks of others.
pub(super) fn left_out(
    key: Key<'_>,
    event: &str,
    best: &Candidate<'_>,
    versions: &[Version],
    rulings: &Rulings,
    out: &mut Vec<Clash>,
) {
    let here = &versions[best.version];
    for (i, later) in versions.iter().enumerate().skip(best.version + 1) {
        let counts = later.document != here.document
            && later.lines.iter().map(|l| l.rank).max().is_some_and(|r| r >= best.rank);
        if !counts || later.lines.iter().any(|l| l.event == event) {
            continue;
        }
        let known = |e: &str| versions[..i].iter().any(|v| v.lines.iter().any(|l| l.event == e));
        let corrects_some =
            later.lines.iter().all(|l| l.rank >= State::Reclass.rank() && known(&l.event));
        if corrects_some {
            continue;
        }
        let covers = later.lines.iter().any(|l| when(&l.event) <= when(event));
        let may_be_redated = later.lines.iter().any(|l| !known(&l.event) && near(&l.event, event));
        if covers || may_be_redated {
            let message = format!(
                "the document received {} leaves out the distribution payable {}, which still \
                 stands as the one received {} states it",
                later.received_at.day(),
                when(event),
                here.received_at.day(),
            );
            out.push(clash(LEFT_OUT, key, event, (here, best), rulings, message));
            return;
        }
    }
}

/// Whether two events' payable dates are close, or cannot be compared.
fn near(a: &str, b: &str) -> bool {
    match (when(a).parse::<Date>(), when(b).parse::<Date>()) {
        (Ok(a), Ok(b)) => (a - b).get_days().abs() <= NEAR_DAYS,
        _ => true,
    }
}
