//! `yearend status`: how far every family is.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::files;
use crate::render::table::{Align, Table};
use crate::store::{Scope, StoreArg, now};
use std::io::Write;
use std::path::PathBuf;
use yearend_store::{Access, At, FamilyStatus, Status, targets};

/// Show what is missing, estimated, final, corrected and under review, by family
///
/// Missing is what stood in the year before and has not come, and what --expected lists.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,

    #[command(flatten)]
    scope: Scope,

    /// A file with the CUSIPs that must come, one a line (what follows a comma or blank is left
    /// out)
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,

    /// List the missing CUSIPs
    #[arg(long)]
    missing: bool,

    /// List what waits for a ruling
    #[arg(long)]
    review: bool,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let expected = match &self.expected {
            Some(path) => expected(path)?,
            None => Vec::new(),
        };
        let mut store = self.store.open(Access::Read)?;
        let selection = self.scope.all();
        let status = store.status(&selection, &expected)?;
        let today = self.scope.as_of.clone().unwrap_or_else(now);
        due(cx, &status, &today)?;
        cx.out().write_all(table(&status).as_bytes())?;
        if self.missing {
            for f in status.families.iter().filter(|f| f.missing > 0) {
                writeln!(cx.out(), "missing from {} ({}):", f.family, f.kind)?;
                for cusip in &f.missing_cusips {
                    writeln!(cx.out(), "  {cusip}")?;
                }
            }
        }
        if self.review {
            let open = store.open_findings(&selection.tax_year(Some(status.tax_year)))?;
            super::log::open(cx, &open)?;
        }
        Ok(ExitStatus::Clean)
    }
}

fn expected(path: &std::path::Path) -> Result<Vec<String>, Failure> {
    let (name, bytes) = files::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut out = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let first = text.split([',', ';', '\t']).next().unwrap_or_default().trim();
        let cusip = yearend_model::cusip::normalize(first);
        if yearend_model::cusip::is_valid(&cusip) {
            out.push(cusip);
        } else if line > 1 && !first.is_empty() {
            // The first line may be a heading.
            return Err(Failure::new(format_args!("{name}:{line}: {first:?} is no CUSIP"))
                .help("list one CUSIP of nine characters a line"));
        }
    }
    Ok(out)
}

fn due(cx: &mut Context, status: &Status, today: &At) -> Result<(), Failure> {
    writeln!(cx.out(), "tax year {}, as of {}", status.tax_year, today.day())?;
    for t in targets(status.tax_year) {
        let date = t.date.to_string();
        let outstanding: u64 = status
            .families
            .iter()
            .filter(|f| f.kind == t.kind.name())
            .map(|f| f.missing + f.estimated)
            .sum();
        let source = if t.announced { "ICI target" } else { "projected target" };
        let late = if date.as_str() < today.day() && outstanding > 0 { ", overdue" } else { "" };
        writeln!(
            cx.out(),
            "{} layout due {date} ({source}): {outstanding} missing or estimated{late}",
            t.kind.name()
        )?;
    }
    Ok(())
}

fn table(status: &Status) -> String {
    let headings = ["missing", "estimated", "final", "reclass", "corrected", "under review"];
    let columns = [(Align::Left, "family"), (Align::Left, "layout")];
    let mut table =
        Table::new(columns.into_iter().chain(headings.map(|h| (Align::Right, h))));
    let mut all = FamilyStatus { family: "all".to_owned(), ..FamilyStatus::default() };
    for f in &status.families {
        table.row(row(f));
        all.missing += f.missing;
        all.estimated += f.estimated;
        all.r#final += f.r#final;
        all.reclass += f.reclass;
        all.corrected += f.corrected;
        all.review += f.review;
    }
    table.row(row(&all));
    table.render(0)
}

fn row(f: &FamilyStatus) -> Vec<String> {
    let counts = [f.missing, f.estimated, f.r#final, f.reclass, f.corrected, f.review];
    [f.family.clone(), f.kind.clone()]
        .into_iter()
        .chain(counts.map(|n| if n == 0 { "-".to_owned() } else { n.to_string() }))
        .collect()
}
