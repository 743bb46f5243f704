//! Files in and out: the one place of the command that opens them.
//!
//! Inputs are read whole (`-` is standard input). Outputs go to a temporary file beside the
//! target that replaces it only when everything was written, so there is never half a file.

use crate::failure::Failure;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use yearend_source::{Reason, SourceError};
use yearend_write::Format;

/// The name that stands for standard input or output.
pub(crate) const DASH: &str = "-";

/// The bytes of a file, or of standard input for `-`, with the name that findings show.
pub(crate) fn read(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    if path.as_os_str() == DASH {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|e| unreadable("<stdin>", &e))?;
        return Ok(("<stdin>".to_owned(), bytes));
    }
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|e| unreadable(&name, &e))?;
    Ok((name, bytes))
}

/// How deep folders are followed.
const MAX_DEPTH: usize = 16;

/// The files that an argument stands for: itself, or for a folder all files below it in order of
/// name. Names that begin with a dot and links to folders are passed over.
pub(crate) fn expand(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.as_os_str() == DASH || !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    walk(path, 0, &mut found).map_err(|e| unreadable(&path.display().to_string(), &e))?;
    if found.is_empty() {
        return Err(SourceError { name: path.display().to_string(), reason: Reason::Empty }.into());
    }
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        } else if kind.is_dir() {
            if depth == MAX_DEPTH {
                return Err(io::Error::other(format!(
                    "{} lies deeper than {MAX_DEPTH} folders",
                    path.display()
                )));
            }
            walk(&path, depth + 1, found)?;
        } else if kind.is_file() || (kind.is_symlink() && path.is_file()) {
            found.push(path);
        }
    }
    Ok(())
}

fn unreadable(name: &str, e: &io::Error) -> Failure {
    let why = match e.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => e.to_string(),
    };
    SourceError { name: name.to_owned(), reason: Reason::Io(why) }.into()
}

/// The format of a file name's ending.
pub(crate) fn format(path: &Path) -> Result<Format, Failure> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Format::from_extension(extension).ok_or_else(|| {
        let known = Format::ALL.map(|f| format!(".{}", f.extension())).join(", ");
        Failure::new(format_args!("{}: its ending names no format to write", path.display()))
            .help(format!("the ending is one of {known}"))
    })
}

/// Writes a file whole or not at all: `fill` writes to a temporary file in the target's folder
/// (readable by the owner only until it is renamed), which then replaces the target.
///
/// # Errors
/// Whatever `fill` returns, and what the file system says; the target is then untouched.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&mut fs::File>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let told = |e: io::Error| {
        Failure::new(format_args!("{}: could not be written: {e}", path.display()))
            .help("check that the folder exists and that you may write there")
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temp = NamedTempFile::new_in(folder).map_err(told)?;
    {
        let mut out = BufWriter::with_capacity(1 << 16, temp.as_file_mut());
        fill(&mut out)?;
        out.flush().map_err(told)?;
    }
    give_usual_permissions(&temp, path).map_err(told)?;
    temp.as_file().sync_data().map_err(told)?;
    temp.persist(path).map_err(|e| told(e.error))?;
    Ok(())
}

/// A temporary file is private; what it becomes has the permissions of the file that it replaces,
/// or those a new file would get (read for all, as far as the folder's owner allows).
#[cfg(unix)]
fn give_usual_permissions(temp: &NamedTempFile, target: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match fs::metadata(target) {
        Ok(old) => old.permissions(),
        Err(_) => fs::Permissions::from_mode(0o644),
    };
    temp.as_file().set_permissions(mode)
}

#[cfg(not(unix))]
fn give_usual_permissions(_: &NamedTempFile, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out.csv");
        fs::write(&target, "old").unwrap();
        let e = write(&target, |w| {
            w.write_all(b"half")?;
            Err(Failure::new("no"))
        });
        assert!(e.is_err());
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        write(&target, |w| Ok(w.write_all(b"new")?)).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    }

    #[test]
    fn a_folder_stands_for_its_files_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        assert!(expand(dir.path()).is_err(), "an empty folder is refused");
        fs::create_dir(at("b")).unwrap();
        for name in ["b/2.csv", "c.txt", "a.xlsx", ".hidden"] {
            fs::write(at(name), "x").unwrap();
        }
        assert_eq!(expand(dir.path()).unwrap(), [at("a.xlsx"), at("b/2.csv"), at("c.txt")]);
    }

    #[test]
    fn a_missing_file_says_so() {
        let e = read(Path::new("/nowhere/funds.xlsx")).unwrap_err();
        let Failure::Told { message, help } = e else { panic!("{e:?}") };
        assert_eq!(message, "/nowhere/funds.xlsx: could not be opened: there is no such file");
        assert!(help.is_some());
    }
}
