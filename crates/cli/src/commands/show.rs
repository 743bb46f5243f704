//! `yearend show FILE [CUSIP]…`: securities as tables.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::{human, security};
use crate::{files, pipeline};
use std::io::Write;
use std::path::PathBuf;
use yearend_model::cusip;

/// Show securities as tables: every field by distribution, with boxes and what was inferred
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The document; `-` is standard input
    file: PathBuf,

    /// CUSIPs or tickers to show; without any, all
    #[arg(value_name = "CUSIP")]
    wanted: Vec<String>,

    /// Show fields that are zero in every distribution too
    #[arg(long)]
    all: bool,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let (name, bytes) = files::read(&self.file)?;
        let mut shown = vec![false; self.wanted.len()];
        let (readings, failed) = pipeline::read(&name, bytes)?.tell(cx)?;
        for (document, reading) in readings {
            for layout in &reading.layouts {
                for s in &layout.securities {
                    let mut wanted = self.wanted.is_empty();
                    for (i, w) in self.wanted.iter().enumerate() {
                        let same = s.cusip == cusip::normalize(w)
                            || s.ticker.as_deref().is_some_and(|t| t.eq_ignore_ascii_case(w));
                        shown[i] |= same;
                        wanted |= same;
                    }
                    if !wanted {
                        continue;
                    }
                    writeln!(cx.out(), "{}", security::render(layout, s, self.all))?;
                    if self.wanted.is_empty() {
                        continue;
                    }
                    let about = |c: &Option<String>| c.as_deref() == Some(s.cusip.as_str());
                    for f in reading.findings.iter().filter(|f| about(&f.cusip)) {
                        cx.out().write_all(human::finding(&document, &reading, f).as_bytes())?;
                    }
                }
            }
        }
        match shown.iter().position(|s| !s) {
            None if failed > 0 => Ok(ExitStatus::CouldNotRead),
            None => Ok(ExitStatus::Clean),
            Some(i) => {
                cx.flush()?;
                Err(Failure::new(format_args!("{name}: holds no security {}", self.wanted[i]))
                    .help("`yearend read` lists the securities of a document"))
            }
        }
    }
}
