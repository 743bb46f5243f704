//! Brings files and ledger into agreement after a kill.
//!
//! A run writes its files whole under temporary names, then commits the ledger (`prepared`), then
//! renames, then commits again (`built`). So a killed run left either temporary files that no
//! ledger row knows (nothing was filed: they are removed), or rows whose files are whole under
//! one of their two names (the run is finished for it). Either way both agree afterwards.

use super::sqlite::Ledger;
use crate::error::{Error, Result};
use crate::files::{sha256_of, sync_dir};
use std::path::{Path, PathBuf};

/// What was found and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Files whose run was finished.
    pub finished: Vec<PathBuf>,
    /// Transmissions whose file is lost: their records count as not built.
    pub lost: Vec<PathBuf>,
    /// Left-over temporary files that were removed.
    pub removed: Vec<PathBuf>,
}

/// The temporary name of a file.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tmp"))
}

pub(super) fn recover(ledger: &mut Ledger) -> Result<Recovery> {
    let mut recovery = Recovery::default();
    let prepared: Vec<_> =
        ledger.transmissions()?.into_iter().filter(|t| t.state == "prepared").collect();
    for t in prepared {
        let whole = |p: &Path| p.is_file() && sha256_of(p).is_ok_and(|h| h == t.sha256);
        let from = temporary(&t.path);
        if !whole(&t.path) && whole(&from) {
            std::fs::rename(&from, &t.path).map_err(Error::io(&t.path))?;
            if let Some(folder) = t.path.parent() {
                sync_dir(folder).map_err(Error::io(folder))?;
            }
        }
        if whole(&t.path) {
            ledger.built(std::slice::from_ref(&t.utid))?;
            recovery.finished.push(t.path);
        } else {
            ledger.discard(t.id, &t.created_at, "lost: its file is missing or damaged")?;
            recovery.lost.push(t.path);
        }
    }
    remove_left_overs(ledger.path().parent().unwrap_or(Path::new(".")), &mut recovery)?;
    Ok(recovery)
}

/// Temporary files of runs that the ledger never heard of.
pub(crate) fn remove_left_overs(folder: &Path, recovery: &mut Recovery) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(".iris-") && name.ends_with(".tmp");
        if ours {
            let path = entry.path();
            std::fs::remove_file(&path).map_err(Error::io(&path))?;
            recovery.removed.push(path);
        }
    }
    Ok(())
}
