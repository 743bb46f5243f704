//! The SHA-256 of a file, on a thread of its own while the file is written: it takes as long as
//! the writing itself.

use super::lines::stopped;
use crate::error::Result;
use crate::files::hex;
use sha2::{Digest, Sha256};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Buffers that may wait.
const WAITING: usize = 4;

/// A hash that is being made.
pub(super) struct Hashing {
    full: SyncSender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
    thread: JoinHandle<String>,
}

impl Hashing {
    pub(super) fn new() -> Hashing {
        let (full, buffers) = sync_channel(WAITING);
        let (back, empty) = channel();
        Hashing { full, empty, thread: std::thread::spawn(move || hash(buffers, &back)) }
    }

    /// Takes what is in a buffer, and leaves an empty one.
    pub(super) fn update(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let empty = self.empty.try_recv().unwrap_or_default();
        let full = std::mem::replace(bytes, empty);
        self.full.send(full).map_err(|_| stopped())
    }

    /// The SHA-256 of all, in hexadecimal.
    pub(super) fn finish(self) -> Result<String> {
        drop(self.full);
        self.thread.join().map_err(|_| stopped())
    }
}

fn hash(buffers: Receiver<Vec<u8>>, back: &Sender<Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for mut buffer in buffers {
        hash.update(&buffer);
        buffer.clear();
        // After the last one nobody wants it back.
        let _ = back.send(buffer);
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_hash_as_the_whole() {
        let (mut hashing, mut whole, mut buffer) = (Hashing::new(), Vec::new(), Vec::new());
        for i in 0..40u8 {
            buffer.extend(std::iter::repeat_n(i, usize::from(i) * 37));
            whole.extend_from_slice(&buffer);
            hashing.update(&mut buffer).unwrap();
            assert!(buffer.is_empty());
        }
        assert_eq!(hashing.finish().unwrap(), hex(&Sha256::digest(&whole)));
    }
}
