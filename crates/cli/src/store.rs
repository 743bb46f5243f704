//! The store as a command sees it: which one, as of when, and who is asking.

use crate::context::Context;
use crate::failure::Failure;
use crate::render::count;
use std::io::Write;
use std::path::PathBuf;
use yearend_model::Reading;
use yearend_store::{Access, At, RULED, Selection, Store, StoreError};

/// Which store.
#[derive(Debug, clap::Args)]
pub(crate) struct StoreArg {
    /// The store: a file, or postgres://USER@HOST:PORT/DATABASE. Without it, yearend.db in the
    /// user's data folder
    #[arg(long, env = "YEAREND_STORE", hide_env_values = true, value_name = "STORE")]
    store: Option<String>,
}

impl StoreArg {
    /// Opens it.
    pub(crate) fn open(&self, access: Access) -> Result<Store, Failure> {
        let url = match &self.store {
            Some(url) => url.clone(),
            None => default_store()?,
        };
        Ok(Store::open(&url, access)?)
    }
}

fn default_store() -> Result<String, Failure> {
    Ok(data_folder()?.join("yearend.db").display().to_string())
}

/// `yearend` in the data folder of the user (XDG Base Directory Specification).
pub(crate) fn data_folder() -> Result<PathBuf, Failure> {
    let folder = |name: &str| {
        std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute())
    };
    folder("XDG_DATA_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
        .or_else(|| folder("LOCALAPPDATA"))
        .map(|data| data.join("yearend"))
        .ok_or_else(|| {
            Failure::new("there is no data folder for the store: HOME is not set")
                .help("name the store with --store or YEAREND_STORE")
        })
}

/// What stands of a selection; rulings that bear on it are told on standard error.
pub(crate) fn standing(
    cx: &mut Context,
    store: &str,
    selection: &Selection,
) -> Result<Reading, Failure> {
    /// Rulings told one by one.
    const SHOWN: usize = 10;
    let reading = Store::open(store, Access::Read)?.standing(selection)?;
    let all: Vec<String> = rulings(&reading).collect();
    for ruling in all.iter().take(SHOWN) {
        writeln!(cx.err(), "note: {ruling}")?;
    }
    if all.len() > SHOWN {
        let more = count(all.len() - SHOWN, "more ruling");
        writeln!(cx.err(), "note: {more}; `yearend log CUSIP` shows them")?;
    }
    Ok(reading)
}

/// The rulings of people in a reading that comes from a store, as sentences.
pub(crate) fn rulings(reading: &Reading) -> impl Iterator<Item = String> {
    let ruled = reading.findings.iter().filter(|f| f.code == RULED);
    ruled.map(|f| format!("{}: {}", f.cusip.as_deref().unwrap_or("?"), f.message))
}

/// Which moment and which tax year.
#[derive(Debug, clap::Args)]
pub(crate) struct Scope {
    /// Answer as the store would have at the end of that day (UTC), or at that time
    #[arg(long, value_name = "DATE", value_parser = at)]
    pub(crate) as_of: Option<At>,

    /// Only this tax year
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<u16>,
}

impl Scope {
    /// The selection of everything in the scope.
    pub(crate) fn all(&self) -> Selection {
        Selection::all().as_of(self.as_of.clone()).tax_year(self.year)
    }

    /// The selection of one security.
    pub(crate) fn cusip(&self, printed: &str) -> Selection {
        let cusip = yearend_model::cusip::normalize(printed);
        Selection::cusip(cusip).as_of(self.as_of.clone()).tax_year(self.year)
    }
}

/// Reads `2026-01-31` or `2026-01-31T12:00:00Z`.
pub(crate) fn at(text: &str) -> Result<At, String> {
    At::parse(text)
        .ok_or_else(|| "not a date like 2026-01-31 or a time like 2026-01-31T12:00:00Z".to_owned())
}

/// Who acts.
#[derive(Debug, clap::Args)]
pub(crate) struct Actor {
    /// The person or program in whose name this is recorded; without it, the system's user name
    #[arg(long, env = "YEAREND_USER", value_name = "NAME")]
    by: Option<String>,
}

impl Actor {
    /// The name.
    pub(crate) fn name(&self) -> Result<String, Failure> {
        let user = || {
            ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()))
        };
        self.by.clone().or_else(user).ok_or_else(|| {
            Failure::new("nobody is named in whose name this is recorded")
                .help("say who with --by or YEAREND_USER")
        })
    }
}

/// The clock; it is read here and handed down.
pub(crate) fn now() -> At {
    At::new(jiff::Timestamp::now())
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Failure {
        let text = e.to_string();
        match text.split_once("\nhelp: ") {
            Some((message, help)) => Failure::new(message).help(help),
            None => Failure::new(text),
        }
    }
}
