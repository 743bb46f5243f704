//! What any valid family, rendered in any text style, must read as, and what damage must not do.
//!
//! `YEAREND_SEEDS` sets how many documents of each shape are read (for a longer search), and
//! `YEAREND_FIRST_SEED` where the search begins.

#![allow(clippy::unwrap_used)]

mod against;

use against::{alarms, differences, read};
use yearend_specimen::{DamageKind, Shape, Specimen};

/// The shapes whose cells are parted by a character.
const DELIMITED: [Shape; 4] = [Shape::TabLines, Shape::TabStacked, Shape::Csv, Shape::CsvStacked];

/// A table printed sideways, which must be turned first.
const TURNED: [Shape; 1] = [Shape::Transposed];

/// The shape whose columns show by where words stand.
const ALIGNED: [Shape; 1] = [Shape::Aligned];

/// Seeds of each shape: a few by default, so that the debug build stays quick.
fn seeds(shapes: &[Shape]) -> impl Iterator<Item = (u64, Shape)> {
    let number = |name, default| {
        std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok()).unwrap_or(default)
    };
    let first = number("YEAREND_FIRST_SEED", 0);
    let count = number("YEAREND_SEEDS", 5);
    (first..first + count).flat_map(|seed| shapes.iter().map(move |shape| (seed, *shape)))
}

/// Panics with the first of the failures, and how many there are by shape.
fn judge(failures: &[(u64, Shape, Vec<String>)], documents: usize) {
    let by_shape = |shape| failures.iter().filter(|f| f.1 == shape).count();
    let shapes: Vec<_> = Shape::ALL.map(|s| format!("{} {}", s.name(), by_shape(s))).to_vec();
    let show = |(seed, shape, what): &(u64, Shape, Vec<String>)| {
        let shown: Vec<_> = what.iter().take(4).map(|w| format!("    {w}")).collect();
        format!("  seed {seed} {} ({} in all)\n{}", shape.name(), what.len(), shown.join("\n"))
    };
    let all: Vec<_> = failures.iter().take(30).map(show).collect();
    assert!(
        failures.is_empty(),
        "{} of {documents} documents fail ({})\n{}",
        failures.len(),
        shapes.join(", "),
        all.join("\n")
    );
}

fn check(
    shapes: &[Shape],
    make: impl Fn(u64, Shape) -> Specimen,
    wrong: impl Fn(&Specimen) -> Vec<String>,
) {
    let mut failures = Vec::new();
    let mut documents = 0;
    for (seed, shape) in seeds(shapes) {
        documents += 1;
        let found = wrong(&make(seed, shape));
        if !found.is_empty() {
            failures.push((seed, shape, found));
        }
    }
    judge(&failures, documents);
}

fn reads_back_equal(shapes: &[Shape]) {
    check(shapes, Specimen::clean, |s| {
        let reading = read(s);
        let wrong = differences(s, &reading).into_iter().map(|d| d.to_string());
        wrong.chain(alarms(&reading)).collect()
    });
}

/// Figures of the specimen that are read otherwise, in securities that nobody was told of.
fn silent(s: &Specimen) -> Vec<String> {
    let found = differences(s, &read(s));
    found.iter().filter(|d| d.silent && d.figure).map(ToString::to_string).collect()
}

fn is_never_silent(shapes: &[Shape], kinds: &[DamageKind], full: impl Fn(u64) -> bool) {
    check(shapes, |seed, shape| Specimen::damaged(seed, shape, kinds, full(seed)), silent);
}

/// Documents of a longer search that were once read wrongly, with the shape.
const ONCE_CLEAN: [(u64, Shape); 5] = [
    (137, Shape::Aligned),
    (258, Shape::Aligned),
    (419, Shape::Aligned),
    (462, Shape::TabStacked),
    (550, Shape::Aligned),
];
const ONCE_DAMAGED: [(u64, Shape); 11] = [
    (15, Shape::CsvStacked),
    (16, Shape::Aligned),
    (74, Shape::TabStacked),
    (123, Shape::CsvStacked),
    (131, Shape::Aligned),
    (137, Shape::Aligned),
    (162, Shape::TabStacked),
    (269, Shape::Aligned),
    (311, Shape::Transposed),
    (803, Shape::TabLines),
    (803, Shape::Aligned),
];
const ONCE_SINGLE: [(u64, Shape); 4] =
    [(220, Shape::Csv), (300, Shape::TabLines), (486, Shape::Csv), (595, Shape::Aligned)];

#[test]
fn documents_that_were_once_read_wrongly() {
    let mut failures = Vec::new();
    let mut judge_one = |(seed, shape), wrong: Vec<String>| {
        if !wrong.is_empty() {
            failures.push((seed, shape, wrong));
        }
    };
    for (seed, shape) in ONCE_CLEAN {
        let s = Specimen::clean(seed, shape);
        let reading = read(&s);
        let wrong = differences(&s, &reading).into_iter().map(|d| d.to_string());
        judge_one((seed, shape), wrong.chain(alarms(&reading)).collect());
    }
    for (seed, shape) in ONCE_DAMAGED {
        let s = Specimen::damaged(seed, shape, &DamageKind::ALL, seed % 2 == 0);
        judge_one((seed, shape), silent(&s));
    }
    for (seed, shape) in ONCE_SINGLE {
        let s = Specimen::damaged(seed, shape, &DamageKind::SINGLE_CELL, true);
        judge_one((seed, shape), silent(&s));
    }
    judge(&failures, ONCE_CLEAN.len() + ONCE_DAMAGED.len() + ONCE_SINGLE.len());
}

#[test]
fn a_valid_document_reads_back_equal_and_without_alarm() {
    reads_back_equal(&DELIMITED);
}

#[test]
fn a_valid_turned_document_reads_back_equal_and_without_alarm() {
    reads_back_equal(&TURNED);
}

#[test]
fn a_valid_aligned_document_reads_back_equal_and_without_alarm() {
    reads_back_equal(&ALIGNED);
}

#[test]
fn a_single_damaged_cell_is_repaired_or_flagged() {
    is_never_silent(&DELIMITED, &DamageKind::SINGLE_CELL, |_| true);
}

#[test]
fn a_single_damaged_cell_of_a_turned_document_is_repaired_or_flagged() {
    is_never_silent(&TURNED, &DamageKind::SINGLE_CELL, |_| true);
}

#[test]
fn a_single_damaged_cell_of_an_aligned_document_is_repaired_or_flagged() {
    is_never_silent(&ALIGNED, &DamageKind::SINGLE_CELL, |_| true);
}

#[test]
fn no_damage_makes_a_wrong_figure_that_nobody_is_told_of() {
    is_never_silent(&DELIMITED, &DamageKind::ALL, |seed| seed % 2 == 0);
}

#[test]
fn no_damage_of_a_turned_document_makes_a_wrong_figure_that_nobody_is_told_of() {
    is_never_silent(&TURNED, &DamageKind::ALL, |seed| seed % 2 == 0);
}

#[test]
fn no_damage_of_an_aligned_document_makes_a_wrong_figure_that_nobody_is_told_of() {
    is_never_silent(&ALIGNED, &DamageKind::ALL, |seed| seed % 2 == 0);
}
