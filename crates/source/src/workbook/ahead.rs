//! A large part is uncompressed on a thread of its own, while its cells are read.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes that are uncompressed at once.
const AT_ONCE: usize = 1 << 18;

/// Such pieces that may wait: they bound the memory, whatever the part claims to hold.
const WAITING: usize = 4;

/// Parts below this size are not worth a thread.
const SMALL: u64 = 1 << 20;

/// Hands the bytes of a part of about `size` bytes to `work`.
pub(super) fn read<T>(
    part: impl Read + Send,
    size: u64,
    work: impl FnOnce(&mut dyn Read) -> T,
) -> T {
    let mut part = part;
    if size < SMALL {
        return work(&mut part);
    }
    std::thread::scope(|scope| {
        let (sender, pieces) = sync_channel(WAITING);
        let (give_back, spent) = sync_channel(WAITING + 2);
        scope.spawn(move || uncompress(part, &sender, &spent));
        work(&mut Ahead { pieces, give_back, piece: Piece::default(), at: 0 })
    })
}

/// Bytes at the beginning of a buffer, which goes to and fro: new memory for every piece costs as
/// much as what is done with it.
#[derive(Default)]
struct Piece {
    buffer: Vec<u8>,
    filled: usize,
}

/// Sends the bytes piece by piece, until the end, an error, or nobody listens.
fn uncompress(part: impl Read, sender: &SyncSender<io::Result<Piece>>, spent: &Receiver<Vec<u8>>) {
    let mut part = part;
    loop {
        let mut buffer = spent.try_recv().unwrap_or_default();
        buffer.resize(AT_ONCE, 0);
        let (sent, more) = match fill(&mut part, &mut buffer) {
            Ok(0) => return,
            Ok(filled) => (sender.send(Ok(Piece { buffer, filled })), true),
            Err(e) => (sender.send(Err(e)), false),
        };
        if sent.is_err() || !more {
            return;
        }
    }
}

/// Fills the buffer as far as there are bytes.
fn fill(part: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match part.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// What another thread uncompresses.
struct Ahead {
    pieces: Receiver<io::Result<Piece>>,
    give_back: SyncSender<Vec<u8>>,
    piece: Piece,
    at: usize,
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.filled {
            match self.pieces.recv() {
                Ok(piece) => {
                    let spent = std::mem::replace(&mut self.piece, piece?);
                    self.at = 0;
                    if !spent.buffer.is_empty() {
                        // Where nobody wants it back, it goes.
                        let _ = self.give_back.try_send(spent.buffer);
                    }
                }
                Err(_) => return Ok(0),
            }
        }
        let n = (&self.piece.buffer[self.at..self.piece.filled]).read(buffer)?;
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that end in an error.
    struct Broken(u64);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("broken"));
            }
            let n = buffer.len().min(usize::try_from(self.0).unwrap());
            buffer[..n].fill(b'x');
            self.0 -= n as u64;
            Ok(n)
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_part() {
        let whole: Vec<u8> = (0..3_000_000_u32).map(|i| (i % 251) as u8).collect();
        for size in [10, whole.len() as u64] {
            let read = super::read(&*whole, size, |part| {
                let mut out = Vec::new();
                part.read_to_end(&mut out).map(|_| out)
            });
            assert_eq!(read.unwrap(), whole);
        }
    }

    #[test]
    fn an_error_is_not_the_end() {
        for size in [10, 2 << 20] {
            let read =
                super::read(Broken(1_500_000), size, |part| part.read_to_end(&mut Vec::new()));
            assert_eq!(read.unwrap_err().to_string(), "broken");
        }
    }

    #[test]
    fn whoever_has_enough_may_stop() {
        let endless = io::repeat(b'x');
        let n = super::read(endless, u64::MAX, |part| part.read(&mut [0; 9]));
        assert_eq!(n.unwrap(), 9);
    }
}
