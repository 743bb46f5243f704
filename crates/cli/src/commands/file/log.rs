//! `yearend file log`: what was filed, and what came of it.

use super::common::failure;
use super::ledger::LedgerArg;
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use serde_json::json;
use std::io::Write;

/// Tell what was built, sent and answered
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One JSON document instead of words
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    ledger: LedgerArg,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut ledger = self.ledger.open(cx)?;
        let transmissions = ledger.transmissions().map_err(failure)?;
        let submissions = ledger.submissions().map_err(failure)?;
        let events = ledger.events().map_err(failure)?;
        let mut documents = Vec::new();
        for t in &transmissions {
            let name = t.path.file_name().unwrap_or_default().to_string_lossy();
            let kind = match t.kind.as_str() {
                "O" => "original",
                "C" => "correction",
                _ => "replacement",
            };
            let state = match (t.state.as_str(), &t.status, &t.receipt) {
                ("discarded", ..) => "withdrawn",
                (_, Some(status), _) => status,
                (_, None, Some(_)) => "sent, not answered",
                (_, None, None) => "no receipt yet",
            };
            let parts = submissions.iter().filter(|s| s.transmission == t.id);
            let story = events.iter().filter(|(id, ..)| *id == t.id);
            if self.json {
                let parts: Vec<_> = parts
                    .map(|s| {
                        json!({"id": s.id, "payer": s.payer, "forms": s.records,
                            "replaces": s.original, "status": s.status})
                    })
                    .collect();
                let story: Vec<_> =
                    story.map(|(_, at, what)| json!({"at": at, "what": what})).collect();
                documents.push(json!({
                    "utid": t.utid, "file": name, "type": t.kind, "tax_year": t.tax_year,
                    "test": t.test, "receipt": t.receipt, "replaces": t.original_receipt,
                    "status": t.status, "state": t.state, "forms": t.records, "bytes": t.bytes,
                    "sha256": t.sha256, "submissions": parts, "events": story,
                }));
                continue;
            }
            let out = cx.out();
            let test = if t.test { ", test" } else { "" };
            writeln!(out, "{name}  {kind} {}{test}, {} form(s): {state}", t.tax_year, t.records)?;
            for s in parts {
                let status = s.status.as_deref().map_or(String::new(), |s| format!(": {s}"));
                let original =
                    s.original.as_deref().map_or(String::new(), |o| format!(", replaces {o}"));
                writeln!(
                    out,
                    "    submission {} (payer {}, {} form(s){original}){status}",
                    s.id, s.payer, s.records
                )?;
            }
            for (_, at, what) in story {
                writeln!(out, "    {at}  {what}")?;
            }
        }
        if self.json {
            let mut data = cx.data()?;
            serde_json::to_writer_pretty(&mut data, &documents)?;
            writeln!(data)?;
        } else if transmissions.is_empty() {
            writeln!(cx.out(), "nothing was filed yet")?;
        }
        Ok(ExitStatus::Clean)
    }
}
