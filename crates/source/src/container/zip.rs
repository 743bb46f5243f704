//! Archives of files.

use super::member::by_name;
use super::{Member, Walk};
use crate::error::Reason;
use crate::workbook::package::{self, Archive};
use std::io::Read;
use zip::result::ZipError;

/// Opens the members in the order of their names.
pub(super) fn members(walk: &mut Walk, archive: Member, depth: usize) -> Result<(), Reason> {
    let mut zip = package::open(&archive.bytes).map_err(|e| reason(&e))?;
    let mut names: Vec<(String, usize)> = (0..zip.len())
        .filter_map(|i| {
            let name =
                zip.name_for_index(i)?.map_or_else(|_| format!("member {}", i + 1), Into::into);
            (!name.ends_with('/')).then_some((name, i))
        })
        .collect();
    names.sort();
    for (name, index) in names {
        let path = format!("{}/{}", archive.name, name.replace('\\', "/"));
        // What the name tells need not be uncompressed.
        if let Some(why) = by_name(&path) {
            walk.bounds.member()?;
            walk.skip(path, why);
            continue;
        }
        match read(walk, &mut zip, index) {
            Ok(bytes) => walk.member(Member { name: path, bytes }, depth)?,
            Err(why @ Reason::TooLarge { .. }) => return Err(why),
            Err(why) => {
                walk.bounds.member()?;
                walk.fail(path, why);
            }
        }
    }
    Ok(())
}

/// Uncompresses a member; the size that the archive states is not believed.
fn read(walk: &mut Walk, zip: &mut Archive<'_>, index: usize) -> Result<Vec<u8>, Reason> {
    let room = walk.bounds.room();
    let mut bytes = Vec::new();
    let member = zip.by_index(index).map_err(|e| reason(&e))?;
    let read = member.take(room + 1).read_to_end(&mut bytes);
    walk.bounds.bytes(bytes.len() as u64);
    if bytes.len() as u64 > room {
        return Err(walk.bounds.too_large());
    }
    read.map_err(|e| reason(&ZipError::Io(e)))?;
    Ok(bytes)
}

fn reason(error: &ZipError) -> Reason {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Reason::Encrypted("zip")
        }
        ZipError::CompressionMethodNotSupported(_) => Reason::UnknownFormat(
            "a zip with a compression other than deflate; pack it again".to_owned(),
        ),
        other => Reason::Damaged { format: "a zip", detail: other.to_string() },
    }
}
