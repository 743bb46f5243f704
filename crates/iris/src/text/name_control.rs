//! Name controls: the first letters of a name by which the IRS compares it with the TIN.

/// A name control: up to four characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Control {
    ascii: [u8; 4],
    length: usize,
}

impl Control {
    /// The first four of these.
    fn of(characters: impl Iterator<Item = u8>) -> Control {
        let mut out = Control::default();
        for (place, c) in out.ascii.iter_mut().zip(characters) {
            *place = c.to_ascii_uppercase();
            out.length += 1;
        }
        out
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.ascii[..self.length]).unwrap_or_default()
    }
}

/// The name control of a person: the first four letters of the last name in capitals, blanks and
/// apostrophes dropped, hyphens kept. `None` where it would not begin with a letter.
#[must_use]
pub fn person(last_name: &str) -> Option<Control> {
    let control = Control::of(last_name.bytes().filter(|c| c.is_ascii_alphabetic() || *c == b'-'));
    control.ascii[0].is_ascii_uppercase().then_some(control)
}

/// The name control of a business: its first four significant characters (letters, digits, `&`,
/// `-`), without a leading "The" that more than one word follows.
#[must_use]
pub fn business(name: &str) -> Option<Control> {
    let mut words = name.split(' ');
    let name = match words.next() {
        Some(first) if first.eq_ignore_ascii_case("the") && words.count() > 1 => &name[4..],
        _ => name,
    };
    let significant = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'&' | b'-');
    let control = Control::of(name.bytes().filter(significant));
    (control.length > 0).then_some(control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_irs_forms_them() {
        for (name, control) in [
            ("Brown", "BROW"),
            ("O'Neil", "ONEI"),
            ("Van Elm", "VANE"),
            ("En-Yi", "EN-Y"),
            ("Ax", "AX"),
        ] {
            assert_eq!(person(name).unwrap().as_str(), control);
        }
        assert_eq!(person("-"), None);
        for (name, control) in [
            ("The First Bank", "FIRS"),
            ("The Hideaway", "THEH"),
            ("A & B Cafe", "A&BC"),
            ("11th Street Inc", "11TH"),
            ("4-Way Club", "4-WA"),
        ] {
            assert_eq!(business(name).unwrap().as_str(), control);
        }
        assert_eq!(business("()"), None);
    }
}
