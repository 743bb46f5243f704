//! Compares a reading with the truth of a specimen.

#![allow(unreachable_pub)]

use std::fmt;
use yearend_decode::decode;
use yearend_model::decimal::plain;
use yearend_model::json::{ReadingJson, from_json};
use yearend_model::{Distribution, Field, Reading, Security, Severity};
use yearend_specimen::Specimen;

/// One difference between truth and reading.
#[derive(Debug)]
pub struct Difference {
    /// Nobody was told: no finding of severity warning or error names the security.
    pub silent: bool,
    /// It is about more than the spelling of a name.
    pub figure: bool,
    /// Which security, distribution (from 1) and field, and both values.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.silent { "SILENT " } else { "" }, self.what)
    }
}

/// Reads the specimen and judges the reading.
pub fn read(specimen: &Specimen) -> Reading {
    let documents = yearend_source::open(&specimen.name, specimen.bytes.clone());
    let documents = documents.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(documents.len(), 1);
    let mut reading = decode(&documents[0]);
    yearend_rules::check(&mut reading);
    let json = serde_json::to_value(ReadingJson(&reading)).unwrap_or_else(|e| panic!("{e}"));
    let back = from_json(&json).unwrap_or_else(|e| panic!("{e}"));
    let again = serde_json::to_value(ReadingJson(&back)).unwrap_or_else(|e| panic!("{e}"));
    // Not assert_eq: it would print both.
    assert!(json["layouts"] == again["layouts"], "the JSON of a reading reads back equal");
    reading
}

/// Findings of severity warning or error.
pub fn alarms(reading: &Reading) -> Vec<String> {
    let loud = reading.findings.iter().filter(|f| f.severity >= Severity::Warning);
    loud.map(|f| format!("{} {} {:?}: {}", f.code, f.severity, f.cusip, f.message)).collect()
}

/// Every difference between the specimen's truth and the reading.
pub fn differences(specimen: &Specimen, reading: &Reading) -> Vec<Difference> {
    let mut out = Vec::new();
    let document_alarm =
        reading.findings.iter().any(|f| f.severity >= Severity::Warning && f.cusip.is_none());
    let mut unasked: Vec<&Security> = reading.securities().map(|(_, s)| s).collect();
    for (layout, hidden) in specimen.layouts.iter().zip(&specimen.unstated) {
        for (truth, hidden) in layout.securities.iter().zip(hidden) {
            let found = position(&unasked, truth, specimen);
            let mut differ = Differ { truth, silent: !document_alarm, out: &mut out };
            let Some(got) = found.map(|i| unasked.remove(i)) else {
                let named = reading.findings.iter().any(|f| f.cusip.as_ref() == Some(&truth.cusip));
                differ.silent &= !named;
                differ.add(format_args!("not found"));
                continue;
            };
            differ.silent = !got.review;
            differ.security(got);
            for (i, d) in truth.distributions.iter().enumerate() {
                match got.distributions.get(i) {
                    Some(g) => differ.distribution(i + 1, d, g, &hidden[i]),
                    None => differ.add(format_args!("distribution {} missing", i + 1)),
                }
            }
            for i in truth.distributions.len()..got.distributions.len() {
                differ.add(format_args!("distribution {} invented", i + 1));
            }
        }
        let years: Vec<_> = reading.layouts.iter().map(|l| l.tax_year).collect();
        if !years.contains(&layout.tax_year) {
            let what = format!("tax year {:?}, got {years:?}", layout.tax_year);
            out.push(Difference { silent: !document_alarm, figure: true, what });
        }
    }
    for s in unasked {
        let what = format!("security invented: {} {}", s.cusip, s.name);
        out.push(Difference { silent: !s.review, figure: true, what });
    }
    out
}

/// The security that was read: by its number, by the number printed for it, or by its name.
fn position(read: &[&Security], truth: &Security, specimen: &Specimen) -> Option<usize> {
    let printed = specimen.damage.iter().filter(|d| d.cusip.as_ref() == Some(&truth.cusip));
    let numbers: Vec<String> = printed
        .flat_map(|d| &d.cells)
        .filter(|c| c.field == "cusip")
        .filter_map(|c| c.printed.clone())
        .collect();
    let by = |f: &dyn Fn(&Security) -> bool| read.iter().position(|s| f(s));
    by(&|s| s.cusip == truth.cusip).or_else(|| by(&|s| numbers.contains(&s.cusip)))
}

struct Differ<'a> {
    truth: &'a Security,
    silent: bool,
    out: &'a mut Vec<Difference>,
}

impl Differ<'_> {
    fn add(&mut self, what: fmt::Arguments<'_>) {
        let what = format!("{} ({}): {what}", self.truth.cusip, self.truth.name);
        self.out.push(Difference { silent: self.silent, figure: true, what });
    }

    fn security(&mut self, got: &Security) {
        if got.cusip != self.truth.cusip {
            self.add(format_args!("cusip {}", got.cusip));
        }
        if got.ticker != self.truth.ticker {
            self.add(format_args!("ticker {:?}, got {:?}", self.truth.ticker, got.ticker));
        }
        if got.name != self.truth.name {
            self.add(format_args!("name, got {:?}", got.name));
            if let Some(last) = self.out.last_mut() {
                last.figure = false;
            }
        }
    }

    fn distribution(
        &mut self,
        number: usize,
        truth: &Distribution,
        got: &Distribution,
        hidden: &yearend_model::Amounts,
    ) {
        for f in Field::DATES {
            let (Some(t), Some(g)) = (truth.date(f), got.date(f)) else { continue };
            if t.date != g.date || t.text != g.text.clone().filter(|_| g.date.is_none()) {
                let (t, g) = (show(t), show(g));
                self.add(format_args!("distribution {number} {}: {t}, got {g}", f.name()));
            }
        }
        if truth.status != got.status || truth.cusip_change != got.cusip_change {
            self.add(format_args!(
                "distribution {number} status {:?} {:?}, got {:?} {:?}",
                truth.status, truth.cusip_change, got.status, got.cusip_change
            ));
        }
        for f in Field::amounts() {
            let (t, g) = (truth.amounts.amount(f), got.amounts.amount(f));
            // What the document does not state may be inferred, but then it must be true.
            let right = match t {
                Some(t) => g == Some(t),
                None => g.is_none_or(|g| g == hidden.or_zero(f)),
            };
            if !right {
                let (t, g) = (t.map(plain), g.map(plain));
                self.add(format_args!("distribution {number} {}: {t:?}, got {g:?}", f.name()));
            }
        }
    }
}

fn show(v: &yearend_model::DateValue) -> String {
    v.date.map(|d| d.to_string()).or_else(|| v.text.clone()).unwrap_or_default()
}
