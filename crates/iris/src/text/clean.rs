//! Names and addresses from the real world, brought into the IRS's character sets.
//!
//! Punctuation is dropped or becomes a blank, letters of the Latin script lose their marks, too
//! long texts are cut at a word. Every change is reported. What would lose a letter or a digit of
//! a name is refused: the filer must give a spelling that fits.

use super::charset::CharSet;
use super::transliterate::to_ascii;
use std::borrow::Cow;

/// What was done to a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Letters were put into ASCII.
    pub transliterated: bool,
    /// Punctuation was dropped or replaced.
    pub punctuation: bool,
    /// Digits were dropped (cities only).
    pub digits: bool,
    /// Blanks were trimmed or joined.
    pub blanks: bool,
    /// The end was cut off, or moved to the second line.
    pub shortened: bool,
}

impl Change {
    /// Whether anything was done.
    #[must_use]
    pub fn any(self) -> bool {
        self != Change::default()
    }

    /// The change in words.
    #[must_use]
    pub fn words(self) -> String {
        let all = [
            (self.transliterated, "letters put into ASCII"),
            (self.punctuation, "punctuation dropped or replaced"),
            (self.digits, "digits dropped"),
            (self.blanks, "blanks trimmed"),
            (self.shortened, "shortened to fit"),
        ];
        all.iter().filter(|(set, _)| *set).map(|(_, w)| *w).collect::<Vec<_>>().join(", ")
    }

    fn or(self, other: Change) -> Change {
        Change {
            transliterated: self.transliterated || other.transliterated,
            punctuation: self.punctuation || other.punctuation,
            digits: self.digits || other.digits,
            blanks: self.blanks || other.blanks,
            shortened: self.shortened || other.shortened,
        }
    }
}

/// A text that fits its element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned<'a> {
    /// The text, the given one where nothing was to be done; empty where nothing was left.
    pub text: Cow<'a, str>,
    /// What was done to it.
    pub change: Change,
}

/// Brings a text into a set with at most `max` characters.
///
/// # Errors
/// The first letter or digit that the set does not know and that nothing can replace.
pub fn clean<'a>(text: &'a str, set: &CharSet, max: usize) -> Result<Cleaned<'a>, char> {
    if set.fits(text, max) {
        return Ok(Cleaned { text: text.into(), change: Change::default() });
    }
    let (mut text, mut change) = fit_characters(text, set)?;
    if text.len() > max && text.chars().count() > max {
        let length = cut(&text, max).0.len();
        text.truncate(length);
        change.shortened = true;
    }
    Ok(Cleaned { text: text.into(), change })
}

/// Brings a text into two lines: what the first cannot hold moves to the second, if that is free.
///
/// # Errors
/// As for [`clean`].
pub fn clean_two_lines<'a>(
    first: &'a str,
    second: &'a str,
    sets: (&CharSet, &CharSet),
    max: usize,
) -> Result<(Cleaned<'a>, Cleaned<'a>), char> {
    let two = if second.is_empty() {
        Cleaned { text: second.into(), change: Change::default() }
    } else {
        clean(second, sets.1, max)?
    };
    if sets.0.fits(first, max) {
        return Ok((Cleaned { text: first.into(), change: Change::default() }, two));
    }
    let (one, change_one) = fit_characters(first, sets.0)?;
    if one.len() <= max || one.chars().count() <= max || !two.text.is_empty() {
        return Ok((clean(first, sets.0, max)?, two));
    }
    let (head, tail) = cut(&one, max);
    let moved = clean(tail, sets.1, max)?;
    let change = change_one.or(Change { shortened: true, ..Change::default() });
    let moved =
        Cleaned { change: moved.change.or(two.change), text: moved.text.into_owned().into() };
    Ok((Cleaned { text: head.to_owned().into(), change }, moved))
}

fn fit_characters(text: &str, set: &CharSet) -> Result<(String, Change), char> {
    let mut change = Change::default();
    let ascii = match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(to_ascii(text, |c| set.contains(c))),
    };
    change.transliterated = ascii != text;
    let mut out = String::with_capacity(ascii.len());
    let mut words = Words { out: &mut out, gap: false };
    let mut ordinal = String::new();
    for word in ascii.split(is_blank) {
        let word = match roman(word, set) {
            Some(numeral) => {
                change.punctuation = true;
                ordinal.clear();
                ordinal.push_str(numeral);
                ordinal.as_str()
            }
            None => word,
        };
        words.gap = true;
        let mut rest = word;
        loop {
            let run = set.run(rest);
            if run > 0 && (!words.out.is_empty() || set.may_begin(char::from(rest.as_bytes()[0]))) {
                words.push_str(&rest[..run]);
                rest = &rest[run..];
            }
            let Some(c) = rest.chars().next() else { break };
            rest = &rest[c.len_utf8()..];
            if set.contains(c) && (!words.out.is_empty() || set.may_begin(c)) {
                words.push_str(c.encode_utf8(&mut [0; 4]));
            } else if c.is_alphabetic() || (c.is_numeric() && *set != CharSet::CITY) {
                return Err(c);
            } else {
                change.digits |= c.is_numeric();
                change.punctuation |= !c.is_numeric();
                match c {
                    '\'' | '.' | '"' | '`' | '0'..='9' => {}
                    '&' | '+' => {
                        words.gap = true;
                        words.push_str("and");
                        words.gap = true;
                    }
                    _ => words.gap = true,
                }
            }
        }
    }
    if out == text {
        change = Change::default();
    } else {
        change.blanks = odd_blanks(text) || !change.any();
    }
    Ok((out, change))
}

/// White space and control characters.
#[inline]
fn is_blank(c: char) -> bool {
    // Mostly this decides.
    c <= ' ' || (c > '~' && (c.is_whitespace() || c.is_control()))
}

/// Whether blanks stand at an end or side by side, or are others than the space.
fn odd_blanks(text: &str) -> bool {
    let (mut odd, mut before) = (false, true);
    for c in text.chars() {
        let blank = is_blank(c);
        odd |= blank & (before | (c != ' '));
        before = blank;
    }
    odd | before
}

/// `2nd`, `3rd`, `4th` in a person's name as a Roman numeral: no digit may stand there.
fn roman(word: &str, set: &CharSet) -> Option<&'static str> {
    if *set != CharSet::PERSON_PART {
        return None;
    }
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match word.trim_end_matches('.').to_ascii_lowercase().as_str() {
        "1st" => Some("I"),
        "2nd" => Some("II"),
        "3rd" => Some("III"),
        "4th" => Some("IV"),
        "5th" => Some("V"),
        _ => None,
    }
}

struct Words<'a> {
    out: &'a mut String,
    gap: bool,
}

impl Words<'_> {
    fn push_str(&mut self, text: &str) {
        if self.gap && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.gap = false;
        self.out.push_str(text);
    }
}

/// Cuts at the last blank that leaves at least half of the room used, else inside the word.
fn cut(text: &str, max: usize) -> (&str, &str) {
    let end = text.char_indices().nth(max).map_or(text.len(), |(i, _)| i);
    let head = &text[..end];
    if text[end..].starts_with(' ') || end == text.len() {
        return (head, text[end..].trim_start());
    }
    match head.rfind(' ') {
        Some(at) if head[..at].chars().count() * 2 >= max => (&head[..at], text[at..].trim_start()),
        _ => (head.trim_end(), text[end..].trim_start()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(text: &str, set: &CharSet, max: usize) -> String {
        clean(text, set, max).unwrap().text.into_owned()
    }

    #[test]
    fn names_and_addresses() {
        let person = &CharSet::PERSON_PART;
        assert_eq!(cleaned("O'Brien", person, 20), "OBrien");
        assert_eq!(cleaned(" José  María ", person, 20), "Jose Maria");
        assert_eq!(cleaned("Jr.", person, 20), "Jr");
        assert_eq!(cleaned("3rd", person, 20), "III");
        assert_eq!(cleaned("John & Mary", person, 20), "John and Mary");
        assert_eq!(cleaned("Nuñez/García", person, 20), "Nunez Garcia");
        assert_eq!(cleaned("Winston-Salem", &CharSet::CITY, 40), "Winston Salem");
        assert_eq!(cleaned("Coeur d'Alene", &CharSet::CITY, 40), "Coeur dAlene");
        assert_eq!(cleaned("Dublin 4", &CharSet::CITY, 50), "Dublin");
        assert_eq!(
            cleaned("12 St. Mark's Pl., Apt #4", &CharSet::STREET, 35),
            "12 St Marks Pl Apt 4"
        );
        assert_eq!(cleaned("#4 Main", &CharSet::STREET, 35), "4 Main");
        assert_eq!(
            cleaned("A.B. Smith & Co., Inc.", &CharSet::BUSINESS_1, 75),
            "AB Smith & Co Inc"
        );
        assert_eq!(cleaned("São Paulo", &CharSet::TEXT, 17), "Sao Paulo");
        assert_eq!(cleaned("México", &CharSet::TEXT, 17), "México");
    }

    #[test]
    fn letters_are_never_lost() {
        assert_eq!(clean("Иван", &CharSet::PERSON_PART, 20), Err('И'));
        assert_eq!(clean("王小明", &CharSet::PERSON_PART, 20), Err('王'));
        assert_eq!(clean("R2D2", &CharSet::PERSON_PART, 20), Err('2'));
        assert_eq!(clean("...", &CharSet::PERSON_PART, 20).unwrap().text, "");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        let text = "Wolfeschlegelsteinhausenbergerdorff";
        assert_eq!(cleaned(text, &CharSet::PERSON_PART, 20), "Wolfeschlegelsteinha");
        let (one, two) = clean_two_lines(
            "One Hundred Twenty Three Very Long Boulevard North",
            "",
            (&CharSet::STREET, &CharSet::STREET),
            35,
        )
        .unwrap();
        assert_eq!(one.text, "One Hundred Twenty Three Very Long");
        assert_eq!(two.text, "Boulevard North");
        assert!(one.change.shortened);
    }

    proptest! {
        #[test]
        fn what_is_cleaned_fits(text in "\\PC{0,60}|[ -~]{0,90}|[a-zA-Z' .,#é-]{0,60}", which in 0usize..7, max in 1usize..80) {
            let set = [&CharSet::BUSINESS_1, &CharSet::BUSINESS_2, &CharSet::PERSON_PART, &CharSet::PERSON,
                &CharSet::STREET, &CharSet::CITY, &CharSet::TEXT][which];
            if let Ok(c) = clean(&text, set, max) {
                if !c.text.is_empty() {
                    prop_assert_eq!(set.check(&c.text, max), Ok(()), "{:?}", c.text);
                }
                prop_assert_eq!(c.change.any(), c.text != text, "{:?} {:?}", c, text);
                let again = clean(&c.text, set, max).unwrap();
                prop_assert_eq!(&again.text, &c.text);
            }
        }

        #[test]
        fn two_lines_fit_and_lose_nothing_while_there_is_room(text in "[A-Za-z0-9 ]{0,69}") {
            let (one, two) = clean_two_lines(&text, "", (&CharSet::STREET, &CharSet::STREET), 35).unwrap();
            for line in [&one.text, &two.text].into_iter().filter(|l| !l.is_empty()) {
                prop_assert_eq!(CharSet::STREET.check(line, 35), Ok(()));
            }
            if !two.change.shortened {
                let joined: String = [&*one.text, &*two.text].concat().split(' ').collect();
                prop_assert_eq!(joined, text.split(' ').collect::<String>());
            }
        }
    }
}
