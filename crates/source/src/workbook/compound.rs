//! Compound files (OLE, MS-CFB): the folders in a file that old workbooks come in.
//!
//! calamine follows the chains of sectors wherever they lead; one that leads back to itself would
//! never end. So the workbook's stream is taken out here, with every chain bounded by the size of
//! the file, and handed on in a compound file of its own that cannot be wrong.

use crate::error::Reason;

const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT: u32 = 0xFFFF_FFFD;

/// A compound file, its directory read.
pub(crate) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    len: u64,
}

impl<'b> Compound<'b> {
    /// Reads the allocation table and the directory.
    pub(crate) fn read(bytes: &'b [u8]) -> Result<Compound<'b>, Reason> {
        let sector = match half(bytes, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(damaged("its header is cut off or damaged")),
        };
        let mut file = Compound {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        for id in file.fat_sectors()? {
            let table = numbers(file.sector(id)?);
            file.fat.extend(table);
        }
        let directory = file.chain(word(bytes, 48), u64::MAX)?;
        file.entries = directory.chunks_exact(128).map(|e| entry(e, sector)).collect();
        let Some(root) = file.entries.first() else {
            return Err(damaged("its directory is empty"));
        };
        if word(bytes, 64) > 0 {
            file.mini_stream = file.chain(root.start, root.len)?;
            file.mini_fat = numbers(&file.chain(word(bytes, 60), u64::MAX)?).collect();
        }
        Ok(file)
    }

    /// Whether there is a stream or folder of the name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream.
    pub(crate) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Reason> {
        let Some(e) = self.entries.iter().find(|e| e.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        if e.len >= 4096 {
            return self.chain(e.start, e.len).map(Some);
        }
        let (mut out, mut id) = (Vec::new(), e.start);
        while (out.len() as u64) < e.len {
            let at = id as usize * 64;
            let piece = self.mini_stream.get(at..).map(|m| &m[..m.len().min(64)]);
            let piece = piece.filter(|p| !p.is_empty()).ok_or_else(beyond)?;
            out.extend_from_slice(piece);
            id = *self.mini_fat.get(id as usize).ok_or_else(beyond)?;
        }
        out.truncate(usize::try_from(e.len).unwrap_or(usize::MAX));
        Ok(Some(out))
    }

    /// The sectors of the allocation table: 109 in the header, the others in a chain of lists.
    fn fat_sectors(&self) -> Result<Vec<u32>, Reason> {
        let header = self.bytes.get(76..512).ok_or_else(beyond)?;
        let mut ids: Vec<u32> = numbers(header).collect();
        let mut next = word(self.bytes, 68);
        for _ in 0..self.sectors() {
            if next >= FAT {
                break;
            }
            let mut list: Vec<u32> = numbers(self.sector(next)?).collect();
            next = list.pop().unwrap_or(END);
            ids.extend(list);
        }
        ids.retain(|id| *id < FAT);
        if ids.len() > self.sectors() {
            return Err(damaged("its allocation table is larger than the file"));
        }
        Ok(ids)
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    fn sector(&self, id: u32) -> Result<&'b [u8], Reason> {
        let at = (id as usize + 1) * self.sector;
        let sector = self.bytes.get(at..).map(|s| &s[..s.len().min(self.sector)]);
        sector.filter(|s| !s.is_empty()).ok_or_else(beyond)
    }

    /// Follows a chain up to its end or to `len` bytes.
    fn chain(&self, start: u32, len: u64) -> Result<Vec<u8>, Reason> {
        let (mut out, mut id) = (Vec::new(), start);
        for _ in 0..=self.sectors() {
            if id >= FAT || out.len() as u64 >= len {
                out.truncate(usize::try_from(len).unwrap_or(usize::MAX));
                return Ok(out);
            }
            out.extend_from_slice(self.sector(id)?);
            id = *self.fat.get(id as usize).ok_or_else(beyond)?;
        }
        Err(damaged("its sectors lead back to themselves"))
    }
}

fn entry(e: &[u8], sector: usize) -> Entry {
    let units: Vec<u16> =
        e[..64].chunks_exact(2).map(|c| half(c, 0)).take_while(|u| *u != 0).collect();
    let high = if sector == 512 { 0 } else { u64::from(word(e, 124)) };
    Entry {
        name: String::from_utf16_lossy(&units),
        start: word(e, 116),
        len: u64::from(word(e, 120)) | high << 32,
    }
}

/// A compound file that holds nothing but the stream, under the name `Workbook`.
pub(crate) fn wrap(stream: &[u8]) -> Result<Vec<u8>, Reason> {
    const SECTOR: usize = 4096;
    const IDS: usize = SECTOR / 4;
    // Below 4096 bytes a stream would stand in the mini stream; records end before the padding.
    let len = stream.len().max(SECTOR);
    let data = len.div_ceil(SECTOR);
    let mut tables = 1;
    while tables * IDS < tables + 1 + data {
        tables += 1;
    }
    if tables > 109 {
        return Err(super::limits::xls_bytes());
    }
    let id = |n: usize| u32::try_from(n).unwrap_or(FREE);
    let mut out = vec![0; SECTOR];
    out[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put_half(&mut out, 24, 0x3E);
    put_half(&mut out, 26, 3);
    put_half(&mut out, 28, 0xFFFE);
    put_half(&mut out, 30, 12);
    put_half(&mut out, 32, 6);
    put_word(&mut out, 44, id(tables));
    put_word(&mut out, 48, id(tables));
    put_word(&mut out, 56, 4096);
    put_word(&mut out, 60, END);
    put_word(&mut out, 68, END);
    (0..109).for_each(|i| put_word(&mut out, 76 + 4 * i, if i < tables { id(i) } else { FREE }));
    let first = tables + 1;
    for n in 0..tables * IDS {
        let next = match n {
            n if n < tables => FAT,
            n if n == tables => END,
            n if n + 1 < first + data => id(n + 1),
            n if n + 1 == first + data => END,
            _ => FREE,
        };
        out.extend_from_slice(&next.to_le_bytes());
    }
    let at = out.len();
    out.resize(at + SECTOR, 0);
    put_entry(&mut out[at..], "Root Entry", 5, END, 0);
    put_entry(&mut out[at + 128..], "Workbook", 2, id(first), id(len));
    out.extend_from_slice(stream);
    out.resize(SECTOR * (1 + first + data), 0);
    Ok(out)
}

fn put_entry(at: &mut [u8], name: &str, kind: u8, start: u32, len: u32) {
    name.encode_utf16().enumerate().for_each(|(i, u)| put_half(at, 2 * i, u));
    put_half(at, 64, u16::try_from(2 * name.len() + 2).unwrap_or(64));
    at[66] = kind;
    (0..3).for_each(|i| put_word(at, 68 + 4 * i, FREE));
    put_word(at, 116, start);
    put_word(at, 120, len);
}

fn put_half(bytes: &mut [u8], at: usize, n: u16) {
    bytes[at..at + 2].copy_from_slice(&n.to_le_bytes());
}

fn put_word(bytes: &mut [u8], at: usize, n: u32) {
    bytes[at..at + 4].copy_from_slice(&n.to_le_bytes());
}

/// The little-endian number at the offset; zero beyond the end.
pub(crate) fn half(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

/// The little-endian number at the offset; zero beyond the end.
pub(crate) fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|c| word(c, 0))
}

fn beyond() -> Reason {
    damaged("it is cut off: a sector lies beyond its end")
}

fn damaged(detail: &str) -> Reason {
    Reason::Damaged { format: "an xls workbook", detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_comes_back() {
        for len in [1_usize, 4095, 4096, 4097, 5_000_000] {
            let stream: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            let file = wrap(&stream).unwrap();
            let back = Compound::read(&file).unwrap().stream("workbook").unwrap().unwrap();
            assert_eq!(back[..len], stream[..]);
            assert_eq!(back.len(), len.max(4096));
        }
    }

    #[test]
    fn chains_end() {
        let mut file = wrap(&[1; 20_000]).unwrap();
        // The directory's sector leads to itself.
        put_word(&mut file, 4096 + 4, 1);
        let e = Compound::read(&file).err().unwrap();
        assert!(e.to_string().contains("lead back"), "{e}");
        for cut in [0, 10, 600, 4096, 9000] {
            assert!(Compound::read(&file[..cut]).is_err(), "{cut}");
        }
    }
}
