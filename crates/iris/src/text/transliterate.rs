//! Letters of the Latin script in ASCII.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters that no decomposition takes apart, and typographic signs.
const TABLE: &[(char, &str)] = &[
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('ø', "o"),
    ('Ø', "O"),
    ('ł', "l"),
    ('Ł', "L"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ð', "d"),
    ('Ð', "D"),
    ('þ', "th"),
    ('Þ', "Th"),
    ('ħ', "h"),
    ('Ħ', "H"),
    ('ı', "i"),
    ('ĸ', "k"),
    ('ŋ', "n"),
    ('Ŋ', "N"),
    ('ŧ', "t"),
    ('Ŧ', "T"),
    ('ə', "a"),
    ('Ə', "A"),
    ('ơ', "o"),
    ('ư', "u"),
    ('ʻ', "'"),
    ('ʼ', "'"),
    ('ʹ', "'"),
    ('\u{2018}', "'"),
    ('\u{2019}', "'"),
    ('\u{201a}', ","),
    ('\u{201b}', "'"),
    ('\u{201c}', "\""),
    ('\u{201d}', "\""),
    ('\u{201e}', "\""),
    ('\u{2032}', "'"),
    ('\u{b4}', "'"),
    ('\u{2010}', "-"),
    ('\u{2011}', "-"),
    ('\u{2012}', "-"),
    ('\u{2013}', "-"),
    ('\u{2014}', "-"),
    ('\u{2015}', "-"),
    ('\u{2212}', "-"),
    ('\u{2044}', "/"),
    ('\u{2215}', "/"),
    ('\u{ad}', ""),
    ('\u{200b}', ""),
    ('\u{200c}', ""),
    ('\u{200d}', ""),
    ('\u{2060}', ""),
    ('\u{feff}', ""),
    ('\u{200e}', ""),
    ('\u{200f}', ""),
];

/// The text with every character that `keep` does not accept decomposed and put into ASCII where
/// that is known; what is not known stays as it is.
pub(super) fn to_ascii(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Composed first, so that `e` with a combining accent is the `é` that `keep` may know.
    for c in text.nfc() {
        if c.is_ascii() || keep(c) {
            out.push(c);
            continue;
        }
        for d in std::iter::once(c).nfkd().filter(|d| !is_combining_mark(*d)) {
            match TABLE.iter().find(|(from, _)| *from == d) {
                Some((_, to)) => out.push_str(to),
                None => out.push(d),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters() {
        let t = |s| to_ascii(s, |_| false);
        assert_eq!(t("Müller Łódź Straße"), "Muller Lodz Strasse");
        assert_eq!(t("Nguyễn Thị Ơn"), "Nguyen Thi On");
        assert_eq!(t("D\u{2019}Arc \u{2014} \u{bd}"), "D'Arc - 1/2");
        assert_eq!(t("ﬁn Ｂ²"), "fin B2");
        assert_eq!(t("Иван"), "Иван");
        assert_eq!(to_ascii("e\u{301}é", |c| c == 'é'), "éé");
    }
}
