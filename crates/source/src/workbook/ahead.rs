//! A large part is uncompressed on a thread of its own, while its cells are read.
//!
//! Uncompressing takes less time than reading the cells does. When it is far enough ahead, the thread
//! reads cells itself: it prepares what a piece of the bytes says, apart from what stands before it,
//! and the reader of the cells takes that over when it comes to the piece, or reads the bytes if it
//! cannot.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// Bytes that are uncompressed at once.
const AT_ONCE: usize = 1 << 18;

/// Such pieces that may wait: they bound the memory, whatever the part claims to hold.
const WAITING: usize = 4;

/// Parts below this size are not worth a thread.
const SMALL: u64 = 1 << 20;

/// The bytes of a part, and what was prepared of them.
pub(super) trait Source<P>: Read {
    /// What was prepared of the bytes that come next.
    fn prepared(&self) -> Option<&P>;

    /// Passes over those bytes; their number.
    fn pass(&mut self) -> usize;
}

/// Bytes of which nothing is prepared.
struct Bare<R>(R);

impl<R: Read> Read for Bare<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<P, R: Read> Source<P> for Bare<R> {
    fn prepared(&self) -> Option<&P> {
        None
    }

    fn pass(&mut self) -> usize {
        0
    }
}

/// A buffer, given back, and what was made of a range of the bytes in it.
pub(super) type Prepared<P> = (Vec<u8>, Option<(Range<usize>, P)>);

/// Hands the bytes of a part of about `size` bytes to `work`. `prepare` gets a buffer with the number
/// of bytes in it.
pub(super) fn read<P: Send, T>(
    part: impl Read + Send,
    size: u64,
    prepare: impl Fn(Vec<u8>, usize) -> Prepared<P> + Send,
    work: impl FnOnce(&mut dyn Source<P>) -> T,
) -> T {
    if size < SMALL {
        return work(&mut Bare(part));
    }
    std::thread::scope(|scope| {
        let (sender, pieces) = sync_channel(WAITING);
        let (give_back, spent) = sync_channel(WAITING + 2);
        scope.spawn(move || uncompress(part, &sender, &spent, prepare));
        work(&mut Ahead { pieces, give_back, piece: Piece::default(), at: 0 })
    })
}

/// The same of pieces of a size, each of which is prepared.
#[cfg(test)]
pub(super) fn read_prepared<P, T>(
    bytes: &[u8],
    size: usize,
    prepare: impl Fn(Vec<u8>, usize) -> Prepared<P>,
    work: impl FnOnce(&mut dyn Source<P>) -> T,
) -> T {
    let (sender, pieces) = sync_channel(bytes.len());
    for piece in bytes.chunks(size) {
        let (buffer, prepared) = prepare(piece.to_vec(), piece.len());
        assert_eq!(buffer, piece, "the bytes are needed where nothing else is");
        assert!(sender.send(Ok(Piece { buffer, filled: piece.len(), prepared })).is_ok());
    }
    drop(sender);
    let (give_back, _spent) = sync_channel(0);
    work(&mut Ahead { pieces, give_back, piece: Piece::default(), at: 0 })
}

/// Bytes at the beginning of a buffer, which goes to and fro: new memory for every piece costs as
/// much as what is done with it.
struct Piece<P> {
    buffer: Vec<u8>,
    filled: usize,
    prepared: Option<(Range<usize>, P)>,
}

impl<P> Default for Piece<P> {
    fn default() -> Piece<P> {
        Piece { buffer: Vec::new(), filled: 0, prepared: None }
    }
}

/// Sends the bytes piece by piece, until the end, an error, or nobody listens.
fn uncompress<P>(
    part: impl Read,
    sender: &SyncSender<io::Result<Piece<P>>>,
    spent: &Receiver<Vec<u8>>,
    prepare: impl Fn(Vec<u8>, usize) -> Prepared<P>,
) {
    let mut part = part;
    loop {
        let mut buffer = spent.try_recv().unwrap_or_default();
        buffer.resize(AT_ONCE, 0);
        let piece = match fill(&mut part, &mut buffer) {
            Ok(0) => return,
            Ok(filled) => Ok(Piece { buffer, filled, prepared: None }),
            Err(e) => Err(e),
        };
        let more = piece.is_ok();
        let sent = match sender.try_send(piece) {
            Err(TrySendError::Full(Ok(piece))) => {
                let (buffer, prepared) = prepare(piece.buffer, piece.filled);
                sender.send(Ok(Piece { buffer, prepared, ..piece })).is_ok()
            }
            Err(TrySendError::Full(error)) => sender.send(error).is_ok(),
            Err(TrySendError::Disconnected(_)) => false,
            Ok(()) => true,
        };
        if !sent || !more {
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
struct Ahead<P> {
    pieces: Receiver<io::Result<Piece<P>>>,
    give_back: SyncSender<Vec<u8>>,
    piece: Piece<P>,
    at: usize,
}

impl<P> Read for Ahead<P> {
    /// Stops before bytes of which something is prepared, so that the reader sees them come.
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
        let end = match &self.piece.prepared {
            Some((range, _)) if self.at < range.start => range.start,
            _ => self.piece.filled,
        };
        let n = (&self.piece.buffer[self.at..end]).read(buffer)?;
        self.at += n;
        Ok(n)
    }
}

impl<P> Source<P> for Ahead<P> {
    fn prepared(&self) -> Option<&P> {
        let (range, prepared) = self.piece.prepared.as_ref()?;
        (range.start == self.at).then_some(prepared)
    }

    fn pass(&mut self) -> usize {
        match self.piece.prepared.take() {
            Some((range, _)) if range.start == self.at => {
                self.at = range.end;
                range.len()
            }
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prepares nothing.
    fn nothing(buffer: Vec<u8>, _: usize) -> Prepared<()> {
        (buffer, None)
    }

    #[test]
    fn what_is_prepared_comes_before_its_bytes() {
        let whole: Vec<u8> = (0..8_000_000_u32).map(|i| (i % 251) as u8).collect();
        // Of each piece, all but its ends.
        let prepare = |buffer: Vec<u8>, filled: usize| {
            let range = 100..filled - 100;
            let sum = buffer[range.clone()].iter().map(|b| u64::from(*b)).sum::<u64>();
            (buffer, Some((range, sum)))
        };
        let (sum, ahead) = super::read(&*whole, whole.len() as u64, prepare, |part| {
            // So that the other is far ahead.
            std::thread::sleep(std::time::Duration::from_millis(50));
            let (mut sum, mut ahead) = (0, 0);
            let mut buffer = vec![0; 1000];
            loop {
                if let Some(prepared) = part.prepared().copied() {
                    (sum, ahead) = (sum + prepared, ahead + part.pass());
                }
                let n = part.read(&mut buffer).unwrap();
                sum += buffer[..n].iter().map(|b| u64::from(*b)).sum::<u64>();
                if n == 0 {
                    return (sum, ahead);
                }
            }
        });
        assert_eq!(sum, whole.iter().map(|b| u64::from(*b)).sum::<u64>());
        assert!(ahead > 0);
    }

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
            let read = super::read(&*whole, size, nothing, |part| {
                let mut out = Vec::new();
                part.read_to_end(&mut out).map(|_| out)
            });
            assert_eq!(read.unwrap(), whole);
        }
    }

    #[test]
    fn an_error_is_not_the_end() {
        for size in [10, 2 << 20] {
            let read = super::read(Broken(1_500_000), size, nothing, |part| {
                part.read_to_end(&mut Vec::new())
            });
            assert_eq!(read.unwrap_err().to_string(), "broken");
        }
    }

    #[test]
    fn whoever_has_enough_may_stop() {
        let endless = io::repeat(b'x');
        let n = super::read(endless, u64::MAX, nothing, |part| part.read(&mut [0; 9]));
        assert_eq!(n.unwrap(), 9);
    }
}
