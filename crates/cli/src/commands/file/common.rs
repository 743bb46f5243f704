//! What the filing commands share: options, the filer, the clock, what failed.

use crate::context::Context;
use crate::failure::Failure;
use std::io::Write;
use std::path::{Path, PathBuf};
use uuid::Uuid;
use yearend_iris::build::{LIMIT_BYTES, Request};
use yearend_iris::filer::{Filer, parse};
use yearend_iris::ledger::Ledger;
use yearend_iris::record::Options;
use yearend_iris::xml::Kind;
use yearend_iris::{Error, FilingYear};

/// Says what opening the ledger repaired.
pub(super) fn tell_recovery(ledger: &Ledger, cx: &mut Context) -> Result<(), Failure> {
    let r = &ledger.recovery;
    for (paths, what) in [
        (&r.finished, "an earlier run was interrupted; its file is whole and was finished"),
        (&r.lost, "an earlier run was interrupted and its file is lost; its forms count as not built"),
        (
            &r.elsewhere,
            "an earlier run was interrupted, and its folder cannot be seen from here; its forms \
             count as filed: open the ledger where the folder is, or `file discard` it",
        ),
        (&r.removed, "a left-over of an interrupted run was removed"),
    ] {
        for path in paths {
            writeln!(cx.err(), "note: {}: {what}", path.display())?;
        }
    }
    Ok(())
}

/// Options of the commands that write transmissions.
#[derive(Debug, clap::Args)]
pub(super) struct Writing {
    /// Who files (see `yearend file init`)
    #[arg(long, value_name = "FILE", default_value = "filer.toml")]
    pub(super) filer: PathBuf,

    /// The tax year
    #[arg(long, value_name = "YEAR", value_parser = year)]
    pub(super) year: u16,

    /// For the Assurance Testing System: every TIN must begin with 000
    #[arg(long)]
    pub(super) test: bool,

    /// Leave forms with errors out, and list them
    #[arg(long)]
    pub(super) skip_invalid: bool,

    /// File forms without a TIN; the IRS accepts them with error SHAREDIRFORM023
    #[arg(long)]
    pub(super) allow_missing_tin: bool,

    /// The largest transmission in bytes
    #[arg(long, value_name = "BYTES", default_value_t = LIMIT_BYTES)]
    pub(super) limit: u64,

    /// The identity of the run; the same identity gives the same bytes
    #[arg(long, value_name = "UUID", hide_short_help = true)]
    pub(super) run: Option<Uuid>,
}

fn year(text: &str) -> Result<u16, String> {
    let known = || FilingYear::KNOWN.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    text.parse()
        .ok()
        .filter(|y| FilingYear::get(*y).is_some())
        .ok_or_else(|| format!("the IRS's package of that year is not known; known: {}", known()))
}

impl Writing {
    pub(super) fn facts(&self) -> Result<&'static FilingYear, Failure> {
        facts(self.year)
    }

    pub(super) fn filer(&self, cx: &mut Context) -> Result<Filer, Failure> {
        let facts = self.facts()?;
        let text = std::fs::read_to_string(&self.filer).map_err(|e| {
            Failure::new(format_args!("{}: {e}", self.filer.display()))
                .help("`yearend file init` writes a blank one")
        })?;
        parse(&text, facts).map_err(|problems| {
            for p in &problems {
                // The failure below is what counts.
                let _ = writeln!(cx.err(), "error: {}: {p}", self.filer.display());
            }
            let message =
                format!("{}: {} problem(s)", self.filer.display(), problems.len());
            Failure::new(message).help("mend the lines named above; nothing was written")
        })
    }

    pub(super) fn request<'a>(
        &self,
        filer: &'a Filer,
        folder: &'a Path,
        now: &'a str,
    ) -> Result<Request<'a>, Failure> {
        Ok(Request {
            filer,
            facts: self.facts()?,
            folder,
            kind: Kind::Original,
            original_receipt: None,
            single: false,
            options: Options { test: self.test, allow_missing_tin: self.allow_missing_tin },
            skip_invalid: self.skip_invalid,
            run: self.run.unwrap_or_else(Uuid::new_v4),
            now,
            limit_bytes: self.limit,
            hook: &|_| {},
        })
    }
}

/// The facts of a tax year.
pub(super) fn facts(year: u16) -> Result<&'static FilingYear, Failure> {
    FilingYear::get(year).ok_or_else(|| Failure::new("the tax year is not known"))
}

/// The time, for the ledger.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An error of the filing crate as the command tells it.
pub(super) fn failure(e: Error) -> Failure {
    let help = match &e {
        Error::Io { .. } => Some("check that the file exists and that you may use it"),
        Error::Forms { .. } => Some("give the folder or forms.parquet that `yearend allocate` wrote"),
        Error::Store(_) => return told_by_store(&e),
        Error::SelfCheck(_) => Some("please report it: what was written did not read back as meant"),
        _ => None,
    };
    match help {
        Some(help) => Failure::new(e).help(help),
        None => Failure::new(e),
    }
}

/// What the store that holds the ledger says, its help apart.
fn told_by_store(e: &Error) -> Failure {
    let text = e.to_string();
    match text.split_once("\nhelp: ") {
        Some((message, help)) => Failure::new(message).help(help),
        None => Failure::new(text),
    }
}
