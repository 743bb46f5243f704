//! The schema's simple types, and what is wrong with a value.

use super::charset::{CharSet, Fault};
use crate::boxes::parse_amount;
use crate::year::FilingYear;

/// What an element without children may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Simple {
    /// `[1-9][0-9]{3}`.
    Year,
    /// `0` or `1`.
    Indicator,
    /// One fixed value; white space counts.
    Fixed(&'static str),
    /// `SchemaVersionNum`: the year's fixed value.
    SchemaVersion,
    /// A unique transmission ID.
    Utid,
    /// A receipt ID.
    Receipt,
    /// `receipt|submission`.
    UniqueSubmission,
    /// `receipt|submission|record`.
    UniqueRecord,
    /// `SubmissionId`, `RecordId`: up to eight digits without a leading zero.
    SmallId,
    /// Letters and digits, at least and at most so many.
    AlphaNumeric(usize, usize),
    /// Exactly so many digits.
    Digits(usize),
    /// One of a few codes.
    OneOf(&'static [&'static str]),
    /// A form type of Submission 1.
    FormType,
    /// A state.
    State,
    /// A country other than the US.
    Country,
    /// 5, 9 or 12 digits.
    Zip,
    /// Digits and commas, 10 to 30.
    Phone,
    /// An e-mail address.
    Email,
    /// A count of up to ten digits.
    Count,
    /// Dollars and cents, not negative.
    Money,
    /// Characters of a set, at most so many.
    Text(&'static CharSet, usize),
    /// Exactly four characters of text.
    Code4,
    /// A date `YYYY-MM-DD`.
    Date,
    /// The name control of a person.
    PersonControl,
    /// The name control of a business.
    BusinessControl,
    /// Anything (forms that are not looked into).
    Any,
}

/// The name that schema validators give to a violation; the IRS's answer carries it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cvc {
    /// A character or layout that the pattern does not have.
    Pattern,
    /// A code that is not in the list.
    Enumeration,
    /// Too many characters.
    MaxLength,
    /// Too few characters.
    MinLength,
    /// Another length than the one wanted.
    Length,
    /// No number, or no date.
    DataType,
    /// Not the fixed value.
    Fixed,
}

impl Cvc {
    /// The code, such as `cvc-pattern-valid`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Cvc::Pattern => "cvc-pattern-valid",
            Cvc::Enumeration => "cvc-enumeration-valid",
            Cvc::MaxLength => "cvc-maxLength-valid",
            Cvc::MinLength => "cvc-minLength-valid",
            Cvc::Length => "cvc-length-valid",
            Cvc::DataType => "cvc-datatype-valid.1.2.1",
            Cvc::Fixed => "cvc-elt.5.2.2.2.1",
        }
    }
}

type Outcome = Result<(), (Cvc, String)>;

fn pattern(ok: bool, wanted: &str) -> Outcome {
    if ok { Ok(()) } else { Err((Cvc::Pattern, format!("wanted: {wanted}"))) }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

fn alphanumeric(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn small_id(text: &str) -> bool {
    (1..=8).contains(&text.len())
        && !text.starts_with('0')
        && text.bytes().all(|b| b.is_ascii_digit())
}

fn year(text: &str) -> bool {
    digits(text, 4) && !text.starts_with('0')
}

/// Whether the text is a receipt ID: `2025-12345678901-abc123def`.
#[must_use]
pub(crate) fn is_receipt(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    parts.next().is_some_and(year)
        && parts.next().is_some_and(|p| digits(p, 11))
        && parts.next().is_some_and(|p| alphanumeric(p, 9))
}

/// Whether the text is a unique transmission ID.
#[must_use]
pub(crate) fn is_utid(text: &str) -> bool {
    let Some((uuid, rest)) = text.split_once(":IRIS:") else { return false };
    let Some((tcc, channel)) = rest.split_once("::") else { return false };
    let mut groups = uuid.split('-');
    [8, 4, 4, 4, 12].iter().all(|n| groups.next().is_some_and(|g| alphanumeric(g, *n)))
        && groups.next().is_none()
        && alphanumeric(tcc, 5)
        && matches!(channel, "A" | "U")
}

fn is_date(text: &str) -> bool {
    let ok = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
        && !text.starts_with('0');
    if !ok {
        return false;
    }
    let number = |t: &str| t.parse::<i16>().unwrap_or(0);
    let (y, m, d) = (number(&text[..4]), number(&text[5..7]), number(&text[8..]));
    i8::try_from(m)
        .ok()
        .zip(i8::try_from(d).ok())
        .is_some_and(|(m, d)| yearend_model::Date::new(y, m, d).is_ok())
}

fn text_type(text: &str, set: &CharSet, max: usize) -> Outcome {
    set.check(text, max).map_err(|fault| match fault {
        Fault::TooLong(..) => (Cvc::MaxLength, fault.to_string()),
        _ => (Cvc::Pattern, format!("{fault}; allowed: {}", set.says)),
    })
}

impl Simple {
    /// What is wrong with a value, if anything. Messages never hold the value itself.
    ///
    /// # Errors
    /// The kind of violation and what was wanted.
    pub fn check(self, text: &str, facts: &FilingYear) -> Outcome {
        match self {
            Simple::Any => Ok(()),
            Simple::Year => pattern(year(text), "a year of four digits"),
            Simple::Indicator => match text {
                "0" | "1" => Ok(()),
                _ => Err((Cvc::Enumeration, "wanted: 0 or 1".to_owned())),
            },
            Simple::Fixed(value) => fixed(text, value),
            Simple::SchemaVersion => fixed(text, facts.schema_version),
            Simple::Utid => pattern(
                // The schema collapses white space around this one (xsd:token).
                is_utid(text.trim_matches([' ', '\t', '\n', '\r'])),
                "a UUID, :IRIS:, the TCC, :: and A or U",
            ),
            Simple::Receipt => pattern(is_receipt(text), "a receipt ID"),
            Simple::UniqueSubmission => {
                let parts = text.split_once('|');
                pattern(
                    parts.is_some_and(|(r, s)| is_receipt(r) && small_id(s)),
                    "a receipt ID, a bar and a submission ID",
                )
            }
            Simple::UniqueRecord => {
                let parts: Vec<_> = text.split('|').collect();
                pattern(
                    matches!(parts[..], [r, s, i] if is_receipt(r) && small_id(s) && small_id(i)),
                    "a receipt ID, a bar, a submission ID, a bar and a record ID",
                )
            }
            Simple::SmallId => {
                if text.len() > 8 && text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err((Cvc::MaxLength, "over eight digits".to_owned()));
                }
                pattern(small_id(text), "a number of up to eight digits without a leading zero")
            }
            Simple::AlphaNumeric(min, max) => pattern(
                (min..=max).contains(&text.len()) && alphanumeric(text, text.len()),
                &if min == max {
                    format!("{max} letters and digits")
                } else {
                    format!("{min} to {max} letters and digits")
                },
            ),
            Simple::Digits(n) => {
                if digits(text, n) {
                    return Ok(());
                }
                Err((Cvc::Pattern, format!("wanted: {n} digits, no hyphen")))
            }
            Simple::OneOf(list) => {
                if list.contains(&text) {
                    return Ok(());
                }
                Err((Cvc::Enumeration, format!("wanted: {}", list.join(", "))))
            }
            Simple::FormType => {
                if facts.form_types.iter().any(|f| f.code == text) {
                    Ok(())
                } else {
                    Err((Cvc::Enumeration, "not a form type of Submission 1".to_owned()))
                }
            }
            Simple::State => {
                if facts.is_state(text) {
                    return Ok(());
                }
                let wanted = "wanted: a state code of the US Postal Service";
                Err((Cvc::Enumeration, wanted.to_owned()))
            }
            Simple::Country => {
                if facts.countries.contains(text) {
                    Ok(())
                } else {
                    Err((Cvc::Enumeration, "not an IRS country code (they are not ISO)".to_owned()))
                }
            }
            Simple::Zip => {
                pattern([5, 9, 12].iter().any(|n| digits(text, *n)), "5, 9 or 12 digits, no hyphen")
            }
            Simple::Phone => phone(text),
            Simple::Email => {
                text_type(text, &CharSet::TEXT, 75)?;
                // `.+@.+`: any @ with something on both sides.
                let mut inner = text.chars();
                inner.next();
                inner.next_back();
                let ok = inner.as_str().contains('@');
                pattern(ok, "name@domain")
            }
            Simple::Count => {
                let text = text.trim_matches([' ', '\t', '\n', '\r']);
                let digits = text.strip_prefix('+').unwrap_or(text);
                let ok = !digits.is_empty()
                    && digits.bytes().all(|b| b.is_ascii_digit())
                    && digits.trim_start_matches('0').len() <= 10;
                if ok { Ok(()) } else { Err((Cvc::DataType, "wanted: a count".to_owned())) }
            }
            Simple::Money => match parse_amount(text) {
                Some(_) => Ok(()),
                None => Err((
                    Cvc::DataType,
                    "wanted: dollars and at most two decimals, not negative, 17 digits".to_owned(),
                )),
            },
            Simple::Text(set, max) => text_type(text, set, max),
            Simple::Code4 => {
                text_type(text, &CharSet::TEXT, usize::MAX)?;
                if text.chars().count() == 4 {
                    Ok(())
                } else {
                    Err((Cvc::Length, "wanted: four characters".to_owned()))
                }
            }
            Simple::Date => {
                if is_date(text) {
                    Ok(())
                } else {
                    Err((Cvc::DataType, "wanted: a date YYYY-MM-DD".to_owned()))
                }
            }
            Simple::PersonControl => pattern(
                (1..=4).contains(&text.len())
                    && text.starts_with(|c: char| c.is_ascii_uppercase())
                    && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'-' || b == b' '),
                "one to four capitals, hyphens or blanks, beginning with a capital",
            ),
            Simple::BusinessControl => pattern(
                (1..=4).contains(&text.len())
                    && text.bytes().all(|b| {
                        b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'&')
                    }),
                "one to four capitals, digits, hyphens or &",
            ),
        }
    }
}

fn fixed(text: &str, value: &str) -> Outcome {
    if text == value { Ok(()) } else { Err((Cvc::Fixed, format!("wanted: {value}"))) }
}

fn phone(text: &str) -> Outcome {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b',') {
        return Err((Cvc::Pattern, "wanted: digits and commas only".to_owned()));
    }
    match text.len() {
        0..10 => Err((Cvc::MinLength, "under ten digits".to_owned())),
        10..=30 => Ok(()),
        _ => Err((Cvc::MaxLength, "over thirty digits".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(kind: Simple, text: &str) -> bool {
        kind.check(text, FilingYear::get(2025).unwrap()).is_ok()
    }

    #[test]
    fn identifiers() {
        assert!(accepts(Simple::Receipt, "2025-12345678901-abcDEF123"));
        assert!(!accepts(Simple::Receipt, "0025-12345678901-abcdef123"));
        assert!(accepts(Simple::UniqueSubmission, "2025-12345678901-abcdef123|12"));
        assert!(!accepts(Simple::UniqueSubmission, "2025-12345678901-abcdef123|012"));
        assert!(accepts(Simple::UniqueRecord, "2025-12345678901-abcdef123|1|99999999"));
        assert!(!accepts(Simple::UniqueRecord, "2025-12345678901-abcdef123|1|1-1"));
        let utid = "550e8400-e29b-41d4-a716-446655440000:IRIS:BB002::A";
        assert!(accepts(Simple::Utid, utid) && accepts(Simple::Utid, &format!(" {utid}\n")));
        assert!(!accepts(Simple::Utid, "550e8400-e29b-41d4-a716-446655440000:IRIS:BB02::A"));
        assert!(accepts(Simple::SmallId, "99999999") && !accepts(Simple::SmallId, "100000000"));
        assert!(!accepts(Simple::SmallId, "01") && !accepts(Simple::SmallId, ""));
    }

    #[test]
    fn values() {
        assert!(accepts(Simple::Email, "a@b") && !accepts(Simple::Email, "@b"));
        assert!(!accepts(Simple::Email, "a@") && accepts(Simple::Email, "@@@"));
        assert!(accepts(Simple::Date, "2026-02-28") && !accepts(Simple::Date, "2026-02-29"));
        assert!(!accepts(Simple::Date, "2026-2-28") && !accepts(Simple::Date, "02/28/2026"));
        assert!(accepts(Simple::Zip, "123456789012") && !accepts(Simple::Zip, "12345-6789"));
        assert!(accepts(Simple::Phone, "2025550100,12") && !accepts(Simple::Phone, "202-555-0100"));
        assert!(accepts(Simple::Country, "GM") && !accepts(Simple::Country, "US"));
        assert!(accepts(Simple::Count, "0") && !accepts(Simple::Count, "12345678901"));
        assert!(
            accepts(Simple::AlphaNumeric(0, 10), "") && !accepts(Simple::AlphaNumeric(5, 5), "ab")
        );
        assert!(!accepts(Simple::Money, "") && !accepts(Simple::SchemaVersion, "2.0.3 "));
    }
}
