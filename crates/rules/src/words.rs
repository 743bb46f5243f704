//! How messages name fields and figures.

use yearend_model::decimal::plain;
use yearend_model::{Date, Decimal, Field};

/// The field in words: `total distribution`, `section 199A income`, `short-term capital gain`.
pub(crate) fn field(field: Field) -> String {
    field
        .name()
        .replace("short_term", "short-term")
        .replace("ex_dividend", "ex-dividend")
        .split('_')
        .map(|w| match w {
            "199a" => "199A",
            "amt" => "AMT",
            "cusip" => "CUSIP",
            w => w,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// The field in words with its column: `foreign tax paid (column 27)`.
pub(crate) fn column(f: Field) -> String {
    format!("{} (column {})", field(f), f.column())
}

/// The columns joined by plus signs: `14+15+16`.
pub(crate) fn sum_of(fields: &[Field]) -> String {
    fields.iter().map(|f| f.column().to_string()).collect::<Vec<_>>().join("+")
}

/// A list in words: `a`, `a and b`, `a, b and c`.
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// `1 security`, `2 securities`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// An amount as messages print it.
pub(crate) fn figure(amount: Decimal) -> String {
    plain(amount)
}

/// A date with its weekday left out: `2013-06-26`.
pub(crate) fn date(d: Date) -> String {
    d.to_string()
}

/// The text in double quotes, shortened to a length a message can carry.
pub(crate) fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let mut shown: String = text.chars().take(MOST).collect();
    if text.chars().count() > MOST {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_as_words() {
        assert_eq!(field(Field::Section199aIncome), "section 199A income");
        assert_eq!(field(Field::ExDividendDate), "ex-dividend date");
        assert_eq!(column(Field::AmtPercentage), "AMT percentage (column 31)");
        assert_eq!(sum_of(&[Field::PriorYear, Field::NextYear]), "11+12");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(quoted(&"x".repeat(61)).chars().count(), 63);
    }
}
