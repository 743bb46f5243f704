//! Every word of a block into its column.

use super::atom::{Atom, Kind, join};
use super::bands::{self, Band};
use super::block::Laid;
use super::heading::{Column, phrases};
use super::{Line, Placed, Word, wrap};
use std::ops::Range;

/// Words of a line that become one cell.
struct Piece {
    words: Range<usize>,
    column: usize,
    span: usize,
}

/// Fills the lines of a block, the first `header` of which are headings.
pub(super) fn block(
    lines: &[Laid<'_>],
    header: usize,
    columns: &[Column],
    out: &mut Vec<(u32, Vec<Placed>)>,
) {
    let bands: Vec<Band> = columns.iter().map(|c| c.band.clone()).collect();
    let cells_of = |line: &Laid<'_>, pieces| (line.line.number, cells(line.line, pieces));
    out.extend(lines[..header].iter().map(|l| cells_of(l, heading(l, columns))));
    let placed: Vec<Vec<Piece>> =
        lines[header..].iter().map(|line| row(line, &bands, columns)).collect();
    let names = names(&bands, &lines[header..], &placed);
    let rows = lines[header..].iter().zip(placed).map(|(line, pieces)| {
        let name = names.and_then(|names| name(line.line, &pieces, names));
        let Line { number, height, blank, .. } = *line.line;
        let base = line.line.words.first().map_or(0.0, |w| w.base);
        wrap::Row {
            number,
            cells: cells(line.line, pieces),
            data: line.data,
            base,
            height,
            blank,
            name,
        }
    });
    match names {
        None => out.extend(rows.map(|r| (r.number, r.cells))),
        Some(names) => {
            let end = bands.get(names + 1).map_or(f32::MAX, |b| b.left);
            let column = u32::try_from(names + 1).unwrap_or(u32::MAX);
            out.extend(wrap::join(rows.collect(), column, end));
        }
    }
}

/// Lines of nothing but a phrase in one column that show names, not a title or a note.
const OFTEN: usize = 3;

/// The column of names: the widest of words. Where each name stands on lines of its own, above and
/// below the figures, it is the column of most of these lines.
fn names(bands: &[Band], lines: &[Laid<'_>], placed: &[Vec<Piece>]) -> Option<usize> {
    let wordy = bands.iter().enumerate().filter(|(_, b)| b.wordy && b.rows > 1);
    let width = |b: &Band| b.right - b.left;
    let widest = wordy.max_by(|x, y| width(x.1).total_cmp(&width(y.1)));
    let mut alone: Vec<(usize, f32)> = Vec::new();
    for (line, pieces) in lines.iter().zip(placed) {
        let ([only], [phrase]) = (pieces.as_slice(), line.atoms.as_slice()) else { continue };
        if phrase.kind == Kind::Text && !line.data {
            alone.push((only.column, phrase.width()));
        }
    }
    alone.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let often = alone.chunk_by(|a, b| a.0 == b.0).max_by_key(|c| c.len());
    let often = often.filter(|c| c.len() >= OFTEN).map(|c| (c[0].0, c[c.len() / 2].1));
    match (widest, often) {
        (Some((i, band)), Some((column, usual))) => {
            Some(if usual > width(band) { column } else { i })
        }
        (widest, often) => widest.map(|w| w.0).or(often.map(|o| o.0)),
    }
}

/// What a line prints in the column of names.
fn name(line: &Line<'_>, pieces: &[Piece], column: usize) -> Option<wrap::Name> {
    let mut own = pieces.iter().filter(|p| p.column == column);
    let first = own.next()?;
    let range = first.words.start..own.next_back().unwrap_or(first).words.end;
    let words = &line.words[range];
    let (start, end) = (words.first()?, words.last()?);
    Some(wrap::Name {
        left: start.left,
        right: end.right,
        base: start.base,
        first: start.right - start.left,
        text: join(words),
    })
}

/// Pieces as cells: those in one column joined, spans kept clear of the next cell.
fn cells(line: &Line<'_>, pieces: Vec<Piece>) -> Vec<Placed> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for p in pieces {
        match merged.last_mut() {
            Some(last) if last.column >= p.column => {
                last.words.end = p.words.end;
                last.span = last.span.max(p.column + p.span - last.column.min(p.column + p.span));
            }
            _ => merged.push(p),
        }
    }
    let mut out = Vec::with_capacity(merged.len());
    for (i, p) in merged.iter().enumerate() {
        let room = merged.get(i + 1).map_or(usize::MAX, |n| n.column - p.column);
        out.push(Placed {
            column: u32::try_from(p.column + 1).unwrap_or(u32::MAX),
            span: u16::try_from(p.span.min(room)).unwrap_or(u16::MAX),
            text: join(&line.words[p.words.clone()]),
        });
    }
    out
}

/// A row of figures, or a line of words among them (a name, a total without figures).
fn row(line: &Laid<'_>, bands: &[Band], columns: &[Column]) -> Vec<Piece> {
    let blank = line.line.blank;
    let atoms: Vec<Atom> = line.atoms.iter().flat_map(|a| loosen(line, a, bands)).collect();
    let assigned = bands::assign(&atoms, bands, blank);
    let mut next_after: Vec<usize> = vec![bands.len().saturating_sub(1); atoms.len()];
    let mut next = bands.len().saturating_sub(1);
    for i in (0..atoms.len()).rev() {
        next = assigned[i].unwrap_or(next);
        next_after[i] = next;
    }
    let mut from = 0;
    let mut out = Vec::with_capacity(atoms.len());
    for (i, a) in atoms.iter().enumerate() {
        let column =
            assigned[i].unwrap_or_else(|| nearest(a, columns, from..=next_after[i].max(from)));
        from = column;
        let span = if a.kind == Kind::Text { covered(a, column, bands) } else { 1 };
        out.push(Piece { words: a.words.clone(), column, span });
    }
    out
}

/// How many columns a text that begins in one covers by more than half.
fn covered(a: &Atom, column: usize, bands: &[Band]) -> usize {
    let more = bands.get(column + 1..).unwrap_or_default().iter();
    1 + more.take_while(|b| a.right > b.centre()).count()
}

/// A phrase among figures that is two cells: each part must stand exactly as the words of its
/// column do, so that a long name reaching into the next column is left whole.
fn loosen(line: &Laid<'_>, a: &Atom, bands: &[Band]) -> Vec<Atom> {
    if a.kind != Kind::Text || a.words.len() < 2 {
        return vec![a.clone()];
    }
    let words = &line.line.words;
    let exact = 0.6 * line.line.blank;
    for i in a.words.start + 1..a.words.end {
        let (before, after) = (&words[i - 1], &words[i]);
        let own = |b: &&Band| b.wordy && b.rows > 1 && (after.left - b.left).abs() <= exact;
        let Some(at) = bands.iter().position(|b| own(&b)) else { continue };
        let ends = at
            .checked_sub(1)
            .is_some_and(|p| before.right <= bands[at].left && bands[p].left <= before.left);
        // The rest must stay within its column, as a ticker does; a name's last word would too,
        // but names are left-aligned in the column before and seldom end at its edge.
        let fits = words[a.words.end - 1].right <= bands[at].right + line.line.blank;
        if ends && fits {
            let part = |r: Range<usize>| Atom {
                left: words[r.start].left,
                right: words[r.end - 1].right,
                words: r,
                kind: Kind::Text,
            };
            return vec![part(a.words.start..i), part(i..a.words.end)];
        }
    }
    vec![a.clone()]
}

/// The column nearest to an atom among some.
fn nearest(a: &Atom, columns: &[Column], among: std::ops::RangeInclusive<usize>) -> usize {
    let far = |i: &usize| {
        let over = |x: (f32, f32)| bands::overlap((a.left, a.right), x);
        columns
            .get(*i)
            .map_or(f32::MAX, |c| -over((c.band.left, c.band.right)).max(over(c.extent())))
    };
    let first = *among.start();
    among.min_by(|x, y| far(x).total_cmp(&far(y))).unwrap_or(first)
}

/// A heading line: each phrase over its column, or over all that it covers.
fn heading(line: &Laid<'_>, columns: &[Column]) -> Vec<Piece> {
    let phrases = phrases(line);
    let alone = phrases.len() == 1;
    let homes: Vec<usize> = phrases.iter().map(|p| territory(p.left, p.right, columns)).collect();
    let mut out: Vec<Piece> = Vec::with_capacity(phrases.len());
    for (i, p) in phrases.iter().enumerate() {
        let after = out.last().map_or(0, |last| last.column + last.span);
        let before = homes.get(i + 1).copied().unwrap_or(columns.len()).max(after + 1);
        out.extend(over(line, p, columns, alone, after..before));
    }
    out
}

/// The column over which an interval stands most.
fn territory(left: f32, right: f32, columns: &[Column]) -> usize {
    let extents = columns.iter().map(Column::extent);
    let with = extents.enumerate().map(|(i, e)| (i, bands::overlap((left, right), e)));
    with.max_by(|x, y| x.1.total_cmp(&y.1)).map_or(0, |x| x.0)
}

/// One phrase of a heading line, given the columns that are free for it.
fn over(
    line: &Laid<'_>,
    phrase: &Atom,
    columns: &[Column],
    alone: bool,
    free: Range<usize>,
) -> Vec<Piece> {
    let words = &line.line.words;
    let blank = line.line.blank;
    let extents = |c: usize| columns.get(c).map_or((0.0, 0.0), Column::extent);
    let parts = parts(words, phrase, columns);
    let (first, last) =
        (parts.first().map_or(0, |p| p.column), parts.last().map_or(0, |p| p.column));
    // A phrase that stays within the column of its centre is its heading, whatever its edges touch.
    let home = territory(phrase.left, phrase.right, columns);
    let (left, right) = extents(home);
    let whole = |column, span| vec![Piece { words: phrase.words.clone(), column, span }];
    if parts.len() < 2 || (phrase.left >= left - blank && phrase.right <= right + blank) {
        return whole(home, 1);
    }
    let (column, span, off) = widest(phrase, first, last, &free, columns);
    let (start, end) = (extents(first).0, extents(last).1);
    // Longer than the columns are wide: a group heading would have been wrapped or centred.
    let overfull = phrase.width() > end - start;
    let limit = off.max(if overfull { 5.0 } else { 2.6 } * blank);
    let worst = parts.iter().map(|p| misfit(words, p, columns)).fold(0.0, f32::max);
    let are_headings = parts[1..].iter().all(|p| begins_heading(words, p.words.start));
    if !alone && are_headings && worst <= limit {
        return parts;
    }
    whole(column, span)
}

/// Consecutive words over one column, as parts.
fn parts(words: &[Word<'_>], phrase: &Atom, columns: &[Column]) -> Vec<Piece> {
    let mut parts: Vec<Piece> = Vec::new();
    for i in phrase.words.clone() {
        // `%` before a word stands with it.
        let sign = words[i].text == "%" && i + 1 < phrase.words.end;
        let end = if sign { i + 1 } else { i };
        let column = territory(words[i].left, words[end].right, columns);
        match parts.last_mut() {
            Some(p) if p.column >= column => p.words.end = i + 1,
            _ => parts.push(Piece { words: i..i + 1, column, span: 1 }),
        }
    }
    parts
}

/// How far the middle of a part is from that of its column; far off if it fills less than half of
/// the column, as two headings that touch cannot, or reaches far out of it and into the next.
fn misfit(words: &[Word<'_>], p: &Piece, columns: &[Column]) -> f32 {
    let extent = |c: usize| columns.get(c).map(Column::extent);
    let Some((left, right)) = extent(p.column) else { return f32::MAX };
    let (from, to) = (words[p.words.start].left, words[p.words.end - 1].right);
    let width = right - left;
    let before = p.column.checked_sub(1).and_then(extent).is_some_and(|e| from < e.1);
    let into = before || extent(p.column + 1).is_some_and(|e| to > e.0);
    let reach = (left - from).max(to - right);
    if (to - from) * 2.0 < width || into && reach > 0.5 * width {
        return f32::MAX;
    }
    (f32::midpoint(from, to) - f32::midpoint(left, right)).abs()
}

/// Whether a word can begin a heading: a capital, a year, or a bracket after another; but not `1a`
/// or `1250`, which belong to the word before them.
fn begins_heading(words: &[Word<'_>], at: usize) -> bool {
    let word = words[at].text;
    let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    word.starts_with(char::is_uppercase)
        || word == "%"
        || (year && word.bytes().all(|b| b.is_ascii_digit()))
        || (word.starts_with('(')
            && at.checked_sub(1).is_some_and(|p| words[p].text.ends_with(')')))
}

/// Most columns that a group heading covers beyond those it reaches, on either side.
const WIDEN: usize = 12;

/// The columns that a group heading covers: at least those it reaches, and as many free ones beside
/// them as bring it over their middle. Also how far it stays off that middle.
fn widest(
    phrase: &Atom,
    first: usize,
    last: usize,
    free: &Range<usize>,
    columns: &[Column],
) -> (usize, usize, f32) {
    let centre = f32::midpoint(phrase.left, phrase.right);
    let mut best = (first, last - first + 1, f32::MAX);
    for from in (free.start.max(first.saturating_sub(WIDEN)).min(first)..=first).rev() {
        for to in last..free.end.min(last + WIDEN).clamp(last + 1, columns.len().max(last + 1)) {
            let (Some(a), Some(b)) = (columns.get(from), columns.get(to)) else { continue };
            let off = (f32::midpoint(a.extent().0, b.extent().1) - centre).abs();
            // More columns must bring it clearly nearer to the middle.
            if off < best.2 - 0.15 * (b.extent().1 - b.extent().0) {
                best = (from, to - from + 1, off);
            }
        }
    }
    best
}
