//! CUSIP numbers: nine characters, the last a check digit (ANSI X9.6).

/// A CUSIP as printed, without blanks and separators and in upper case: `471021 40 2` becomes
/// `471021402`. Nothing is checked; see [`is_valid`].
#[must_use]
pub fn normalize(printed: &str) -> String {
    if printed.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
        return printed.to_owned();
    }
    printed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether the nine characters are a CUSIP whose check digit holds.
#[must_use]
pub fn is_valid(cusip: &str) -> bool {
    cusip::CUSIP::parse(cusip).is_ok()
}

/// Whether the text has the shape of a CUSIP: nine letters and digits (blanks and hyphens
/// between its parts allowed), of which at least four are digits and the last is a digit.
/// A shape says nothing of the check digit.
#[must_use]
pub fn has_shape(printed: &str) -> bool {
    // Most texts that are asked are figures.
    if printed.len() < 9 {
        return false;
    }
    let mut n = 0;
    let mut digits = 0;
    let mut last = ' ';
    for c in printed.trim().chars() {
        match c {
            '0'..='9' | 'A'..='Z' | 'a'..='z' => {
                n += 1;
                digits += usize::from(c.is_ascii_digit());
                last = c;
            }
            ' ' | '-' | '\u{a0}' => {}
            _ => return false,
        }
    }
    n == 9 && digits >= 4 && last.is_ascii_digit()
}

/// The check digit for the first eight characters; `None` if they are not letters and digits.
#[must_use]
pub fn check_digit(payload: &str) -> Option<char> {
    let bytes = payload.as_bytes();
    (bytes.len() == 8).then_some(())?;
    (b'0'..=b'9').map(char::from).find(|d| is_valid(&format!("{payload}{d}")))
}

/// The issuer: the first six characters, which all funds of one trust share.
#[must_use]
pub fn issuer(cusip: &str) -> &str {
    cusip.get(..6).unwrap_or(cusip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert!(is_valid("471021402") && is_valid("88634T410") && is_valid("23306X100"));
        assert!(!is_valid("23306X101") && !is_valid("47102140") && !is_valid(""));
        assert_eq!(check_digit("47102140"), Some('2'));
        assert_eq!(check_digit("4710214"), None);
    }

    #[test]
    fn shapes_and_spellings() {
        assert_eq!(normalize("471021 40 2"), "471021402");
        assert!(has_shape("471021 40 2") && has_shape("88634t-410"));
        assert!(!has_shape("0.17522000") && !has_shape("Portfolio") && !has_shape("6/25/2013"));
    }
}
