//! Brings files and ledger into agreement after a kill.
//!
//! A run writes its files whole under temporary names, then commits the ledger (`prepared`), then
//! renames, then commits again (`built`). So a killed run left either temporary files that no
//! ledger row knows (nothing was filed: they are removed), or rows whose files are whole under
//! one of their two names (the run is finished for it). Either way both agree afterwards.
//!
//! A team's ledger may know of files in folders of other machines. Only a folder that bears the
//! mark under which the ledger knows it can tell that a file is lost; what lies elsewhere stays
//! `prepared`, counts as filed, and is told.

use super::mark;
use super::{Ledger, TransmissionRow};
use crate::error::{Error, Result};
use crate::files::{sha256_of, sync_dir};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What was found and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Files whose run was finished.
    pub finished: Vec<PathBuf>,
    /// Interrupted transmissions in folders that cannot be seen from here: they count as filed.
    pub elsewhere: Vec<PathBuf>,
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
    let all = ledger.transmissions()?;
    let mut folders: BTreeSet<PathBuf> =
        all.iter().filter(|t| is_here(t)).filter_map(|t| Some(t.path.parent()?.into())).collect();
    folders.extend(ledger.folder().map(Path::to_owned));
    let prepared = all.into_iter().filter(|t| t.state == "prepared");
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
        } else if is_here(&t) {
            ledger.discard(t.id, &t.created_at, "lost: its file is missing or damaged")?;
            recovery.lost.push(t.path);
        } else {
            recovery.elsewhere.push(t.path);
        }
    }
    for folder in folders {
        remove_left_overs(&folder, &mut recovery)?;
    }
    Ok(recovery)
}

/// Whether the folder of a transmission is the one that the ledger means.
fn is_here(t: &TransmissionRow) -> bool {
    match (&t.folder_mark, t.path.parent()) {
        (None, _) => true,
        (Some(noted), Some(folder)) => mark::read(folder).as_ref() == Some(noted),
        (Some(_), None) => false,
    }
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
