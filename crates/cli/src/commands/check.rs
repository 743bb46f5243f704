//! `yearend check FILE…`: what is wrong with documents.

use crate::context::Context;
use crate::exit::{Deny, ExitStatus};
use crate::failure::Failure;
use crate::pipeline::Inputs;
use crate::render::style::{BOLD, DIM};
use crate::render::summary::Tally;
use crate::render::{github, human, sarif};
use std::io::Write;
use yearend_model::{Reading, Severity};
use yearend_model::json::FindingJson;

/// Check documents and say what is wrong with them
///
/// Each finding shows its rule, its place, the row as printed with marks under the cells, and what
/// to do. `yearend explain CODE` says more about a rule.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    /// How to print findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Show notes too (findings that nobody needs to act on); the other formats always hold them
    #[arg(long)]
    notes: bool,

    #[command(flatten)]
    deny: Deny,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With excerpts, for people
    #[default]
    Human,
    /// One JSON object a line: the document's name and the finding as in the reading
    Json,
    /// One SARIF 2.1.0 log
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut tally = Tally::default();
        let mut readings = Vec::new();
        let format = self.format;
        let shown = if self.notes { Severity::Note } else { Severity::Warning };
        let failed = self.inputs.read(cx, |cx, document, reading| {
            tally.add(&reading);
            match format {
                Format::Human => {
                    for f in reading.findings.iter().filter(|f| f.severity >= shown) {
                        cx.out().write_all(human::finding(&document, &reading, f).as_bytes())?;
                    }
                }
                Format::Json => json(cx, &reading)?,
                Format::Github => {
                    for f in &reading.findings {
                        writeln!(cx.out(), "{}", github::finding(&reading, f))?;
                    }
                }
                Format::Sarif => readings.push(reading),
            }
            Ok(())
        })?;
        match format {
            Format::Sarif => {
                let readings: Vec<&Reading> = readings.iter().collect();
                let log = sarif::log(&readings, super::explain::text);
                let mut out = cx.data()?;
                serde_json::to_writer_pretty(&mut out, &log)?;
                out.write_all(b"\n")?;
                out.flush()?;
            }
            Format::Human if tally.documents() > 0 => {
                writeln!(cx.out(), "{BOLD}{}{BOLD:#}", tally.line())?;
                if tally.notes() > 0 && !self.notes {
                    writeln!(cx.out(), "{DIM}notes are shown with --notes{DIM:#}")?;
                }
            }
            _ => {}
        }
        Ok(self.deny.status(tally.worst(), failed))
    }
}

fn json(cx: &mut Context, reading: &Reading) -> Result<(), Failure> {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        source: &'a str,
        #[serde(flatten)]
        finding: FindingJson<'a>,
    }
    let mut out = cx.data()?;
    for f in &reading.findings {
        let line = Line { source: &reading.source.name, finding: FindingJson(f, reading) };
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
