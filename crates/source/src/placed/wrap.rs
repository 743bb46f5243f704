//! Names printed on several lines of one row.
//!
//! A name too long for its column goes on in the line below; its figures stand beside its first
//! line, its last, or halfway. The lines are put together only where that is plain, because a name
//! with a line too many is worse than one with a line too few: lines that overlap in height, or a
//! break where the next word would not have fitted, in every row of that name, and never across a
//! total.

use super::Placed;
use std::collections::HashSet;

/// A filled line, with what it prints in the column of names.
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) cells: Vec<Placed>,
    /// Whether it has figures.
    pub(super) data: bool,
    /// Where it stands, and the height of its letters.
    pub(super) base: f32,
    pub(super) height: f32,
    pub(super) blank: f32,
    /// The words of the column of names, if any.
    pub(super) name: Option<Name>,
}

/// What a line prints in the column of names.
#[derive(Clone)]
pub(super) struct Name {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    /// Width of its first word.
    pub(super) first: f32,
    pub(super) text: String,
}

/// Lines that stand closer than this, in heights, overlap.
const OVERLAP: f32 = 0.9;
/// How far apart, in heights, the lines of a name stand.
const LEADING: (f32, f32) = (0.95, 1.5);
/// How much wider, in parts, the gap to a row is than that between the lines of a name.
const WIDER: f32 = 1.08;

/// Puts together the lines of wrapped names; `column` is that of the names, `end` where it ends.
pub(super) fn join(rows: Vec<Row>, column: u32, end: f32) -> Vec<(u32, Vec<Placed>)> {
    let over = overlapping(&rows);
    let goes_on: Vec<bool> =
        wrapped(&rows, &over, end).into_iter().zip(over).map(|(a, b)| a || b).collect();
    let mut out = Vec::with_capacity(rows.len());
    let mut rest = rows.into_iter().zip(goes_on).peekable();
    while let Some((first, _)) = rest.next() {
        let mut lines = vec![first];
        while let Some((line, _)) = rest.next_if(|(_, goes_on)| *goes_on) {
            lines.push(line);
        }
        out.push(if lines.len() > 1 { merge(lines, column) } else { plain(lines.remove(0)) });
    }
    out
}

fn plain(row: Row) -> (u32, Vec<Placed>) {
    (row.number, row.cells)
}

/// The row of figures among lines, with the names of all.
fn merge(lines: Vec<Row>, column: u32) -> (u32, Vec<Placed>) {
    let names: Vec<&str> =
        lines.iter().filter_map(|l| Some(l.name.as_ref()?.text.as_str())).collect();
    let text = names.join(" ");
    let other = |l: &Row| l.data || l.name.is_none();
    let at = lines.iter().position(other).unwrap_or(0);
    let Row { number, mut cells, .. } = lines.into_iter().nth(at).unwrap_or_else(|| unreachable!());
    match cells.iter_mut().find(|c| c.column == column) {
        Some(cell) => cell.text = text,
        None => {
            let before = cells.iter().take_while(|c| c.column < column).count();
            cells.insert(before, Placed { column, span: 1, text });
        }
    }
    (number, cells)
}

fn only_name(row: &Row) -> bool {
    !row.data && row.cells.len() == 1 && row.name.is_some()
}

/// For each line whether it belongs to the row of the line before it, because they overlap: names
/// above and below the cells of their row.
fn overlapping(rows: &[Row]) -> Vec<bool> {
    let mut out = vec![false; rows.len()];
    let near = |a: &Row, b: &Row| (b.base - a.base).abs() < OVERLAP * a.height.min(b.height);
    for i in 0..rows.len() {
        let (row, above, below) = (&rows[i], i.checked_sub(1).map(|p| &rows[p]), rows.get(i + 1));
        if row.name.is_some() || row.cells.is_empty() {
            continue;
        }
        // Text has no height; there lines never overlap.
        out[i] = above.is_some_and(|a| only_name(a) && near(a, row)) && !out[i.saturating_sub(1)];
        if let Some(next) = out.get_mut(i + 1) {
            *next = below.is_some_and(|b| only_name(b) && near(row, b));
        }
    }
    out
}

/// The same for names that break where the next word would not have fitted, among the lines that do
/// not overlap.
fn wrapped(rows: &[Row], over: &[bool], end: f32) -> Vec<bool> {
    let within = |n: &&Name| n.right <= end && !is_total(&n.text);
    let limit = rows.iter().filter_map(|r| r.name.as_ref()).filter(within);
    let limit = limit.map(|n| n.right).fold(f32::MIN, f32::max);
    let breaks = |a: &Row, b: &Row| {
        let (Some(x), Some(y)) = (&a.name, &b.name) else { return false };
        (only_name(a) || only_name(b))
            && (LEADING.0..=LEADING.1).contains(&((y.base - x.base) / a.height.min(b.height)))
            && aligned(x, y, a.blank)
            && x.right.max(y.right) <= end
            && x.right + a.blank + y.first > limit
            && first_word(&x.text) != first_word(&y.text)
            && !is_total(&x.text)
            && !is_note(&x.text)
            && !is_note(&y.text)
    };
    let mut out = vec![false; rows.len()];
    for i in 1..rows.len() {
        let free = |i: usize| !over[i] && !over.get(i + 1).is_some_and(|o| *o);
        out[i] = free(i - 1) && free(i) && breaks(&rows[i - 1], &rows[i]);
    }
    // A line between two rows belongs to the nearer.
    let base = |i: usize| rows[i].name.as_ref().map_or(rows[i].base, |n| n.base);
    let step = |i: usize| base(i) - base(i - 1);
    for i in 1..rows.len().saturating_sub(1) {
        if out[i] && out[i + 1] {
            out[i] = step(i) <= WIDER * step(i + 1);
            out[i + 1] = step(i + 1) <= WIDER * step(i);
        }
    }
    settle(rows, &mut out);
    out
}

/// Whether two lines begin or are centred at the same place.
fn aligned(a: &Name, b: &Name, blank: f32) -> bool {
    let middle = |n: &Name| f32::midpoint(n.left, n.right);
    (a.left - b.left).abs() <= blank || (middle(a) - middle(b)).abs() <= blank
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// Whether a line is a note between rows: the end of a sentence, or marked as a footnote.
fn is_note(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    text.starts_with('*')
        || text.ends_with('.') && last.starts_with(char::is_lowercase) && text.contains(' ')
}

fn is_total(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    matches!(last.as_str(), "total" | "totals" | "total:" | "totals:")
}

/// Leaves only groups of lines with exactly one row of figures whose own part of the name nowhere
/// stands alone.
fn settle(rows: &[Row], goes_on: &mut [bool]) {
    for (from, to) in groups(goes_on) {
        divide(&rows[from..to], &mut goes_on[from..to]);
    }
    let groups = groups(goes_on);
    let own = |(from, to): (usize, usize)| -> Option<&str> {
        let mut figures = rows[from..to].iter().filter(|r| r.data);
        let own = figures.next()?.name.as_ref()?.text.as_str();
        figures.next().is_none().then_some(own)
    };
    let single = |(from, to): &&(usize, usize)| to - from == 1;
    let alone: HashSet<&str> = groups.iter().filter(single).filter_map(|g| own(*g)).collect();
    for group in groups {
        if own(group).is_none_or(|own| alone.contains(own)) {
            goes_on[group.0..group.1].fill(false);
        }
    }
}

/// Ranges of lines of which each but the first belongs to the one before it.
fn groups(goes_on: &[bool]) -> Vec<(usize, usize)> {
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (i, joined) in goes_on.iter().enumerate() {
        match groups.last_mut().filter(|_| *joined) {
            Some(group) => group.1 = i + 1,
            None => groups.push((i, i + 1)),
        }
    }
    groups
}

/// Cuts a group with several rows of figures: before each if it begins with one and ends without,
/// so that figures stand on the first line of each name; after each in the opposite case.
fn divide(rows: &[Row], goes_on: &mut [bool]) {
    let [first, .., last] = rows else { return };
    for i in 1..rows.len() {
        match (first.data, last.data) {
            (true, false) => goes_on[i] &= !rows[i].data,
            (false, true) => goes_on[i] &= !rows[i - 1].data,
            _ => {}
        }
    }
}
