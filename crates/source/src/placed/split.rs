//! Headings a blank apart, which look like one phrase, cut into the headings of their columns.

use super::bands::overlap;

/// Where something stands from left to right.
type Extent = (f32, f32);

/// Most words of such a phrase, and most columns under it.
const MOST: (usize, usize) = (16, 6);

/// How far, in blanks, a heading may be off the cells of its column at the nearest of left edge,
/// middle and right edge, and off the number of its column, which stands anywhere in it.
const OFF: (f32, f32) = (0.5, 8.0);

/// The words of a phrase of the bottom line of a header as the headings of the columns under it;
/// `None` where it is the heading of one. Column numbers tell the columns; where there are none,
/// the cells do. A phrase that stands over other headings may be that of a group, and is not cut.
pub(super) fn bottom(
    words: &[Extent],
    below: &[Extent],
    numbers: &[Extent],
    cells: &[Extent],
    blank: f32,
) -> Option<Vec<Vec<Extent>>> {
    let whole = (words.first()?.0, words.last()?.1);
    let under = |all: &[Extent]| -> Vec<Extent> {
        all.iter().copied().filter(|x| overlap(*x, whole) > 0.0).collect()
    };
    if words.len() < 2 || !under(below).is_empty() {
        return None;
    }
    let (columns, off) =
        if numbers.is_empty() { (under(cells), OFF.0) } else { (under(numbers), OFF.1) };
    let fits = (2..=MOST.1).contains(&columns.len()) && words.len() <= MOST.0;
    if fits { cut(words, &columns, off * blank) } else { None }
}

/// The cut into a piece for each column that stands nearest to all of them.
fn cut(words: &[Extent], columns: &[Extent], most: f32) -> Option<Vec<Vec<Extent>>> {
    // The least cost of giving the first words to the first columns, and how many the last takes.
    let mut best = vec![vec![(f32::INFINITY, 0); columns.len() + 1]; words.len() + 1];
    best[0][0].0 = 0.0;
    for (c, column) in columns.iter().enumerate() {
        for end in 1..=words.len() {
            for start in 0..end {
                let piece = (words[start].0, words[end - 1].1);
                let cost = best[start][c].0 + off(piece, *column);
                let stands = overlap(piece, *column) > 0.0 && off(piece, *column) <= most;
                if stands && cost < best[end][c + 1].0 {
                    best[end][c + 1] = (cost, end - start);
                }
            }
        }
    }
    let mut end = words.len();
    let mut pieces = Vec::with_capacity(columns.len());
    for c in (1..=columns.len()).rev() {
        let (cost, taken) = best[end][c];
        if !cost.is_finite() {
            return None;
        }
        pieces.push(words[end - taken..end].to_vec());
        end -= taken;
    }
    pieces.reverse();
    Some(pieces)
}

/// How far a piece is off a column, at the nearest of both edges and the middle.
fn off(piece: Extent, column: Extent) -> f32 {
    let middle = |x: Extent| f32::midpoint(x.0, x.1);
    let edges = (piece.0 - column.0).abs().min((piece.1 - column.1).abs());
    edges.min((middle(piece) - middle(column)).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a line of a text, and of another the columns.
    fn extents(line: &str) -> Vec<Extent> {
        let at = |w: &str| w.as_ptr() as usize - line.as_ptr() as usize;
        let edge = |n: usize| f32::from(u16::try_from(n).unwrap());
        line.split_whitespace().map(|w| (edge(at(w)), edge(at(w) + w.len()))).collect()
    }

    fn pieces(words: &str, numbers: &str, cells: &str) -> Option<Vec<usize>> {
        let cut = bottom(&extents(words), &[], &extents(numbers), &extents(cells), 1.0)?;
        Some(cut.iter().map(Vec::len).collect())
    }

    #[test]
    fn words_go_to_the_column_number_they_stand_over() {
        assert_eq!(pieces("Corrected Record Date", "    6         7", ""), Some(vec![1, 2]));
        assert_eq!(pieces("Symbol Estimated (E)", "   3         4", ""), Some(vec![1, 2]));
        assert_eq!(pieces("Record Date", "     7", ""), None);
    }

    #[test]
    fn words_go_to_the_cells_they_are_set_to() {
        let cells = "     0.05              0";
        assert_eq!(pieces("Dividends Subject to AMT", "", cells), Some(vec![1, 3]));
        // Set to neither edge of the second: the heading of both, or of one.
        assert_eq!(pieces("Shareholders' Income", "", "  0.05    0.07      "), None);
    }
}
