//! What a word is by its look, and the runs of words that stand in one cell for certain.

use super::{Line, Word};
use crate::footnote::{SIGNS, is_mark};
use std::ops::Range;

/// What a word looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits with a decimal point, a currency or a percent sign; also several fused.
    Amount,
    /// A lone dash, zero in the accounting format; a lone zero.
    Dash,
    /// A date in figures.
    Date,
    /// Nine or so capitals and digits, such as a CUSIP.
    Code,
    /// Bare digits: a column number, a flag, or part of a name (`S&P 500`).
    Number,
    /// A word that stands for a value: `N/A`, `DAILY`.
    Stand,
    /// A currency sign alone: the left edge of an amount.
    Dollar,
    /// Anything else.
    Text,
}

impl Kind {
    /// Whether such a word fills a cell by itself, so that two of them are two cells.
    pub(super) fn is_solid(self) -> bool {
        !matches!(self, Kind::Text | Kind::Number)
    }

    /// Whether it is a figure or a date, which make a row of data.
    pub(super) fn is_figure(self) -> bool {
        matches!(self, Kind::Amount | Kind::Dash | Kind::Date)
    }
}

/// Words of a line that stand in one cell for certain: a figure with its currency sign, or a
/// phrase.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Atom {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) words: Range<usize>,
    pub(super) kind: Kind,
}

impl Atom {
    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    fn of(words: &[Word<'_>], range: Range<usize>, kind: Kind) -> Atom {
        let (first, last) = (range.start, range.end - 1);
        Atom { left: words[first].left, right: words[last].right, words: range, kind }
    }
}

/// All words of a line as one phrase.
pub(super) fn whole(line: &Line<'_>) -> Atom {
    Atom::of(&line.words, 0..line.words.len(), Kind::Text)
}

/// The words with one blank between them.
pub(super) fn join(words: &[Word<'_>]) -> String {
    let mut out = String::with_capacity(words.iter().map(|w| w.text.len() + 1).sum());
    for w in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(w.text);
    }
    out
}

/// What a word looks like.
pub(super) fn kind(word: &str) -> Kind {
    // A comma after a word is punctuation: "Bond Fund 2, Class A".
    let word = word.strip_suffix(',').filter(|w| !w.is_empty()).unwrap_or(word);
    // So is the mark of a footnote after a figure: "0.1234*".
    let bare = word.trim_end_matches(SIGNS);
    let word = if bare.contains('.') || bare.ends_with('%') { bare } else { word };
    match word {
        "$" | "\\$" | "($" | "(\\$" => return Kind::Dollar,
        "-" | "–" | "—" | "--" | "(-)" | "$-" | "\\$-" | "-%" => return Kind::Dash,
        // No number row and hardly a name has it; a row of nothing but zeros is a row.
        "0" => return Kind::Dash,
        "-0-" => return Kind::Dash,
        "N/A" | "n/a" | "NA" | "N.A." | "NONE" | "None" | "NIL" | "nil" | "DAILY" | "Daily"
        | "VARIOUS" | "Various" | "MONTHLY" | "Monthly" => return Kind::Stand,
        _ => {}
    }
    if word.contains('$') && word.chars().all(|c| matches!(c, '$' | '\\' | '-' | '–' | '—')) {
        return Kind::Amount;
    }
    let bytes = word.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        return Kind::Text;
    }
    let only = |extra: &[u8]| bytes.iter().all(|b| b.is_ascii_digit() || extra.contains(b));
    if digits == bytes.len() {
        return if digits == 9 { Kind::Code } else { Kind::Number };
    }
    if is_date(bytes) || is_packed_date(bytes) {
        return Kind::Date;
    }
    // A CUSIP has six places before the first hyphen; "1099-DIV" is the name of a form.
    let issuer = bytes.iter().position(|b| *b == b'-').is_none_or(|at| at >= 6);
    if only(b".,$\\()-%") {
        // A parenthesised integer is a column or a footnote number, never an amount.
        let marked = bytes.iter().any(|b| matches!(b, b'.' | b',' | b'$' | b'%'));
        // Telephone numbers have hyphens too (617-555-0159).
        let code = !marked && digits >= 8 && issuer;
        return if marked && !(word.starts_with('(') && word.ends_with("%)")) {
            Kind::Amount
        } else if code {
            Kind::Code
        } else {
            Kind::Text
        };
    }
    let capital = bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || *b == b'-');
    if capital && issuer && digits >= 4 && (8..=12).contains(&bytes.len()) {
        return Kind::Code;
    }
    Kind::Text
}

fn is_date(bytes: &[u8]) -> bool {
    let parts = |sep: u8| {
        let all = bytes.iter().all(|b| b.is_ascii_digit() || *b == sep);
        all && bytes.iter().filter(|b| **b == sep).count() >= 2
    };
    if parts(b'/') {
        return true;
    }
    let short = bytes.len() <= 10 && bytes.len() >= 6;
    if short && parts(b'-') {
        // Not a CUSIP with hyphens (233051-12-7), whose first group has six digits.
        return bytes.iter().position(|b| *b == b'-').is_some_and(|i| i <= 4);
    }
    if short && parts(b'.') {
        return bytes.split(|b| *b == b'.').all(|g| matches!(g.len(), 1 | 2 | 4));
    }
    // 21-Dec-2023
    let mut groups = bytes.split(|b| *b == b'-');
    let (day, month, year) = (groups.next(), groups.next(), groups.next());
    day.is_some_and(|g| matches!(g.len(), 1 | 2) && g.iter().all(u8::is_ascii_digit))
        && month.is_some_and(is_month)
        && year.is_some_and(|g| matches!(g.len(), 2 | 4) && g.iter().all(u8::is_ascii_digit))
}

/// `21DEC2023`
fn is_packed_date(bytes: &[u8]) -> bool {
    let day = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = &bytes[day..];
    let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let year = &rest[letters..];
    (1..=2).contains(&day)
        && letters == 3
        && is_month(&rest[..letters])
        && matches!(year.len(), 2 | 4)
        && year.iter().all(u8::is_ascii_digit)
}

fn is_month(word: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let word = word.strip_suffix(b".").unwrap_or(word);
    word.len() >= 3 && MONTHS.iter().any(|m| word[..3].eq_ignore_ascii_case(m))
}

/// The atoms of a line: every figure, date and code alone (with its currency sign), every phrase
/// together. Bare digits belong to the phrase that they are joined to.
pub(super) fn atoms(line: &Line<'_>) -> Vec<Atom> {
    let words = &line.words;
    let kinds: Vec<Kind> = words.iter().map(|w| kind(w.text)).collect();
    let mut out: Vec<Atom> = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        let end = match kinds[i] {
            Kind::Dollar if is_amount(&kinds, i + 1) => marks(words, i + 2),
            Kind::Dollar => i + 1,
            _ if grouped_code(words, i, line.blank).is_some() => i + 3,
            Kind::Text if before_date(words, &kinds, i) => time_of_day(words, i + 2),
            Kind::Text | Kind::Number | Kind::Dash => spelled_date(words, i)
                .map(|end| time_of_day(words, end))
                .or_else(|| phrase(words, &kinds, i, line.blank))
                .unwrap_or_else(|| signs(words, i)),
            Kind::Amount if begins_heading(words, &kinds, i) => {
                phrase(words, &kinds, i, line.blank).unwrap_or(i + 1)
            }
            Kind::Amount => marks(words, signs(words, i)),
            Kind::Date => time_of_day(words, i + 1),
            _ => i + 1,
        };
        let end = fused(words, &kinds, end);
        let kind = match kinds[i] {
            Kind::Dollar if end > i + 1 => kinds[i + 1],
            _ if grouped_code(words, i, line.blank).is_some() => Kind::Code,
            Kind::Text if before_date(words, &kinds, i) => Kind::Date,
            Kind::Text | Kind::Number if spelled_date(words, i).is_some() => Kind::Date,
            Kind::Number | Kind::Dash if end > i + 1 && !is_sign(words[end - 1].text) => Kind::Text,
            Kind::Amount if begins_heading(words, &kinds, i) => Kind::Text,
            kind => kind,
        };
        out.push(Atom::of(words, i..end, kind));
        i = end;
    }
    out
}

fn is_amount(kinds: &[Kind], i: usize) -> bool {
    matches!(kinds.get(i), Some(Kind::Amount | Kind::Dash | Kind::Number))
}

/// A figure at whose end the currency sign of the next stands shares its cell with that figure.
fn fused(words: &[Word<'_>], kinds: &[Kind], mut end: usize) -> usize {
    let open = |w: &Word<'_>| w.text.len() > 1 && w.text.ends_with('$') && kind(w.text).is_figure();
    while open(&words[end - 1]) && is_amount(kinds, end) {
        end += 1;
    }
    end
}

/// The rate of gains on collectibles stands in a heading, never in a cell.
pub(super) fn is_collectibles_rate(word: &str) -> bool {
    word.trim_matches(['(', ')']) == "28%"
}

/// `28% Rate`, in a heading of box 2d that is broken into lines.
fn begins_heading(words: &[Word<'_>], kinds: &[Kind], i: usize) -> bool {
    let next = words.get(i + 1).filter(|w| w.joined && kinds[i + 1] == Kind::Text);
    is_collectibles_rate(words[i].text) && next.is_some_and(|w| w.text.len() >= 4)
}

fn is_sign(word: &str) -> bool {
    matches!(word, "%" | ")")
}

/// An amount with the percent sign or bracket that stands after it.
fn signs(words: &[Word<'_>], i: usize) -> usize {
    let mut end = i + 1;
    while words.get(end).is_some_and(|w| w.joined && is_sign(w.text)) {
        end += 1;
    }
    end
}

/// The end of the marks of footnotes that are joined to a figure ending before word `end`:
/// `0.1234 (1)`, `0.1234 *`.
fn marks(words: &[Word<'_>], mut end: usize) -> usize {
    while words.get(end).is_some_and(|w| w.joined && is_mark(w.text)) {
        end += 1;
    }
    end
}

/// The end of the time of day that stands after a date (`12/21/2023 0:00`, `12:00:00 AM`), from
/// word `i` on.
fn time_of_day(words: &[Word<'_>], i: usize) -> usize {
    let clock = |t: &str| {
        let groups = t.split(':');
        t.contains(':')
            && groups.clone().count() <= 3
            && groups
                .into_iter()
                .all(|g| matches!(g.len(), 1 | 2) && g.bytes().all(|b| b.is_ascii_digit()))
    };
    let half = |t: &str| matches!(t.to_ascii_uppercase().as_str(), "AM" | "PM");
    match words.get(i..).unwrap_or_default() {
        [time, half_day, ..]
            if time.joined && clock(time.text) && half_day.joined && half(half_day.text) =>
        {
            i + 2
        }
        [time, ..] if time.joined && clock(time.text) => i + 1,
        _ => i,
    }
}

/// Whether a word is a day of the week joined to a date: `Fri 3/15/2024`.
fn before_date(words: &[Word<'_>], kinds: &[Kind], i: usize) -> bool {
    let lower = words[i].text.trim_end_matches(['.', ',']).to_ascii_lowercase();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    lower.len() >= 3
        && days.iter().any(|d| d.starts_with(&lower))
        && kinds.get(i + 1) == Some(&Kind::Date)
        && words[i + 1].joined
}

/// `Dec 21, 2023`, `December 21, 2023` or `21 Dec 2023`, beginning at word `i`.
fn spelled_date(words: &[Word<'_>], i: usize) -> Option<usize> {
    let [first, second, year] = words.get(i..i + 3)? else { return None };
    let digits = |t: &str, n: usize| t.len() <= n && t.bytes().all(|b| b.is_ascii_digit());
    let (month, day) = match second.text.strip_suffix(',') {
        Some(day) => (first, day),
        None => (second, first.text),
    };
    (second.joined
        && year.joined
        && is_month(month.text.as_bytes())
        && digits(day, 2)
        && year.text.len() == 4
        && digits(year.text, 4))
    .then_some(i + 3)
}

/// A CUSIP printed in its three groups (`471023 29 1`), beginning at word `i`.
fn grouped_code(words: &[Word<'_>], i: usize, blank: f32) -> Option<()> {
    let groups = words.get(i..i + 3)?;
    let capital = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let near = groups.windows(2).all(|w| w[1].left - w[0].right <= 2.5 * blank);
    let digits: usize =
        groups.iter().map(|w| w.text.bytes().filter(u8::is_ascii_digit).count()).sum();
    let shape = groups.iter().map(|w| w.text.len()).eq([6, 2, 1]);
    (shape && near && digits >= 4 && groups.iter().all(|w| capital(w.text))).then_some(())
}

/// The end of the phrase that begins at word `i`; `None` if there is only that word.
fn phrase(words: &[Word<'_>], kinds: &[Kind], i: usize, blank: f32) -> Option<usize> {
    let mut end = i + 1;
    while end < words.len() && words[end].joined {
        let goes_on = match kinds[end] {
            Kind::Text | Kind::Number => {
                spelled_date(words, end).is_none() && grouped_code(words, end, blank).is_none()
            }
            // A dash between joined words is a dash of the phrase.
            Kind::Dash if words.get(end + 1).is_some_and(|w| w.joined) => {
                kinds.get(end + 1) == Some(&Kind::Text)
                    && matches!(kinds[end - 1], Kind::Text | Kind::Number)
            }
            Kind::Dash => kinds[end - 1] == Kind::Text && dashes_end_phrases(words, kinds),
            Kind::Amount => {
                is_collectibles_rate(words[end].text) || ends_sentence(words, kinds, end)
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    // Bare digits in a row are cells of their own (a number row in a tight print).
    if kinds[i..end].iter().all(|k| matches!(k, Kind::Number | Kind::Dash)) {
        return None;
    }
    (end > i + 1).then_some(end)
}

/// `Form 1116.`
fn ends_sentence(words: &[Word<'_>], kinds: &[Kind], i: usize) -> bool {
    let number = words[i].text.strip_suffix('.');
    let bare = number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    bare && i > 0 && kinds[i - 1] == Kind::Text && words.get(i + 1).is_none_or(|w| w.joined)
}

/// Whether every dash of a line without figures stands with a word: `Liquidation -` over `Cash`, `28%
/// Rate Gain - Box 2d`, `- Box 9`.
fn dashes_end_phrases(words: &[Word<'_>], kinds: &[Kind]) -> bool {
    let plain = |i: usize| {
        matches!(kinds[i], Kind::Text | Kind::Number | Kind::Dash)
            || is_collectibles_rate(words[i].text)
    };
    let follows = |i: usize| i > 0 && words[i].joined && kinds[i - 1] == Kind::Text;
    let before = |i: usize| {
        words.get(i + 1).is_some_and(|w| w.joined) && kinds.get(i + 1) == Some(&Kind::Text)
    };
    let all = 0..kinds.len();
    all.clone().all(plain)
        && all.into_iter().all(|i| kinds[i] != Kind::Dash || follows(i) || before(i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        let expect = [
            ("0.0499", Kind::Amount),
            ("$0.0499", Kind::Amount),
            ("(0.05)", Kind::Amount),
            ("1,234.5", Kind::Amount),
            ("0.05000.0400", Kind::Amount),
            ("100%", Kind::Amount),
            ("7%*", Kind::Amount),
            ("(28%)", Kind::Text),
            ("(11+12+13)", Kind::Text),
            ("3/21/2024", Kind::Date),
            ("2024-03-21", Kind::Date),
            ("21-Dec-2023", Kind::Date),
            ("3/21/20243/28/2024", Kind::Date),
            ("88634T857", Kind::Code),
            ("233051127", Kind::Code),
            ("233051-12-7", Kind::Code),
            ("500", Kind::Number),
            ("A-Shares", Kind::Text),
            ("1099-DIV", Kind::Text),
            ("617-555-0159", Kind::Text),
            ("21DEC2023", Kind::Date),
            ("-", Kind::Dash),
            ("-$", Kind::Amount),
            ("0", Kind::Dash),
            ("N/A", Kind::Stand),
        ];
        for (word, want) in expect {
            assert_eq!(kind(word), want, "{word}");
        }
    }

    fn line(text: &str) -> Vec<String> {
        let page = crate::aligned::pages(text);
        let line = &page[0].lines[0];
        atoms(line).iter().map(|a| join(&line.words[a.words.clone()])).collect()
    }

    #[test]
    fn cells_that_are_certain() {
        assert_eq!(
            line("Xtrackers S&P 500 ETF 233051127 MIDE  $      -  $ 0.01 $ 0.02"),
            ["Xtrackers S&P 500 ETF", "233051127", "MIDE", "$ -", "$ 0.01", "$ 0.02"]
        );
        assert_eq!(
            line("Janus Fund - Class A 0.05 %  1 2 3"),
            ["Janus Fund - Class A", "0.05 %", "1", "2", "3"]
        );
        assert_eq!(
            line("Janus Fund 4 - Class I  Janus Fund 2, Class A  0.05"),
            ["Janus Fund 4 - Class I", "Janus Fund 2, Class A", "0.05"]
        );
        assert_eq!(
            line("Balanced Fund  $ -$ -  $ 0.01$ 0.02  $ -"),
            ["Balanced Fund", "$ -$ -", "$ 0.01$ 0.02", "$ -"]
        );
        assert_eq!(
            line("A Fund  0.05 (1)  $ 0.06 *  (2)  0.07"),
            ["A Fund", "0.05 (1)", "$ 0.06 *", "(2)", "0.07"]
        );
        assert_eq!(
            line("A Fund  $ 0.05*  $  0.06\u{2020}"),
            ["A Fund", "$ 0.05*", "$ 0.06\u{2020}"]
        );
        assert_eq!(line("A Fund  Fri 3/15/2024  Sat."), ["A Fund", "Fri 3/15/2024", "Sat."]);
        assert_eq!(line("Janus Fund 471023 29 1 JRACX"), ["Janus Fund", "471023 29 1", "JRACX"]);
        assert_eq!(line("Gain  28% Rate  ROC  28%"), ["Gain", "28% Rate", "ROC", "28%"]);
        assert_eq!(line("Dec 21, 2023 28 Dec 2023 -"), ["Dec 21, 2023", "28 Dec 2023", "-"]);
        assert_eq!(
            line("1/5/2024 0:00 Jan 6, 2024 0:00 1/8/2024 12:00:00 AM 0.5"),
            ["1/5/2024 0:00", "Jan 6, 2024 0:00", "1/8/2024 12:00:00 AM", "0.5"]
        );
        assert_eq!(line("Liquidation -   Liquidation -"), ["Liquidation -", "Liquidation -"]);
        assert_eq!(line("Balanced Fund -   -   -"), ["Balanced Fund", "-", "-", "-"]);
    }
}
