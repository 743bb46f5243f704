//! Cells read as what their column holds: amounts, dates, flags.
//!
//! A cell may hold several values (the lines of a security stacked in one cell). Readers here
//! know no place; they return what they saw, and the caller says where.

use crate::few::Few;
use crate::values::{self, Values};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::ops::RangeInclusive;
use yearend_source::footnote::{SIGNS, is_mark};

/// What an amount cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Amounts {
    /// One value per line.
    Values(Values),
    /// Something that is no amount.
    Unreadable,
}

/// Reads an amount cell: `$ 0.17522000 $ -`, `(1,234.50)`, `25%`, `N/A`.
pub(crate) fn amounts(text: &str) -> Amounts {
    if let Some(values) = values::usual(text) {
        return Amounts::Values(values);
    }
    let mut values = Vec::new();
    for token in tokens(text) {
        let stated =
            values.last().is_some_and(|v: &Option<Decimal>| v.is_some_and(|d| d.scale() > 0));
        if stated && is_mark(&token) {
            continue;
        }
        match amount(&token).or_else(|| amount(unmarked(&token)?)) {
            Some(v) => values.push(v),
            None => return Amounts::Unreadable,
        }
    }
    let some = (1..=values::MOST).contains(&values.len());
    if some { Amounts::Values(values.into()) } else { Amounts::Unreadable }
}

/// The figure of a token that ends in a mark of a footnote: `0.1234*`, `0.1234(1)`, `7%*`.
fn unmarked(token: &str) -> Option<&str> {
    let signs = token.trim_end_matches(SIGNS);
    let bracket = signs.char_indices().skip(1).find(|(_, c)| matches!(c, '(' | '['));
    let bare = match bracket {
        Some((at, _)) if is_mark(&signs[at..]) => &signs[..at],
        _ => signs,
    };
    (bare.len() < token.len() && (bare.contains('.') || bare.ends_with('%'))).then_some(bare)
}

/// Splits a cell at white space; a currency sign, a minus before a currency sign and an opening
/// parenthesis belong to the token that follows, a closing one to the token before.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for raw in text.split_whitespace() {
        let raw = raw.trim_matches('\\').replace("\\$", "$");
        for piece in split_at_dollars(&raw) {
            let glue = out.last().is_some_and(|l: &String| {
                open || l.ends_with('$') || l.ends_with('(') || piece == ")" || piece == "%"
            });
            match out.last_mut() {
                Some(last) if glue => last.push_str(&piece),
                _ => out.push(piece.clone()),
            }
            open = out.last().is_some_and(|l| l.contains('(') && !l.contains(')'));
        }
    }
    out
}

/// `0.17$-` holds two values: a dollar sign begins one, unless it stands after a sign or `(`.
fn split_at_dollars(raw: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut current = String::new();
    for c in raw.chars() {
        if c == '$' && current.chars().any(|x| x.is_ascii_digit()) {
            out.push(std::mem::take(&mut current));
        }
        current.push(c);
    }
    out.push(current);
    out
}

/// One amount: `Some(None)` for a word that states nothing, `None` for what cannot be read.
fn amount(token: &str) -> Option<Option<Decimal>> {
    let upper = token.to_ascii_uppercase();
    if matches!(upper.as_str(), "N/A" | "NA" | "N.A." | "NONE" | "NIL" | "TBD" | "*") {
        return Some(None);
    }
    // A zero between dashes, as bookkeepers write it so that nothing can be put before it.
    if matches!(upper.as_str(), "-0-" | "--0--" | "\u{2013}0\u{2013}" | "\u{2014}0\u{2014}") {
        return Some(Some(Decimal::ZERO));
    }
    let mut body: String = token.chars().filter(|c| !matches!(c, '$' | ',' | '\u{a0}')).collect();
    let mut negative = false;
    if let Some(inner) = body.strip_prefix('(').and_then(|b| b.strip_suffix(')')) {
        negative = true;
        body = inner.to_owned();
    } else if let Some(inner) = body.strip_prefix("-(").and_then(|b| b.strip_suffix(')')) {
        negative = true;
        body = inner.to_owned();
    }
    let body = body.replace(['\u{2212}', '\u{2013}', '\u{2014}'], "-");
    if !body.is_empty() && body.bytes().all(|b| b == b'-') {
        return Some(Some(Decimal::ZERO));
    }
    let (body, percent) = match body.strip_suffix('%') {
        Some(b) => (b.to_owned(), true),
        None => (body, false),
    };
    let body = body.strip_prefix('+').map(str::to_owned).unwrap_or(body);
    let body = if let Some(rest) = body.strip_prefix('-') {
        negative = !negative;
        rest.to_owned()
    } else if let Some(rest) = body.strip_suffix('-') {
        negative = !negative;
        rest.to_owned()
    } else {
        body
    };
    if token.contains(',') && !grouped(token) {
        return None;
    }
    let mut value = values::number(&body).or_else(|| exponent(&body))?;
    if percent {
        value = value.checked_div(Decimal::ONE_HUNDRED)?;
    }
    Some(Some(if negative { -value } else { value }))
}

/// Thousands separators must separate thousands: `1,234.5`, never `0,175` or `1,2`.
fn grouped(token: &str) -> bool {
    let digits: String =
        token.chars().filter(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    !digits.split_once('.').is_some_and(|(_, frac)| frac.contains(','))
        && (1..=3).contains(&first.len())
        && first != "0"
        && groups.all(|g| g.len() == 3)
}

/// Spreadsheet exports print tiny rates as `9.1E-05`.
fn exponent(body: &str) -> Option<Decimal> {
    body.contains(['e', 'E']).then(|| Decimal::from_scientific(body).ok()).flatten()
}

/// One entry of a date cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DateEntry {
    /// A calendar date.
    On(Date),
    /// A word instead of one, such as `Daily`.
    Word(String),
}

/// Words that stand instead of a date.
const DATE_WORDS: &[&str] = &["daily", "various", "monthly", "quarterly", "weekly", "n/a", "tbd"];

/// Reads a date cell; `None` if any of it is neither a date nor a known word.
pub(crate) fn dates(text: &str) -> Option<Few<DateEntry>> {
    if let Some(date) = usual_date(text) {
        return Some(Few::One(DateEntry::On(date)));
    }
    // Most cells that are asked whether they are dates hold a figure.
    if values::is_fraction(text) {
        return None;
    }
    let mut out = Vec::new();
    for line in text.split('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut i = 0;
        while i < words.len() {
            if is_weekday(words[i]) && i + 1 < words.len() {
                i += 1;
            }
            let long = (i + 3 <= words.len()).then(|| words[i..i + 3].join(" "));
            if let Some(date) = long.as_deref().and_then(long_date) {
                out.push(DateEntry::On(date));
                i += 3;
            } else if let Some(date) = date(words[i]) {
                out.push(DateEntry::On(date));
                i += 1;
                i += midnight(&words[i..]);
            } else if DATE_WORDS.contains(&words[i].to_ascii_lowercase().as_str()) {
                out.push(DateEntry::Word(words[i].to_owned()));
                i += 1;
            } else {
                return None;
            }
        }
    }
    (1..=values::MOST).contains(&out.len()).then(|| out.into())
}

/// How many of the words are the time of day that a spreadsheet export prints after a date:
/// `00:00:00`, `0:00`, `12:00:00 AM`.
fn midnight(words: &[&str]) -> usize {
    let at = |i: usize| words.get(i).map_or("", |w| *w);
    match at(0) {
        t if t.starts_with("00:00") || t == "0:00" || t == "0:00:00" => 1,
        "12:00:00" | "12:00" if at(1).eq_ignore_ascii_case("am") => 2,
        _ => 0,
    }
}

/// `Fri` or `Friday,` before a date.
fn is_weekday(word: &str) -> bool {
    let lower = word.trim_end_matches(['.', ',']).to_ascii_lowercase();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    lower.len() >= 3 && lower.is_ascii() && days.iter().any(|d| d.starts_with(&lower))
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn month(text: &str) -> Option<i8> {
    let lower = text.trim_end_matches('.').to_ascii_lowercase();
    let at = MONTHS.iter().position(|m| lower.starts_with(m))?;
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ][at];
    (full.starts_with(&lower) || lower == "sept").then(|| i8::try_from(at + 1).ok()).flatten()
}

/// Years that a layout could be about, with room for those that it was not written in.
const YEARS: RangeInclusive<i16> = 1990..=2100;

fn year(text: &str) -> Option<i16> {
    let n: i16 = text.parse().ok()?;
    match text.len() {
        4 if YEARS.contains(&n) => Some(n),
        2 => Some(if n < 70 { 2000 + n } else { 1900 + n }),
        _ => None,
    }
}

/// `December 4, 2024` or `4 Dec 2024`.
fn long_date(text: &str) -> Option<Date> {
    let mut parts = text.split(' ').map(|p| p.trim_end_matches(','));
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let (m, d) = match month(a) {
        Some(m) => (m, b.parse().ok()?),
        None => (month(b)?, a.parse().ok()?),
    };
    Date::new(year(c)?, m, d).ok()
}

/// The usual spellings, without taking the text apart: `6/25/2013`, `2013-06-25`. `None` for every
/// other, which a slower reader may know.
fn usual_date(text: &str) -> Option<Date> {
    let (mut numbers, mut digits, mut at) = ([0_i16; 3], [0; 3], 0);
    for b in text.bytes() {
        match b {
            b'0'..=b'9' if digits[at] < 4 => {
                numbers[at] = numbers[at] * 10 + i16::from(b - b'0');
                digits[at] += 1;
            }
            b'/' | b'-' | b'.' if at < 2 && digits[at] > 0 => at += 1,
            _ => return None,
        }
    }
    let (y, m, d) = match digits {
        [4, 1..=2, 1..=2] => (0, 1, 2),
        [1..=2, 1..=2, 4] => (2, 0, 1),
        _ => return None,
    };
    let believable = YEARS.contains(&numbers[y]);
    let small = |i: usize| i8::try_from(numbers[i]).ok();
    believable.then(|| Date::new(numbers[y], small(m)?, small(d)?).ok()).flatten()
}

/// One date without blanks: `6/25/2013`, `2013-06-25`, `4-Dec-2024`, `20130625`, `12.4.24`.
pub(crate) fn date(text: &str) -> Option<Date> {
    let text = text.trim_end_matches(['*', ',', ';']);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(year(&text[..4])?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
            .ok();
    }
    if let Some(date) = packed(text) {
        return Some(date);
    }
    if let Some(day) = text.get(..10).filter(|_| text.len() > 10 && text.as_bytes()[10] == b'T') {
        return date(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    if let Some(m) = month(b) {
        return Date::new(year(c)?, m, a.parse().ok()?).ok();
    }
    if let Some(m) = month(a) {
        return Date::new(year(c)?, m, b.parse().ok()?).ok();
    }
    if ![a, b, c].iter().all(|p| p.bytes().all(|x| x.is_ascii_digit()) && !p.is_empty()) {
        return None;
    }
    if a.len() == 4 {
        return Date::new(year(a)?, b.parse().ok()?, c.parse().ok()?).ok();
    }
    (a.len() <= 2 && b.len() <= 2)
        .then(|| Date::new(year(c)?, a.parse().ok()?, b.parse().ok()?).ok())
        .flatten()
}

/// `04DEC2024`, `4Dec24`.
fn packed(text: &str) -> Option<Date> {
    let day = text.bytes().take_while(u8::is_ascii_digit).count();
    let letters = text.get(day..)?.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=2).contains(&day) || letters < 3 {
        return None;
    }
    let (m, y) = (month(&text[day..day + letters])?, year(&text[day + letters..])?);
    Date::new(y, m, text[..day].parse().ok()?).ok()
}

/// Whether a flag cell holds nothing but its letter.
pub(crate) fn is_letter(text: &str, letter: char) -> bool {
    let mut inner = text.trim().trim_matches(['(', ')']).chars();
    inner.next() == Some(letter) && inner.next().is_none()
}

/// Whether a flag cell (columns 4 to 6) is set; `None` for something unexpected.
pub(crate) fn flag(text: &str, letter: char) -> Option<bool> {
    let t = text.trim().trim_matches(['(', ')']).to_ascii_uppercase();
    match t.as_str() {
        "" | "-" | "N" | "NO" | "N/A" | "0" | "FALSE" | "$ -" | "$-" => Some(false),
        "X" | "Y" | "YES" | "TRUE" | "1" | "\u{2713}" | "\u{2714}" => Some(true),
        _ if t.starts_with(letter) && t.len() == 1 => Some(true),
        _ => match letter {
            'E' if t.starts_with("EST") => Some(true),
            'R' if t.starts_with("RECLASS") => Some(true),
            'C' if t.starts_with("CORR") => Some(true),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use yearend_model::decimal::plain as show;

    fn read(text: &str) -> String {
        match amounts(text) {
            Amounts::Unreadable => "unreadable".into(),
            Amounts::Values(v) => {
                v.iter().map(|x| x.map_or("n/a".into(), show)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn amounts_in_the_spellings_of_the_field() {
        for (text, expected) in [
            ("0.17522000", "0.17522"),
            ("\\$ 0.17522000 \\$ 0.23725000", "0.17522 0.23725"),
            ("$ -", "0"),
            ("$ - $0.5652 $0.56520000", "0 0.5652 0.5652"),
            ("$0.1$0.2$-", "0.1 0.2 0"),
            ("(0.05)", "-0.05"),
            ("-0-", "0"),
            ("nil", "n/a"),
            ("$ (0.05) $ -", "-0.05 0"),
            ("( 0.05 )", "-0.05"),
            ("-0.00427953", "-0.00427953"),
            ("1,234.5", "1234.5"),
            (".0123", "0.0123"),
            ("0.1234*", "0.1234"),
            ("0.1234 (1)", "0.1234"),
            ("0.1234(2)", "0.1234"),
            ("7%*", "0.07"),
            ("$0.5 \u{2020}", "0.5"),
            ("(0.05) (1)", "-0.05"),
            ("(1)", "-1"),
            ("00", "0 0"),
            ("0.00", "0"),
            ("25%", "0.25"),
            ("25.5 %", "0.255"),
            ("--", "0"),
            ("\u{2014}", "0"),
            ("N/A", "n/a"),
            ("9.1E-05", "0.000091"),
            ("0.1\n0.2\n0.3", "0.1 0.2 0.3"),
            ("0,175", "unreadable"),
            ("1.2.3", "unreadable"),
            ("+0.5", "0.5"),
            ("(11+12+13)", "unreadable"),
            ("see note", "unreadable"),
            ("", "unreadable"),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn dates_in_the_spellings_of_the_field() {
        let d = |s: &str| DateEntry::On(s.parse().unwrap());
        let read = |text: &str| dates(text).map(|d| d.to_vec());
        for text in [
            "12/4/2024",
            "2024-12-04",
            "4-Dec-2024",
            "04-Dec-24",
            "Dec 4, 2024",
            "December 4, 2024",
            "20241204",
            "12-04-2024",
            "4 Dec 2024",
            "2024-12-04 00:00:00",
            "2024-12-04T00:00:00",
            "2024/12/04",
            "04DEC2024",
            "Dec. 4, 2024",
            "12/4/2024 12:00:00 AM",
        ] {
            assert_eq!(read(text), Some(vec![d("2024-12-04")]), "{text}");
        }
        assert_eq!(read("6/25/2013 12/6/2013"), Some(vec![d("2013-06-25"), d("2013-12-06")]));
        assert_eq!(
            read("Daily\nDaily"),
            Some(vec![DateEntry::Word("Daily".into()), DateEntry::Word("Daily".into())])
        );
        for bad in ["0.17522", "13/45/2013", "Portfolio", "", "471021402"] {
            assert_eq!(dates(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_usual_date_is_what_the_slower_reader_says(
            text in "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}",
        ) {
            if let Some(usual) = usual_date(&text) {
                prop_assert_eq!(date(&text), Some(usual));
            }
        }

        #[test]
        fn a_fraction_is_no_date(text in "[0-9]{0,8}\\.[0-9]{0,8}") {
            prop_assert_eq!(date(&text), None);
            prop_assert!(values::is_fraction(&text));
        }
    }

    #[test]
    fn flags() {
        assert_eq!(flag("E", 'E'), Some(true));
        assert_eq!(flag("", 'R'), Some(false));
        assert_eq!(flag("0.17", 'R'), None);
    }
}
