//! Tables of one security each, which a line over the headings names with its CUSIP: `Growth Fund,
//! Class A (ABCDX) - CUSIP 123456789`.

use crate::words::fold;
use yearend_model::{Place, cusip};

/// Whose figures a table states.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Caption {
    pub name: String,
    pub cusip: String,
    pub printed: String,
    pub ticker: Option<String>,
}

/// The security that the texts over a table name; none where they name several.
pub(crate) fn caption(above: &[(String, Place)]) -> Option<Caption> {
    let mut all = above.iter().filter_map(|(text, _)| parse(text));
    all.next_back().filter(|last| all.all(|c| c.cusip == last.cusip))
}

/// Words that say what stands after them.
const LABELS: [&str; 6] = ["cusip", "number", "no", "ticker", "symbol", "nasdaq"];

/// The security that a text names with its CUSIP.
pub(crate) fn parse(text: &str) -> Option<Caption> {
    if text.len() > LONGEST {
        return None;
    }
    let text = fold(text);
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<&str> = text.split(' ').collect();
    let is_cusip = |w: &str| cusip::has_shape(w) && cusip::is_valid(&cusip::normalize(w));
    let at = words.iter().position(|w| is_cusip(&bare(w)))?;
    let printed = bare(words[at]);
    if words[at + 1..].iter().any(|w| is_cusip(&bare(w))) {
        return None;
    }
    let label = |w: &str| LABELS.contains(&bare(w).to_lowercase().as_str());
    let symbol = |w: &str| {
        (3..=5).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_uppercase()) && !label(w)
    };
    // A ticker stands in brackets, behind its label, or at the end.
    let marked = |i: &usize| {
        let (word, before) = (words[*i], i.checked_sub(1).map(|b| words[b]));
        symbol(&bare(word))
            && (word.starts_with('(') || before.is_some_and(label) || i + 1 == words.len())
    };
    let ticker = (0..words.len()).find(marked);
    // The name stands before all that.
    let other = |i: &usize| *i == at || Some(*i) == ticker || label(words[*i]);
    let end = (0..words.len()).find(other)?;
    let name = words[..end].join(" ");
    let name =
        name.trim_end_matches([' ', '-', '\u{2013}', '\u{2014}', ',', '(', ':', '|', ';', '/']);
    let name =
        ["Fund:", "Fund Name:", "Name:"].iter().find_map(|l| name.strip_prefix(l)).unwrap_or(name);
    let name = if name.chars().any(char::is_alphanumeric) { name } else { "" };
    Some(Caption {
        name: name.trim().to_owned(),
        cusip: cusip::normalize(&printed),
        printed,
        ticker: ticker.map(|t| bare(words[t])),
    })
}

/// The longest such line.
const LONGEST: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_name_a_security() {
        for (text, name, ticker) in [
            ("Alpha Fund Class A, CUSIP 999310105, ALPHX", "Alpha Fund Class A", Some("ALPHX")),
            ("Alpha Fund (ALPHX) - CUSIP 999310105", "Alpha Fund", Some("ALPHX")),
            ("Alpha Fund CUSIP: 999310-10-5 Ticker: ALPHX", "Alpha Fund", Some("ALPHX")),
            ("Fund: Alpha ETF | CUSIP No. 999310105", "Alpha ETF", None),
            ("Alpha USA Fund 999310105", "Alpha USA Fund", None),
        ] {
            let caption = parse(text).unwrap();
            assert_eq!(
                (caption.name.as_str(), caption.ticker.as_deref()),
                (name, ticker),
                "{text}"
            );
            assert_eq!(caption.cusip, "999310105");
        }
        assert_eq!(parse("Alpha Fund, telephone 617-555-0110"), None);
        assert_eq!(parse("Merger of 999310105 into 999310204"), None);
    }
}
