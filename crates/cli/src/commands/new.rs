//! `yearend new --year YEAR -o OUT.xlsx`: a blank layout to fill.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::files;
use std::path::PathBuf;
use yearend_model::TaxYear;
use yearend_write::Format;

/// Write a blank Primary Layout workbook of a tax year, ready to fill
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The tax year, from 2007 on
    #[arg(long, value_name = "YEAR", value_parser = year)]
    year: TaxYear,

    /// The workbook to write (.xlsx)
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
}

fn year(text: &str) -> Result<TaxYear, String> {
    text.parse().ok().and_then(TaxYear::new).ok_or_else(|| {
        format!("not a tax year from {} to {}", TaxYear::FIRST, TaxYear::LAST)
    })
}

impl Args {
    pub(crate) fn run(self, _: &mut Context) -> Result<ExitStatus, Failure> {
        if files::format(&self.output)? != Format::Workbook {
            return Err(Failure::new(format_args!(
                "{}: a blank layout is a workbook",
                self.output.display()
            ))
            .help("give a name that ends in .xlsx"));
        }
        files::write(&self.output, |out| {
            yearend_write::blank(self.year, out).map_err(|e| Failure::new(&e).help(e.help()))
        })?;
        Ok(ExitStatus::Clean)
    }
}
