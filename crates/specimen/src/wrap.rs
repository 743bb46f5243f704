//! Wrapping headings over several lines.

/// The words of a text on at most so many lines, as evenly as they go.
#[must_use]
pub fn balanced(text: &str, lines: usize) -> Vec<String> {
    let width = text.chars().count().div_ceil(lines.max(1));
    (width..).map(|w| to_width(text, w)).find(|l| l.len() <= lines.max(1)).unwrap_or_default()
}

/// The words of a text on lines of that width (a longer word has its own).
#[must_use]
pub fn to_width(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_balanced() {
        assert_eq!(
            balanced("Total Distribution Per Share", 2),
            ["Total Distribution", "Per Share"]
        );
        assert_eq!(balanced("CUSIP", 3), ["CUSIP"]);
        assert_eq!(balanced("", 3), Vec::<String>::new());
        assert_eq!(to_width("a bc def", 4), ["a bc", "def"]);
    }
}
