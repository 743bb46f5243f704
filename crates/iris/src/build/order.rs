//! The order of forms: payers together, each account once.
//!
//! `yearend allocate` sorts accounts as texts, or, where all of them are whole numbers, as
//! numbers. Either order, kept strictly, proves that no account stands twice.

use std::collections::HashSet;

/// Follows the rows of one file.
#[derive(Debug)]
pub(super) struct Order {
    payers: HashSet<String>,
    payer: String,
    account: String,
    /// The account as a number, where it is one.
    number: Option<i128>,
    as_texts: bool,
    as_numbers: bool,
}

impl Default for Order {
    fn default() -> Self {
        Order {
            payers: HashSet::new(),
            payer: String::new(),
            account: String::new(),
            number: None,
            as_texts: true,
            as_numbers: true,
        }
    }
}

impl Order {
    /// Whether a row may stand after those before it.
    pub(super) fn follows(&mut self, payer: &str, account: &str) -> bool {
        if self.payers.is_empty() || self.payer != payer {
            if !self.payers.insert(payer.to_owned()) {
                return false;
            }
            payer.clone_into(&mut self.payer);
            self.number = account.parse().ok();
        } else {
            self.as_texts &= self.account.as_str() < account;
            if self.as_numbers {
                let number = account.parse().ok();
                self.as_numbers = matches!((self.number, number), (Some(a), Some(b)) if a < b);
                self.number = number;
            }
        }
        account.clone_into(&mut self.account);
        self.as_texts || self.as_numbers
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    fn ordered(rows: &[(&str, &str)]) -> bool {
        let mut order = Order::default();
        rows.iter().all(|(p, a)| order.follows(p, a))
    }

    #[test]
    fn as_texts_or_as_numbers_but_not_both_in_turn() {
        assert!(ordered(&[("P", "A"), ("P", "B"), ("Q", "A")]));
        assert!(ordered(&[("P", "9"), ("P", "10"), ("P", "100"), ("Q", "2"), ("Q", "11")]));
        assert!(ordered(&[("P", "10"), ("P", "9")]), "as texts");
        assert!(!ordered(&[("P", "9"), ("P", "10"), ("P", "9")]));
        assert!(!ordered(&[("P", "10"), ("P", "9"), ("P", "10")]));
        assert!(!ordered(&[("P", "A"), ("P", "A")]));
        assert!(!ordered(&[("P", "A"), ("Q", "A"), ("P", "B")]), "a payer comes back");
        assert!(!ordered(&[("P", "007"), ("P", "7"), ("P", "007")]));
    }
}
