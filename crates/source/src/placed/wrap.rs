//! Names printed on several lines of one row.
//!
//! A name too long for its column goes on in the line below; its figures stand beside its first
//! line, its last, or halfway. The lines are put together only where that is plain, because a name
//! with a line too many is worse than one with a line too few: lines that overlap in height, or a
//! break where the next word would not have fitted, the same wherever that name is printed, and
//! never across a total.

use super::Placed;
use std::collections::HashMap;

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
    /// Width of its first word.
    pub(super) first: f32,
    pub(super) text: String,
}

/// Lines that stand closer than this, in heights, overlap.
const OVERLAP: f32 = 0.9;
/// How much farther apart than the closest lines the lines of a name may stand.
const LEADING: f32 = 1.3;

/// Puts together the lines of wrapped names; `column` is that of the names, `end` where it ends.
pub(super) fn join(rows: Vec<Row>, column: u32, end: f32) -> Vec<(u32, Vec<Placed>)> {
    let mut goes_on = overlapping(&rows);
    if goes_on.iter().all(|g| !g) {
        goes_on = wrapped(&rows, end);
    }
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
    let at = lines.iter().position(|l| l.data).unwrap_or(0);
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
/// above and below the figures of their row.
fn overlapping(rows: &[Row]) -> Vec<bool> {
    let mut out = vec![false; rows.len()];
    let near = |a: &Row, b: &Row| (b.base - a.base).abs() < OVERLAP * a.height.min(b.height);
    for i in 0..rows.len() {
        let (row, above, below) = (&rows[i], i.checked_sub(1).map(|p| &rows[p]), rows.get(i + 1));
        if !row.data || row.name.is_some() {
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

/// The same for names that break where the next word would not have fitted.
fn wrapped(rows: &[Row], end: f32) -> Vec<bool> {
    let within = |n: &&Name| n.right <= end && !is_total(&n.text);
    let limit = rows.iter().filter_map(|r| r.name.as_ref()).filter(within);
    let limit = limit.map(|n| n.right).fold(f32::MIN, f32::max);
    let steps = rows.windows(2).map(|p| p[1].base - p[0].base).filter(|s| *s > 0.0);
    let closest = steps.fold(f32::MAX, f32::min);
    let breaks = |a: &Row, b: &Row| {
        let (Some(x), Some(y)) = (&a.name, &b.name) else { return false };
        (only_name(a) || only_name(b))
            && b.base - a.base <= LEADING * closest
            && (x.left - y.left).abs() <= a.blank
            && x.right.max(y.right) <= end
            && x.right + a.blank + y.first > limit
            && first_word(&x.text) != first_word(&y.text)
            && !is_total(&x.text)
    };
    let mut out = vec![false; rows.len()];
    for i in 1..rows.len() {
        out[i] = breaks(&rows[i - 1], &rows[i]);
    }
    settle(rows, &mut out);
    out
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

fn is_total(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    matches!(last.as_str(), "total" | "totals" | "total:" | "totals:")
}

/// Leaves only groups of lines with exactly one row of figures, and of those only names that are
/// the same wherever their row's own part is printed.
fn settle(rows: &[Row], goes_on: &mut [bool]) {
    for (from, to) in groups(goes_on) {
        divide(&rows[from..to], &mut goes_on[from..to]);
    }
    let groups = groups(goes_on);
    let whole = |(from, to): (usize, usize)| -> Option<(&str, String)> {
        let mut figures = rows[from..to].iter().filter(|r| r.data);
        let own = figures.next()?.name.as_ref()?.text.as_str();
        let parts = rows[from..to].iter().filter_map(|r| Some(r.name.as_ref()?.text.as_str()));
        figures.next().is_none().then(|| (own, parts.collect::<Vec<_>>().join(" ")))
    };
    let mut names: HashMap<&str, Option<String>> = HashMap::new();
    for group in &groups {
        let Some((own, name)) = whole(*group) else { continue };
        let known = names.entry(own).or_insert_with(|| Some(name.clone()));
        if known.as_ref() != Some(&name) {
            *known = None;
        }
    }
    for group in groups {
        let sure = whole(group).is_some_and(|(own, _)| names.get(own).is_some_and(Option::is_some));
        if !sure {
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
