//! Words into lines: by where they stand, not by the order in which the content shows them.

use super::glyphs::{Direction, Printed, PrintedWord};
use crate::placed::{Line, Page, Word, is_rule};
use hayro_interpret::kurbo::Point;

/// How far words of a line may stand off it, in parts of the font size.
const OFF_LINE: f64 = 0.35;
/// The same for words that stand beside all others: a raised mark moves its whole cell down.
const MOVED: f64 = 0.5;
/// How many times the usual distance two lines are apart if an empty one is between them.
const EMPTY_LINE: f64 = 1.6;
/// The width of a blank, in parts of the font size.
const BLANK: f64 = 0.27;
/// The widest gap within a phrase, in parts of the font size, if a blank is printed in it.
const SPACED: f64 = 0.65;
/// The same if none is.
const UNSPACED: f64 = 0.42;
/// How far a gap may be off the width of a letter that it is, in parts of the font size.
const OFF_LETTER: f64 = 0.03;

/// The lines of a page, in its reading direction.
pub(super) fn page(printed: &Printed) -> Page<'_> {
    let direction = reading_direction(&printed.words);
    let mut words: Vec<Standing<'_>> = Vec::with_capacity(printed.words.len());
    let mut rest = printed.words.as_slice();
    while let Some(w) = rest.first() {
        let order = printed.words.len() - rest.len();
        if w.direction == direction {
            let PrintedWord { left, right, base, size, run, spaced, .. } = *w;
            let text = &printed.text[w.text.clone()];
            words.push(Standing { left, right, base, size, text, order, run, spaced });
            rest = &rest[1..];
        } else {
            let cell = turned_cell(rest);
            words.push(turned(&rest[..cell], direction, &printed.text, order));
            rest = &rest[cell..];
        }
    }
    drop_marks(&mut words);
    words.retain(|w| !is_rule(w.text));
    words.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut lines: Vec<Vec<Standing<'_>>> = Vec::new();
    for w in words {
        let same = |line: &&mut Vec<Standing<'_>>| {
            line.first().is_some_and(|f| w.base - f.base <= OFF_LINE * w.size.min(f.size))
        };
        match lines.last_mut().filter(same) {
            Some(line) => line.push(w),
            None => lines.push(vec![w]),
        }
    }
    unite_moved(&mut lines);
    let gaps = if uses_blanks(&printed.words) {
        Gaps::Printed
    } else {
        letter(printed).map_or(Gaps::Usual, Gaps::Letter)
    };
    let numbers = numbers(&lines);
    let lines = numbers.into_iter().zip(lines).map(|(number, words)| line(number, words, gaps));
    Page { lines: lines.collect() }
}

/// Makes one line of two that are not half a line apart and leave each other free.
fn unite_moved(lines: &mut Vec<Vec<Standing<'_>>>) {
    let near = |a: &Standing<'_>, b: &Standing<'_>| b.base - a.base <= MOVED * a.size.min(b.size);
    let clear = |a: &Standing<'_>, b: &Standing<'_>| a.right < b.left || b.right < a.left;
    lines.dedup_by(|next, line| {
        let free =
            near(&line[0], &next[0]) && line.iter().all(|a| next.iter().all(|b| clear(a, b)));
        if free {
            line.append(next);
        }
        free
    });
}

/// A word in the frame of the page.
struct Standing<'a> {
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    text: &'a str,
    /// Its place in the content.
    order: usize,
    run: usize,
    spaced: bool,
}

/// Whether a word follows another in one phrase.
fn follows(a: &PrintedWord, b: &PrintedWord) -> bool {
    a.direction == b.direction
        && (a.base - b.base).abs() <= OFF_LINE * b.size
        && (-0.1..SPACED).contains(&((b.left - a.right) / b.size))
}

/// The size of a mark that refers to a footnote, in parts of that of the word it stands at.
const SMALLER: f64 = 0.92;
/// How far above the line it stands, in parts of the same size.
const RAISED: (f64, f64) = (0.15, 0.8);

/// Takes out small raised marks at the end of a word, which refer to a footnote: they are no part of
/// the figure or the name.
fn drop_marks(words: &mut Vec<Standing<'_>>) {
    let is_mark = |w: &Standing<'_>, at: &Standing<'_>| {
        let raised = (at.base - w.base) / at.size;
        w.size <= SMALLER * at.size
            && (RAISED.0..RAISED.1).contains(&raised)
            && (-0.1..0.2).contains(&((w.left - at.right) / at.size))
            && at.text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '%' | '.'))
            && !(at.text.ends_with('.') && at.text.contains(|c: char| c.is_ascii_digit()))
    };
    let short = |w: &Standing<'_>| w.text.chars().count() <= 3;
    let mut kept: Vec<bool> = vec![true; words.len()];
    for i in 1..words.len() {
        // The mark is shown after its word.
        kept[i] = !(short(&words[i]) && is_mark(&words[i], &words[i - 1]));
    }
    let mut kept = kept.into_iter();
    words.retain(|_| kept.next().unwrap_or(true));
}

/// How far apart, in font sizes, the lines within one cell are.
const LEADING: std::ops::Range<f64> = 0.9..1.45;

/// How many of the words, from the first on, stand in one cell of turned text: a phrase, and the
/// lines below it that were wrapped.
fn turned_cell(words: &[PrintedWord]) -> usize {
    let phrase =
        |words: &[PrintedWord]| 1 + words.windows(2).take_while(|p| follows(&p[0], &p[1])).count();
    let extent = |words: &[PrintedWord]| (words[0].left, words[words.len() - 1].right);
    let mut end = phrase(words);
    let mut line = 0..end;
    while let Some(next) = words.get(end) {
        let (last, size) = (&words[line.start], next.size);
        let below = next.direction == last.direction
            && LEADING.contains(&((next.base - last.base) / size))
            && (size - last.size).abs() < 0.1 * size;
        let after = end + phrase(&words[end..]);
        let (a, b) = (extent(&words[line.clone()]), extent(&words[end..after]));
        let over = a.1.min(b.1) - a.0.max(b.0);
        if !below || over * 2.0 < (a.1 - a.0).min(b.1 - b.0) {
            break;
        }
        line = end..after;
        end = after;
    }
    end
}

/// A cell whose text runs across the reading direction, such as a heading printed upwards, as one
/// narrow word on the line of its lowest end, nearest to the figures below it.
fn turned<'a>(
    words: &[PrintedWord],
    direction: Direction,
    text: &'a str,
    order: usize,
) -> Standing<'a> {
    let (first, last) = (&words[0], &words[words.len() - 1]);
    let left = words.iter().map(|w| w.left).fold(f64::MAX, f64::min);
    let right = words.iter().map(|w| w.right).fold(f64::MIN, f64::max);
    let corner = |x: f64, y: f64| direction.turn(first.direction.turn_back(Point::new(x, y)));
    let a = corner(left, last.base);
    let b = corner(right, first.base - first.size);
    Standing {
        left: a.x.min(b.x),
        right: a.x.max(b.x),
        base: a.y.max(b.y),
        size: first.size,
        text: &text[first.text.start..last.text.end],
        order,
        run: first.run,
        spaced: false,
    }
}

/// The direction of most of the text.
fn reading_direction(words: &[PrintedWord]) -> Direction {
    let amount = |d: &Direction| {
        words.iter().filter(|w| w.direction == *d).map(|w| w.text.len()).sum::<usize>()
    };
    Direction::ALL.into_iter().rev().max_by_key(amount).unwrap_or(Direction::Right)
}

/// Whether the page prints its blanks; some producers only move on.
fn uses_blanks(words: &[PrintedWord]) -> bool {
    let spaced = words.iter().filter(|w| w.spaced).count();
    spaced * 20 > words.len()
}

/// The numbers of the lines: one is left out where an empty line would fit, as text shows it.
fn numbers(lines: &[Vec<Standing<'_>>]) -> Vec<u32> {
    let Some(rest) = lines.get(1..) else { return Vec::new() };
    let base = |l: &Vec<Standing<'_>>| l.first().map_or(0.0, |w| w.base);
    let steps: Vec<f64> = lines.windows(2).map(|p| base(&p[1]) - base(&p[0])).collect();
    let size = |l: &Vec<Standing<'_>>| l.first().map_or(0.0, |w| w.size);
    // Steps smaller than the font are of cells set off their row.
    let steps_of_rows = steps.iter().zip(rest).filter(|(s, l)| **s >= 0.9 * size(l));
    let mut sorted: Vec<f64> = steps_of_rows.map(|(s, _)| *s).collect();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted.get(sorted.len() / 5).copied().unwrap_or(f64::MAX);
    let mut number = 1;
    let mut out = vec![1];
    for step in steps {
        number += if step > EMPTY_LINE * usual { 2 } else { 1 };
        out.push(number);
    }
    out
}

/// What parts the words of a phrase on a page.
#[derive(Clone, Copy)]
enum Gaps {
    /// Blanks, which are printed.
    Printed,
    /// A gap as wide as the blank of most fonts.
    Usual,
    /// A gap as wide as any letter, which is this wide in parts of the font size.
    Letter(f64),
}

/// The width of a letter on a page whose letters are all as wide, as those of a typewriter.
fn letter(printed: &Printed) -> Option<f64> {
    let width = |w: &PrintedWord| {
        let letters = printed.text[w.text.clone()].chars().count();
        (w.right - w.left) / w.size / f64::from(u32::try_from(letters).unwrap_or(u32::MAX))
    };
    // Figures are as wide as each other in most fonts.
    let long = |w: &&PrintedWord| {
        w.text.len() > 2 && printed.text[w.text.clone()].bytes().all(|b| b.is_ascii_alphabetic())
    };
    let mut long = printed.words.iter().filter(long).take(SAMPLE).map(width);
    let first = long.next().filter(|w| *w > UNSPACED)?;
    // Where texts of several words are shown, each is one phrase.
    let phrases = printed.words.windows(2).any(|w| w[0].run == w[1].run);
    (!phrases && long.all(|w| (w - first).abs() < OFF_LETTER)).then_some(first)
}

/// Words that are looked at to learn how wide the letters are.
const SAMPLE: usize = 200;

#[allow(clippy::cast_possible_truncation)] // positions on a page
fn line(number: u32, mut words: Vec<Standing<'_>>, gaps: Gaps) -> Line<'_> {
    words.sort_by(|a, b| a.left.total_cmp(&b.left).then(a.order.cmp(&b.order)));
    // Bold print imitated by showing a text twice.
    words.dedup_by(|b, a| a.text == b.text && (b.left - a.left).abs() < 0.3 * a.size);
    let mut sizes: Vec<f64> = words.iter().map(|w| w.size).collect();
    let middle = sizes.len() / 2;
    let size = *sizes.select_nth_unstable_by(middle, f64::total_cmp).1;
    let mut out: Vec<Word<'_>> = Vec::with_capacity(words.len());
    let mut last: Option<&Standing<'_>> = None;
    for w in &words {
        let joined = last.is_some_and(|p| {
            let gap = (w.left - p.right) / w.size.max(p.size);
            let printed = w.spaced && w.order == p.order + 1;
            let widest = match gaps {
                _ if printed || w.run == p.run => SPACED,
                Gaps::Printed => 0.0,
                Gaps::Usual => UNSPACED,
                Gaps::Letter(width) => return (gap - width).abs() < OFF_LETTER,
            };
            gap > -0.3 && gap < widest
        });
        let (left, right) = (w.left as f32, w.right as f32);
        let base = w.base as f32;
        out.push(Word { left, right: right.max(left + 0.01), base, text: w.text, joined });
        last = Some(w);
    }
    Line { number, height: size as f32, blank: (BLANK * size) as f32, words: out }
}
