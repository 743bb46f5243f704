//! `yearend file check`: any transmission against the schema and the rules.

use super::common::{facts, failure};
use super::ledger::LedgerArg;
use super::show;
use crate::context::Context;
use crate::exit::{Deny, ExitStatus};
use crate::failure::Failure;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use yearend_iris::check::{LedgerView, Options, Report, XsdOutcome, check_file, validate_with_xsd};

/// Check transmissions, yearend's or another program's, before sending them
///
/// Applies the schema and every business rule that can be checked here, with the IRS's rule
/// numbers. With --ledger or --store also the rules that compare with earlier filings.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The transmissions
    #[arg(value_name = "XML", required = true)]
    files: Vec<PathBuf>,

    /// The tax year whose schema and rules apply
    #[arg(long, value_name = "YEAR", default_value_t = 2025)]
    year: u16,

    /// The IRS's schema package as downloaded: validate against it, too (with `xmllint`)
    #[arg(long, value_name = "DIR")]
    schema: Option<PathBuf>,

    #[command(flatten)]
    ledger: LedgerArg,

    /// The TCC has the role Issuer: it files for itself only
    #[arg(long)]
    issuer: bool,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    deny: Deny,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let facts = facts(self.year)?;
        let view = if self.ledger.is_named() {
            Some(self.ledger.open(cx)?.view().map_err(failure)?)
        } else {
            None
        };
        let options = options(view.as_ref(), self.issuer);
        let (mut worst, mut documents) = (None, Vec::new());
        for path in &self.files {
            let mut report = check_file(path, facts, options).map_err(failure)?;
            if let Some(package) = &self.schema {
                self.xsd(path, package, &mut report, cx)?;
            }
            worst = worst.max(report.worst());
            match self.format {
                Format::Human => human(path, &report, cx)?,
                Format::Json => documents.push(document(path, &report)),
            }
        }
        if matches!(self.format, Format::Json) {
            let mut data = cx.data()?;
            serde_json::to_writer_pretty(&mut data, &documents)?;
            writeln!(data)?;
        }
        Ok(self.deny.status(worst, 0))
    }

    fn xsd(
        &self,
        path: &Path,
        package: &Path,
        report: &mut Report,
        cx: &mut Context,
    ) -> Result<(), Failure> {
        match validate_with_xsd(path, package).map_err(failure)? {
            XsdOutcome::Valid => {
                writeln!(cx.err(), "{}: valid by the IRS's schema (xmllint)", path.display())?;
            }
            XsdOutcome::NoValidator => writeln!(
                cx.err(),
                "note: {}: not validated against the IRS's schema: `xmllint` is not installed \
                 (Debian: libxml2-utils)",
                path.display()
            )?,
            XsdOutcome::Invalid(messages) => {
                let severity = yearend_model::Severity::Error;
                report.findings.extend(
                    messages.into_iter().map(|m| yearend_iris::Finding::new("xsd", severity, m)),
                );
            }
        }
        Ok(())
    }
}

fn options(ledger: Option<&LedgerView>, issuer: bool) -> Options<'_> {
    Options { issuer_role: issuer.then_some(true), ledger, limit: 0 }
}

fn human(path: &Path, report: &Report, cx: &mut Context) -> Result<(), Failure> {
    show::findings(&report.findings, cx)?;
    let s = &report.summary;
    let broken: u64 = report.counts.values().sum();
    writeln!(
        cx.out(),
        "{}: type {}, tax year {}, {} submission(s), {} form(s); {broken} finding(s)",
        path.display(),
        if s.kind.is_empty() { "?" } else { &s.kind },
        if s.tax_year.is_empty() { "?" } else { &s.tax_year },
        s.submissions.len(),
        s.forms
    )?;
    for (code, count) in report.counts.iter().filter(|(_, n)| **n > 1) {
        writeln!(cx.out(), "  {code}: {count} times")?;
    }
    Ok(())
}

fn document(path: &Path, report: &Report) -> serde_json::Value {
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|f| {
            json!({
                "code": f.code,
                "severity": f.severity,
                "irs": f.irs.map(|i| i.to_string()),
                "message": f.message,
                "help": f.help,
                "submission": f.spot.submission,
                "record": f.spot.record,
                "account": f.spot.account,
                "element": f.spot.element,
                "line": f.spot.line,
                "offset": f.spot.offset,
            })
        })
        .collect();
    let s = &report.summary;
    json!({
        "file": path.display().to_string(),
        "utid": s.utid,
        "type": s.kind,
        "tax_year": s.tax_year,
        "test": s.test,
        "submissions": s.submissions.len(),
        "forms": s.forms,
        "counts": report.counts,
        "findings": findings,
    })
}
