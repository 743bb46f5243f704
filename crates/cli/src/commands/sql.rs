//! `yearend sql "SELECT …"`: questions of one's own.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::table::{Align, Table};
use crate::store::StoreArg;
use std::io::Write;
use yearend_store::Access;

/// Ask the store in SQL; it only reads
///
/// Views: documents, versions, standing, securities, findings, decisions, contacts, trail. Amounts
/// are exact decimals as text; what a statement computes from them is the database's arithmetic
/// (on PostgreSQL, cast to numeric to stay exact).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One SELECT, WITH, VALUES or EXPLAIN
    #[arg(value_name = "STATEMENT")]
    statement: String,

    /// How to print the rows
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    store: StoreArg,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Aligned, for people
    #[default]
    Table,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// One JSON object a line
    Json,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut store = self.store.open(Access::Read)?;
        let answer = store.sql(&self.statement)?;
        match self.format {
            Format::Table => {
                let mut table =
                    Table::new(answer.columns.iter().map(|c| (Align::Left, c.as_str())));
                for row in answer.rows {
                    table.row(row.into_iter().map(Option::unwrap_or_default).collect());
                }
                cx.out().write_all(table.render(0).as_bytes())?;
            }
            Format::Csv => {
                let mut out = cx.data()?;
                let line = |cells: &mut dyn Iterator<Item = &str>| {
                    cells.map(quoted).collect::<Vec<_>>().join(",")
                };
                writeln!(out, "{}", line(&mut answer.columns.iter().map(String::as_str)))?;
                for row in &answer.rows {
                    let mut cells = row.iter().map(|c| c.as_deref().unwrap_or(""));
                    writeln!(out, "{}", line(&mut cells))?;
                }
                out.flush()?;
            }
            Format::Json => {
                let mut out = cx.data()?;
                for row in &answer.rows {
                    let object: serde_json::Map<String, serde_json::Value> = answer
                        .columns
                        .iter()
                        .cloned()
                        .zip(row.iter().map(|c| c.clone().into()))
                        .collect();
                    serde_json::to_writer(&mut out, &object)?;
                    out.write_all(b"\n")?;
                }
                out.flush()?;
            }
        }
        Ok(ExitStatus::Clean)
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
