//! What a program prints around a table on every page: page numbers, the file's name, the date of
//! printing. None of it stands in a column, whatever column it stands under.

use super::atom::{Atom, Kind, join};
use super::{Line, Page, Placed};

/// How many lines at either end of a page are looked at.
const LINES: usize = 3;
/// Words of a line that holds nothing but a page number (`Page 1 of 12`, `- 3 -`).
const NUMBER_WORDS: usize = 5;
/// How far from the next line, in heights, a bare page number stands.
const APART: f32 = 1.8;

/// For each line of a page whether it is furniture.
pub(super) fn lines(page: &Page<'_>, atoms: &[Vec<Atom>]) -> Vec<bool> {
    let n = page.lines.len();
    let mut out = vec![false; n];
    for (i, (line, atoms)) in page.lines.iter().zip(atoms).enumerate() {
        if i >= LINES && i + LINES < n {
            continue;
        }
        out[i] = is_marked(line, atoms) || is_number(line) && stands_apart(page, i);
    }
    // On a page of nothing else it would be all there is.
    if out.iter().all(|f| *f) { vec![false; n] } else { out }
}

/// The line as one cell over all columns, which no column takes for its own.
pub(super) fn cell(line: &Line<'_>, columns: u32) -> Placed {
    let span = u16::try_from(columns.max(4)).unwrap_or(u16::MAX);
    Placed { column: 1, span, text: join(&line.words) }
}

/// A line that counts pages or names a file, and states no figure.
fn is_marked(line: &Line<'_>, atoms: &[Atom]) -> bool {
    let stated = |a: &&Atom| matches!(a.kind, Kind::Amount | Kind::Dash | Kind::Code);
    let words = &line.words;
    let counts = words.windows(2).any(|w| {
        w[0].text.eq_ignore_ascii_case("page") && is_count(w[1].text.trim_end_matches(','))
    });
    let names = words.iter().any(|w| is_file(w.text));
    (counts || names) && !atoms.iter().any(|a| stated(&a))
}

/// `7`, or `7/12`.
fn is_count(word: &str) -> bool {
    let digits = |w: &str| (1..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit());
    match word.split_once('/') {
        Some((page, of)) => digits(page) && digits(of),
        None => digits(word),
    }
}

fn is_file(word: &str) -> bool {
    const ENDINGS: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "pdf", "docx"];
    let named = word.rsplit_once('.').filter(|(name, _)| !name.is_empty());
    named.is_some_and(|(_, end)| ENDINGS.iter().any(|e| end.eq_ignore_ascii_case(e)))
}

/// Nothing but a page number.
fn is_number(line: &Line<'_>) -> bool {
    let words = &line.words;
    let filler = |w: &str| matches!(w, "-" | "–" | "—" | "|" | "/" | "of");
    let plain = words.iter().all(|w| is_count(w.text) || filler(w.text));
    let counts = words.iter().filter(|w| is_count(w.text)).count();
    words.len() <= NUMBER_WORDS
        && plain
        && (counts == 1 || counts == 2 && words.iter().any(|w| matches!(w.text, "/" | "of")))
        && words.iter().all(|w| w.text != "0")
}

/// Whether the line stands alone: on a page by its distance, in a text behind an empty line.
fn stands_apart(page: &Page<'_>, i: usize) -> bool {
    let line = &page.lines[i];
    let far = |other: Option<&Line<'_>>| {
        other.is_none_or(|o| {
            let base = |l: &Line<'_>| l.words.first().map_or(0.0, |w| w.base);
            let step = (base(line) - base(o)).abs();
            o.number.abs_diff(line.number) > 1 || o.height > 0.0 && step > APART * o.height
        })
    };
    let edge = i == 0 || i + 1 == page.lines.len();
    edge && far(i.checked_sub(1).map(|p| &page.lines[p])) && far(page.lines.get(i + 1))
}

#[cfg(test)]
mod tests {
    use super::super::atom::atoms;
    use super::*;

    fn furniture(text: &str) -> Vec<bool> {
        let page = &crate::aligned::pages(text)[0];
        let atoms: Vec<_> = page.lines.iter().map(atoms).collect();
        lines(page, &atoms)
    }

    #[test]
    fn page_numbers_and_file_names() {
        let table = "Fund   CUSIP      Paid\nA Fund 471021402  0.12\nB Fund 471021410  0.13\n\n";
        for line in [
            "Page 3 of 12",
            "layout.xlsx      11/23/2026      Page 3",
            "3",
            "- 3 -",
            "3 of 12",
            "3 / 12",
            "11/23/2026 8:15 AM   Layout 2025.PDF",
        ] {
            assert_eq!(furniture(&format!("{table}{line}")), [false, false, false, true], "{line}");
        }
        for line in
            ["C Fund 471021428  0.14", "3  4  5", "0", "Total  0.25", "Page Fund 471021444 3.1"]
        {
            assert_eq!(furniture(&format!("{table}{line}")), [false; 4], "{line}");
        }
    }

    #[test]
    fn a_number_in_the_table_is_none() {
        assert_eq!(furniture("Fund  Paid\nA Fund  1\n3"), [false; 3]);
        assert_eq!(furniture("Page 1 of 1"), [false], "nothing else is there");
    }
}
