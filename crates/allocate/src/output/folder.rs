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
        if self.replace && name.exists() {
            replace(&made, name)?;
        } else {
            fs::rename(&made, name).map_err(Error::io(name))?;
        }
        // The temporary name is gone; nothing is left to clean up.
        let _ = self.temp.keep();
        Ok(())
    }
}

/// Puts the folder `made` in the place of the folder `name` and removes the old one. Where the
/// system can exchange two names, one of the two stands under `name` at every moment.
fn replace(made: &Path, name: &Path) -> Result<()> {
    match exchange(made, name) {
        // The old folder has the temporary name now. It is of no use to anyone; what cannot be
        // removed of it is left, hidden.
        Ok(()) => {
            let _ = fs::remove_dir_all(made);
            return Ok(());
        }
        Err(e) if e.kind() == std::io::ErrorKind::Unsupported => {}
        Err(e) => return Err(Error::io(name)(e)),
    }
    let parent = made.parent().unwrap_or(Path::new("."));
    let aside = tempfile::tempdir_in(parent).map_err(Error::io(parent))?;
    let old = aside.path().join("old");
    fs::rename(name, &old).map_err(Error::io(name))?;
    if let Err(e) = fs::rename(made, name) {
        fs::rename(&old, name).map_err(Error::io(name))?;
        return Err(Error::io(name)(e));
    }
    Ok(())
}

/// Exchanges two names in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        // The system, or the file system, does not know how.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            Err(std::io::ErrorKind::Unsupported.into())
        }
        done => done.map_err(Into::into),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_the_place_of_another() {
        let dir = tempfile::tempdir().unwrap();
        let name = dir.path().join("out");
        for run in ["1", "2", "3"] {
            let folder = Folder::begin(&name, true).unwrap();
            fs::write(folder.file("run"), run).unwrap();
            folder.publish().unwrap();
            assert_eq!(fs::read_to_string(name.join("run")).unwrap(), run);
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
        }
        assert!(Folder::begin(&name, false).is_err());
    }

    #[test]
    fn names_are_exchanged_or_not_touched() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::create_dir(&a).unwrap();
        fs::create_dir(&b).unwrap();
        fs::write(a.join("made"), "").unwrap();
        match exchange(&a, &b) {
            Ok(()) => assert!(b.join("made").exists() && !a.join("made").exists()),
            Err(e) => {
                assert_eq!(e.kind(), std::io::ErrorKind::Unsupported);
                assert!(a.join("made").exists());
            }
        }
    }
}
