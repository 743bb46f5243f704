//! Invented families, funds, share classes, tickers, CUSIPs and contacts.

use crate::rng::Rng;
use std::collections::BTreeSet;
use yearend_model::{Contact, cusip};

const FAMILIES: &[&str] = &[
    "Harbor Lane",
    "Copper Ridge",
    "Alder & Stone",
    "Northgate",
    "Larkfield",
    "Meridian West",
    "Quill River",
    "St. Brannock",
    "O'Dell Capital",
    "Tidewater One",
    "Pine & Mercer",
    "Blue Heron",
];

/// What a family's funds hold, by the way they distribute.
pub const EQUITY: &[&str] = &[
    "Growth Fund",
    "Large Cap Value Fund",
    "Small-Cap Opportunities Fund",
    "500 Index Fund",
    "Dividend & Income Fund",
    "Balanced Portfolio",
    "Focused 30 Fund",
    "Target Retirement 2045 Fund",
];
/// Funds that pass foreign tax through.
pub const INTERNATIONAL: &[&str] = &[
    "International Equity Fund",
    "Emerging Markets Fund",
    "Global ex-U.S. Small Cap Fund",
    "Asia Pacific Fund",
];
/// Taxable bond funds.
pub const BOND: &[&str] = &[
    "Core Bond Fund",
    "Short Duration Income Fund",
    "High Yield Fund",
    "U.S. Government Securities Fund",
    "Floating Rate Fund",
];
/// Municipal bond funds.
pub const MUNI: &[&str] =
    &["Municipal Bond Fund", "California Tax-Free Income Fund", "New York Intermediate Muni Fund"];
/// Real-estate funds.
pub const REAL_ESTATE: &[&str] = &["Real Estate Securities Fund", "Global REIT Income Fund"];
/// Funds that return capital.
pub const OPTION_INCOME: &[&str] =
    &["Covered Call Income ETF", "Managed Distribution Fund", "Energy Infrastructure Fund"];

/// A share class: how its name is added to the fund's, and how much of the income it keeps.
#[derive(Clone, Debug)]
pub struct ShareClass {
    /// What follows the fund's name; empty for a fund of one class.
    pub suffix: String,
    /// Hundredths of the fund's income per share that this class distributes.
    pub income_percent: i64,
}

/// A family's name.
pub fn family(rng: &mut Rng) -> String {
    (*rng.pick(FAMILIES)).to_owned()
}

/// One to four share classes in one spelling.
pub fn share_classes(rng: &mut Rng) -> Vec<ShareClass> {
    let n = 1 + rng.below(4);
    if n == 1 {
        return vec![ShareClass { suffix: String::new(), income_percent: 100 }];
    }
    let spelling = rng.below(4);
    let letters = ["A", "C", "I", "R6"];
    let income = [88, 41, 100, 107];
    (0..n)
        .map(|i| ShareClass {
            suffix: match spelling {
                0 => format!(" - Class {}", letters[i]),
                1 => format!(" Class {}", letters[i]),
                2 => format!(" – {} Shares", letters[i]),
                _ => format!(", Class {}", letters[i]),
            },
            income_percent: income[i],
        })
        .collect()
}

/// Numbers and symbols, none given twice.
#[derive(Debug)]
pub struct Registry {
    issuers: Vec<String>,
    issues: BTreeSet<String>,
    tickers: BTreeSet<String>,
}

/// Letters that CUSIPs use (I, O and Z's lookalikes 1, 0, 2 keep I and O out).
const CUSIP_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

impl Registry {
    /// A registry with a few issuers.
    pub fn new(rng: &mut Rng, issuers: usize) -> Registry {
        let issuers = (0..issuers.max(1)).map(|_| issuer(rng)).collect();
        Registry { issuers, issues: BTreeSet::new(), tickers: BTreeSet::new() }
    }

    /// A new CUSIP with a valid check digit.
    pub fn cusip(&mut self, rng: &mut Rng) -> String {
        loop {
            // Ninety issues an issuer; a large family has more issuers.
            if self.issues.len() >= 60 * self.issuers.len() {
                self.issuers.push(issuer(rng));
            }
            let payload = format!("{}{:02}", rng.pick(&self.issuers), rng.between(10, 99));
            let Some(check) = cusip::check_digit(&payload) else { continue };
            let number = format!("{payload}{check}");
            if self.issues.insert(number.clone()) {
                return number;
            }
        }
    }

    /// A new ticker: five letters ending in X for mutual funds, four or fewer otherwise.
    pub fn ticker(&mut self, rng: &mut Rng, exchange_traded: bool) -> String {
        loop {
            let n = if exchange_traded { 3 + rng.below(2) } else { 4 };
            let mut t: String = (0..n).map(|_| char::from(*rng.pick(CUSIP_LETTERS))).collect();
            if !exchange_traded {
                t.push('X');
            }
            if !["DAILY", "NONE", "TOTAL"].contains(&t.as_str()) && self.tickers.insert(t.clone()) {
                return t;
            }
        }
    }
}

/// An issuer that is not from the range for a firm's own use (990 to 999 in places 4 to 6).
fn issuer(rng: &mut Rng) -> String {
    let mut number = format!("{:05}", rng.between(10_000, 98_999));
    if number.ends_with("99") {
        number = "31420".to_owned();
    }
    if rng.chance(50) {
        number.push(char::from(*rng.pick(CUSIP_LETTERS)));
    } else {
        number.push_str(&rng.below(10).to_string());
    }
    number
}

/// Invented people with telephone numbers that nobody has (555-01xx).
pub fn contacts(rng: &mut Rng, family: &str) -> Vec<Contact> {
    let people = [("Ada", "Quimby"), ("Jonas", "Ferrante"), ("Mei", "Okonkwo"), ("Lars", "Whitby")];
    let domain = "example.com";
    let start = rng.below(people.len());
    (0..1 + rng.below(2))
        .map(|i| {
            let (first, last) = people[(start + i) % people.len()];
            let phone = |rng: &mut Rng| format!("617-555-01{:02}", rng.between(10, 99));
            Contact {
                fund: format!("All {family} Funds"),
                person: format!("{first} {last}"),
                affiliation: format!("{family} Services"),
                telephone: phone(rng),
                facsimile: phone(rng),
                email: format!("{}.{}@{domain}", first.to_lowercase(), last.to_lowercase()),
            }
        })
        .collect()
}
