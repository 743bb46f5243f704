//! `yearend file explain`: one recipient's form as boxes.

use super::common::{facts, failure};
use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use yearend_iris::filing::explain;

/// Print one recipient's form of a transmission as boxes with their words; the TIN is masked
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The transmission
    #[arg(value_name = "XML")]
    file: PathBuf,

    /// The account
    #[arg(value_name = "ACCOUNT")]
    account: String,

    /// The tax year of the transmission
    #[arg(long, value_name = "YEAR", default_value_t = 2025)]
    year: u16,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let facts = facts(self.year)?;
        let forms = explain(&self.file, &self.account, facts).map_err(failure)?;
        for form in forms {
            let out = cx.out();
            writeln!(
                out,
                "Form 1099-DIV {}{}  account {}  (submission {}, record {})",
                facts.tax_year,
                if form.corrected { " CORRECTED" } else { "" },
                form.account,
                form.submission,
                form.record
            )?;
            writeln!(out, "  {}  TIN {}", form.recipient, form.tin)?;
            for line in &form.address {
                writeln!(out, "  {line}")?;
            }
            for (label, words, value) in &form.boxes {
                writeln!(out, "  {label:>3}  {words:<50} {value:>20}")?;
            }
        }
        Ok(ExitStatus::Clean)
    }
}
