//! Name controls: the first letters of a name by which the IRS compares it with the TIN.

/// The name control of a person: the first four letters of the last name in capitals, blanks and
/// apostrophes dropped, hyphens kept. `None` where it would not begin with a letter.
#[must_use]
pub fn person(last_name: &str) -> Option<String> {
    let control: String = last_name
        .chars()
        .filter(|c| c.is_ascii_alphabetic() || *c == '-')
        .map(|c| c.to_ascii_uppercase())
        .take(4)
        .collect();
    control.starts_with(|c: char| c.is_ascii_uppercase()).then_some(control)
}

/// The name control of a business: its first four significant characters (letters, digits, `&`,
/// `-`), without a leading "The" that more than one word follows.
#[must_use]
pub fn business(name: &str) -> Option<String> {
    let mut words = name.split(' ');
    let name = match words.next() {
        Some(first) if first.eq_ignore_ascii_case("the") && words.count() > 1 => &name[4..],
        _ => name,
    };
    let control: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '&' | '-'))
        .map(|c| c.to_ascii_uppercase())
        .take(4)
        .collect();
    (!control.is_empty()).then_some(control)
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
            assert_eq!(person(name).as_deref(), Some(control));
        }
        assert_eq!(person("-"), None);
        for (name, control) in [
            ("The First Bank", "FIRS"),
            ("The Hideaway", "THEH"),
            ("A & B Cafe", "A&BC"),
            ("11th Street Inc", "11TH"),
            ("4-Way Club", "4-WA"),
        ] {
            assert_eq!(business(name).as_deref(), Some(control));
        }
        assert_eq!(business("()"), None);
    }
}
