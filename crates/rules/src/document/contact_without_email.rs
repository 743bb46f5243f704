//! YE0116: a contact that cannot be written to.

use crate::rule::rule;
use crate::sink::{At, Sink};
use crate::words;
use yearend_model::Reading;

rule! {
    /// A contact has no usable e-mail address.
    ///
    /// ## What it checks
    /// Each row of the contacts sheet has an e-mail address with one `@` and a domain.
    ///
    /// ## Why it matters
    /// Findings are settled by asking the sender; without an address somebody has to telephone.
    ///
    /// ## What to do
    /// Ask for the address once and keep it.
    ///
    /// ## Authority
    /// ICI Primary Layout, contacts sheet.
    "YE0116", "contact-without-email", Note, since "0.1",
    Reading(check)
}

fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.trim().split_once('@') else { return false };
    let clean = |s: &str| !s.is_empty() && !s.contains([' ', '@']);
    clean(name) && clean(domain) && domain.contains('.') && !domain.starts_with('.')
}

fn check(reading: &Reading, sink: &mut Sink) {
    // A message never carries a person's name or address.
    let without: Vec<String> = reading
        .contacts
        .iter()
        .enumerate()
        .filter(|(_, c)| !is_address(&c.email))
        .map(|(i, _)| (i + 1).to_string())
        .collect();
    if !without.is_empty() {
        let rows = if without.len() == 1 { "row" } else { "rows" };
        let message = format!(
            "{rows} {} of the contacts has no usable e-mail address",
            words::list(&without)
        );
        let message = if without.len() == 1 { message } else { message.replace(" has ", " have ") };
        sink.push(At::default(), RULE.finding(message).help("ask for the address once"));
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses() {
        assert!(is_address("tax@example.com"));
        assert!(
            ["", "tax", "tax@", "@example.com", "tax@com", "a b@example.com"]
                .into_iter()
                .all(|t| !is_address(t))
        );
    }
}
