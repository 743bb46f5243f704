//! `yearend file status`: the IRS's answers into the ledger.

use super::common::{failure, now};
use super::ledger::LedgerArg;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use yearend_iris::answer::read;
use yearend_iris::filing::{AccountError, StatusReport, apply_answers, find_transmission};

/// Read receipts, statuses and acknowledgements of the IRS
///
/// Notes them in the ledger and prints how each transmission and submission stands, each error
/// with the account it belongs to, and what to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The IRS's answers
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// The transmission that an upload's receipt is for: its file, or its unique ID
    #[arg(long, value_name = "XML")]
    of: Option<String>,

    #[command(flatten)]
    ledger: LedgerArg,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut answers = Vec::with_capacity(self.files.len());
        for file in &self.files {
            answers.push(read(file).map_err(failure)?);
        }
        let mut ledger = self.ledger.open(cx)?;
        let of = match &self.of {
            Some(name) => Some(find_transmission(name, &mut ledger).map_err(failure)?),
            None => None,
        };
        let reports =
            apply_answers(&answers, of.as_ref(), &mut ledger, &now()).map_err(failure)?;
        let mut bad = false;
        for r in &reports {
            bad |= r.status == "Rejected" || r.status == "Partially Accepted";
            bad |= !r.errors.is_empty() || r.transmission.is_none();
            show(r, cx)?;
        }
        Ok(if bad { ExitStatus::Findings } else { ExitStatus::Clean })
    }
}

fn show(r: &StatusReport, cx: &mut Context) -> Result<(), Failure> {
    let name = r.transmission.as_ref().and_then(|t| t.path.file_name()).map_or_else(
        || r.search_id.clone(),
        |f| f.to_string_lossy().into_owned(),
    );
    let out = cx.out();
    writeln!(out, "{name}: {}", r.status)?;
    if let Some(receipt) = r.transmission.as_ref().and_then(|t| t.receipt.as_ref()) {
        writeln!(out, "  receipt {receipt}")?;
    }
    for s in &r.submissions {
        let id = s.id.map_or("?".to_owned(), |id| id.to_string());
        let payer = s.payer.as_deref().map_or(String::new(), |p| format!(" (payer {p})"));
        writeln!(out, "  submission {id}{payer}: {}", s.status)?;
    }
    for e in &r.errors {
        error(e, cx)?;
    }
    if let Some(next) = &r.next {
        writeln!(cx.out(), "  next: {next}")?;
    }
    Ok(())
}

fn error(e: &AccountError, cx: &mut Context) -> Result<(), Failure> {
    let mut place = Vec::new();
    if let Some(a) = &e.account {
        place.push(format!("account {a}"));
    }
    if let Some(s) = e.place.submission {
        place.push(format!("submission {s}"));
    }
    if let Some(r) = e.place.record {
        place.push(format!("record {r}"));
    }
    if let Some(element) = &e.place.element {
        place.push(element.clone());
    }
    let out = cx.out();
    let at = if place.is_empty() { "transmission".to_owned() } else { place.join(", ") };
    let text = e.place.message.as_deref().unwrap_or("");
    writeln!(out, "  {} {at}: {text}", e.place.code)?;
    if let Some(help) = &e.help {
        writeln!(out, "    = help: {help}")?;
    }
    Ok(())
}
