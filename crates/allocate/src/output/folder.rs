//! The output folder: made whole beside its final name, then moved there in one step.

use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder in the making. Dropped without [`Folder::publish`], it leaves nothing behind; a
/// killed run leaves a hidden folder `.NAME.…` beside the final name, which can be deleted.
#[derive(Debug)]
pub struct Folder {
    temp: TempDir,
    name: PathBuf,
    replace: bool,
}

impl Folder {
    /// Begins a folder. An existing folder that is not empty is refused unless `replace`.
    ///
    /// # Errors
    /// The folder exists, or the place cannot be written.
    pub fn begin(name: &Path, replace: bool) -> Result<Folder> {
        let refuse =
            |reason: &str| Err(Error::Output { path: name.to_owned(), reason: reason.to_owned() });
        match fs::read_dir(name) {
            Ok(mut entries) => {
                if entries.next().is_some() && !replace {
                    return refuse("is not empty; choose another folder, or --force to replace it");
                }
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) if name.exists() => return refuse(&format!("cannot be used as a folder: {e}")),
            Err(e) => return Err(Error::io(name)(e)),
        }
        let Some(file_name) = name.file_name() else {
            return refuse("has no name of its own; name a folder to be made");
        };
        let parent = match name.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(Error::io(parent))?;
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{}.", file_name.to_string_lossy());
        builder.prefix(&prefix);
        // Taxpayer numbers: only the owner may enter.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let temp = builder.tempdir_in(parent).map_err(Error::io(parent))?;
        Ok(Folder { temp, name: name.to_owned(), replace })
    }

    /// Where a file of the folder is made.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// Gives the folder its final name.
    ///
    /// # Errors
    /// The folder cannot be moved; then an earlier one of that name stands as it was.
    pub fn publish(self) -> Result<()> {
        let made = self.temp.path().to_owned();
        let name = &self.name;
        if let Ok(dir) = fs::File::open(&made) {
            dir.sync_all().map_err(Error::io(&made))?;
        }
        let mut old = None;
        if self.replace && name.exists() {
            let parent = made.parent().unwrap_or(Path::new("."));
            let aside = tempfile::tempdir_in(parent).map_err(Error::io(parent))?;
            let to = aside.path().join("old");
            fs::rename(name, &to).map_err(Error::io(name))?;
            old = Some((aside, to));
        }
        if let Err(e) = fs::rename(&made, name) {
            if let Some((_aside, to)) = old {
                fs::rename(&to, name).map_err(Error::io(name))?;
            }
            return Err(Error::io(name)(e));
        }
        // The temporary name is gone; nothing is left to clean up.
        let _ = self.temp.keep();
        Ok(())
    }
}
