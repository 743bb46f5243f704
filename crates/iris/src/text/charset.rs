//! Sets of characters as the schema's patterns describe them: characters of a set, single inner
//! spaces, none at the ends, at least one character.

/// What an element of text may hold.
#[derive(Debug)]
pub struct CharSet {
    ascii: u128,
    first: u128,
    /// The non-ASCII characters of the schema's `TextType`.
    latin: bool,
    /// The bit of the set in [`MEMBERS`].
    member: u8,
    /// What the set is, in words, for messages.
    pub says: &'static str,
}

/// The non-ASCII characters that `TextType` allows.
const LATIN: &str = "£§ÁÉÍÑÓ×ÚÜáéíñóúü";

/// Why a text does not fit. Never holds the text: it may be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no character.
    Empty,
    /// A character outside the set, with its position from 1.
    Character(char, usize),
    /// A blank at an end or two in a row, with its position from 1.
    Blank(usize),
    /// More characters than allowed: count and limit.
    TooLong(usize, usize),
}

const fn bits(characters: &str) -> u128 {
    let bytes = characters.as_bytes();
    let mut out = 0;
    let mut i = 0;
    while i < bytes.len() {
        out |= 1 << bytes[i];
        i += 1;
    }
    out
}

const LETTERS: u128 = bits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
/// `!` to `~`.
const PRINTABLE: u128 = ((1 << 94) - 1) << 0x21;
const ALNUM: u128 = LETTERS | bits("0123456789");

const fn set(member: u8, says: &'static str, ascii: u128) -> CharSet {
    CharSet { ascii, first: ascii, latin: false, member: 1 << member, says }
}

/// For each byte the sets that it belongs to, so that a text is checked without a branch a byte.
static MEMBERS: [u8; 256] = {
    let sets = CharSet::ALL;
    let mut out = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let mut i = 0;
        while i < sets.len() {
            if (sets[i].ascii >> byte) & 1 == 1 {
                out[byte] |= sets[i].member;
            }
            i += 1;
        }
        byte += 1;
    }
    out
};

/// There is one of each.
impl PartialEq for CharSet {
    fn eq(&self, other: &CharSet) -> bool {
        self.member == other.member
    }
}

impl Eq for CharSet {}

impl CharSet {
    /// `BusinessNameLine1Txt`, `AdditionalRecipientTxt`.
    pub const BUSINESS_1: CharSet =
        set(0, "letters, digits, single spaces and # - ( ) & '", ALNUM | bits("#-()&'"));
    /// `BusinessNameLine2Txt`.
    pub const BUSINESS_2: CharSet =
        set(1, "letters, digits, single spaces and # - ( ) & ' / %", ALNUM | bits("#-()&'/%"));
    /// First, middle and last names, suffixes, titles.
    pub const PERSON_PART: CharSet =
        set(2, "letters, single spaces and hyphens", LETTERS | bits("-"));
    /// A person's whole name.
    pub const PERSON: CharSet =
        set(3, "letters, digits, single spaces, apostrophes and hyphens", ALNUM | bits("'-"));
    /// Address lines.
    pub const STREET: CharSet = CharSet {
        says: "letters, digits, single spaces, hyphens and slashes, beginning with a letter or digit",
        ascii: ALNUM | bits("-/"),
        first: ALNUM,
        latin: false,
        member: 1 << 4,
    };
    /// Cities.
    pub const CITY: CharSet = set(5, "letters and single spaces", LETTERS);
    /// `TextType`: printable ASCII and a few Latin letters.
    pub const TEXT: CharSet = CharSet {
        says: "printable ASCII characters with single spaces",
        ascii: PRINTABLE,
        first: PRINTABLE,
        latin: true,
        member: 1 << 6,
    };
    const ALL: [CharSet; 7] = [
        CharSet::BUSINESS_1,
        CharSet::BUSINESS_2,
        CharSet::PERSON_PART,
        CharSet::PERSON,
        CharSet::STREET,
        CharSet::CITY,
        CharSet::TEXT,
    ];

    /// Whether the character (a blank aside) belongs to the set.
    #[must_use]
    pub fn contains(&self, c: char) -> bool {
        if c.is_ascii() {
            (self.ascii >> u32::from(c)) & 1 == 1
        } else {
            self.latin && LATIN.contains(c)
        }
    }

    /// Whether the character may stand first.
    #[must_use]
    pub fn may_begin(&self, c: char) -> bool {
        if c.is_ascii() { (self.first >> u32::from(c)) & 1 == 1 } else { self.contains(c) }
    }

    /// What is wrong with a text of at most `max` characters, if anything.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self, text: &str, max: usize) -> Result<(), Fault> {
        if text.len() <= max && self.fits_plainly(text.as_bytes()) {
            return Ok(());
        }
        self.find_fault(text, max)
    }

    /// Whether nothing is wrong with a text of at most `max` characters.
    #[must_use]
    pub fn fits(&self, text: &str, max: usize) -> bool {
        if self.latin {
            return self.check(text, max).is_ok();
        }
        text.len() <= max && self.fits_plainly(text.as_bytes())
    }

    /// How many ASCII characters of the set a text begins with.
    pub(super) fn run(&self, text: &str) -> usize {
        let other = text.bytes().position(|b| MEMBERS[usize::from(b)] & self.member == 0);
        other.unwrap_or(text.len())
    }

    /// Whether the text is of ASCII characters of the set with single blanks inside.
    fn fits_plainly(&self, text: &[u8]) -> bool {
        let [first, ..] = text else { return false };
        let may_begin = first.is_ascii() && (self.first >> first) & 1 == 1;
        let (mut fits, mut blank) = (may_begin, true);
        for b in text {
            let (before, now) = (blank, *b == b' ');
            blank = now;
            fits &= (MEMBERS[usize::from(*b)] & self.member != 0) | (now & !before);
        }
        fits & !blank
    }

    fn find_fault(&self, text: &str, max: usize) -> Result<(), Fault> {
        let mut count = 0;
        let mut blank = true;
        for c in text.chars() {
            count += 1;
            if c == ' ' {
                if blank {
                    return Err(Fault::Blank(count));
                }
                blank = true;
            } else {
                let ok = if count == 1 { self.may_begin(c) } else { self.contains(c) };
                if !ok {
                    return Err(Fault::Character(c, count));
                }
                blank = false;
            }
        }
        match count {
            0 => Err(Fault::Empty),
            n if blank => Err(Fault::Blank(n)),
            n if n > max => Err(Fault::TooLong(n, max)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Fault::Empty => f.write_str("it is empty"),
            Fault::Character(c, at) if c.is_ascii_graphic() => {
                write!(f, "character {at} is `{c}`")
            }
            Fault::Character(c, at) => {
                write!(f, "character {at} is `{}` (U+{:04X})", c.escape_debug(), u32::from(c))
            }
            Fault::Blank(at) => write!(f, "a blank at character {at} stands at an end or twice"),
            Fault::TooLong(n, max) => write!(f, "{n} characters where {max} are allowed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sets_as_the_schema_has_them() {
        let ok = |s: &CharSet, t: &str| s.check(t, 99).is_ok();
        assert!(ok(&CharSet::BUSINESS_1, "A#1 (B) & Sons' Co-op"));
        assert!(!ok(&CharSet::BUSINESS_1, "c/o A"));
        assert!(ok(&CharSet::BUSINESS_2, "c/o 5% Trust"));
        assert!(ok(&CharSet::PERSON_PART, "Mary-Jane Ann"));
        assert!(!ok(&CharSet::PERSON_PART, "O'Brien"));
        assert!(!ok(&CharSet::PERSON_PART, "Jr."));
        assert!(ok(&CharSet::PERSON, "Sean O'Brien 3"));
        assert!(ok(&CharSet::STREET, "1/2 Main-St"));
        assert!(!ok(&CharSet::STREET, "-1 Main"));
        assert!(!ok(&CharSet::STREET, "St. Mark"));
        assert!(!ok(&CharSet::CITY, "Winston-Salem"));
        assert!(ok(&CharSet::TEXT, "!~ é ×"));
        assert!(!ok(&CharSet::TEXT, "ö"));
        assert!(!ok(&CharSet::TEXT, "a\u{7f}"));
    }

    proptest! {
        #[test]
        fn the_short_way_is_the_long_way(text in "[ -~]{0,9}|[a-z ]{0,9}|\\PC{0,6}", max in 0usize..9) {
            let sets = [&CharSet::BUSINESS_1, &CharSet::BUSINESS_2, &CharSet::PERSON_PART,
                &CharSet::PERSON, &CharSet::STREET, &CharSet::CITY, &CharSet::TEXT];
            for set in sets {
                prop_assert_eq!(set.check(&text, max), set.find_fault(&text, max));
                prop_assert_eq!(set.fits(&text, max), set.find_fault(&text, max).is_ok());
            }
        }
    }

    #[test]
    fn blanks_and_lengths() {
        let s = &CharSet::CITY;
        assert_eq!(s.check("", 9), Err(Fault::Empty));
        assert_eq!(s.check(" a", 9), Err(Fault::Blank(1)));
        assert_eq!(s.check("a ", 9), Err(Fault::Blank(2)));
        assert_eq!(s.check("a  b", 9), Err(Fault::Blank(3)));
        assert_eq!(s.check("a\tb", 9), Err(Fault::Character('\t', 2)));
        assert_eq!(s.check("abcd", 3), Err(Fault::TooLong(4, 3)));
    }
}
