//! What a zipped workbook holds, before calamine opens it: which kind it is, where its sheets
//! stand, and whether its parts keep the bounds when they are uncompressed (sizes that a package
//! declares are not believed).

use super::limits;
use crate::error::Reason;
use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// A package, opened over the bytes of the file.
pub(crate) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens the central directory.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, ZipError> {
    ZipArchive::new(Cursor::new(bytes))
}

/// The kinds of workbook in a zip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Office Open XML, with or without macros.
    Xlsx,
    /// Office Open XML with binary sheets.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// What a zip is, by its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// A workbook.
    Workbook(Kind),
    /// Another office document, in words.
    Document(&'static str),
    /// Files.
    Archive,
}

/// Tells a workbook from another document and from an archive of files.
pub(crate) fn contents(archive: &mut Archive<'_>) -> Contents {
    if let Ok(mime) = read(archive, "mimetype", 1 << 10) {
        return match std::str::from_utf8(&mime).unwrap_or_default().trim() {
            "application/vnd.oasis.opendocument.spreadsheet"
            | "application/vnd.oasis.opendocument.spreadsheet-template" => {
                Contents::Workbook(Kind::Ods)
            }
            m if m.starts_with("application/vnd.oasis.opendocument.text") => {
                Contents::Document("an OpenDocument text; save it as PDF or send the workbook")
            }
            m if m.starts_with("application/vnd.oasis") => {
                Contents::Document("an OpenDocument file that is no spreadsheet")
            }
            _ => Contents::Archive,
        };
    }
    let Ok(types) = read(archive, "[Content_Types].xml", 4 << 20) else { return Contents::Archive };
    let types = String::from_utf8_lossy(&types);
    if types.contains("ms-excel.sheet.binary.macroEnabled.main") {
        Contents::Workbook(Kind::Xlsb)
    } else if types.contains("spreadsheetml.sheet.main+xml")
        || types.contains("spreadsheetml.template.main+xml")
        || types.contains("ms-excel.sheet.macroEnabled.main+xml")
        || types.contains("ms-excel.template.macroEnabled.main+xml")
    {
        Contents::Workbook(Kind::Xlsx)
    } else if types.contains("wordprocessingml") {
        Contents::Document("a Word document; save it as PDF or send the workbook")
    } else if types.contains("presentationml") {
        Contents::Document("a PowerPoint document; send the workbook")
    } else {
        Contents::Archive
    }
}

/// The part at a path; some programs write other cases or backslashes than they refer to.
pub(crate) fn find(archive: &Archive<'_>, path: &str) -> Option<usize> {
    let plain = |name: &str| name.replace('\\', "/").trim_start_matches('/').to_lowercase();
    archive.index_for_name(path).or_else(|| {
        let wanted = plain(path);
        (0..archive.len()).find(|i| {
            archive.name_for_index(*i).is_some_and(|n| n.is_ok_and(|n| plain(&n) == wanted))
        })
    })
}

/// The stream of a part.
pub(crate) fn part<'a, 'b>(
    archive: &'a mut Archive<'b>,
    index: usize,
) -> Result<Part<'a, 'b>, Reason> {
    let bytes = archive.clone().into_inner().into_inner();
    let file = archive.by_index(index).map_err(|e| match e {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Reason::Encrypted("workbook"),
        other => damaged("a part", &other),
    })?;
    Ok(Part { size: file.size(), bytes: Bytes::of(file, bytes) })
}

/// A part, uncompressed as it is read.
pub(crate) struct Part<'a, 'b> {
    /// Its bytes, as the package states them.
    pub(crate) size: u64,
    bytes: Bytes<'a, 'b>,
}

enum Bytes<'a, 'b> {
    /// All that is compressed lies in memory: it need not be handed over a few pages at a time.
    Deflated(CrcReader<DeflateDecoder<&'b [u8]>>, u32),
    Other(ZipFile<'a, Cursor<&'b [u8]>>),
}

impl<'a, 'b> Bytes<'a, 'b> {
    fn of(file: ZipFile<'a, Cursor<&'b [u8]>>, package: &'b [u8]) -> Bytes<'a, 'b> {
        let data = || {
            let start = usize::try_from(file.data_start()?).ok()?;
            package.get(start..start.checked_add(usize::try_from(file.compressed_size()).ok()?)?)
        };
        match data() {
            Some(data)
                if file.compression() == CompressionMethod::Deflated && !file.encrypted() =>
            {
                Bytes::Deflated(CrcReader::new(DeflateDecoder::new(data)), file.crc32())
            }
            _ => Bytes::Other(file),
        }
    }
}

impl Read for Part<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let (reader, stated) = match &mut self.bytes {
            Bytes::Deflated(reader, stated) => (reader, *stated),
            Bytes::Other(file) => return file.read(out),
        };
        let n = reader.read(out)?;
        if n == 0 && !out.is_empty() && reader.crc().sum() != stated {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum does not hold"));
        }
        Ok(n)
    }
}

/// The part's bytes, at most `limit` of them; more is an error.
pub(crate) fn read(archive: &mut Archive<'_>, path: &str, limit: u64) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    let index = find(archive, path).ok_or_else(|| damaged(path, &"it is missing"))?;
    let part = archive.by_index(index).map_err(|e| damaged(path, &e))?;
    part.take(limit + 1).read_to_end(&mut bytes).map_err(|e| damaged(path, &e))?;
    if bytes.len() as u64 > limit { Err(limits::held_bytes()) } else { Ok(bytes) }
}

/// Refuses a package whose parts, uncompressed, pass the bounds. Sheets are streamed and have
/// their own bound; everything else is held in memory by the reader.
pub(crate) fn check(archive: &mut Archive<'_>) -> Result<(), Reason> {
    if archive.len() > limits::PARTS {
        return Err(limits::parts());
    }
    let mut held = 0;
    for index in 0..archive.len() {
        let Some(Ok(name)) = archive.name_for_index(index).map(|n| n.map(|n| n.to_lowercase()))
        else {
            continue;
        };
        if !is_held(&name) {
            continue;
        }
        let part = archive.by_index(index).map_err(|e| damaged(&name, &e))?;
        let mut part = part.take(limits::HELD_BYTES - held + 1);
        let mut head = Head::default();
        held += io::copy(&mut part, &mut head).map_err(|e| damaged(&name, &e))?;
        if held > limits::HELD_BYTES {
            return Err(limits::held_bytes());
        }
        check_count(&name, &head)?;
    }
    Ok(())
}

/// Whether the readers hold the whole part: not sheets, pictures, macros and printer settings.
fn is_held(name: &str) -> bool {
    let read = name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".bin");
    let streamed = name.contains("worksheets/sheet") || name.ends_with("content.xml");
    read && !streamed && !name.contains("vbaproject") && !name.contains("printersettings")
}

/// The reader reserves room for as many shared texts as the part claims to hold: refuse a claim
/// that the part's size belies.
fn check_count(name: &str, head: &Head) -> Result<(), Reason> {
    if !name.ends_with("sharedstrings.xml") {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&head.start);
    let claim = text.split_once("uniqueCount=").and_then(|(_, rest)| {
        let digits = rest.trim_start_matches(['"', '\'']);
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()
    });
    // `<si/>` is the shortest text.
    if claim.is_some_and(|n| n > head.len / 5 + 1) {
        return Err(damaged(name, &"it claims more texts than its size can hold"));
    }
    Ok(())
}

/// Keeps the first bytes of what is written to it, and counts the rest.
#[derive(Default)]
struct Head {
    start: Vec<u8>,
    len: u64,
}

impl io::Write for Head {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = 4096_usize.saturating_sub(self.start.len());
        self.start.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.len += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn damaged(path: &str, why: &dyn std::fmt::Display) -> Reason {
    Reason::Damaged { format: "a workbook", detail: format!("{path}: {why}") }
}

/// The targets of a part's relationships by their names.
pub(crate) fn targets(archive: &mut Archive<'_>, path: &str) -> HashMap<String, String> {
    relationships(archive, path).into_iter().map(|r| (r.id, r.target)).collect()
}

/// A reference from one part to another.
#[derive(Debug)]
pub(crate) struct Relationship {
    /// The name that the part uses for it.
    pub(crate) id: String,
    /// What the other part is, as an address that ends in `/worksheet` and the like.
    pub(crate) kind: String,
    /// Where it stands, seen from the part's folder, or from the root after a slash.
    pub(crate) target: String,
}

/// The references in a `.rels` part; none if it is missing.
pub(crate) fn relationships(archive: &mut Archive<'_>, path: &str) -> Vec<Relationship> {
    let mut out = Vec::new();
    let Ok(xml) = read(archive, path, 16 << 20) else { return out };
    each_element(&xml, |e| {
        if e.local_name().as_ref() == "Relationship" {
            out.push(Relationship {
                id: attribute(e, "Id").unwrap_or_default(),
                kind: attribute(e, "Type").unwrap_or_default(),
                target: attribute(e, "Target").unwrap_or_default(),
            });
        }
    });
    out
}

/// Calls `f` for every start or empty element, up to the end or the first error.
fn each_element(xml: &[u8], mut f: impl FnMut(&BytesStart<'_>)) {
    let mut reader = quick_xml::Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e) | Event::Empty(e)) => f(&e),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

/// The attribute of that local name, unescaped.
pub(crate) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let a = e.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// A package of one part.
    fn package(bytes: &[u8], how: CompressionMethod) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.xml", SimpleFileOptions::default().compression_method(how)).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn part_of(package: &[u8]) -> io::Result<Vec<u8>> {
        let mut archive = open(package).unwrap();
        let mut bytes = Vec::new();
        part(&mut archive, 0).unwrap().read_to_end(&mut bytes).map(|_| bytes)
    }

    #[test]
    fn a_part_is_what_was_put_in() {
        let bytes: Vec<u8> = (0..200_000_u32).flat_map(|i| (i / 7).to_le_bytes()).collect();
        for how in [CompressionMethod::Deflated, CompressionMethod::Stored] {
            for len in [0, 1, bytes.len()] {
                let package = package(&bytes[..len], how);
                assert!(part_of(&package).unwrap() == bytes[..len], "{how} {len}");
            }
        }
    }

    #[test]
    fn a_changed_part_is_an_error() {
        let bytes: Vec<u8> = (0..20_000_u32).flat_map(|i| (i / 7).to_le_bytes()).collect();
        for how in [CompressionMethod::Deflated, CompressionMethod::Stored] {
            let package = package(&bytes, how);
            let start = open(&package).unwrap().by_index(0).unwrap().data_start().unwrap();
            let start = usize::try_from(start).unwrap();
            for at in [start, start + 100, start + 2000] {
                let mut changed = package.clone();
                changed[at] ^= 0x10;
                assert!(part_of(&changed).is_err(), "{how} {at}");
            }
        }
    }
}
