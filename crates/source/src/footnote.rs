//! Marks of footnotes beside figures, names and headings.

/// Signs that mark a footnote, as they hang on what they mark: `0.1234*`, `Growth Fund†`.
pub const SIGNS: [char; 5] = ['*', '\u{2020}', '\u{2021}', '\u{a7}', '^'];

/// Whether a word after a figure only refers to a footnote: `*`, `(1)`, `[a]`. Amounts per share
/// have decimals, so a whole number of one or two digits in brackets is none.
#[must_use]
pub fn is_mark(word: &str) -> bool {
    let inner = word.strip_prefix(['(', '[']).and_then(|t| t.strip_suffix([')', ']']));
    word.chars().all(|c| SIGNS.contains(&c))
        || inner.is_some_and(|t| {
            (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit())
                || t.len() == 1 && t.bytes().all(|b| b.is_ascii_lowercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_figures() {
        assert!(["*", "**", "\u{2020}", "(1)", "[12]", "(a)"].into_iter().all(is_mark));
        assert!(!["(123)", "(0.5)", "()", "(A)", "1", "-", "(ab)"].into_iter().any(is_mark));
    }
}
