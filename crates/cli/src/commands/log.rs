//! `yearend log CUSIP`: every version of a security, and what stands.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::style::{BOLD, DIM};
use crate::render::table::{Align, Table};
use crate::store::{Scope, StoreArg};
use std::io::Write;
use yearend_store::{Access, Decision, OpenFinding, SecurityLog, Stands};

/// Show every version of a security: what came, what stands, what was decided
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The CUSIP
    #[arg(value_name = "CUSIP")]
    cusip: String,

    #[command(flatten)]
    store: StoreArg,

    #[command(flatten)]
    scope: Scope,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut store = self.store.open(Access::Read)?;
        let log = store.log(&self.scope.cusip(&self.cusip))?;
        for security in &log.securities {
            versions(cx, security)?;
        }
        if !log.decisions.is_empty() {
            writeln!(cx.out(), "{BOLD}Rulings{BOLD:#}")?;
            for (decision, holds) in &log.decisions {
                ruling(cx, decision, *holds)?;
            }
        }
        open(cx, &log.open)?;
        Ok(ExitStatus::Clean)
    }
}

fn versions(cx: &mut Context, s: &SecurityLog) -> Result<(), Failure> {
    let year = s.tax_year.map_or("no year".to_owned(), |y| y.to_string());
    let ticker = s.ticker.as_deref().map(|t| format!(" ({t})")).unwrap_or_default();
    let review = if s.review { ", under review" } else { "" };
    writeln!(cx.out(), "{BOLD}{} {}{ticker}{BOLD:#}", s.cusip, s.name)?;
    // All its versions may have been rejected.
    let none = s.versions.iter().all(|v| v.stands == Stands::No);
    let state = if none { "nothing stands".to_owned() } else { s.state.to_string() };
    writeln!(cx.out(), "{year} {}: {state}{review}", s.kind)?;
    let mut table = Table::new([
        (Align::Right, "version"),
        (Align::Left, "received"),
        (Align::Left, "state"),
        (Align::Right, "lines"),
        (Align::Left, "stands"),
        (Align::Left, "document"),
        (Align::Left, "file"),
    ]);
    for v in &s.versions {
        let (low, high) = v.states;
        let state = if low == high { low.to_string() } else { format!("{low} to {high}") };
        let stands = match v.stands {
            Stands::All => "all",
            Stands::Part => "part",
            Stands::No => "-",
        };
        table.row(vec![
            format!("@{}", v.number),
            v.received_at.day().to_owned(),
            state,
            v.lines.to_string(),
            stands.to_owned(),
            v.document.get(..12).unwrap_or(&v.document).to_owned(),
            v.file.clone(),
        ]);
    }
    Ok(cx.out().write_all(table.render(2).as_bytes())?)
}

/// One ruling on one line.
pub(super) fn ruling(cx: &mut Context, d: &Decision, holds: bool) -> Result<(), Failure> {
    let what = match (&d.field, &d.value) {
        (Some(field), Some(value)) => format!(" {field} = {value}"),
        _ => String::new(),
    };
    let waits = if holds { "" } else { " (waits for a second person)" };
    writeln!(
        cx.out(),
        "  {} {} {}{what} by {}: {}{waits}",
        d.at.day(),
        d.finding,
        d.ruling.name(),
        d.by,
        d.reason
    )?;
    Ok(())
}

/// What waits for a ruling.
pub(super) fn open(cx: &mut Context, findings: &[OpenFinding]) -> Result<(), Failure> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(cx.out(), "{BOLD}To decide{BOLD:#}")?;
    for f in findings {
        let at = match (f.distribution, &f.field) {
            (Some(n), Some(field)) => format!(" distribution {n}, {field}"),
            (Some(n), None) => format!(" distribution {n}"),
            (None, Some(field)) => format!(" {field}"),
            (None, None) => String::new(),
        };
        writeln!(cx.out(), "  {BOLD}{}{BOLD:#} {} {} {}{at}", f.finding, f.severity, f.code, f.cusip)?;
        writeln!(cx.out(), "    {}", f.message)?;
        if let Some(help) = &f.help {
            writeln!(cx.out(), "    {DIM}help: {help}{DIM:#}")?;
        }
    }
    Ok(())
}
