//! Which members of a container are no documents.

use yearend_model::cusip;

/// Beginnings of pictures and sounds, and of the like that mails carry along.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"BM", "a picture"),
    (b"BEGIN:VCALENDAR", "a calendar entry"),
    (b"BEGIN:VCARD", "a contact card"),
    (b"-----BEGIN PGP SIGNATURE", "a signature"),
];

/// Name endings of what is not told by its beginning.
const ENDINGS: &[(&str, &str)] = &[
    (".p7s", "a signature"),
    (".asc", "a signature"),
    (".sig", "a signature"),
    (".svg", "a picture"),
    (".webp", "a picture"),
    (".heic", "a picture"),
    (".ico", "a picture"),
    (".emf", "a picture"),
    (".wmf", "a picture"),
    (".wmz", "a picture"),
];

/// Why the member is passed over, if it is.
pub(super) fn passed_over(path: &str, bytes: &[u8]) -> Option<&'static str> {
    if let Some(why) = by_name(path) {
        return Some(why);
    }
    // `BM` alone may begin a text.
    let found = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
    let (start, why) = found?;
    (*start != b"BM" || path.to_lowercase().ends_with(".bmp")).then_some(*why)
}

/// Why the member is passed over, if its name tells.
pub(super) fn by_name(path: &str) -> Option<&'static str> {
    let mut folders = path.split('/');
    if folders.any(|f| f == "__MACOSX" || f == ".git") {
        return Some("data of the operating system");
    }
    let file = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if file.starts_with('.') || matches!(file.as_str(), "thumbs.db" | "desktop.ini") {
        return Some("data of the operating system");
    }
    if file.starts_with("~$") {
        return Some("a lock file of an office program");
    }
    ENDINGS.iter().find(|(ending, _)| file.ends_with(ending)).map(|(_, why)| *why)
}

/// Whether a letter's text holds a table of the kind that we read: a line names a CUSIP, and some
/// line holds a rate.
pub(super) fn holds_table(text: &str) -> bool {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"');
    let words = || text.split(between).filter(|w| !w.is_empty());
    words().any(is_rate) && (words().any(is_cusip) || has_groups(words()) || has_short(words()))
}

/// `471021402`, `471021-40-2`
fn is_cusip(word: &str) -> bool {
    cusip::has_shape(word) && cusip::is_valid(&cusip::normalize(word))
}

/// A CUSIP in its three groups: `471021 40 2`.
fn has_groups<'a>(words: impl Iterator<Item = &'a str> + Clone) -> bool {
    let next = (words.clone().skip(1), words.clone().skip(2));
    let mut groups = words.zip(next.0).zip(next.1);
    groups.any(|((a, b), c)| {
        (a.len(), b.len(), c.len()) == (6, 2, 1) && cusip::is_valid(&format!("{a}{b}{c}"))
    })
}

/// Several numbers that are CUSIPs with the zeros that a spreadsheet took from their front.
fn has_short<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let digits = |w: &&str| (6..9).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit());
    words.filter(digits).filter(|w| cusip::is_valid(&format!("{w:0>9}"))).nth(2).is_some()
}

/// `0.17522`, `$0.17522`, `.175`: a figure with decimal places.
fn is_rate(word: &str) -> bool {
    let word = word.trim_start_matches(['$', '(', '-']).trim_end_matches([')', '%']);
    let Some((whole, places)) = word.split_once('.') else { return false };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    places.len() >= 2 && digits(whole) && digits(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document() {
        for (name, bytes, expected) in [
            ("a.zip/__MACOSX/._f.xlsx", &b"x"[..], true),
            ("a.zip/.DS_Store", b"x", true),
            ("a.eml/image001.png", b"\x89PNG\r\n", true),
            ("a.eml/renamed.xlsx", b"\xff\xd8\xff\xe0", true),
            ("a.eml/smime.p7s", b"0\x82", true),
            ("a.zip/~$funds.xlsx", b"x", true),
            ("a.zip/funds.csv", b"BMO Fund,1", false),
            ("a.zip/funds.xlsx", b"PK", false),
        ] {
            assert_eq!(passed_over(name, bytes).is_some(), expected, "{name}");
        }
    }

    #[test]
    fn letters_with_and_without_a_table() {
        assert!(holds_table("Fund A\t471021402\t0.17522\n"));
        assert!(holds_table("Janus 471021402 $1.25"));
        assert!(holds_table("Janus 471021-40-2 $1.25") && holds_table("Janus 471021 40 2 $1.25"));
        assert!(!holds_table("Please find the layout for CUSIP 471021402 attached."));
        assert!(!holds_table("The rate is 0.17522 for 123456789."));
    }
}
