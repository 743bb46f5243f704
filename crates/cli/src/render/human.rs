//! Findings for people, in the manner of a good compiler: what, where, the row as printed, what
//! to do.

use super::excerpt::{self, Which};
use super::style::{self, BOLD, FRAME};
use super::{place_name, security_name};
use std::fmt::Write;
use yearend_model::{Finding, Reading};
use yearend_source::Document;

/// A finding with its excerpt; ends in a blank line.
pub(crate) fn finding(document: &Document, reading: &Reading, f: &Finding) -> String {
    let color = style::severity(f.severity);
    let mut out = String::new();
    // A failed write to a String does not exist.
    let _ =
        writeln!(out, "{color}{}[{}]{color:#}{BOLD}: {}{BOLD:#}", f.severity, f.code, f.message);
    if let Some(place) = f.places.first() {
        let location = place.locate(&reading.source.parts);
        let name = place_name(&reading.source.name, &location);
        let _ = writeln!(out, " {FRAME}-->{FRAME:#} {name}");
    } else {
        let _ = writeln!(out, " {FRAME}-->{FRAME:#} {}", reading.source.name);
    }
    out.push_str(&excerpt::render(&document.grid, reading, &f.places, which(reading, f), color));
    if let Some(cusip) = &f.cusip {
        let line = f.distribution.map_or_else(String::new, |n| format!(", distribution {n}"));
        let name = security_name(reading, cusip);
        let _ = writeln!(out, "  {FRAME}={FRAME:#} {BOLD}security:{BOLD:#} {name}{line}");
    }
    if let Some(help) = &f.help {
        let _ = writeln!(out, "  {FRAME}={FRAME:#} {BOLD}help:{BOLD:#} {help}");
    }
    out.push('\n');
    out
}

/// The distribution that the finding is about, among those of its security.
fn which(reading: &Reading, f: &Finding) -> Option<Which> {
    let index = usize::try_from(f.distribution?).ok()?.checked_sub(1)?;
    let cusip = f.cusip.as_deref()?;
    let (_, security) = reading.securities().find(|(_, s)| s.cusip == cusip)?;
    let of = security.distributions.len();
    (index < of).then_some(Which { index, of })
}
