//! Heading words made comparable: case, punctuation, abbreviations, plurals and typing errors.

use foldhash::fast::FixedState;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Abbreviations and variants seen in headings, and the words they stand for.
const EXPANSIONS: &[(&str, &str)] = &[
    ("distr", "distribution"),
    ("dist", "distribution"),
    ("distrib", "distribution"),
    ("distribs", "distribution"),
    ("distri", "distribution"),
    ("div", "dividend"),
    ("usip", "cusip"),
    ("divs", "dividend"),
    ("divd", "dividend"),
    ("dvd", "dividend"),
    ("unrecap", "unrecaptured"),
    ("sec", "section"),
    ("sect", "section"),
    ("cap", "capital"),
    ("st", "short term"),
    ("stcg", "short term capital gain"),
    ("lt", "long term"),
    ("ltcg", "long term capital gain"),
    ("pct", "percentage"),
    ("percent", "percentage"),
    ("no", "number"),
    ("num", "number"),
    ("dt", "date"),
    ("yr", "year"),
    ("ord", "ordinary"),
    ("qual", "qualified"),
    ("qualifying", "qualified"),
    ("liq", "liquidation"),
    ("liquidating", "liquidation"),
    ("liquidations", "liquidation"),
    ("int", "interest"),
    ("nontaxable", "non taxable"),
    ("non-dividend", "nondividend"),
    ("taxes", "tax"),
    ("exdividend", "ex dividend"),
    ("longterm", "long term"),
    ("shortterm", "short term"),
    ("sts", "short term"),
    ("ror", "return of capital"),
    ("roc", "return of capital"),
    ("paydate", "pay date"),
    ("recorddate", "record date"),
    ("qdi", "qualified dividend"),
    ("fgn", "foreign"),
    ("tot", "total"),
    ("inc", "income"),
    ("nii", "net investment income"),
    ("invest", "investment"),
    ("corr", "corrected"),
    ("recl", "reclass"),
    ("amts", "amount"),
    ("distrn", "distribution"),
    ("distributed", "distribution"),
    ("nondiv", "nondividend"),
    ("nonqual", "nonqualified"),
    ("xd", "ex date"),
    ("iden", "id"),
    ("identifier", "id"),
    ("payabledate", "payable date"),
    ("spab", "private activity bond"),
    ("pab", "private activity bond"),
    ("rcd", "record"),
    ("recd", "record"),
    ("curr", "current"),
    ("pmt", "payment"),
    ("tkr", "ticker"),
    ("trm", "term"),
    ("sht", "short"),
    ("ret", "return"),
    ("stg", "short term gain"),
    ("ltg", "long term gain"),
    ("cg", "capital gain"),
    ("stcgs", "short term capital gain"),
    ("ltcgs", "long term capital gain"),
    ("qbi", "199a"),
    ("ftc", "foreign tax"),
    ("rd", "record date"),
    ("cusp", "cusip"),
    ("xdate", "ex date"),
    ("nm", "name"),
    ("nbr", "number"),
    ("chg", "change"),
    ("desc", "description"),
    ("sec897", "section 897"),
    ("sec199a", "section 199a"),
];

/// Words that the vocabulary of headings knows; a mistyped word of five letters or more is read as
/// the one among these that is a single edit away.
pub(crate) const VOCABULARY: &[&str] = &[
    "security",
    "description",
    "fund",
    "name",
    "cusip",
    "ticker",
    "symbol",
    "estimated",
    "reclass",
    "reclassified",
    "corrected",
    "record",
    "dividend",
    "date",
    "payable",
    "payment",
    "total",
    "distribution",
    "share",
    "prior",
    "previous",
    "next",
    "following",
    "current",
    "year",
    "included",
    "shareholder",
    "income",
    "short",
    "term",
    "long",
    "capital",
    "gain",
    "foreign",
    "tax",
    "paid",
    "ordinary",
    "qualified",
    "breakdown",
    "unrecaptured",
    "section",
    "collectible",
    "nondividend",
    "return",
    "cash",
    "noncash",
    "liquidation",
    "exempt",
    "interest",
    "percentage",
    "column",
    "number",
    "change",
    "form",
    "box",
    "rate",
    "amount",
    "investment",
    "portfolio",
    "taxable",
    "non",
    "ex",
    "pay",
    "per",
    "amt",
    "of",
    "in",
    "number",
    "net",
    "private",
    "activity",
    "bond",
    "id",
    "credit",
    "qualify",
    "nav",
    "note",
    "alternative",
    "minimum",
    "subject",
    "class",
    "reinvest",
    "reinvestment",
    "specified",
    "price",
    "1099",
    "1250",
    "1202",
    "28",
    "199a",
    "897",
    "telephone",
    "facsimile",
    "mail",
    "email",
    "contact",
    "person",
];

/// The heading's words: lower case, without punctuation, expanded, singular, typing errors mended.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let lower = spell_out(&text);
    let mut out = Vec::new();
    let raws = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let raws = whole(raws);
    let mut raws = raws.iter().map(|w| &**w).peekable();
    while let Some(raw) = raws.next() {
        // "St." begins the names of families as well.
        let term = matches!(raw, "st" | "lt");
        let of_gains = raws
            .peek()
            .is_some_and(|w| w.starts_with("cap") || w.starts_with("gain") || *w == "cg");
        match expansion(raw).filter(|_| !term || of_gains) {
            Some(to) => out.extend(to.split(' ').map(str::to_owned)),
            None if raw == "amt" => out.push(minimum_tax(&lower).to_owned()),
            None => out.push(mend(singular(raw))),
        }
    }
    // "non dividend" and "non cash" are one word each in the table of fields.
    let mut joined: Vec<String> = Vec::with_capacity(out.len());
    for w in out {
        // "Qualified dividend income" (section 1(h)(11)) is all of box 1b, not the income part.
        if w == "income" && joined.ends_with(&["qualified".to_owned(), "dividend".to_owned()]) {
            continue;
        }
        match joined.last_mut() {
            Some(last) if last == "non" && (w == "dividend" || w == "cash") => last.push_str(&w),
            _ => joined.push(w),
        }
    }
    joined
}

/// What an abbreviation stands for.
fn expansion(word: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<HashMap<&str, &str, FixedState>> =
        LazyLock::new(|| EXPANSIONS.iter().copied().collect());
    KNOWN.get(word).copied()
}

/// Letters below which two pieces make no word.
const LEAST: usize = 5;

/// Whether a word stands for itself in headings.
fn stands(word: &str) -> bool {
    is_vocabulary(&singular(word)) || expansion(word).is_some()
}

/// Whether two pieces that say nothing, or not both something, are a word of headings together.
pub(crate) fn is_whole(first: &str, second: &str) -> bool {
    let (first, second) = (first.to_lowercase(), second.to_lowercase());
    let first = first.trim_end_matches('-');
    join_pieces(&[first, &second]).is_some()
}

fn join_pieces(pieces: &[&str]) -> Option<String> {
    let letters = pieces.iter().all(|p| p.bytes().all(|b| b.is_ascii_lowercase()));
    if !letters || pieces.iter().all(|p| stands(p)) {
        return None;
    }
    let word = pieces.concat();
    (word.len() >= LEAST && stands(&word)).then_some(word)
}

/// Puts words together that a narrow column broke: `Nondivi dend`, `Liquidat ion`.
fn whole(parts: Vec<&str>) -> Vec<Cow<'_, str>> {
    /// Pieces that a word is looked for in.
    const MOST: usize = 4;
    let mut out = Vec::with_capacity(parts.len());
    let mut rest = &parts[..];
    while let Some((first, after)) = rest.split_first() {
        let sizes = (2..=rest.len().min(MOST)).rev();
        match sizes.filter_map(|n| Some((join_pieces(&rest[..n])?, n))).next() {
            Some((word, n)) => {
                out.push(Cow::Owned(word));
                rest = &rest[n..];
            }
            None => {
                out.push(Cow::Borrowed(*first));
                rest = after;
            }
        }
    }
    out
}

/// Marks and compounds that stand for words.
fn spell_out(lower: &str) -> Cow<'_, str> {
    if !lower.contains(['-', '#', '%', '(', '/', '.']) {
        return Cow::Borrowed(lower);
    }
    let mut out = Cow::Borrowed(lower);
    for (short, long) in SPELT_OUT {
        // Few texts have any of them, and looking costs less than replacing nothing.
        if out.contains(short) {
            out = Cow::Owned(out.replace(short, long));
        }
    }
    for (short, long) in [("s/t", "st"), ("l/t", "lt"), ("s-t", "st"), ("l-t", "lt")] {
        let alone = |at: usize| !out[..at].ends_with(char::is_alphanumeric);
        if out.contains(short) && out.match_indices(short).any(|(at, _)| alone(at)) {
            out = Cow::Owned(out.replace(short, long));
        }
    }
    out
}

/// Marks and compounds, in the order in which they are replaced.
const SPELT_OUT: [(&str, &str); 8] = [
    ("non-dividend", "nondividend"),
    ("non-cash", "noncash"),
    ("199(a)", "199a"),
    ("199-a", "199a"),
    ("for. tax", "foreign tax"),
    ("1099-div", "1099"),
    ("#", " number "),
    ("%", " percentage "),
];

/// `amt` is the alternative minimum tax where a percentage of it is meant or nothing else is
/// said, and an amount elsewhere (`Total Distr. Amt`).
fn minimum_tax(lower: &str) -> &'static str {
    let tax = ["%", "percent", "pct", "subject", "tax"].iter().any(|w| lower.contains(w))
        || ["amt income", "amt interest", "amt dividend"].iter().any(|w| lower.contains(w))
        || lower.trim_matches(|c: char| !c.is_alphanumeric()) == "amt";
    if tax { "amt" } else { "amount" }
}

fn singular(word: &str) -> String {
    let keeps = word.len() < 4 || word.ends_with("ss") || !word.ends_with('s') || word == "gross";
    if keeps { word.to_owned() } else { word[..word.len() - 1].to_owned() }
}

fn mend(word: String) -> String {
    if word.len() < 5 || is_vocabulary(&word) || word.bytes().any(|b| b.is_ascii_digit()) {
        return word;
    }
    let near = |v: &&&str| v.len() >= 5 && v.len().abs_diff(word.len()) <= 1 && one_edit(v, &word);
    match VOCABULARY.iter().find(near) {
        Some(v) => (*v).to_owned(),
        None => clipped(&word).map(str::to_owned).unwrap_or(word),
    }
}

/// Most letters that the edge of a cell may cut off.
const CUT: usize = 3;

/// The word that a cell too narrow for it cut at one end: `alified`, `ondividend`, `istributio`. The
/// shortest, where it is the end of several.
fn clipped(word: &str) -> Option<&'static str> {
    let cut = |v: &&&&str| {
        v.len() > word.len()
            && v.len() - word.len() <= CUT
            && (v.ends_with(word) || v.starts_with(word))
    };
    let of = VOCABULARY.iter().filter(|v| word.len() >= LEAST && cut(&v));
    of.min_by_key(|v| v.len()).copied()
}

/// Whether two words differ by one inserted, dropped, changed or exchanged letter.
pub(crate) fn one_edit(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (ra, rb) = (&a[head..], &b[head..]);
    match ra.len().abs_diff(rb.len()) {
        0 => {
            ra.len() > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2..] == rb[2..]
                || !ra.is_empty() && ra[1..] == rb[1..]
        }
        1 if ra.len() > rb.len() => ra[1..] == *rb,
        1 => rb[1..] == *ra,
        _ => false,
    }
}

/// Words of a table heading that no figure, name or sentence is made of alone.
pub(crate) fn is_vocabulary(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str, FixedState>> =
        LazyLock::new(|| VOCABULARY.iter().copied().collect());
    KNOWN.contains(word)
}

/// White space folded to single blanks.
pub(crate) fn fold(text: &str) -> String {
    let mut before = b' ';
    let folded = text.bytes().all(|b| {
        let single = b.is_ascii_graphic() || b == b' ' && before != b' ';
        before = b;
        single
    });
    if folded && before != b' ' {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_words() {
        assert_eq!(words("Short-term Capial Gains"), ["short", "term", "capital", "gain"]);
        assert_eq!(words("Unrecap\nSec. 1250 Gain"), ["unrecaptured", "section", "1250", "gain"]);
        assert_eq!(words("Non-dividend Distr."), ["nondividend", "distribution"]);
        assert_eq!(words("Ex-Div Date"), ["ex", "dividend", "date"]);
        assert_eq!(words("ST Gains"), ["short", "term", "gain"]);
        assert_eq!(
            words("Box 3 Nondivi\ndend Distr."),
            ["box", "3", "nondividend", "distribution"]
        );
        assert_eq!(words("Cash Liqui dat ion"), ["cash", "liquidation"]);
        assert_eq!(words("Non cash"), ["noncash"]);
        assert_eq!(words("St. Anne Income Fund"), ["st", "anne", "income", "fund"]);
    }

    #[test]
    fn one_edit_is_one_edit() {
        assert!(one_edit("capital", "capial") && one_edit("record", "recrod"));
        assert!(!one_edit("capital", "capitol gain") && !one_edit("record", "record"));
    }
}
