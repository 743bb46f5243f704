//! Tables of versions and what stands, and the shortcut against the rule.

use super::*;
use proptest::prelude::*;

const KEY: Key<'static> = ("471021402", 2025, "primary");

/// `(event, rank, amounts)`; a line adjusts when its amounts begin with `-`.
fn version(n: i64, lines: &[(&str, i64, &str)]) -> Version {
    Version {
        statement: n,
        document: n,
        received_at: At::parse(&format!("2026-01-{:02}T00:00:00Z", n.clamp(1, 28))).unwrap(),
        lines: lines
            .iter()
            .enumerate()
            .map(|(i, (event, rank, amounts))| VersionLine {
                ordinal: i as i64 + 1,
                event: format!("{event}|{event}|{event}"),
                rank: *rank,
                amounts: (*amounts).to_owned(),
                adjusts: amounts.starts_with('-'),
            })
            .collect(),
    }
}

fn of(versions: &[Version]) -> Standing {
    standing(KEY, versions, &Rulings::default())
}

fn codes(s: &Standing) -> Vec<&'static str> {
    s.clashes.iter().filter(|c| !c.settled).map(|c| c.code).collect()
}

fn whole(statement: i64) -> Vec<Piece> {
    vec![Piece { statement, lines: None }]
}

const MARCH: &str = "2025-03-20";
const JUNE: &str = "2025-06-20";
const JUNE_LATER: &str = "2025-06-23";
const SEPTEMBER: &str = "2025-09-19";

#[test]
fn a_higher_state_stands_then_the_later_document() {
    let estimate = version(1, &[(MARCH, 0, "1"), (JUNE, 0, "2")]);
    let last = version(2, &[(MARCH, 1, "1"), (JUNE, 1, "3")]);
    let again = version(3, &[(MARCH, 1, "1"), (JUNE, 1, "4")]);
    assert_eq!(of(std::slice::from_ref(&estimate)).state, State::Estimated);
    let s = of(&[estimate.clone(), last.clone(), again]);
    assert_eq!((s.pieces.clone(), s.state, codes(&s)), (whole(3), State::Final, vec![]));
}

#[test]
fn a_correction_of_some_lines_leaves_the_others() {
    let last = version(1, &[(MARCH, 1, "1"), (JUNE, 1, "3")]);
    let corrected = version(2, &[(JUNE, 3, "4")]);
    let s = of(&[last, corrected]);
    assert_eq!(s.pieces[0], Piece { statement: 1, lines: Some(vec![1]) });
    assert_eq!(s.pieces[1], Piece { statement: 2, lines: None });
    assert_eq!((s.state, codes(&s)), (State::Corrected, vec![]));
}

#[test]
fn a_changed_date_is_never_counted_twice_silently() {
    let last = version(1, &[(MARCH, 1, "1"), (JUNE, 1, "3")]);
    for later in [
        version(2, &[(JUNE_LATER, 3, "3")]),
        version(2, &[(MARCH, 1, "1"), (JUNE_LATER, 1, "3")]),
        version(2, &[(MARCH, 1, "1")]),
    ] {
        let s = of(&[last.clone(), later]);
        assert_eq!(codes(&s), ["YS0101"], "{s:?}");
    }
}

#[test]
fn rejecting_what_was_left_out_removes_it() {
    let versions = [
        version(1, &[(MARCH, 1, "1"), (JUNE, 1, "3")]),
        version(2, &[(MARCH, 1, "1"), (JUNE_LATER, 1, "3")]),
    ];
    let finding = of(&versions).clashes[0].finding.clone();
    let mut rulings = Rulings::default();
    rulings.clashes.insert(finding.clone(), Word::Reject);
    let s = standing(KEY, &versions, &rulings);
    assert_eq!((s.pieces, s.clashes), (whole(2), vec![]));
    rulings.clashes.insert(finding, Word::Accept);
    let s = standing(KEY, &versions, &rulings);
    assert_eq!((s.pieces.len(), s.clashes.len(), codes(&s).len()), (2, 1, 0));
}

#[test]
fn a_later_quarter_is_no_omission() {
    let s = of(&[version(1, &[(MARCH, 1, "1")]), version(2, &[(SEPTEMBER, 1, "2")])]);
    assert_eq!((s.pieces.len(), codes(&s)), (2, vec![]));
}

#[test]
fn an_adjustment_alone_never_replaces_figures() {
    let versions = [version(1, &[(JUNE, 1, "3")]), version(2, &[(JUNE, 2, "-1")])];
    let s = of(&versions);
    assert_eq!((s.pieces.clone(), codes(&s)), (whole(1), vec!["YS0102"]));
    let mut rulings = Rulings::default();
    rulings.clashes.insert(s.clashes[0].finding.clone(), Word::Accept);
    let s = standing(KEY, &versions, &rulings);
    assert_eq!((s.pieces.clone(), codes(&s)), ([whole(1), whole(2)].concat(), vec![]));
    let restated = [&versions[..], &[version(3, &[(JUNE, 3, "2")])]].concat();
    assert_eq!(standing(KEY, &restated, &rulings).pieces, whole(3), "a restatement includes it");
}

#[test]
fn an_original_and_its_adjustment_in_one_document_stand_together() {
    let s = of(&[version(1, &[(JUNE, 1, "3")]), version(2, &[(JUNE, 1, "3"), (JUNE, 2, "-1")])]);
    assert_eq!((s.pieces.clone(), s.state, codes(&s)), (whole(2), State::Reclass, vec![]));
}

#[test]
fn a_later_document_that_counts_less_is_said() {
    let versions = [version(1, &[(JUNE, 3, "3")]), version(2, &[(JUNE, 1, "4")])];
    let s = of(&versions);
    assert_eq!((s.pieces.clone(), codes(&s)), (whole(1), vec!["YS0103"]));
    let mut rulings = Rulings::default();
    rulings.clashes.insert(s.clashes[0].finding.clone(), Word::Accept);
    assert_eq!(standing(KEY, &versions, &rulings).pieces, whole(2));
    let same = [version(1, &[(JUNE, 3, "3")]), version(2, &[(JUNE, 1, "3")])];
    assert_eq!(codes(&of(&same)), Vec::<&str>::new());
}

#[test]
fn a_rejected_version_does_not_stand() {
    let versions = [version(1, &[(JUNE, 1, "3")]), version(2, &[(JUNE, 3, "4")])];
    let rulings = Rulings { rejected: vec![(2, Some(1))], ..Rulings::default() };
    assert_eq!(standing(KEY, &versions, &rulings).pieces, whole(1));
    let rulings = Rulings { rejected: vec![(1, None), (2, None)], ..Rulings::default() };
    assert_eq!(standing(KEY, &versions, &rulings).pieces, vec![]);
}

#[test]
fn a_security_that_paid_nothing_stands_as_said_last() {
    assert_eq!(of(&[version(1, &[]), version(2, &[])]).pieces, whole(2));
    assert_eq!(of(&[]).pieces, vec![]);
}

fn outline(v: &Version) -> (String, i64, i64) {
    let mut events: Vec<_> = v.lines.iter().map(|l| l.event.clone()).collect();
    events.sort_unstable();
    let plain = events.windows(2).all(|w| w[0] != w[1]) && v.lines.iter().all(|l| !l.adjusts);
    let ranks = || v.lines.iter().map(|l| l.rank);
    (
        if plain { format!("={}", events.join(",")) } else { String::new() },
        ranks().min().unwrap_or(1),
        ranks().max().unwrap_or(1),
    )
}

proptest! {
    /// Wherever the shortcut answers, it answers as the rule does; and no figure is ever dropped
    /// unless the rule says which other version of it stands.
    #[test]
    fn the_shortcut_agrees_with_the_rule(
        given in prop::collection::vec(
            prop::collection::vec((0usize..3, 0i64..4, 0usize..4), 0..4), 0..5),
    ) {
        let dates = [MARCH, JUNE, SEPTEMBER];
        let figures = ["1", "2", "3", "-1"];
        let versions: Vec<Version> = given
            .iter()
            .enumerate()
            .map(|(i, lines)| {
                let lines: Vec<_> =
                    lines.iter().map(|(d, r, f)| (dates[*d], *r, figures[*f])).collect();
                version(i as i64 + 1, &lines)
            })
            .collect();
        let full = of(&versions);
        let outlines: Vec<_> = versions.iter().map(outline).collect();
        let outlines: Vec<Outline<'_>> = versions
            .iter()
            .zip(&outlines)
            .map(|(v, (events, rank_min, rank_max))| Outline {
                statement: v.statement,
                document: v.document,
                events,
                rank_min: *rank_min,
                rank_max: *rank_max,
            })
            .collect();
        if let Some(short) = shortcut(&outlines) {
            prop_assert_eq!(&short, &full);
        }
        let mut listed: Vec<&str> =
            versions.iter().flat_map(|v| &v.lines).map(|l| l.event.as_str()).collect();
        listed.sort_unstable();
        listed.dedup();
        let mut stands: Vec<&str> = full
            .pieces
            .iter()
            .flat_map(|p| {
                let v = versions.iter().find(|v| v.statement == p.statement).unwrap();
                v.lines.iter().filter(|l| p.lines.as_ref().is_none_or(|n| n.contains(&l.ordinal)))
            })
            .map(|l| l.event.as_str())
            .collect();
        stands.sort_unstable();
        stands.dedup();
        prop_assert_eq!(stands, listed);
    }
}
