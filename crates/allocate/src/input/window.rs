//! A Parquet file read by few large reads.
//!
//! Pages are small and the columns of a row group stand far from each other; read one by one, each
//! page costs several calls to the system. Each column keeps the stretch of the file that it reads.

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a column that are read at a time; more where a page is larger.
const WINDOW: u64 = 256 << 10;

/// What a page header takes at most, nearly always.
const HEADER: u64 = 1 << 10;

/// An open file, with a window on each column of one row group.
#[derive(Clone)]
pub(super) struct Windows {
    len: u64,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    file: File,
    columns: Vec<Window>,
}

/// A column's place in the file, and what of it is in memory.
struct Window {
    range: Range<u64>,
    at: u64,
    held: Bytes,
}

impl Windows {
    /// `columns` are those of the row group that will be read.
    pub(super) fn new(
        file: File,
        group: &RowGroupMetaData,
        reads: impl Fn(usize) -> bool,
    ) -> io::Result<Windows> {
        let len = file.metadata()?.len();
        let window = |c: &ColumnChunkMetaData| {
            let range = place(c);
            Window { at: range.start, range, held: Bytes::new() }
        };
        let all = group.columns().iter().enumerate();
        let columns = all.filter(|(i, _)| reads(*i)).map(|(_, c)| window(c)).collect();
        Ok(Windows { len, shared: Arc::new(Mutex::new(Shared { file, columns })) })
    }

    /// The bytes from `start` on: at least so many, unless the column or the file ends before.
    fn from(&self, start: u64, at_least: u64) -> io::Result<Bytes> {
        let mut guard = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let Shared { file, columns } = &mut *guard;
        let Some(window) = columns.iter_mut().find(|w| w.range.contains(&start)) else {
            return read(file, start, at_least);
        };
        let left = window.range.end - start;
        let before = start.checked_sub(window.at).and_then(|n| usize::try_from(n).ok());
        if let Some(before) = before
            && let Some(held) = window.held.len().checked_sub(before)
            && held as u64 >= at_least.min(left)
        {
            return Ok(window.held.slice(before..));
        }
        window.held = read(file, start, at_least.max(WINDOW).min(left))?;
        window.at = start;
        Ok(window.held.clone())
    }
}

/// Where a column stands; nowhere, if a damaged footer says what cannot be.
fn place(column: &ColumnChunkMetaData) -> Range<u64> {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    match (u64::try_from(start), u64::try_from(column.compressed_size())) {
        (Ok(start), Ok(n)) => start..start.saturating_add(n),
        _ => 0..0,
    }
}

fn read(file: &mut File, start: u64, n: u64) -> io::Result<Bytes> {
    // A length that a damaged file states is not taken before it is read.
    let mut bytes = Vec::with_capacity(n.min(4 * WINDOW) as usize);
    file.seek(SeekFrom::Start(start))?;
    file.take(n).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

impl Length for Windows {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Windows {
    type T = Tail;

    fn get_read(&self, start: u64) -> Result<Tail> {
        Ok(Tail { held: self.from(start, HEADER)?, next: start, windows: self.clone() }.advanced())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let mut bytes = self.from(start, length as u64)?;
        if bytes.len() < length {
            // Beyond the end of the column, by a damaged length.
            let mut guard = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            bytes = read(&mut guard.file, start, length as u64)?;
        }
        if bytes.len() < length {
            let text = format!("{length} bytes are promised, {} are there", bytes.len());
            return Err(ParquetError::EOF(text));
        }
        Ok(bytes.slice(..length))
    }
}

/// The file from a place on.
pub(super) struct Tail {
    windows: Windows,
    held: Bytes,
    /// Where what follows `held` begins.
    next: u64,
}

impl Tail {
    fn advanced(mut self) -> Tail {
        self.next += self.held.len() as u64;
        self
    }
}

impl Read for Tail {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.held.is_empty() {
            self.held = self.windows.from(self.next, HEADER)?;
            self.next += self.held.len() as u64;
        }
        let n = to.len().min(self.held.len());
        to[..n].copy_from_slice(&self.held.split_to(n));
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn any_part_is_what_the_file_holds() {
        let all: Vec<u8> = (0..3 * WINDOW + 777).map(|i| (i * 31 % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&all).unwrap();
        let len = all.len() as u64;
        let window = |range: Range<u64>| Window { at: range.start, range, held: Bytes::new() };
        let columns = vec![window(10..2_000), window(2_000..len - 100)];
        let windows = Windows { len, shared: Arc::new(Mutex::new(Shared { file, columns })) };
        let starts = [0, 9, 10, 1_990, 2_000, 2_001, WINDOW, 2 * WINDOW + 5, len - 101, len - 3];
        for n in [0, 1, 5, 1_500, 2 * WINDOW] {
            for start in starts.into_iter().filter(|s| s + n <= len) {
                let expected = &all[start as usize..(start + n) as usize];
                assert_eq!(windows.get_bytes(start, n as usize).unwrap(), expected);
                let mut read = vec![0; n as usize];
                windows.get_read(start).unwrap().read_exact(&mut read).unwrap();
                assert_eq!(read, expected);
            }
        }
        assert!(windows.get_bytes(len - 3, 4).is_err());
        let mut rest = Vec::new();
        windows.get_read(5).unwrap().read_to_end(&mut rest).unwrap();
        assert_eq!(rest, all[5..]);
    }
}
