//! Changes inside the members of a zip. Bytes changed at random would hardly ever get behind the
//! checksums; so a member is unpacked, changed, and packed again.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Room for a member to grow by.
const ROOM: usize = 1024;
/// Most bytes of all members, so that a corpus stays small.
const MOST: u64 = 1 << 20;

/// Changes a file in place and gives its new length: for a zip, three times of four, one member.
pub fn mutate(data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    if seed % 4 != 0
        && let Some(changed) = repacked(&data[..size], seed / 4)
        && changed.len() <= max
    {
        data[..changed.len()].copy_from_slice(&changed);
        return changed.len();
    }
    libfuzzer_sys::fuzzer_mutate(data, size, max)
}

fn repacked(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut members = Vec::new();
    let mut left = MOST;
    for index in 0..archive.len() {
        let member = archive.by_index(index).ok()?;
        let name = member.name().ok()?.into_owned();
        let mut unpacked = Vec::new();
        member.take(left).read_to_end(&mut unpacked).ok()?;
        left = left.checked_sub(unpacked.len() as u64)?;
        members.push((name, unpacked));
    }
    let chosen = seed as usize % members.len().max(1);
    let (_, member) = members.get_mut(chosen)?;
    let size = member.len();
    member.resize(size + ROOM, 0);
    let size = libfuzzer_sys::fuzzer_mutate(member, size, size + ROOM);
    member.truncate(size);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // What was large is packed, so that the whole stays below the fuzzer's bound.
    for (name, unpacked) in members {
        let method = match unpacked.len() {
            0..4096 => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(name, options).ok()?;
        writer.write_all(&unpacked).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}
