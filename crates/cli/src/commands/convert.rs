//! `yearend convert IN… -o OUT`: documents in one form written in another.

use crate::context::Context;
use crate::exit::{Deny, ExitStatus};
use crate::failure::Failure;
use crate::files;
use crate::pipeline::Inputs;
use crate::render::count;
use crate::render::summary::Tally;
use std::io::Write;
use std::path::{Path, PathBuf};
#[cfg(feature = "full")]
use yearend_store::Selection;
use yearend_write::admit;

/// Write documents as one workbook, CSV, JSON or Parquet file
///
/// Securities with a finding of severity error are refused, so that no wrong figure leaves
/// unseen; --allow-review writes them marked.
#[derive(Debug, clap::Args)]
#[cfg_attr(
    feature = "full",
    command(mut_arg("files", |a| a.required(false).required_unless_present("store")))
)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    #[cfg(feature = "full")]
    #[command(flatten)]
    stored: Stored,

    /// The file to write; its ending gives the format: xlsx, csv, json, jsonl or parquet
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,

    /// Write securities under review too, marked as such
    #[arg(long)]
    allow_review: bool,

    #[command(flatten)]
    deny: Deny,
}

/// What stands in a store, instead of files.
#[cfg(feature = "full")]
#[derive(Debug, clap::Args)]
struct Stored {
    /// Write what stands in this store (a file or a postgres:// address) instead of files
    #[arg(long, value_name = "STORE", conflicts_with = "files")]
    store: Option<String>,

    /// With --store: what stood at the end of that day (UTC), or at that time
    #[arg(long, value_name = "DATE", requires = "store", value_parser = crate::store::at)]
    as_of: Option<yearend_store::At>,

    /// With --store: only this tax year
    #[arg(long, value_name = "YEAR", requires = "store")]
    year: Option<u16>,
}

#[cfg(feature = "full")]
impl Stored {
    fn standing(&self, cx: &mut Context) -> Result<Option<yearend_model::Reading>, Failure> {
        let Some(store) = &self.store else { return Ok(None) };
        let selection = Selection::all().as_of(self.as_of.clone()).tax_year(self.year);
        crate::store::standing(cx, store, &selection).map(Some)
    }
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let format = files::format(&self.output)?;
        let mut tally = Tally::default();
        let mut readings = Vec::new();
        #[cfg(feature = "full")]
        if let Some(reading) = self.stored.standing(cx)? {
            tally.add(&reading);
            readings.push(reading);
        }
        let failed = self.inputs.read(cx, |_, _, reading| {
            tally.add(&reading);
            readings.push(reading);
            Ok(())
        })?;
        if failed > 0 {
            return Err(Failure::new(format_args!(
                "{}: not written, because {} could not be read",
                self.output.display(),
                count(failed, "input")
            )));
        }
        if !self.allow_review {
            admit::check(&readings).map_err(|e| told(&self.output, &e))?;
        }
        files::write(&self.output, |out| {
            yearend_write::write(&readings, format, out).map_err(|e| told(&self.output, &e))
        })?;
        writeln!(cx.err(), "{}: {}", self.output.display(), tally.line())?;
        Ok(self.deny.status(tally.worst(), failed))
    }
}

fn told(output: &Path, e: &yearend_write::WriteError) -> Failure {
    Failure::new(format_args!("{}: not written: {e}", output.display())).help(e.help())
}
