//! `yearend rules`: the list of rules.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::table::{Align, Table};
use std::io::Write;
use yearend_rules::Stability;

/// List the rules that documents are checked against
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table
    #[default]
    Human,
    /// One JSON object a line
    Json,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        match self.format {
            Format::Human => human(cx)?,
            Format::Json => json(cx)?,
        }
        Ok(ExitStatus::Clean)
    }
}

fn human(cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(
        ["code", "severity", "name", "what it says"].map(|head| (Align::Left, head)),
    );
    for rule in yearend_rules::RULES.iter().filter(|r| r.stability == Stability::Stable) {
        table.row(vec![
            rule.code.to_owned(),
            rule.severity.to_string(),
            rule.name.to_owned(),
            rule.summary().to_owned(),
        ]);
    }
    Ok(cx.out().write_all(table.render(0).as_bytes())?)
}

fn json(cx: &mut Context) -> Result<(), Failure> {
    let mut out = cx.data()?;
    for rule in yearend_rules::RULES {
        let line = serde_json::json!({
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "summary": rule.summary(),
            "since": rule.since,
            "from_year": rule.from_year,
            "removed": rule.stability == Stability::Removed,
        });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
