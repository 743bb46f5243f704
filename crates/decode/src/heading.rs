//! One heading, read: which fields it can mean, and the numbers printed in it.
//!
//! Headings repeat from block to block (`Foreign Tax Paid` stands in five columns), are
//! abbreviated and mistyped. What a heading can mean comes from the wordings in the one table of
//! fields; its block comes from box labels and group headings over it.

use crate::words::{fold, is_vocabulary, words};
use std::sync::LazyLock;
use yearend_model::Field;
use yearend_model::field::{FIELDS, Group};

/// A heading taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heading {
    /// All words over the column, top to bottom, without group headings.
    pub text: String,
    /// Group headings over the column (`Form 1099 Box 1a Breakdown`).
    pub groups: String,
    pub box_label: Option<String>,
    pub year: Option<u16>,
    pub formula: Option<Vec<u8>>,
}

/// A field that a heading can mean, with how well it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub field: Field,
    pub score: i32,
}

/// Whether a header cell names a block of columns rather than one column.
pub(crate) fn is_group(text: &str) -> bool {
    let lower = text.to_lowercase();
    let numbered = lower.bytes().any(|b| b.is_ascii_digit());
    lower.contains("breakdown")
        // A line of `Year Included in Shareholders' Income`, which no column is worded like.
        || lower.contains("shareholders") && !numbered
        || (lower.contains("included in") || lower.contains("includable"))
            && (lower.contains("year") || lower.contains("shareholder"))
}

/// Words of columns that families print beside the layout and that are no part of it.
const BESIDE: &[&str] = &[
    "nav",
    "price",
    "class",
    "shareclass",
    "code",
    "account",
    "frequency",
    "type",
    "note",
    "comment",
    "remark",
    "isin",
    "sedol",
    "state",
    "fiscal",
    "reinvest",
    "reinvestment",
    "line",
    "status",
    "objective",
    "manager",
    "advisor",
    "adviser",
    "footnote",
    "seq",
    "sequence",
    "ein",
    "tin",
    "country",
    "inception",
];

/// Words that tell what the supplementary information of families is about: where its income came
/// from, what other holders than US persons and corporations need. All words of a row must stand in
/// a heading, and none after the bar.
const SUPPLEMENT: &[(&[&str], &[&str])] = &[
    (&["fiscal"], &[]),
    (&["foreign", "source"], &[]),
    (&["foreign", "income"], &["tax"]),
    (&["foreign", "country"], &[]),
    (&["government"], &[]),
    (&["govt"], &[]),
    (&["treasury"], &[]),
    (&["drd"], &[]),
    (&["received", "deduction"], &[]),
    (&["163"], &[]),
    (&["163j"], &[]),
    (&["1061"], &[]),
    (&["qii"], &[]),
    (&["qualified", "interest"], &["exempt", "dividend"]),
    (&["interest", "related"], &[]),
    (&["withheld"], &["foreign"]),
    (&["investment", "expense"], &[]),
    (&["equalization"], &[]),
    (&["undistributed"], &[]),
    (&["deemed"], &[]),
    (&["outstanding"], &[]),
    (&["depreciation"], &[]),
    (&["declaration", "date"], &[]),
    (&["declared", "date"], &[]),
    (&["reclass", "date"], &[]),
];

/// Whether the words are about something beside the layout, whatever words of the layout stand
/// with them.
fn is_supplement(own: &[String]) -> bool {
    let has = |w: &&str| own.iter().any(|o| o == w);
    SUPPLEMENT.iter().any(|(all, none)| all.iter().all(has) && !none.iter().any(has))
}

/// Whether a heading is about a percentage other than the layout's one, that of column 31: a
/// number before the sign is a rate of tax (`Collectibles (28%) Gain`).
fn is_share(text: &str, own: &[String]) -> bool {
    let lower = text.to_lowercase();
    let rate = |at: usize| {
        let digits = lower[..at].trim_end().bytes().rev().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits)
    };
    let sign = ["%", "percent", "pct"];
    let any = sign.iter().any(|s| lower.match_indices(s).any(|(at, _)| !rate(at)));
    let tax = ["amt", "private", "alternative", "pab", "minimum"];
    any && !own.iter().any(|w| tax.contains(&w.as_str()))
}

/// Words with which a heading names a column of the layout all the same (`Ex/Reinvest Date`,
/// `Line 3 Return of Capital`).
const WITHIN: &[&str] = &[
    "distribution",
    "nondividend",
    "dividend",
    "gain",
    "income",
    "name",
    "capital",
    "tax",
    "liquidation",
    "interest",
    "section",
    "ex",
    "pay",
    "payable",
    "record",
    "amt",
    "cusip",
    "ticker",
    "symbol",
    "ordinary",
    "qualified",
    "total",
    "year",
];

/// Whether the words name a column beside the layout: a net asset value, a share class, the
/// family's own number of a fund.
pub(crate) fn is_beside(text: &str) -> bool {
    let own = words(text);
    let any = |list: &[&str]| own.iter().any(|w| list.contains(&w.as_str()));
    let numbered = any(&["number", "id"]) && any(&["fund", "portfolio", "class"]);
    let priced = any(&["nav", "price", "type", "frequency", "code", "isin", "sedol", "comment"]);
    let both = text.contains(['/', '&']) || text.to_lowercase().contains(" and ");
    let fund_and_class = any(&["fund", "security"]) && any(&["class"]) && both;
    is_supplement(&own)
        || is_share(text, &own)
        || priced && !any(&["cusip"])
        || numbered && !any(WITHIN)
        || any(BESIDE) && !any(WITHIN) && !fund_and_class
}

impl Heading {
    /// The fields whose box it is, in any year: for a heading of nothing but the box.
    fn by_box(&self) -> Vec<Candidate> {
        let Some(label) = &self.box_label else { return Vec::new() };
        let feeds = |f: &Field| f.info().boxes.iter().any(|b| b.label == label);
        Field::ALL.into_iter().filter(feeds).map(|field| Candidate { field, score: 10 }).collect()
    }

    /// The one field whose box it is in any year, if all its words are words of that field: a print
    /// may lose a word of a heading (`Form 1099 Box 2a Total Gain Distr.`).
    fn by_box_and_words(&self, own: &[String]) -> Vec<Candidate> {
        let of_box = self.by_box();
        let [only] = of_box.as_slice() else { return Vec::new() };
        let mut fields = FIELDS.iter().zip(WORDINGS.iter());
        let wordings = fields.find(|(info, _)| info.field == only.field).map(|(_, w)| w);
        let known = |w: &String| wordings.is_some_and(|all| all.iter().any(|x| x.contains(w)));
        if own.len() >= 2 && own.iter().all(known) { of_box } else { Vec::new() }
    }

    /// Whether a wording of the field or its box stands in the heading, among other words perhaps.
    pub(crate) fn could_mean(&self, field: Field) -> bool {
        let own = words(&self.text);
        let says = |w: &Vec<String>| !w.is_empty() && w.iter().all(|x| own.contains(x));
        let label = self.box_label.as_deref();
        let boxed = field.info().boxes.iter().any(|b| Some(b.label) == label);
        boxed || WORDINGS[field as usize].iter().any(says)
    }

    pub(crate) fn new(text: &str, groups: &str) -> Heading {
        let text = fold(text);
        Heading {
            box_label: box_label(&strip_remarks(&text)),
            year: year_label(&text),
            formula: formula(&text),
            groups: fold(groups),
            text,
        }
    }

    /// The fields that fit best, equal ones together, best first. Empty if none fits.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let bare = strip_remarks(&strip_formula(&self.text));
        let own: Vec<String> = words(&bare).into_iter().filter(|w| counts(w)).collect();
        let own = without_box(own, self.box_label.as_deref());
        if own.iter().all(|w| w == "total" || w == "line") {
            return self.by_box();
        }
        if is_beside(&bare) {
            return Vec::new();
        }
        let group = group_of(&bare).or_else(|| group_of(&self.groups));
        let mut all: Vec<Candidate> = FIELDS
            .iter()
            .zip(WORDINGS.iter())
            .filter_map(|(info, wordings)| {
                let fit = wordings.iter().filter_map(|w| fit(w, &own)).max()?;
                let mut score = fit;
                match group {
                    Some(g) if g == info.group => score += 8,
                    Some(_) => score -= 15,
                    None => {}
                }
                if let Some(label) = &self.box_label {
                    let fits = info.boxes.iter().any(|b| b.label == label);
                    score += if fits {
                        12
                    } else if info.boxes.is_empty() {
                        0
                    } else {
                        -4
                    };
                }
                if let Some(formula) = &self.formula {
                    let fits = info.formula_columns() == *formula;
                    score += if fits { 15 } else { 0 };
                }
                Some(Candidate { field: info.field, score })
            })
            .filter(|c| c.score > 0)
            .collect();
        if all.is_empty() {
            let of_box = self.by_box_and_words(&own);
            return if of_box.is_empty() { letter(&bare) } else { of_box };
        }
        // `AMT Income` is about that tax and no income of another block.
        if own.iter().any(|w| w == "amt") {
            all.retain(|c| c.field == Field::AmtPercentage);
        }
        all.sort_by_key(|c| (-c.score, c.field));
        if let Some(best) = all.first().map(|c| c.score) {
            all.retain(|c| c.score >= best - 1);
        }
        all
    }
}

/// Whether a heading says `Qualified Dividend Income`, as section 1(h)(11) does: box 1b, or the part
/// of it that is income.
pub(crate) fn names_qualified_income(text: &str) -> bool {
    let lower = fold(&text.to_lowercase());
    ["qualified dividend income", "qualified dividends income", "qdi"]
        .iter()
        .any(|w| lower.contains(w))
}

/// A heading without what it says about itself in brackets: `Income Dividends (excl. short-term
/// gains)` is not about gains.
fn strip_remarks(text: &str) -> String {
    let remark = |body: &str| {
        let lower = body.trim_start().to_lowercase();
        lower.starts_with("excl")
            || lower.starts_with("incl") && !lower.contains("included") && !lower.contains("box")
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('(') {
        let Some(end) = rest[at..].find(')').map(|e| at + e) else { break };
        out.push_str(if remark(&rest[at + 1..end]) { &rest[..at] } else { &rest[..=end] });
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

/// A heading of nothing but the letter of a flag: `E`, `(R)`.
fn letter(text: &str) -> Vec<Candidate> {
    let field = match text.trim().trim_matches(['(', ')']) {
        "E" | "e" => Field::Estimated,
        "R" | "r" => Field::Reclass,
        "C" | "c" => Field::Corrected,
        _ => return Vec::new(),
    };
    vec![Candidate { field, score: 10 }]
}

trait FormulaColumns {
    fn formula_columns(&self) -> Vec<u8>;
}

impl FormulaColumns for yearend_model::field::FieldInfo {
    fn formula_columns(&self) -> Vec<u8> {
        self.parts.iter().map(|p| p.column()).collect()
    }
}

/// Words of headings that say what was paid and not for what.
const GENERAL: &[&str] =
    &["total", "amount", "rate", "share", "distribution", "dividend", "payment", "paid", "cash"];

/// How well a wording fits the heading's words: all of its words must be there, and words that
/// it does not explain count against it.
fn fit(wanted: &[String], own: &[String]) -> Option<i32> {
    let all = !wanted.is_empty() && wanted.iter().all(|w| own.contains(w));
    // What is paid in all is hardly meant where a part of it is named.
    let general = |w: &String| GENERAL.contains(&w.as_str());
    let other = own.iter().any(|w| !general(w) && is_vocabulary(w));
    let unlikely = if wanted.iter().all(general) && other { 12 } else { 0 };
    let extra = own.iter().filter(|w| !wanted.contains(w)).count();
    all.then(|| {
        10 * i32::try_from(wanted.len()).unwrap_or(0)
            - 3 * i32::try_from(extra).unwrap_or(0)
            - unlikely
    })
}

/// The words of every wording of every field, in the order of the table of fields.
static WORDINGS: LazyLock<Vec<Vec<Vec<String>>>> = LazyLock::new(|| {
    let split = |w: &&str| words(w).into_iter().filter(|x| counts(x)).collect();
    FIELDS.iter().map(|info| info.wordings.iter().map(split).collect()).collect()
});

/// Words that tell one heading from another.
fn counts(word: &str) -> bool {
    let filler =
        ["of", "in", "or", "the", "and", "for", "form", "1099", "box", "column", "per", "to"];
    let number = word.bytes().all(|b| b.is_ascii_digit());
    !filler.contains(&word) && (!number || matches!(word, "1250" | "1202" | "25" | "28" | "897"))
}

fn without_box(mut own: Vec<String>, label: Option<&str>) -> Vec<String> {
    if let Some(label) = label {
        own.retain(|w| w != label);
    }
    own
}

/// The block that a text names: `Box 1b`, `199A`, `Qualified`.
fn group_of(text: &str) -> Option<Group> {
    let label = box_label(text);
    let w = words(text);
    let has = |x: &str| w.iter().any(|y| y == x);
    if has("199a") || has("reit") || label.as_deref() == Some("5") {
        Some(Group::Section199a)
    } else if has("897") || matches!(label.as_deref(), Some("2e" | "2f")) {
        Some(Group::Section897)
    } else if has("qualified") || label.as_deref() == Some("1b") {
        Some(Group::Qualified)
    } else if label.as_deref() == Some("1a") {
        Some(Group::Ordinary)
    } else if matches!(label.as_deref(), Some("2a" | "2b" | "2c" | "2d")) {
        Some(Group::CapitalGain)
    } else if label.is_some() {
        Some(Group::Other)
    } else {
        None
    }
}

/// `7` of `Box 7`, `1a` of `Form 1099 Box 1a Total` and of `1a Foreign Tax Paid`.
fn box_label(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let Some(rest) = lower.split("box").nth(1) else {
        let lettered =
            |w: &&str| matches!(*w, "1a" | "1b" | "2a" | "2b" | "2c" | "2d" | "2e" | "2f");
        return lower.split(|c: char| !c.is_alphanumeric()).find(lettered).map(str::to_owned);
    };
    let rest = rest.trim_start_matches([' ', '#', '.']);
    let label: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    let ok = label.starts_with(|c: char| c.is_ascii_digit()) && label.len() <= 3;
    ok.then_some(label)
}

/// The year of `2012 (Prior Year)`.
pub(crate) fn year_label(text: &str) -> Option<u16> {
    let lower = text.to_lowercase();
    let says = ["prior", "next", "current"].iter().any(|w| lower.contains(w));
    says.then(|| years(text).next()).flatten()
}

/// The year of a heading that says nothing but which year's income the figures under it are:
/// `2024`, `Taxable in 2024`.
pub(crate) fn bare_year(text: &str) -> Option<u16> {
    let about = [
        "tax",
        "taxable",
        "reportable",
        "reported",
        "portion",
        "amount",
        "attributable",
        "calendar",
        "year",
        "income",
        "included",
        "in",
        "to",
        "spillback",
        "distribution",
    ];
    let mut named = years(text);
    let year = named.next().filter(|_| named.next().is_none())?;
    let digits = year.to_string();
    // `Shareholders'` in a narrow column may be broken in two.
    let piece = |w: &str| "shareholders".starts_with(w) || "shareholders".ends_with(w);
    let said = |w: &String| *w == digits || about.contains(&w.as_str()) || piece(w);
    words(text).iter().all(said).then_some(year)
}

/// Every year 1990 to 2100 that stands as a number of its own in the text.
pub(crate) fn years(text: &str) -> impl Iterator<Item = u16> + '_ {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| w.len() == 4)
        .filter_map(|w| w.parse().ok())
        .filter(|y| (1990..=2100).contains(y))
}

/// The columns of a printed formula: `(14+15+22+26+28+30)`.
pub(crate) fn formula(text: &str) -> Option<Vec<u8>> {
    let inside = formula_span(text).map(|(a, b)| &text[a..b])?;
    inside
        .trim_matches(['(', ')'])
        .split('+')
        .map(|n| n.trim().parse().ok())
        .collect::<Option<Vec<u8>>>()
}

fn formula_span(text: &str) -> Option<(usize, usize)> {
    text.match_indices('(').find_map(|(a, _)| {
        let b = a + text[a..].find(')')? + 1;
        let body = &text[a + 1..b - 1];
        let sum = body.contains('+')
            && body.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' '));
        sum.then_some((a, b))
    })
}

fn strip_formula(text: &str) -> String {
    match formula_span(text) {
        Some((a, b)) => format!("{} {}", &text[..a], &text[b..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str, groups: &str) -> String {
        Heading::new(text, groups)
            .candidates()
            .iter()
            .map(|c| c.field.column().to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn headings_as_families_print_them() {
        for (text, groups, columns) in [
            ("Security Description (Fund Name)", "", "1"),
            ("Fund Name", "", "1"),
            ("CUSIP #", "", "2"),
            ("CUSIP Number Change (M) or (Y)", "", "32"),
            ("Ex-Div Date", "", "8"),
            ("Pay Date", "", "9"),
            ("Total Distributions Per Share", "", "10"),
            ("2012 (Prior Year)", "Year Included in Shareholders' Income", "11"),
            ("2013 (Current Year) (14+15+22+26+28+30)", "", "13"),
            ("Income Dividends", "", "14 18 33 37"),
            ("Income Dividends", "Form 1099 Box 1b Breakdown", "18"),
            ("Income Dividends", "Form 1099 Box 5 Breakdown", "33"),
            ("Short-term Capial Gain", "Form 1099 Box 1a Breakdown", "15"),
            ("Box 1a Foreign Tax Paid", "", "16"),
            ("Box 1a Total Ordinary Dividends (14+15+16)", "", "17"),
            ("Box 1b Total Qualified Dividends", "", "21"),
            ("Box 2a Total Capital Gain Distr.", "", "22"),
            ("Long-Term Capital Gains", "", "22"),
            ("Box 2b Unrecap Sec. 1250 Gain", "", "23"),
            ("Box 2d Collectibles (28%) Gain", "", "25"),
            ("Box 3 Non-dividend Distributions", "", "26"),
            ("Return of Capital", "", "26"),
            ("Box 6 Foreign Tax Paid", "", "27"),
            ("Box 7 Foreign Tax Paid", "", "27"),
            ("Box 9 Cash Liquidation Distr.", "", "28"),
            ("Box 9 Noncash Liquidation Distr", "", "29"),
            ("Box 12 Exempt-Interest Dividends", "", "30"),
            ("Percentage of AMT in Column 30", "", "31"),
            ("Box 5 Section 199A Dividends (33+34+35)", "", "36"),
            ("Section 199A Short-term Gains", "", "34"),
            ("Box 2e Section 897 Ordinary Dividends", "", "40"),
            ("Box 2f Section 897 Capital Gain", "", "41"),
            ("1a Foreign Tax Paid", "", "16"),
            ("S/T Cap Gain", "Form 1099 Box 1a Breakdown", "15"),
            ("LTCG", "", "22"),
            ("L/T Cap Gain", "", "22"),
            ("QDI", "", "21"),
            ("Qualified Dividend Income (QDI)", "", "21"),
            ("Qualified Income", "", "18"),
            ("Sec. 199A Div", "", "36"),
            ("Total Distr. Amt", "", "10"),
            ("% Subject to AMT", "", "31"),
            ("AMT Income", "", "31"),
            ("Ex/Reinvest Date", "", "8"),
            ("Distribution Date", "", "9"),
            ("(E)", "", "4"),
            ("Fund #", "", ""),
            ("NAV", "", ""),
            ("Share Class", "", ""),
            ("Reinvest Price", "", ""),
            ("Nondivi dend Distribu tions", "", "26"),
            ("Percent age of AMT in Column 30", "", "31"),
            ("897 Ordinar y Dividen ds (37+38 +39)", "", "40"),
            ("Shareholder Services", "", ""),
            ("Fund and Share Class", "", "1"),
            ("X-Date", "", "8"),
            ("Amount Per Share", "", "10"),
            ("Foreign Tax Amount Per Share", "Form 1099 Box 1a Breakdown", "16"),
            ("Income Dividends (excl. short-term gains)", "Form 1099 Box 1a Breakdown", "14"),
            ("S-T Gains", "Form 1099 Box 1a Breakdown", "15"),
            ("Box 2a", "", "22"),
            ("Unrecap. 1250 Gain (25%)", "", "23"),
            ("Non-Taxable", "", "26"),
            ("Qualified REIT Dividends", "", "36"),
            ("Section 199(A) Dividends", "", "36"),
            ("QDI %", "", ""),
            ("Section 199A %", "", ""),
            ("Foreign Source Income", "", ""),
            ("Qualified Interest Income", "", ""),
            ("Form 1099 Box 2a Total Gain Distr.", "", "22"),
            ("Form 1099 Box 2a Foreign Gain", "", ""),
            ("Recl. (R)", "", "5"),
            ("Est. (E)", "", "4"),
            ("Corr. (C)", "", "6"),
            ("Federal Income Tax Withheld", "", ""),
        ] {
            assert_eq!(best(text, groups), columns, "{text} / {groups}");
        }
    }

    #[test]
    fn what_a_heading_with_words_of_its_neighbours_could_mean() {
        let could = |text: &str, field| Heading::new(text, "").could_mean(field);
        assert!(could("Estimated Ticker (E)", Field::Ticker));
        assert!(could("Sec. 1202 Gain - Box 2b", Field::UnrecapturedSection1250Gain));
        assert!(could("Income Dividends", Field::QualifiedIncomeDividends));
        assert!(!could("Cash Liquidation", Field::NondividendDistributions));
    }

    #[test]
    fn numbers_in_headings() {
        let h = Heading::new("2013 (Current Year) (14+15+22+26+28+30)", "");
        assert_eq!(h.year, Some(2013));
        assert_eq!(h.formula, Some(vec![14, 15, 22, 26, 28, 30]));
        assert_eq!(Heading::new("Form 1099 Box 2a Total", "").box_label.as_deref(), Some("2a"));
        assert_eq!(formula("Estimated (E)"), None);
    }
}
