//! The columns of the figures: rows of intervals aligned with each other.

use super::atom::{Atom, Kind};

/// A column of a printed table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Band {
    pub(super) left: f32,
    pub(super) right: f32,
    /// Rows with a figure or word in it; 0 for a column known by its heading alone.
    pub(super) rows: usize,
    /// Whether most of its cells are words rather than figures, dates or codes.
    pub(super) wordy: bool,
    /// How far before and after them other cells of the column would stand: the figures of a column
    /// that has only dashes.
    pub(super) room: (f32, f32),
}

impl Band {
    /// Where its cells stand or would stand.
    pub(super) fn reach(&self) -> (f32, f32) {
        (self.left - self.room.0, self.right + self.room.1)
    }

    pub(super) fn centre(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    /// Takes the cells of another band of the same column.
    pub(super) fn unite(&mut self, other: &Band) {
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.wordy = if self.rows >= other.rows { self.wordy } else { other.wordy };
        self.rows += other.rows;
    }

    /// A band without cells.
    pub(super) fn between((left, right): (f32, f32)) -> Band {
        Band { left, right, rows: 0, wordy: false, room: (0.0, 0.0) }
    }
}

/// How far two intervals overlap; below zero, how far they are apart.
pub(super) fn overlap(a: (f32, f32), b: (f32, f32)) -> f32 {
    a.1.min(b.1) - a.0.max(b.0)
}

/// The least overlap, in parts of the narrower, that makes two intervals one column.
const SAME: f32 = 0.35;
/// The width of a narrow cell, in blanks.
const NARROW: f32 = 3.0;
/// What it costs to leave an atom out although it stands over a band.
const LEFT_OUT: f32 = -0.5;
/// Most columns of a table; more are no table.
const MOST: usize = 256;
/// How often the alignment is repeated with better bands.
const PASSES: usize = 3;

/// How well an atom stands in a band, from 0 to a little over 1; `None` if it does not.
fn fit(a: &Atom, band: &Band, blank: f32) -> Option<f32> {
    let over = overlap((a.left, a.right), (band.left, band.right));
    let narrow = a.width().min(band.right - band.left).max(blank * 0.5);
    if over > 0.0 {
        let edge = (a.left - band.left).abs().min((a.right - band.right).abs()) / blank;
        let part = over / narrow;
        return (part >= SAME).then_some(part.min(1.0) + 0.1 / (1.0 + edge));
    }
    // A band of one narrow cell (a flag, a dash) may be missed by drift; two wide ones a blank apart
    // are two columns.
    (-over <= blank && narrow <= NARROW * blank).then_some(0.05)
}

/// The band of every atom, rising; `None` where an atom has no band to itself.
pub(super) fn assign(atoms: &[Atom], bands: &[Band], blank: f32) -> Vec<Option<usize>> {
    let choices: Vec<Vec<(usize, f32)>> = atoms
        .iter()
        .map(|a| {
            let reach = blank + a.width();
            let from = bands.partition_point(|b| b.right < a.left - reach);
            bands[from..]
                .iter()
                .enumerate()
                .take_while(|(_, b)| b.left <= a.right + reach)
                .filter_map(|(i, b)| Some((from + i, fit(a, b, blank)?)))
                .collect()
        })
        .collect();
    let best = |c: &Vec<(usize, f32)>| c.iter().max_by(|x, y| x.1.total_cmp(&y.1)).map(|x| x.0);
    let greedy: Vec<Option<usize>> = choices.iter().map(best).collect();
    let mut last = None;
    let rises = greedy.iter().flatten().all(|b| last.replace(*b).is_none_or(|l| l < *b));
    if rises { greedy } else { best_rising(&choices, bands.len()) }
}

/// The rising choice with the greatest sum: `score[i][b]` is the best of the first `i` atoms using
/// bands below `b` only.
fn best_rising(choices: &[Vec<(usize, f32)>], bands: usize) -> Vec<Option<usize>> {
    let mut score = vec![vec![0.0_f32; bands + 1]; choices.len() + 1];
    let mut took = vec![vec![false; bands + 1]; choices.len() + 1];
    for (i, choice) in choices.iter().enumerate() {
        let out = if choice.is_empty() { 0.0 } else { LEFT_OUT };
        for b in 0..=bands {
            score[i + 1][b] = score[i][b] + out;
            if b > 0 && score[i + 1][b - 1] >= score[i + 1][b] {
                score[i + 1][b] = score[i + 1][b - 1];
            }
            let Some((_, fit)) = choice.iter().find(|c| c.0 + 1 == b) else { continue };
            let with = score[i][b - 1] + fit;
            if with > score[i + 1][b] {
                score[i + 1][b] = with;
                took[i + 1][b] = true;
            }
        }
    }
    let mut assigned = vec![None; choices.len()];
    let mut b = bands;
    for i in (0..choices.len()).rev() {
        // Walk left while the score does not need band `b`.
        while b > 0 && !took[i + 1][b] && score[i + 1][b - 1] >= score[i + 1][b] {
            b -= 1;
        }
        if took[i + 1][b] {
            b -= 1;
            assigned[i] = Some(b);
        }
    }
    assigned
}

/// What one pass learns of a band.
#[derive(Clone, Default)]
struct Members {
    lefts: Vec<f32>,
    rights: Vec<f32>,
    wordy: usize,
    /// Members, and the atoms left out over them, where two atoms of a row met in the band.
    rivals: Vec<(Atom, Atom)>,
}

/// The columns in which the atoms of the rows stand, left to right.
pub(super) fn discover(rows: &[&[Atom]], blank: f32) -> Vec<Band> {
    let Some(seed) = usual(rows) else { return Vec::new() };
    if let Some(bands) = in_order(rows, seed.len()) {
        return bands;
    }
    let mut bands: Vec<Band> = Vec::new();
    for a in seed {
        insert(&mut bands, a);
    }
    for pass in 0..PASSES {
        let members = gather(rows, &mut bands, blank);
        bands = settle(bands, members, pass + 1 < PASSES);
    }
    unite(&mut bands, rows, blank);
    clip(&mut bands);
    bands
}

/// The bands of a table that fills nearly all its cells, of whatever width and at whatever edge of
/// their columns: many rows have as many atoms, and none of one place stands over another's.
fn in_order(rows: &[&[Atom]], most: usize) -> Option<Vec<Band>> {
    let full = || rows.iter().filter(|r| r.len() == most);
    let count = full().count();
    if most < FULL || count < 2 || count * MOST_FULL < rows.len() {
        return None;
    }
    let mut bands: Vec<Band> =
        full().next()?.iter().map(|a| Band::between((a.left, a.right))).collect();
    let mut wordy = vec![0; most];
    // Where all cells of a column stand but the dashes, which may stand at its other edge.
    let mut common = vec![(f32::MIN, f32::MAX); most];
    // The dashes of each column.
    let mut dashes = vec![(f32::MAX, f32::MIN); most];
    for row in full() {
        for (i, a) in row.iter().enumerate() {
            if says_nothing(a) {
                dashes[i] = (dashes[i].0.min(a.left), dashes[i].1.max(a.right));
            }
            bands[i].left = bands[i].left.min(a.left);
            bands[i].right = bands[i].right.max(a.right);
            wordy[i] += usize::from(matches!(a.kind, Kind::Text | Kind::Number));
            if !says_nothing(a) {
                common[i] = (common[i].0.max(a.left), common[i].1.min(a.right));
            }
        }
    }
    if common.iter().any(|(left, right)| left >= right) {
        return None;
    }
    for (band, wordy) in bands.iter_mut().zip(wordy) {
        band.rows = count;
        band.wordy = wordy * 2 > count;
    }
    for row in rows.iter().filter(|r| r.len() != most) {
        add_row(&mut bands, row, most)?;
    }
    if bands.windows(2).any(|b| b[0].right > b[1].left) {
        return None;
    }
    widen(&mut bands, &common, &dashes);
    Some(bands)
}

/// A column of nothing but dashes is as wide as those in which figures stand as well, and its dashes
/// stand as theirs do: at the left edge, in the middle, at the right edge.
fn widen(bands: &mut [Band], figures: &[(f32, f32)], dashes: &[(f32, f32)]) {
    let only = |i: &usize| figures[*i] == (f32::MIN, f32::MAX);
    let band_of = |x: f32| bands.iter().position(|b| b.left <= x && x <= b.right);
    let (mut before, mut after, mut wide) = (Vec::new(), Vec::new(), Vec::new());
    for i in (0..dashes.len()).filter(|i| !only(i) && dashes[*i].0 < dashes[*i].1) {
        let Some(band) = band_of(dashes[i].0).map(|at| &bands[at]) else { continue };
        before.push(dashes[i].0 - band.left);
        after.push(band.right - dashes[i].1);
        wide.push(dashes[i].1 - dashes[i].0);
    }
    if before.len() < 2 {
        return;
    }
    let (before, after) = (portion(&mut before, 0.5), portion(&mut after, 0.5));
    let wide = portion(&mut wide, 0.5);
    for at in 0..bands.len() {
        // A `0` among dashes stands where figures do.
        let alike = (bands[at].right - bands[at].left - wide).abs() <= ALIKE * wide;
        let own = |i: &usize| alike && dashes[*i] == (bands[at].left, bands[at].right);
        if !(0..dashes.len()).filter(only).any(|i| own(&i)) {
            continue;
        }
        let left = at.checked_sub(1).map_or(f32::MAX, |p| bands[at].left - bands[p].right);
        let right = bands.get(at + 1).map_or(f32::MAX, |b| b.left - bands[at].right);
        bands[at].room = (before.min(left).max(0.0), after.min(right).max(0.0));
    }
}

/// How much the signs for zero in two columns may differ in width, in parts of it, to be the same.
const ALIKE: f32 = 0.2;

/// Whether a cell stands for nothing, wherever the figures of its column stand.
fn says_nothing(a: &Atom) -> bool {
    matches!(a.kind, Kind::Dash | Kind::Stand)
}

/// Adds what a row has in columns that the full rows leave blank, as many as it has more cells;
/// none if its cells do not stand in the others one by one.
fn add_row(bands: &mut Vec<Band>, row: &[Atom], most: usize) -> Option<()> {
    let mut more = row.len().saturating_sub(most);
    let mut last: Option<f32> = None;
    for a in row.iter().filter(|a| a.kind.is_figure() || row.len() > most) {
        let under = |b: &Band| overlap((a.left, a.right), (b.left, b.right)) > 0.0;
        let mut over = (0..bands.len()).filter(|i| under(&bands[*i]));
        let band = match (over.next(), over.next()) {
            (Some(i), None) => i,
            (None, _) if more > 0 && !says_nothing(a) => {
                more -= 1;
                let at = insert(bands, a);
                bands[at].rows = 1;
                at
            }
            _ => return None,
        };
        if last.replace(bands[band].left) == Some(bands[band].left) {
            return None;
        }
    }
    (more == 0).then_some(())
}

/// Cells of a row that tell where the columns are by their number alone.
const FULL: usize = 6;
/// One row in so many is full, in such a table.
const MOST_FULL: usize = 3;

/// A row with as many atoms as most rows have: neither one with fused cells nor one with a cell too
/// many.
fn usual<'a>(rows: &[&'a [Atom]]) -> Option<&'a [Atom]> {
    let mut counts: Vec<usize> = rows.iter().map(|r| r.len()).collect();
    counts.sort_unstable();
    let often = counts.chunk_by(|a, b| a == b).max_by_key(|c| (c.len(), c[0]))?[0];
    rows.iter().find(|r| r.len() == often).copied()
}

/// Bands that stand over each other and hardly ever both have a cell in a row are one column, whose
/// cells differ in width.
fn unite(bands: &mut Vec<Band>, rows: &[&[Atom]], blank: f32) {
    let filled = filled(rows, bands, blank);
    for b in (1..bands.len()).rev() {
        let both = filled[b - 1].iter().zip(&filled[b]).filter(|(x, y)| **x && **y).count();
        let (one, two) = (&bands[b - 1], &bands[b]);
        let narrow = (one.right - one.left).min(two.right - two.left);
        let over = overlap((one.left, one.right), (two.left, two.right));
        if over >= SAME * narrow.max(blank * 0.5) && both * 5 <= one.rows.min(two.rows) {
            let two = bands.remove(b);
            bands[b - 1].unite(&two);
        }
    }
}

/// The rows from which on a band is more than a cell too many in a row or two (cells that were
/// printed as one move those after them), which makes no column of its own under a heading.
pub(super) fn rare(bands: &[Band]) -> usize {
    let most = bands.iter().map(|b| b.rows).max().unwrap_or(0);
    if most < 4 { 0 } else { most / 6 + 1 }
}

/// Bands of a row or two whose every cell is only a blank away from a figure of a neighbour: cells
/// that were printed as one.
pub(super) fn fused(rows: &[&[Atom]], bands: &[Band], blank: f32) -> Vec<usize> {
    let mut touch: Vec<bool> = bands.iter().map(|b| b.rows < rare(bands)).collect();
    for row in rows {
        let assigned = assign(row, bands, blank);
        for (i, b) in assigned.iter().enumerate() {
            let Some(b) = b.filter(|b| touch[*b]) else { continue };
            let near = |n: usize| {
                let gap = -overlap((row[n].left, row[n].right), (row[i].left, row[i].right));
                gap <= 1.5 * blank && row[n].kind.is_figure() && row[i].kind.is_figure()
            };
            touch[b] = i.checked_sub(1).is_some_and(near) || (i + 1 < row.len() && near(i + 1));
        }
    }
    (0..bands.len()).filter(|b| touch[*b]).collect()
}

/// Of each band, which rows have a cell in it.
pub(super) fn filled(rows: &[&[Atom]], bands: &[Band], blank: f32) -> Vec<Vec<bool>> {
    let mut filled = vec![vec![false; rows.len()]; bands.len()];
    for (i, row) in rows.iter().enumerate() {
        for b in assign(row, bands, blank).into_iter().flatten() {
            filled[b][i] = true;
        }
    }
    filled
}

fn insert(bands: &mut Vec<Band>, a: &Atom) -> usize {
    let at = bands.partition_point(|b| b.centre() < f32::midpoint(a.left, a.right));
    bands.insert(at, Band::between((a.left, a.right)));
    at
}

/// Aligns every row with the bands, adding bands where atoms stand clear of all.
fn gather(rows: &[&[Atom]], bands: &mut Vec<Band>, blank: f32) -> Vec<Members> {
    let mut members = vec![Members::default(); bands.len()];
    for row in rows {
        let mut assigned = assign(row, bands, blank);
        for (i, a) in row.iter().enumerate() {
            if assigned[i].is_some() {
                continue;
            }
            let over = |b: &Band| {
                let narrow = a.width().min(b.right - b.left).max(blank * 0.5);
                overlap((a.left, a.right), (b.left, b.right)) / narrow
            };
            let nearest =
                (0..bands.len()).max_by(|x, y| over(&bands[*x]).total_cmp(&over(&bands[*y])));
            match nearest.filter(|b| over(&bands[*b]) >= SAME) {
                None if bands.len() >= MOST => {}
                None => {
                    let at = insert(bands, a);
                    members.insert(at, Members::default());
                    for b in assigned.iter_mut().flatten().filter(|b| **b >= at) {
                        *b += 1;
                    }
                    assigned[i] = Some(at);
                }
                Some(b) => {
                    let Some(rival) = assigned.iter().position(|x| *x == Some(b)) else { continue };
                    members[b].rivals.push((row[rival].clone(), a.clone()));
                }
            }
        }
        for (a, b) in row.iter().zip(assigned) {
            let Some(m) = b.and_then(|b| members.get_mut(b)) else { continue };
            m.lefts.push(a.left);
            m.rights.push(a.right);
            m.wordy += usize::from(matches!(a.kind, Kind::Text | Kind::Number));
        }
    }
    members
}

/// The bands as their members stand; one in which two figures meet row after row becomes two.
fn settle(bands: Vec<Band>, members: Vec<Members>, may_split: bool) -> Vec<Band> {
    let mut out = Vec::with_capacity(bands.len());
    for (band, mut m) in bands.into_iter().zip(members) {
        if m.lefts.is_empty() {
            continue;
        }
        let rows = m.lefts.len();
        let solid = m.rivals.iter().filter(|(a, b)| a.kind.is_solid() && b.kind.is_solid());
        let solid: Vec<_> = solid.cloned().collect();
        let wordy = m.wordy * 2 > rows;
        if may_split && solid.len() >= 2 && solid.len() * 3 >= rows {
            let side = |later: bool| {
                let pick = |(a, b): &(Atom, Atom)| {
                    let first = a.left <= b.left;
                    if first == later { b.clone() } else { a.clone() }
                };
                let side: Vec<Atom> = solid.iter().map(pick).collect();
                let mut lefts: Vec<f32> = side.iter().map(|a| a.left).collect();
                let mut rights: Vec<f32> = side.iter().map(|a| a.right).collect();
                Band {
                    left: portion(&mut lefts, 0.1),
                    right: portion(&mut rights, 0.9),
                    rows: side.len(),
                    wordy: false,
                    room: (0.0, 0.0),
                }
            };
            out.push(side(false));
            out.push(side(true));
        } else {
            let left = portion(&mut m.lefts, 0.1);
            let right = portion(&mut m.rights, 0.9);
            let right = right.max(band.left.min(left));
            out.push(Band { left, right, rows, wordy, room: (0.0, 0.0) });
        }
    }
    out.sort_by(|a, b| a.centre().total_cmp(&b.centre()));
    out
}

/// The value below which the given part of the values lies.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn portion(values: &mut [f32], part: f32) -> f32 {
    let at = ((values.len() - 1) as f32 * part).round() as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

/// Ends each band before the next begins: words overflow to the right, so theirs is the edge that
/// gives way; between figures, which only drift, the middle is taken.
fn clip(bands: &mut [Band]) {
    for i in 1..bands.len() {
        let (a, b) = bands.split_at_mut(i);
        let (a, b) = (&mut a[i - 1], &mut b[0]);
        if a.right <= b.left {
            continue;
        }
        if a.wordy && b.left > a.left {
            a.right = b.left;
        } else {
            let middle = f32::midpoint(a.right, b.left);
            a.right = middle.max(a.left);
            b.left = middle.min(b.right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(left: f32, right: f32) -> Atom {
        Atom { left, right, words: 0..1, kind: Kind::Amount }
    }

    fn extents(rows: &[Vec<Atom>]) -> Vec<(f32, f32)> {
        let rows: Vec<&[Atom]> = rows.iter().map(Vec::as_slice).collect();
        discover(&rows, 1.0).iter().map(|b| (b.left, b.right)).collect()
    }

    #[test]
    fn drift_does_not_fuse_columns() {
        // The cells of the second row begin where those of the first end.
        let rows = [
            vec![atom(0.0, 12.0), atom(13.0, 25.0), atom(26.0, 38.0)],
            vec![atom(2.0, 14.0), atom(15.0, 27.0), atom(28.0, 40.0)],
            vec![atom(0.0, 12.0), atom(26.0, 38.0)],
        ];
        assert_eq!(extents(&rows).len(), 3);
    }

    #[test]
    fn one_fused_row_does_not_fuse_columns() {
        let rows = [
            vec![atom(0.0, 25.0), atom(26.0, 38.0), atom(40.0, 52.0)],
            vec![atom(0.0, 12.0), atom(13.0, 25.0), atom(26.0, 38.0)],
            vec![atom(0.0, 12.0), atom(13.0, 25.0), atom(26.0, 38.0), atom(40.0, 52.0)],
        ];
        assert_eq!(extents(&rows).len(), 4);
    }

    #[test]
    fn a_row_with_a_cell_too_many_makes_no_column() {
        // Narrow and wide cells of one column; one row has two of them where others have one.
        let mut rows = vec![vec![atom(0.0, 10.0), atom(17.0, 20.0), atom(21.0, 33.0)]];
        rows.extend((0..4).map(|_| vec![atom(0.0, 10.0), atom(12.0, 26.0)]));
        rows.extend((0..4).map(|_| vec![atom(0.0, 10.0), atom(12.0, 33.0)]));
        assert_eq!(extents(&rows).len(), 2);
    }

    #[test]
    fn a_wide_seed_is_split() {
        let rows = [
            vec![atom(0.0, 25.0), atom(26.0, 38.0), atom(40.0, 52.0)],
            vec![atom(0.0, 12.0), atom(13.0, 25.0), atom(26.0, 38.0)],
            vec![atom(0.0, 12.0), atom(13.0, 25.0), atom(26.0, 38.0)],
        ];
        assert_eq!(extents(&rows).len(), 4);
    }

    #[test]
    fn dashes_at_the_other_edge_stand_in_their_own_column() {
        // Figures stand right, the dashes of the first row left, near the figures before them.
        let dash = |left: f32| Atom { kind: Kind::Dash, ..atom(left, left + 1.0) };
        let mut rows = vec![(0_u8..8).map(|i| dash(11.0 * f32::from(i))).collect::<Vec<_>>()];
        rows.extend((0..2).map(|_| {
            (0_u8..8).map(|i| 11.0 * f32::from(i)).map(|x| atom(x + 3.0, x + 10.5)).collect()
        }));
        assert_eq!(extents(&rows).len(), 8);
        // A row that lacks one column and has one too many elsewhere tells nothing by its number.
        rows.truncate(2);
        rows.push(
            (0_u8..8)
                .map(|i| 11.0 * f32::from(i))
                .map(|x| if x > 30.0 { atom(x + 14.0, x + 21.5) } else { atom(x + 3.0, x + 10.5) })
                .collect(),
        );
        let rows: Vec<&[Atom]> = rows.iter().map(Vec::as_slice).collect();
        assert!(in_order(&rows, 8).is_none());
    }
}
