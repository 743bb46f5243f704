//! Whether the compressed parts of a file are whole.
//!
//! A PDF reader shows what it can of a damaged file: half a page, with nothing said. Here that
//! would be a layout with rows missing. So every compressed stream is unpacked once, without
//! keeping it, and must reach its end and have its checksum; and the sum of all is bounded, which
//! stops small files that unpack to enormous ones.

use crate::Reason;
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

/// Most bytes that the streams of a document may unpack to.
const MAX_UNPACKED: u64 = 512 << 20;
/// Unpacked at a time.
const PIECE: usize = 32 << 10;

/// Checks every zlib stream in the bytes of a file.
pub(super) fn check(bytes: &[u8]) -> Result<(), Reason> {
    // The streams of an encrypted file are not zlib until they are decrypted.
    if memmem::find(bytes, b"/Encrypt").is_some() {
        return Ok(());
    }
    let mut budget = MAX_UNPACKED;
    for at in memmem::find_iter(bytes, b"stream") {
        let after = &bytes[at + b"stream".len()..];
        let Some(data) = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")) else {
            continue;
        };
        if !bytes[..at].ends_with(b"end") && is_zlib(data) {
            let state = unpack(data, &mut budget);
            if state == State::Damaged {
                return Err(super::damaged(&format!(
                    "a compressed part is damaged (at byte {at})"
                )));
            }
            if state == State::TooLarge {
                return Err(Reason::TooLarge {
                    what: "unpacked data",
                    limit: "512 MiB".to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Whether the data of one stream, if it is zlib, is whole.
pub(super) fn is_whole(data: &[u8]) -> bool {
    !is_zlib(data) || unpack(data, &mut MAX_UNPACKED.clone()) == State::Whole
}

/// Whether data begins as zlib does (RFC 1950): method 8, a window to 32 KiB, a header divisible
/// by 31, no dictionary.
fn is_zlib(data: &[u8]) -> bool {
    let [method, flags, ..] = *data else { return false };
    method & 0x0f == 8
        && method >> 4 <= 7
        && flags & 0x20 == 0
        && (u16::from(method) << 8 | u16::from(flags)) % 31 == 0
}

#[derive(PartialEq, Eq)]
enum State {
    Whole,
    Damaged,
    TooLarge,
}

fn unpack(data: &[u8], budget: &mut u64) -> State {
    let data = &data[2..];
    let mut inflate = Decompress::new(false);
    let mut sum = Adler::default();
    let mut piece = vec![0; PIECE];
    loop {
        let (taken, given) = (inflate.total_in(), inflate.total_out());
        let rest = usize::try_from(taken).ok().and_then(|t| data.get(t..)).unwrap_or_default();
        let Ok(status) = inflate.decompress(rest, &mut piece, FlushDecompress::None) else {
            return State::Damaged;
        };
        let new = inflate.total_out() - given;
        sum.add(&piece[..usize::try_from(new).unwrap_or(PIECE)]);
        let Some(left) = budget.checked_sub(new) else { return State::TooLarge };
        *budget = left;
        if status == Status::StreamEnd {
            let end = usize::try_from(inflate.total_in()).unwrap_or(usize::MAX);
            // Some producers leave the checksum out; a wrong one is damage.
            let stated = data.get(end..end + 4).and_then(|s| <[u8; 4]>::try_from(s).ok());
            let absent = data.get(end..).is_none_or(|rest| {
                rest.trim_ascii_start().starts_with(b"endstream") || rest.len() < 4
            });
            let same = stated.is_some_and(|s| u32::from_be_bytes(s) == sum.value());
            return if same || absent { State::Whole } else { State::Damaged };
        }
        if new == 0 && inflate.total_in() == taken {
            return State::Damaged;
        }
    }
}

/// The checksum of zlib (RFC 1950, section 9).
struct Adler {
    a: u32,
    b: u32,
}

impl Default for Adler {
    fn default() -> Adler {
        Adler { a: 1, b: 0 }
    }
}

impl Adler {
    fn add(&mut self, bytes: &[u8]) {
        // The most bytes whose sums stay within 32 bits.
        for chunk in bytes.chunks(5552) {
            for byte in chunk {
                self.a += u32::from(*byte);
                self.b += self.a;
            }
            self.a %= 65521;
            self.b %= 65521;
        }
    }

    fn value(&self) -> u32 {
        self.b << 16 | self.a
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn file(data: &[u8]) -> Vec<u8> {
        [&b"<< /Length 9 >>\nstream\r\n"[..], data, b"\nendstream\nendobj"].concat()
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let text: Vec<u8> = (0..5000_u32).flat_map(|i| (i * i).to_le_bytes()).collect();
        let whole = packed(&text);
        assert!(is_whole(&whole));
        assert_eq!(check(&file(&whole)), Ok(()));
        for at in (2..whole.len()).step_by(97) {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            assert!(check(&file(&bytes)).is_err(), "{at}");
        }
        assert!(!is_whole(&whole[..whole.len() / 2]));
    }

    #[test]
    fn a_stream_without_its_checksum_is_whole() {
        let whole = packed(b"BT (0.1250) Tj ET");
        assert_eq!(check(&file(&whole[..whole.len() - 4])), Ok(()));
    }

    #[test]
    fn an_enormous_stream_is_refused() {
        let zeros = packed(&vec![0; 1 << 20]);
        let mut budget = 1 << 19;
        assert!(unpack(&zeros, &mut budget) == State::TooLarge);
    }
}
