//! A reading as rows: what the tables hold, how it comes from a [`Reading`] and goes back.

pub(crate) mod back;
pub(crate) mod load;

use crate::amounts::{self, Bases};
use crate::digest::Hash;
use crate::state::State;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use yearend_model::{
    Contact, DateValue, Distribution, Field, Finding, Reading, Security, Severity, Status,
};

/// The rows of one reading, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) layouts: Vec<LayoutRow>,
    pub(crate) statements: Vec<StatementRow>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) findings: Vec<FindingRow>,
    /// Pages or sheets, to which lines refer by index: a JSON list.
    pub(crate) parts: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayoutRow {
    pub(crate) kind: String,
    /// 0 where the document supports no tax year.
    pub(crate) tax_year: i64,
    pub(crate) title: String,
}

/// What a document states about one security in one of its layouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatementRow {
    pub(crate) layout: usize,
    pub(crate) cusip: String,
    pub(crate) ticker: Option<String>,
    pub(crate) name: String,
    pub(crate) review: bool,
    pub(crate) lines: Vec<LineRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineRow {
    /// Record, ex-dividend and payable date; a printed word instead of a date is marked by `~`.
    pub(crate) dates: [Option<String>; 3],
    pub(crate) status: Option<Status>,
    pub(crate) amounts: String,
    pub(crate) cusip_change: Option<String>,
    pub(crate) bases: Bases,
    pub(crate) part: i64,
    pub(crate) line: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FindingRow {
    /// The finding's name in the store, the same whenever the document is read again.
    pub(crate) finding: String,
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) cusip: Option<String>,
    pub(crate) distribution: Option<i64>,
    pub(crate) field: Option<String>,
    pub(crate) location: Option<String>,
}

/// The code of the finding for a security that its reading marks for review without saying why.
pub(crate) const MARKED: &str = "YS0100";

impl Rows {
    pub(crate) fn new(reading: &Reading, sha256: &str) -> Rows {
        let layouts = reading.layouts.iter().map(|l| LayoutRow {
            kind: l.kind.name().to_owned(),
            tax_year: l.tax_year.map_or(0, |y| i64::from(y.get())),
            title: l.title.clone(),
        });
        let statements: Vec<_> =
            reading.securities().map(|(layout, s)| statement(layout, s)).collect();
        let findings = findings(reading, &statements, sha256);
        let parts = reading.source.parts.iter().map(
            |p| json!({"page": p.page, "sheet": p.sheet.as_deref(), "member": p.member.as_deref()}),
        );
        Rows {
            layouts: layouts.collect(),
            findings,
            statements,
            contacts: reading.contacts.clone(),
            parts: serde_json::Value::Array(parts.collect()).to_string(),
        }
    }

    /// A hash of everything the rows say; equal readings have equal digests.
    pub(crate) fn digest(&self) -> String {
        let mut h = Hash::new("yearend.reading");
        h.add(&self.parts);
        h.add_int(self.layouts.len() as i64);
        for l in &self.layouts {
            h.add(&l.kind);
            h.add_int(l.tax_year);
            h.add(&l.title);
        }
        h.add_int(self.statements.len() as i64);
        for s in &self.statements {
            h.add_int(s.layout as i64);
            h.add(&s.cusip);
            h.add_opt(s.ticker.as_deref());
            h.add(&s.name);
            h.add_int(i64::from(s.review));
            h.add_int(s.lines.len() as i64);
            s.lines.iter().for_each(|l| l.hash(&mut h));
        }
        h.add_int(self.contacts.len() as i64);
        for c in &self.contacts {
            for part in [&c.fund, &c.person, &c.affiliation, &c.telephone, &c.facsimile, &c.email] {
                h.add(part);
            }
        }
        h.add_int(self.findings.len() as i64);
        for f in &self.findings {
            for part in [&f.finding, &f.code, &f.severity, &f.message] {
                h.add(part);
            }
            for part in [&f.help, &f.cusip, &f.field, &f.location] {
                h.add_opt(part.as_deref());
            }
            h.add_int(f.distribution.unwrap_or(0));
        }
        h.hex()
    }
}

impl StatementRow {
    pub(crate) fn rank_min(&self) -> i64 {
        self.ranks().min().unwrap_or(State::Final.rank())
    }

    pub(crate) fn rank_max(&self) -> i64 {
        self.ranks().max().unwrap_or(State::Final.rank())
    }

    fn ranks(&self) -> impl Iterator<Item = i64> {
        self.lines.iter().map(|l| State::of(l.status).rank())
    }

    /// A hash of the set of distributions that it lists; empty if a distribution stands on several
    /// lines or a line only adjusts, so that the lines themselves must be looked at.
    pub(crate) fn events(&self) -> String {
        let mut events: Vec<String> = self.lines.iter().map(|l| event(&l.dates)).collect();
        events.sort_unstable();
        let plain = events.windows(2).all(|w| w[0] != w[1])
            && self.lines.iter().all(|l| !adjusts(l.status, &l.amounts));
        if !plain {
            return String::new();
        }
        let mut h = Hash::new("events");
        events.iter().for_each(|e| h.add(e));
        let mut hex = h.hex();
        hex.truncate(32);
        hex
    }
}

impl LineRow {
    fn hash(&self, h: &mut Hash) {
        self.dates.iter().for_each(|d| h.add_opt(d.as_deref()));
        h.add_opt(self.status.map(Status::name));
        h.add(&self.amounts);
        h.add_opt(self.cusip_change.as_deref());
        for n in [self.bases.inferred, self.bases.repaired, self.part, self.line] {
            h.add_int(n);
        }
    }
}

/// What makes a distribution the same one in every document: its dates, payable first.
pub(crate) fn event(dates: &[Option<String>; 3]) -> String {
    let [record, ex, payable] = dates.each_ref().map(|d| d.as_deref().unwrap_or("-"));
    format!("{payable}|{ex}|{record}")
}

/// Whether a line can only be an adjustment of figures stated elsewhere: reclassified or corrected,
/// and with an amount below zero or with parts but no total (nothing was paid by it).
pub(crate) fn adjusts(status: Option<Status>, amounts: &str) -> bool {
    if !matches!(status, Some(Status::Reclass | Status::Corrected)) {
        return false;
    }
    if amounts.contains('-') {
        return true;
    }
    let mut numbers = amounts.trim_matches(['[', ']']).split(',');
    numbers.next() == Some("0") && numbers.any(|n| n != "0" && n != "null")
}

fn statement(layout: usize, s: &Security) -> StatementRow {
    StatementRow {
        layout,
        cusip: s.cusip.clone(),
        ticker: s.ticker.clone(),
        name: s.name.clone(),
        review: s.review,
        lines: s.distributions.iter().map(line).collect(),
    }
}

fn line(d: &Distribution) -> LineRow {
    let mut bases = Bases::new(&d.amounts);
    for field in Field::DATES {
        if d.date(field).is_some_and(|v| v.inferred) {
            bases.infer(field);
        }
    }
    LineRow {
        dates: [&d.record_date, &d.ex_dividend_date, &d.payable_date].map(date),
        status: d.status,
        amounts: amounts::to_text(&d.amounts),
        cusip_change: d.cusip_change.map(String::from),
        bases,
        part: i64::from(d.place.part),
        line: i64::from(d.place.line),
    }
}

fn date(value: &DateValue) -> Option<String> {
    match (value.date, &value.text) {
        (Some(date), _) => Some(date.to_string()),
        (None, Some(word)) => Some(format!("~{word}")),
        (None, None) => None,
    }
}

/// The findings with their names, and one for each security marked for review without any.
fn findings(reading: &Reading, statements: &[StatementRow], sha256: &str) -> Vec<FindingRow> {
    let mut out: Vec<FindingRow> = Vec::with_capacity(reading.findings.len());
    for f in &reading.findings {
        out.push(finding(f, reading));
    }
    let serious = reading.findings.iter().filter(|f| f.severity > Severity::Note);
    let mut named: HashSet<&str> = serious.filter_map(|f| f.cusip.as_deref()).collect();
    for s in statements.iter().filter(|s| s.review) {
        if named.insert(&s.cusip) {
            let message = "the reading marks this security for review and gives no finding";
            let f = Finding::new(MARKED, Severity::Warning, message)
                .cusip(&s.cusip)
                .help("compare it with the document and accept it, or import the document itself");
            out.push(finding(&f, reading));
        }
    }
    // Findings of one code about one figure are told apart by their order.
    let mut seen = HashMap::new();
    for f in &mut out {
        let mut h = Hash::new("finding");
        h.add(sha256);
        h.add(&f.code);
        h.add_opt(f.cusip.as_deref());
        h.add_int(f.distribution.unwrap_or(0));
        h.add_opt(f.field.as_deref());
        let base = h.hex();
        let nth: &mut i64 = seen.entry(base.clone()).or_default();
        f.finding = finding_name(&base, *nth);
        *nth += 1;
    }
    out
}

/// `F` and twelve hexadecimal digits.
fn finding_name(base: &str, nth: i64) -> String {
    let mut h = Hash::new("finding name");
    h.add(base);
    h.add_int(nth);
    format!("F{}", &h.hex()[..12])
}

fn finding(f: &Finding, reading: &Reading) -> FindingRow {
    let location = f.places.first().map(|p| p.locate(&reading.source.parts));
    FindingRow {
        finding: String::new(),
        code: f.code.to_owned(),
        severity: f.severity.to_string(),
        message: f.message.clone(),
        help: f.help.clone(),
        cusip: f.cusip.clone(),
        distribution: f.distribution.map(i64::from),
        field: f.field.map(|x| x.name().to_owned()),
        location: location.and_then(|l| serde_json::to_string(&l).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjustments_are_told_from_restatements() {
        let r = Some(Status::Reclass);
        assert!(adjusts(r, "[0,0,0,0,0.004,0,0,0.004,null,null,null,null,0,0,0,0,-0.004]"));
        assert!(adjusts(r, "[0,0,0,0,0.1]"));
        assert!(!adjusts(r, "[0.1,0,0,0.1,0.1]"));
        assert!(!adjusts(r, "[0,0,0]") && !adjusts(r, "[]") && !adjusts(r, "[null,0.1]"));
        assert!(!adjusts(None, "[-1]"));
    }
}
