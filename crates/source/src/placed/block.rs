//! Lines into blocks: a header with its rows. Blocks of one print share their columns.

use super::atom::{self, Atom, Kind, atoms};
use super::bands::{self, Band};
use super::heading::{self, Column};
use super::{Line, Page, Placed, Word, fill, furniture};

/// Rows looked at to find the columns of a block; more would add time, not knowledge.
const SAMPLE: usize = 400;
/// Cells of the widest table; a line with more is no row of one.
const WIDEST: usize = 512;
/// How far a line of data may be from the last line of the header above it, in lines.
const HEADER_LINES: usize = 24;

/// A line with its atoms.
pub(super) struct Laid<'a> {
    pub(super) line: &'a Line<'a>,
    pub(super) atoms: Vec<Atom>,
    pub(super) data: bool,
}

/// Consecutive lines of a page that share columns.
struct Block<'a> {
    page: usize,
    lines: Vec<Laid<'a>>,
    /// How many lines stand above the first row of data.
    header: usize,
}

/// The cells of every line of every page.
pub(super) fn rows(pages: &[Page<'_>]) -> Vec<Vec<(u32, Vec<Placed>)>> {
    let mut around: Vec<(usize, &Line<'_>)> = Vec::new();
    let blocks: Vec<Block<'_>> =
        pages.iter().enumerate().flat_map(|(i, p)| blocks_of(i, p, &mut around)).collect();
    let mut out: Vec<Vec<(u32, Vec<Placed>)>> = pages.iter().map(|_| Vec::new()).collect();
    let mut rest = blocks.as_slice();
    while let Some(first) = rest.first() {
        // Blocks that continue or repeat the first one are read with the same columns.
        let print = Print::of(first);
        let more = rest[1..].iter().take_while(|b| print.continues(b)).count();
        let (group, after) = rest.split_at(1 + more);
        let columns = columns(group);
        for block in group {
            fill::block(&block.lines, block.header, &columns, &mut out[block.page]);
        }
        rest = after;
    }
    for (page, line) in around {
        let rows = &mut out[page];
        let ends = rows.iter().flat_map(|(_, cells)| cells.last());
        let columns = ends.map(|c| c.column + u32::from(c.span)).max().unwrap_or(0);
        let at = rows.partition_point(|(number, _)| *number < line.number);
        rows.insert(at, (line.number, vec![furniture::cell(line, columns)]));
    }
    out
}

/// What shows that another block is printed with the columns of this one.
struct Print<'a> {
    header: Vec<HeaderWord<'a>>,
    bands: Vec<Band>,
}

/// Words of a header that are not the same at the same places by chance.
const HEADER_WORDS: usize = 8;

/// A word of a header: its left edge, the width of a blank there, its text.
type HeaderWord<'a> = (f32, f32, &'a str);

impl<'a> Print<'a> {
    fn of(block: &'a Block<'a>) -> Print<'a> {
        let rows = block.lines.iter().filter(|l| l.data).take(40);
        let rows: Vec<&[Atom]> = rows.map(|l| l.atoms.as_slice()).collect();
        Print { header: block.header_words(), bands: bands::discover(&rows, block.blank()) }
    }

    /// The same header words at the same places, with or without the title that stands over them on
    /// one of the pages; or no header and figures that stand in line.
    fn continues(&self, block: &Block<'_>) -> bool {
        if block.header == 0 {
            return self.in_line(block);
        }
        let words = block.header_words();
        let same =
            |x: &HeaderWord<'_>, y: &HeaderWord<'_>| x.2 == y.2 && (x.0 - y.0).abs() <= 1.1 * x.1;
        let shared = self.header.len().min(words.len());
        (self.header.len() == words.len() || shared >= HEADER_WORDS)
            && self.header.iter().rev().zip(words.iter().rev()).all(|(x, y)| same(x, y))
    }

    /// Whether the figures stand in line. Words (`DAILY` among dates) may be set to another edge.
    fn in_line(&self, block: &Block<'_>) -> bool {
        let (mut all, mut placed) = (0, 0);
        for row in block.lines.iter().filter(|l| l.data).take(40) {
            let assigned = bands::assign(&row.atoms, &self.bands, block.blank());
            let figures = row.atoms.iter().zip(assigned).filter(|(a, _)| is_figure(a));
            for (_, band) in figures {
                all += 1;
                placed += usize::from(band.is_some());
            }
        }
        all > 0 && placed * 100 >= all * 95
    }
}

impl Block<'_> {
    fn blank(&self) -> f32 {
        self.lines.first().map_or(1.0, |l| l.line.blank)
    }

    fn header_words(&self) -> Vec<HeaderWord<'_>> {
        let lines = self.lines.iter().take(self.header);
        lines.flat_map(|l| l.line.words.iter().map(|w| (w.left, l.line.blank, w.text))).collect()
    }
}

/// The columns of blocks with the same header.
fn columns(group: &[Block<'_>]) -> Vec<Column> {
    let blank = group[0].blank();
    let least = least_figures(group);
    let data = || {
        let lines = group.iter().flat_map(|b| &b.lines).filter(|l| l.data);
        lines.filter(|l| figures(l) >= least)
    };
    let count = data().count();
    let step = count.div_ceil(SAMPLE).max(1);
    let rows: Vec<&[Atom]> = data().step_by(step).map(|l| l.atoms.as_slice()).collect();
    let header: Vec<&Laid<'_>> =
        group[0].lines.iter().take(group[0].header).rev().take(HEADER_LINES).rev().collect();
    if rows.is_empty() {
        // No figures at all (a contacts table, a notice): words in columns, if several lines agree.
        let rows: Vec<&[Atom]> = group[0]
            .lines
            .iter()
            .map(|l| l.atoms.as_slice())
            .filter(|a| a.len() > 1)
            .take(SAMPLE)
            .collect();
        let bands = bands::discover(&rows, blank);
        return bands.into_iter().map(|band| Column { band, stack: None }).collect();
    }
    let bands = bands::discover(&rows, blank);
    heading::complete(bands, &rows, &header, blank)
}

/// Fewer figures than this make no row of the table: a line of contacts with a telephone number, a
/// date in a note.
fn least_figures(group: &[Block<'_>]) -> usize {
    let data = group.iter().flat_map(|b| &b.lines).filter(|l| l.data);
    let mut counts: Vec<usize> = data.take(4 * SAMPLE).map(figures).collect();
    counts.sort_unstable();
    let middle = counts.get(counts.len() / 2).copied().unwrap_or(0);
    if middle >= 5 { 2 } else { 0 }
}

fn figures(line: &Laid<'_>) -> usize {
    line.atoms.iter().filter(|a| is_figure(a)).count()
}

/// The blocks of a page; `around` takes the lines around them.
fn blocks_of<'a>(
    page: usize,
    lines: &'a Page<'a>,
    around: &mut Vec<(usize, &'a Line<'a>)>,
) -> Vec<Block<'a>> {
    let all: Vec<Vec<Atom>> = lines.lines.iter().map(atoms).collect();
    let furniture = furniture::lines(lines, &all);
    let of_page = lines.lines.iter().zip(&furniture).filter(|(_, f)| **f);
    around.extend(of_page.map(|(line, _)| (page, line)));
    let table = lines.lines.iter().zip(all).zip(furniture).filter(|(_, f)| !f);
    let mut laid: Vec<Laid<'a>> = table
        .map(|((line, atoms), _)| {
            let prose = atoms.len() > WIDEST || is_prose(line, &atoms);
            let data = !prose && is_data(line, &atoms);
            Laid { line, atoms: if prose { vec![atom::whole(line)] } else { atoms }, data }
        })
        .collect();
    let mut out = Vec::new();
    while !laid.is_empty() {
        let end = block_end(&laid);
        let rest = laid.split_off(end);
        let header = header_of(&laid);
        out.push(Block { page, lines: laid, header });
        laid = rest;
    }
    out
}

/// How many lines stand above the first row. A row may have no figures, or its name may begin above
/// them: lines of one phrase that begins where most rows do are rows.
fn header_of(lines: &[Laid<'_>]) -> usize {
    let above = lines.iter().take_while(|l| !l.data).count();
    let rows = &lines[above..];
    let begins = |l: &Laid<'_>, left: f32| {
        l.atoms.first().is_some_and(|a| (a.left - left).abs() <= 0.6 * l.line.blank)
    };
    let is_row = |l: &&Laid<'_>| {
        let [phrase] = l.atoms.as_slice() else { return false };
        let data = rows.iter().filter(|r| r.data).take(SAMPLE);
        let (all, same) = data
            .fold((0, 0), |(all, same), r| (all + 1, same + usize::from(begins(r, phrase.left))));
        same * 2 > all
    };
    above - lines[..above].iter().rev().take_while(is_row).count()
}

/// Where the block that begins with the first line ends: before the next header.
fn block_end(lines: &[Laid<'_>]) -> usize {
    let mut at = lines.iter().take_while(|l| !l.data).count();
    if let Some(second) = second_header(&lines[..at]) {
        return second;
    }
    while at < lines.len() {
        at += lines[at..].iter().take_while(|l| l.data).count();
        let between = lines[at..].iter().take_while(|l| !l.data).count();
        let follow = at + between < lines.len();
        let between_rows = &lines[at..at + between];
        if is_header(between_rows, follow) || follow && is_first_header(&lines[..at], between_rows)
        {
            return at;
        }
        at += between;
    }
    lines.len()
}

/// Where another header begins among lines without figures: the header of a table without rows
/// stands above that of the next, and prints a line of it again.
fn second_header(lines: &[Laid<'_>]) -> Option<usize> {
    let wide = |l: &Laid<'_>| (REPEATED..=WIDEST).contains(&l.atoms.len());
    let texts = |i: usize| lines[i].line.words.iter().map(|w| w.text);
    let mut candidates = (1..lines.len().min(4 * HEADER_LINES)).filter(|j| wide(&lines[*j]));
    let again = |j: &usize| (0..*j).find(|i| wide(&lines[*i]) && texts(*i).eq(texts(*j)));
    let (first, again) = candidates.find_map(|j| again(&j).map(|i| (i, j)))?;
    let above = lines[first + 1..again].iter().rev().take_while(|l| l.atoms.len() >= 2).count();
    Some(again - above)
}

/// Headings of a line that is not repeated by chance.
const REPEATED: usize = 6;

/// Whether lines without figures, after rows of data, begin another table: they hold a number row,
/// or several lines with words in several columns, or one line with words in many.
fn is_header(lines: &[Laid<'_>], rows_follow: bool) -> bool {
    let several = if rows_follow { 3 } else { 2 };
    let many = |l: &Laid<'_>| l.atoms.len() >= 6 && l.atoms.iter().all(|a| a.kind == Kind::Text);
    lines.iter().any(|l| number_row(l) || rows_follow && many(l))
        || lines.iter().filter(|l| l.atoms.len() >= several).count() >= 2
}

/// Whether a single line of headings begins the table: so far there were only lines with a figure or
/// two (`Printed 1/15/2025`), which are no rows of one.
fn is_first_header(before: &[Laid<'_>], lines: &[Laid<'_>]) -> bool {
    before.iter().all(|l| l.atoms.len() < 4) && lines.iter().any(|l| l.atoms.len() >= 5)
}

/// Whether a line is of column numbers: five or more numbers, bare or in brackets, and nothing else.
pub(super) fn number_row(line: &Laid<'_>) -> bool {
    let bracketed = |a: &Atom| {
        let word = line.line.words[a.words.start].text;
        let inner = word.strip_prefix('(').and_then(|w| w.strip_suffix(')')).unwrap_or_default();
        a.words.len() == 1
            && (1..=2).contains(&inner.len())
            && inner.bytes().all(|b| b.is_ascii_digit())
    };
    line.atoms.len() >= 5 && line.atoms.iter().all(|a| a.kind == Kind::Number || bracketed(a))
}

/// Words of a long name.
const LONGEST_NAME: usize = 12;

/// Whether a line is a row of a table rather than a heading.
fn is_data(line: &Line<'_>, atoms: &[Atom]) -> bool {
    // The rate of box 2d may stand alone in its line of a heading.
    let rate =
        |a: &Atom| a.words.len() == 1 && atom::is_collectibles_rate(line.words[a.words.start].text);
    let is_figure = |a: &Atom| is_figure(a) && !rate(a);
    let figures = atoms.iter().filter(|a| is_figure(a)).count();
    let Some(first) = atoms.iter().position(is_figure) else { return false };
    // The words of a sentence go on after a rate or a date; a name may stand after its CUSIP.
    let text = |a: &&Atom| a.kind == Kind::Text;
    let after = || atoms[first..].iter().filter(text);
    let words: usize = after().map(|a| a.words.len()).sum();
    let has = |kind| atoms.iter().any(|a| a.kind == kind);
    let name = if has(Kind::Code) { LONGEST_NAME } else { 0 };
    let stand = atoms.iter().filter(|a| a.kind == Kind::Stand).count();
    // A dash among headings is part of one that is broken into lines.
    let dashes_only = !atoms.iter().any(|a| is_figure(a) && a.kind != Kind::Dash);
    let headings = atoms.iter().filter(text).count();
    words <= 2 + figures + stand + name
        && (figures >= 2 || line.words.len() <= 20)
        && !(dashes_only && (after().count() >= 2 || headings > 2 * figures))
}

fn is_figure(a: &Atom) -> bool {
    a.kind.is_figure() || a.kind == Kind::Code
}

/// Whether all figures of a line stand among the words of a sentence.
fn is_prose(line: &Line<'_>, atoms: &[Atom]) -> bool {
    let words = &line.words;
    // Sentences have no gaps; headings in small letters (`28% rate gain`) do.
    if words.iter().skip(1).filter(|w| !w.joined).count() >= 4 {
        return false;
    }
    let lower = |w: &Word<'_>| w.text.starts_with(char::is_lowercase);
    let among = |a: &Atom| {
        let before = a.words.start.checked_sub(1).map(|i| &words[i]);
        let after = words.get(a.words.end);
        before.is_some_and(|w| words[a.words.start].joined && lower(w))
            || after.is_some_and(|w| w.joined && lower(w))
    };
    let mut figures = atoms.iter().filter(|a| is_figure(a)).peekable();
    figures.peek().is_some() && figures.all(among)
}
