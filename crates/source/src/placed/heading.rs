//! The columns that only the headings show, and what each column's heading covers.

use super::atom::{Atom, Kind, kind};
use super::bands::{self, Band, overlap};
use super::block::{Laid, number_row};
use super::{Word, split};
use std::collections::BTreeMap;

/// A column of the table: where its cells stand, and where its headings do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Where its cells stand; its headings, if it has no cells.
    pub(super) band: Band,
    /// The stack of headings over it.
    pub(super) stack: Option<(f32, f32)>,
}

impl Column {
    /// All of its width: cells and headings.
    pub(super) fn extent(&self) -> (f32, f32) {
        let (left, right) = self.stack.unwrap_or((self.band.left, self.band.right));
        (left.min(self.band.left), right.max(self.band.right))
    }
}

/// Cost of a column number or heading without figures below it.
const EMPTY_COLUMN: f32 = 1.0;
/// Cost of figures without a heading above them.
const NO_HEADING: f32 = 3.0;
/// Cost per blank that figures stand beside their heading.
const BESIDE: f32 = 0.25;
/// The most that costs; still less than a column without a heading and a heading without a column.
const FAR_BESIDE: f32 = 2.0;
/// How many blanks figures may stand beside their heading, and how many words may, or figures where
/// nothing stands between: the heading of a wide column is centred, its names and codes are not.
const REACH: (f32, f32) = (15.0, 60.0);

/// The bands of the figures with the headings above them, and a column more for every column number
/// (or, where there are none, every heading) that has no figures below it.
pub(super) fn complete(
    bands: Vec<Band>,
    rows: &[&[Atom]],
    header: &[&Laid<'_>],
    blank: f32,
) -> Vec<Column> {
    let words = stacked(&bands, header, blank);
    let Some(numbers) = header.iter().rev().find(|l| number_row(l)) else {
        let bands = adopt(bands, &words, rows, blank);
        let stacks = stacked(&bands, header, blank);
        return columns(&bands, &stacks, blank);
    };
    // Each number with the words under it; words without a number make no column, unless cells stand
    // under them and under no number: a column that the family prints beside the layout.
    let mut labels: Vec<(f32, f32)> = numbers.atoms.iter().map(|a| (a.left, a.right)).collect();
    let places: Vec<Band> = labels.iter().map(|l| Band::between(*l)).collect();
    let mut beside: Vec<(f32, f32)> = Vec::new();
    let pairs = pair(&places, &words, blank);
    // Beside a number without words, they may be its own.
    let bare = |i: usize| pairs.get(i).is_some_and(|p| p.1.is_none());
    for (i, (number, stack)) in pairs.iter().enumerate() {
        match (number, stack) {
            (Some(number), Some(stack)) => {
                let (label, words) = (&mut labels[*number], words[*stack]);
                *label = (label.0.min(words.0), label.1.max(words.1));
            }
            (None, Some(stack)) if !bare(i.wrapping_sub(1)) && !bare(i + 1) => {
                beside.push(words[*stack]);
            }
            _ => {}
        }
    }
    let over = |x: (f32, f32), b: &Band| overlap(x, (b.left, b.right)) > 0.0;
    let alone = |b: &&Band| !labels.iter().any(|l| over(*l, b));
    let wide = |x: (f32, f32)| x.1 - x.0 >= LEAST_HEADING * blank;
    beside.retain(|words| wide(*words) && bands.iter().filter(alone).any(|b| over(*words, b)));
    labels.extend(beside);
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let bands = adopt(bands, &labels, rows, blank);
    let mut columns = columns(&bands, &labels, blank);
    // The middle of a heading is that of its words, where there are any.
    let stacks = stacked(&bands, header, blank);
    let places: Vec<Band> = columns.iter().map(|c| Band::between(c.extent())).collect();
    for (at, stack) in pair(&places, &stacks, blank) {
        if let (Some(at), Some(stack)) = (at, stack) {
            columns[at] = column(Some(columns[at].band.clone()), Some(stacks[stack]));
        }
    }
    columns
}

/// How wide, in blanks, the heading of a column beside the layout is at least: no dash of another.
const LEAST_HEADING: f32 = 4.0;

/// The bands and headings as columns.
fn columns(bands: &[Band], labels: &[(f32, f32)], blank: f32) -> Vec<Column> {
    let pairs = pair(bands, labels, blank).into_iter();
    pairs.map(|(b, l)| column(b.map(|b| bands[b].clone()), l.map(|l| labels[l]))).collect()
}

/// Most bands and headings that are looked at for such columns, and most headings at all; a table
/// has 41 columns, and more of them are no table.
const MOST: (usize, usize) = (120, 512);
/// Drops a band of a few cells fused to their neighbours, where it is without a heading otherwise,
/// and unites neighbouring bands of which no row fills both, where a band is without a heading otherwise:
/// cells of one column may stand at its left edge in some rows and at its right in others. Bands
/// that all have their heading are never united, however seldom they are filled.
fn adopt(mut bands: Vec<Band>, labels: &[(f32, f32)], rows: &[&[Atom]], blank: f32) -> Vec<Band> {
    if labels.is_empty() || bands.len().max(labels.len()) > MOST.0 {
        return bands;
    }
    let lone = |bands: &[Band]| {
        pair(bands, labels, blank).iter().filter(|p| p.0.is_some() && p.1.is_none()).count()
    };
    let mut left = lone(&bands);
    if left > 0 {
        for at in bands::fused(rows, &bands, blank).into_iter().rev() {
            let mut without = bands.clone();
            without.remove(at);
            if lone(&without) < left {
                left -= 1;
                bands = without;
            }
        }
    }
    let filled = bands::filled(rows, &bands, blank);
    let mut now = Filled { bands, filled };
    // What the lines and the totals of a print part, they part alike in every narrow column. Of the
    // two ways to unite bands that they fill in turn, the headings stand nearer to one.
    let cost = |f: &Filled| least_cost(&f.bands, labels, blank);
    // Two bands that both stand under a heading of their own are two columns.
    let housed = |bands: &[Band]| -> Vec<bool> {
        let mut housed = vec![false; bands.len()];
        for (b, label) in pair(bands, labels, blank) {
            let (Some(b), Some(label)) = (b, label) else { continue };
            housed[b] = overlap((bands[b].left, bands[b].right), labels[label]) > 0.0;
        }
        housed
    };
    let homes = housed(&now.bands);
    let all = now.parted_alike().into_iter().map(|mut alike| {
        alike.retain(|at| !(homes[*at] && homes[at + 1]));
        let mut united = now.clone();
        alike.iter().rev().for_each(|at| united.unite(*at));
        united
    });
    let better = all.filter(|united| lone(&united.bands) < left);
    if let Some(united) = better.min_by(|x, y| cost(x).total_cmp(&cost(y))) {
        left = lone(&united.bands);
        now = united;
    }
    loop {
        let homes = housed(&now.bands);
        let two = |at: &usize| homes[*at] && homes[at + 1];
        let pairs = (1..now.bands.len()).map(|b| b - 1).filter(|at| !two(at) && now.apart(*at));
        let better = pairs.map(|at| (at, now.with(at))).filter(|(_, u)| lone(u) < left);
        let costs = better.map(|(at, united)| (at, least_cost(&united, labels, blank)));
        let Some((at, _)) = costs.min_by(|x, y| x.1.total_cmp(&y.1)) else { return now.bands };
        left -= 1;
        now.unite(at);
    }
}

/// How many pairs of bands that the same rows part show two kinds of row.
const ALIKE: usize = 3;

/// Bands, and of each, which rows fill it.
#[derive(Clone)]
struct Filled {
    bands: Vec<Band>,
    filled: Vec<Vec<bool>>,
}

impl Filled {
    /// Whether no row fills both the band and the next.
    fn apart(&self, at: usize) -> bool {
        !self.filled[at].iter().zip(&self.filled[at + 1]).any(|(x, y)| *x && *y)
    }

    /// The bands with that one and the next united.
    fn with(&self, at: usize) -> Vec<Band> {
        let mut united = self.bands.clone();
        let other = united.remove(at + 1);
        united[at].unite(&other);
        united
    }

    fn unite(&mut self, at: usize) {
        self.bands = self.with(at);
        let other = self.filled.remove(at + 1);
        for (own, other) in self.filled[at].iter_mut().zip(other) {
            *own |= other;
        }
    }

    /// The bands that with the next are parted by the same two kinds of row, where there are
    /// several of them.
    fn parted_alike(&self) -> Vec<Vec<usize>> {
        let mut kinds: BTreeMap<(&[bool], &[bool]), Vec<usize>> = BTreeMap::new();
        for at in (1..self.bands.len()).map(|b| b - 1).filter(|at| self.apart(*at)) {
            kinds.entry((&self.filled[at], &self.filled[at + 1])).or_default().push(at);
        }
        kinds.into_values().filter(|at| at.len() >= ALIKE).collect()
    }
}

fn column(band: Option<Band>, stack: Option<(f32, f32)>) -> Column {
    let band = match (band, stack) {
        (Some(band), Some((left, right))) if band.rows == 0 => {
            Band { left: band.left.min(left), right: band.right.max(right), ..band }
        }
        (Some(band), _) => band,
        (None, stack) => Band::between(stack.unwrap_or_default()),
    };
    Column { band, stack }
}

/// The headings over one column.
#[derive(Clone)]
struct Stack {
    words: Vec<(f32, f32)>,
}

impl Stack {
    fn extent(&self) -> (f32, f32) {
        let left = self.words.iter().map(|w| w.0).fold(f32::MAX, f32::min);
        (left, self.words.iter().map(|w| w.1).fold(left, f32::max))
    }
}

/// The stacks of headings, from the bottom line up: a phrase over one stack (or none) is part of
/// it, one over several is a group heading, and several over one show that it is two columns whose
/// headings touch in the lines below.
fn stacked(bands: &[Band], header: &[&Laid<'_>], blank: f32) -> Vec<(f32, f32)> {
    let Some(top) = header.iter().position(|l| l.atoms.len() >= 2) else { return Vec::new() };
    let rare = bands::rare(bands);
    let is_column = |b: &&Band| b.rows >= rare;
    let mut stacks: Vec<Stack> = Vec::new();
    let filled: Vec<(f32, f32)> =
        bands.iter().filter(is_column).map(|b| (b.left, b.right)).collect();
    let numbers: Vec<(f32, f32)> = header
        .iter()
        .rfind(|l| number_row(l))
        .map(|l| l.atoms.iter().map(|a| (a.left, a.right)).collect())
        .unwrap_or_default();
    for line in header[top..].iter().rev().filter(|l| !number_row(l)) {
        let before: Vec<(f32, f32)> = stacks.iter().map(Stack::extent).collect();
        let mut over: Vec<Vec<Stack>> = vec![Vec::new(); before.len()];
        let apart = |p: Atom| {
            let words = &line.line.words[p.words.clone()];
            let whole = Stack { words: extents_of(words) };
            let parts = split::bottom(&whole.words, &before, &numbers, &filled, blank);
            parts.map_or(vec![whole], |all| all.into_iter().map(|words| Stack { words }).collect())
        };
        for stack in phrases(line).into_iter().flat_map(apart) {
            let own = stack.extent();
            let covers = |x: (f32, f32)| overlap(own, x) > 0.25 * blank;
            let under = bands.iter().filter(is_column).filter(|b| covers((b.left, b.right)));
            let group = under.count() > 1;
            let mut below = (0..before.len()).filter(|i| covers(before[*i]));
            match (group, below.next(), below.next()) {
                (true, ..) | (_, _, Some(_)) => {
                    for (i, stack) in parted(&stack, &before, blank) {
                        over[i].push(stack);
                    }
                }
                (_, Some(i), None) => over[i].push(stack),
                (_, None, None) => stacks.push(stack),
            }
        }
        for (i, over) in over.into_iter().enumerate() {
            add(&mut stacks, i, over);
        }
        if stacks.len() > MOST.1 {
            return Vec::new();
        }
        stacks.sort_by(|a, b| a.extent().0.total_cmp(&b.extent().0));
    }
    let mut extents: Vec<(f32, f32)> = stacks.iter().map(Stack::extent).collect();
    // Stacks grown into each other from above were one.
    extents.dedup_by(|b, a| {
        let same = overlap(*a, *b) * 2.0 > (a.1 - a.0).min(b.1 - b.0);
        if same {
            a.1 = a.1.max(b.1);
        }
        same
    });
    extents
}

/// Where the words of a phrase stand. `%` before a word stands with it (`% Subject to AMT`).
fn extents_of(words: &[Word<'_>]) -> Vec<(f32, f32)> {
    let mut out = Vec::with_capacity(words.len());
    let mut sign = None;
    for (i, w) in words.iter().enumerate() {
        if w.text == "%" && i + 1 < words.len() {
            sign = Some(w.left);
            continue;
        }
        out.push((sign.take().unwrap_or(w.left), w.right));
    }
    out
}

/// The words of a phrase over several stacks as headings of each, where they stand so close that
/// they look like one: all of them in line with the words below. Nothing for a group heading.
fn parted(phrase: &Stack, before: &[(f32, f32)], blank: f32) -> Vec<(usize, Stack)> {
    let mut parts: Vec<(usize, Stack)> = Vec::new();
    for word in &phrase.words {
        let over = |i: &usize| overlap(*word, before[*i]);
        let nearest = (0..before.len()).max_by(|x, y| over(x).total_cmp(&over(y)));
        let Some(i) = nearest.filter(|i| over(i) > 0.0) else { return Vec::new() };
        match parts.last_mut() {
            Some((last, stack)) if *last == i => stack.words.push(*word),
            _ => parts.push((i, Stack { words: vec![*word] })),
        }
    }
    let middle = |x: (f32, f32)| f32::midpoint(x.0, x.1);
    let in_line = |(i, stack): &(usize, Stack)| {
        let (own, below) = (stack.extent(), before[*i]);
        let off = [own.0 - below.0, own.1 - below.1, middle(own) - middle(below)];
        off.into_iter().any(|off| off.abs() <= IN_LINE * blank)
    };
    if parts.len() < 2 || !parts.iter().all(in_line) { Vec::new() } else { parts }
}

/// How far, in blanks, headings of one column may be off each other.
const IN_LINE: f32 = 0.5;

/// Adds the phrases over a stack to it; each of several takes the words below nearest to it.
fn add(stacks: &mut Vec<Stack>, i: usize, mut over: Vec<Stack>) {
    if over.len() < 2 {
        stacks[i].words.extend(over.into_iter().flat_map(|s| s.words));
        return;
    }
    let middle = |(left, right): (f32, f32)| f32::midpoint(left, right);
    let centres: Vec<f32> = over.iter().map(|s| middle(s.extent())).collect();
    for word in std::mem::take(&mut stacks[i].words) {
        let far = |c: f32| (c - middle(word)).abs();
        let nearest =
            (0..centres.len()).min_by(|x, y| far(centres[*x]).total_cmp(&far(centres[*y])));
        if let Some(nearest) = nearest {
            over[nearest].words.push(word);
        }
    }
    let mut over = over.into_iter();
    if let Some(first) = over.next() {
        stacks[i] = first;
    }
    stacks.extend(over);
}

/// The phrases of a heading line. `(E) Reclass` are two: a flag's letter ends its heading.
pub(super) fn phrases(line: &Laid<'_>) -> Vec<Atom> {
    let words = &line.line.words;
    let mut out = Vec::with_capacity(line.atoms.len());
    for a in &line.atoms {
        let mut from = a.words.start;
        for i in a.words.start + 1..a.words.end {
            let flag = matches!(words[i - 1].text, "(E)" | "(R)" | "(C)");
            if flag && words[i].text.starts_with(char::is_uppercase) {
                out.push(cut(line, a, from, i));
                from = i;
            }
        }
        out.push(cut(line, a, from, a.words.end));
    }
    out
}

fn cut(line: &Laid<'_>, a: &Atom, from: usize, to: usize) -> Atom {
    let words = &line.line.words;
    let whole = from == a.words.start && to == a.words.end;
    Atom {
        left: words[from].left,
        right: words[to - 1].right,
        words: from..to,
        kind: if whole {
            a.kind
        } else if to - from == 1 {
            kind(words[from].text)
        } else {
            Kind::Text
        },
    }
}

/// Pairs bands with stacks, both left to right, at the least cost; either may stay alone.
fn pair(bands: &[Band], stacks: &[(f32, f32)], blank: f32) -> Vec<(Option<usize>, Option<usize>)> {
    let table = pairing(bands, stacks, blank);
    let mut out = Vec::with_capacity(bands.len() + stacks.len());
    let (mut i, mut j) = (bands.len(), stacks.len());
    while i > 0 || j > 0 {
        let (di, dj) = table[i][j].1;
        (i, j) = (i - di, j - dj);
        out.push(((di > 0).then_some(i), (dj > 0).then_some(j)));
    }
    out.reverse();
    out
}

/// The least cost of pairing all.
fn least_cost(bands: &[Band], stacks: &[(f32, f32)], blank: f32) -> f32 {
    pairing(bands, stacks, blank)[bands.len()][stacks.len()].0
}

/// The least cost of pairing the first `i` bands with the first `j` stacks, and the last step of it.
type Pairing = Vec<Vec<(f32, (usize, usize))>>;

/// Where headings stand over the cells of their columns.
#[derive(Clone, Copy, PartialEq)]
enum Set {
    /// Wherever the cells do, or in the middle.
    Over,
    /// At the left edge of their columns, and the cells between them and the next headings.
    Left,
    /// At the right edge, and the cells between them and the headings before.
    Right,
}

/// What it costs per blank that cells stand beside their heading where all headings are set so, and
/// at most.
const BESIDE_EDGE: (f32, f32) = (0.02, 0.4);
/// The pairing that costs least. In wide columns the figures at the right edge of one stand nearer
/// to the heading at the left edge of the next than to their own; so where figures are left without
/// a heading, the headings are also looked at as set to one edge all together.
fn pairing(bands: &[Band], stacks: &[(f32, f32)], blank: f32) -> Pairing {
    let (n, m) = (bands.len(), stacks.len());
    let over = pairing_as(Set::Over, bands, stacks, blank);
    let cost = |p: &Pairing| p[n][m].0;
    let left_alone = lone(&over);
    if left_alone == 0 {
        return over;
    }
    let edges = [Set::Left, Set::Right].map(|set| pairing_as(set, bands, stacks, blank));
    let fewer = edges.into_iter().filter(|p| lone(p) < left_alone && cost(p) < cost(&over));
    fewer.min_by(|x, y| cost(x).total_cmp(&cost(y))).unwrap_or(over)
}

/// How many bands a pairing leaves without a heading.
fn lone(table: &Pairing) -> usize {
    let (mut i, mut j) = (table.len() - 1, table[0].len() - 1);
    let mut lone = 0;
    while i > 0 || j > 0 {
        let (di, dj) = table[i][j].1;
        lone += usize::from((di, dj) == (1, 0));
        (i, j) = (i - di, j - dj);
    }
    lone
}

fn pairing_as(set: Set, bands: &[Band], stacks: &[(f32, f32)], blank: f32) -> Pairing {
    let anywhere = |b: &Band, s: (f32, f32)| {
        let apart = (-overlap(b.reach(), s)).max(0.0) / blank;
        let off = (b.centre() - f32::midpoint(s.0, s.1)).abs() / blank;
        let gap = (b.right.min(s.1), b.left.max(s.0));
        let clear = || {
            let within = |x: (f32, f32)| overlap(x, gap) > 0.0;
            !bands.iter().any(|b| within((b.left, b.right))) && !stacks.iter().any(|s| within(*s))
        };
        let reach = if b.wordy || apart > REACH.0 && clear() { REACH.1 } else { REACH.0 };
        (apart <= reach).then_some((apart * BESIDE).min(FAR_BESIDE) + off * 0.01)
    };
    let cost = |i: usize, j: usize| {
        let (b, s) = (bands.get(i)?, *stacks.get(j)?);
        let apart = (-overlap((b.left, b.right), s)).max(0.0) / blank;
        let beside = (apart * BESIDE_EDGE.0).min(BESIDE_EDGE.1);
        let before = j.checked_sub(1).and_then(|j| stacks.get(j));
        let within = match set {
            Set::Over => return anywhere(b, s),
            Set::Left => {
                b.left >= s.0 - blank
                    && stacks.get(j + 1).is_none_or(|next| b.right <= next.0 + 0.5 * blank)
            }
            Set::Right => {
                b.right <= s.1 + blank && before.is_none_or(|p| b.left >= p.1 - 0.5 * blank)
            }
        };
        // What stands over each other belongs together anyhow.
        (within || apart == 0.0).then_some(beside)
    };
    let (n, m) = (bands.len(), stacks.len());
    let mut table = vec![vec![(f32::MAX, (0, 0)); m + 1]; n + 1];
    table[0][0].0 = 0.0;
    for i in 0..=n {
        for j in 0..=m {
            let here = table[i][j].0;
            let steps = [
                (i < n).then_some((1, 0, NO_HEADING)),
                (j < m).then_some((0, 1, EMPTY_COLUMN)),
                cost(i, j).map(|c| (1, 1, c)),
            ];
            for (di, dj, cost) in steps.into_iter().flatten() {
                if here + cost < table[i + di][j + dj].0 {
                    table[i + di][j + dj] = (here + cost, (di, dj));
                }
            }
        }
    }
    table
}
