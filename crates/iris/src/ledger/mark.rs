//! The mark that lies in a folder of transmissions, so that a shared ledger knows it again.
//!
//! Two machines may each have a `/home/tax/xml`; the mark is random, and moves with the folder.

use crate::error::{Error, Result};
use crate::files::create_private;
use std::io::Write;
use std::path::Path;

/// The file of the mark.
const NAME: &str = ".yearend-folder";

/// The mark of a folder, if it has one.
pub(super) fn read(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(NAME)).ok()?;
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// The mark of a folder, which gets one where it has none.
pub(super) fn of(folder: &Path) -> Result<String> {
    if let Some(mark) = read(folder) {
        return Ok(mark);
    }
    let path = folder.join(NAME);
    let mark = uuid::Uuid::new_v4().to_string();
    let mut file = create_private(&path).map_err(Error::io(&path))?;
    writeln!(file, "{mark}").and_then(|()| file.sync_all()).map_err(Error::io(&path))?;
    Ok(mark)
}
