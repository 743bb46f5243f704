//! Outcomes and findings on the terminal. TINs, names and addresses never show.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use anstyle::{AnsiColor, Style};
use std::io::Write;
use yearend_iris::Finding;
use yearend_iris::boxes::{Dollars, MoneyBox};
use yearend_iris::build::Outcome;
use yearend_model::Severity;

/// Findings that are shown before the rest is only counted.
const SHOWN: usize = 50;

/// Prints findings to standard error, the worst first.
pub(super) fn findings(all: &[Finding], cx: &mut Context) -> Result<(), Failure> {
    let mut sorted: Vec<_> = all.iter().collect();
    sorted.sort_by_key(|f| std::cmp::Reverse(f.severity));
    for f in sorted.iter().take(SHOWN) {
        finding(f, cx)?;
    }
    if sorted.len() > SHOWN {
        writeln!(cx.err(), "… and {} more", sorted.len() - SHOWN)?;
    }
    Ok(())
}

fn finding(f: &Finding, cx: &mut Context) -> Result<(), Failure> {
    let color = match f.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    let bold = Style::new().bold();
    let err = cx.err();
    writeln!(err, "{style}{}[{}]{style:#}{bold}: {}{bold:#}", f.severity, f.code, f.message)?;
    let spot = f.spot.to_string();
    if !spot.is_empty() {
        writeln!(err, "  --> {spot}")?;
    }
    if let Some(irs) = f.irs {
        writeln!(err, "  = IRS: {irs}")?;
    }
    if let Some(help) = &f.help {
        writeln!(err, "  = help: {help}")?;
    }
    Ok(())
}

/// Prints what a build did.
pub(super) fn outcome(what: &str, o: &Outcome, cx: &mut Context) -> Result<(), Failure> {
    findings(&o.findings, cx)?;
    let out = cx.out();
    for w in &o.written {
        writeln!(
            out,
            "{}  {} submission(s), {} form(s), {} bytes\n    UTID {}",
            w.path.display(),
            w.submissions,
            w.forms,
            w.bytes,
            w.utid
        )?;
    }
    let forms: u64 = o.written.iter().map(|w| w.forms).sum();
    writeln!(
        out,
        "{what}: {forms} form(s) in {} transmission(s); {} read, {} without a form due, {} filed \
         before, {} with errors",
        o.written.len(),
        o.read,
        o.not_reportable,
        o.already_filed,
        o.invalid
    )?;
    if forms > 0 {
        let totals: Vec<_> = MoneyBox::ALL
            .into_iter()
            .filter(|b| o.totals.get(*b) != 0)
            .map(|b| format!("{} {}", b.label(), Dollars(o.totals.get(b))))
            .collect();
        writeln!(out, "totals: {}", if totals.is_empty() { "0".to_owned() } else { totals.join(", ") })?;
    }
    if o.cleaned > 0 {
        writeln!(out, "{} value(s) brought into the IRS's characters:", o.cleaned)?;
        for ((field, words), count) in &o.cleaned_by {
            writeln!(out, "  {count:>8}  {field}: {words}")?;
        }
    }
    if let Some(report) = &o.cleaning_report {
        writeln!(out, "each with both values in {} (personal data)", report.display())?;
    }
    Ok(())
}

/// What the process answers.
pub(super) fn status(outcomes: &[&Outcome]) -> ExitStatus {
    let error = outcomes.iter().flat_map(|o| &o.findings).any(|f| f.severity == Severity::Error);
    if error { ExitStatus::Findings } else { ExitStatus::Clean }
}

/// Says that nothing was written, where errors are the reason.
pub(super) fn nothing_written(o: &Outcome, cx: &mut Context) -> Result<(), Failure> {
    if o.written.is_empty() && o.invalid > 0 {
        writeln!(
            cx.err(),
            "nothing was written: mend the {} form(s) with errors, or leave them out with \
             --skip-invalid",
            o.invalid
        )?;
    }
    Ok(())
}
