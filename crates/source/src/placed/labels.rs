//! The column letters and row numbers of a spreadsheet that was printed with its headings: `A B C`
//! across the top, `1 2 3` down the left. They are no part of what the sheet says.

use super::{Line, Page};

/// Letters that no line of a table stands under by chance.
const LETTERS: usize = 5;

/// The page without such labels, if it has them.
pub(super) fn without<'a>(page: &Page<'a>) -> Option<Page<'a>> {
    let top = page.lines.iter().take(3).position(is_letters)?;
    let edge = page.lines[top].words.first()?.left;
    // The letter stands in the middle of its column, the number left of all columns.
    let label = |line: &Line<'_>| {
        let first = line.words.first().filter(|w| w.right < edge)?;
        let digits = !first.joined && first.text.bytes().all(|b| b.is_ascii_digit());
        first.text.parse::<u32>().ok().filter(|_| digits)
    };
    let below = &page.lines[top + 1..];
    let numbers: Vec<u32> = below.iter().filter_map(label).collect();
    let rise = numbers.windows(2).all(|n| n[0] < n[1]);
    if numbers.len() * 2 < below.len() || !rise {
        return None;
    }
    let mut lines: Vec<Line<'a>> = page.lines.clone();
    for line in &mut lines[top + 1..] {
        if label(line).is_some() {
            line.words.remove(0);
            if let Some(first) = line.words.first_mut() {
                first.joined = false;
            }
        }
    }
    lines.remove(top);
    lines.retain(|l| !l.words.is_empty());
    Some(Page { lines })
}

/// Whether a line is nothing but column letters in their order.
fn is_letters(line: &Line<'_>) -> bool {
    let numbers: Option<Vec<u32>> = line.words.iter().map(|w| number(w.text)).collect();
    numbers.is_some_and(|n| n.len() >= LETTERS && n.windows(2).all(|p| p[1] == p[0] + 1))
}

/// The number of a column by its letters: `A` is 1, `AA` 27.
fn number(letters: &str) -> Option<u32> {
    let known = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    known.then(|| letters.bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placed::atom::join;

    fn cleaned(text: &str) -> Option<Vec<String>> {
        let pages = crate::aligned::pages(text);
        let page = without(&pages[0])?;
        Some(page.lines.iter().map(|l| join(&l.words)).collect())
    }

    #[test]
    fn letters_and_numbers_of_a_sheet() {
        let print = "           A      B       C     D     E\n\
                     1   Layout\n\
                     3   Fund     CUSIP   Paid  ROC   AMT\n\
                     4   A Fund   471021402  0.12  0  0\n";
        let expected = ["Layout", "Fund CUSIP Paid ROC AMT", "A Fund 471021402 0.12 0 0"];
        assert_eq!(cleaned(print).unwrap(), expected);
    }

    #[test]
    fn other_letters_and_numbers_stay() {
        assert_eq!(cleaned("  A  B  C  D  E\n  x  y\n  z\n"), None, "no numbers");
        assert_eq!(cleaned("  E  R  C  D  F\n1 x\n2 y\n"), None, "not in order");
        assert_eq!(cleaned("      A  B  C  D  E\n1 x\n1 y\n"), None, "numbers do not rise");
    }
}
