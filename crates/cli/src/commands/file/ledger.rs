//! Which ledger: the store's, or a file of its own beside the transmissions.

use super::common::{failure, tell_recovery};
use crate::context::Context;
use crate::failure::Failure;
use crate::store::{Actor, data_folder};
use std::path::{Path, PathBuf};
use yearend_iris::ledger::{Ledger, Place, existing};

/// The ledger's name in the folder of the transmissions.
const LEDGER: &str = "filing.db";

/// Where the ledger is.
#[derive(Debug, clap::Args)]
pub(crate) struct LedgerArg {
    /// A filing ledger of its own, or the folder that holds it [env: YEAREND_LEDGER]
    #[arg(long, value_name = "FILE", conflicts_with = "store")]
    ledger: Option<PathBuf>,

    /// The store that holds the ledger: a file, or postgres://USER@HOST:PORT/DATABASE [env:
    /// YEAREND_STORE]. Without it, and without --ledger, filing.db beside the transmissions
    #[arg(long, value_name = "STORE")]
    store: Option<String>,

    /// With a store: the secret of the ledger's hashes; by default beside an SQLite store, for
    /// PostgreSQL filing.key in the user's data folder. All who file need the same
    #[arg(long, env = "YEAREND_LEDGER_KEY", value_name = "FILE")]
    key: Option<PathBuf>,

    #[command(flatten)]
    actor: Actor,
}

/// The ledger as the options and the environment name it.
enum Named {
    /// A file of its own.
    File(PathBuf),
    /// The store's.
    Store(String),
}

impl LedgerArg {
    /// Whether an option names a ledger.
    pub(super) fn is_named(&self) -> bool {
        self.ledger.is_some() || self.store.is_some()
    }

    /// Opens the ledger of a first filing; `output` is the folder of the transmissions.
    pub(super) fn make(&self, output: &Path, cx: &mut Context) -> Result<Ledger, Failure> {
        let ledger = match self.named(output)? {
            Named::File(path) => Ledger::beside(&self.beside(&path)),
            Named::Store(url) => Ledger::open_in(&self.place(url)?),
        };
        opened(ledger.map_err(failure)?, cx)
    }

    /// Opens the ledger of earlier filings.
    pub(super) fn open(&self, cx: &mut Context) -> Result<Ledger, Failure> {
        let ledger = match self.named(Path::new("."))? {
            Named::File(path) => {
                existing(&path).map_err(failure)?;
                Ledger::beside(&self.beside(&path))
            }
            Named::Store(url) => Ledger::open_in(&self.place(url)?),
        };
        opened(ledger.map_err(failure)?, cx)
    }

    /// The folder for further transmissions, where the command names none: that of a ledger beside
    /// its transmissions.
    pub(super) fn folder(&self) -> Result<PathBuf, Failure> {
        match self.named(Path::new("."))? {
            Named::File(path) => {
                let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
                Ok(folder.unwrap_or(Path::new(".")).to_owned())
            }
            Named::Store(_) => Err(Failure::new("no folder is named for the transmissions")
                .help("name it with -o; the ledger is in a store")),
        }
    }

    /// Options before the environment, the ledger before the store, a file beside the
    /// transmissions last.
    fn named(&self, beside: &Path) -> Result<Named, Failure> {
        let file = |path: PathBuf| {
            Named::File(if path.is_dir() { path.join(LEDGER) } else { path })
        };
        if let Some(path) = &self.ledger {
            return Ok(file(path.clone()));
        }
        let of = |name| std::env::var_os(name).filter(|v| !v.is_empty());
        let url = match &self.store {
            Some(url) => Some(url.clone()),
            None => match of("YEAREND_LEDGER") {
                Some(path) => return Ok(file(path.into())),
                None => of("YEAREND_STORE").map(|v| v.to_string_lossy().into_owned()),
            },
        };
        let own = beside.join(LEDGER);
        match url {
            None => Ok(Named::File(own)),
            // What was filed under one ledger is unknown to the other, and would be filed twice.
            Some(url) if own.is_file() && Path::new(&url) != own => {
                Err(Failure::new(format_args!(
                    "{}: filings were begun in this ledger, and the store is named too",
                    own.display()
                ))
                .help(
                    "go on with --ledger and this file; or, if nothing in it was sent, remove it \
                     with its key and let the store hold the ledger",
                ))
            }
            Some(url) => Ok(Named::Store(url)),
        }
    }

    fn beside(&self, path: &Path) -> Place {
        let key = self.key.clone().unwrap_or_else(|| path.with_extension("key"));
        Place { store: path.display().to_string(), key, by: self.by() }
    }

    fn place(&self, url: String) -> Result<Place, Failure> {
        let remote = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let key = match &self.key {
            Some(key) => key.clone(),
            None if remote => {
                let folder = data_folder()?;
                yearend_iris::files::create_private_dir(&folder)?;
                folder.join("filing.key")
            }
            None => {
                let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
                Path::new(path.unwrap_or(&url)).with_extension("key")
            }
        };
        Ok(Place { store: url, key, by: self.by() })
    }

    /// Who acts; the ledger does not insist on a name.
    fn by(&self) -> String {
        self.actor.name().unwrap_or_else(|_| "yearend".to_owned())
    }
}

fn opened(ledger: Ledger, cx: &mut Context) -> Result<Ledger, Failure> {
    tell_recovery(&ledger, cx)?;
    Ok(ledger)
}
