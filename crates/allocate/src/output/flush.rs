//! Writing a file behind the threads that encode it.
//!
//! A write may wait for the disk, and bringing a file to disk does. A thread of its own waits, so
//! that those that encode go on; and it asks the disk from time to time, so that little is left to
//! wait for at the end of the file.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Bytes that are handed over at a time.
const HANDED: usize = 1 << 20;

/// How often bytes may be handed over before the first of them are written.
const AHEAD: usize = 6;

/// Bytes that are written before the disk is asked to take them.
const ASKED: usize = 8 << 20;

/// A file that a thread of its own writes. What it is given is in the file only when
/// [`Ending::wait`] says so.
pub(super) struct Behind {
    full: Vec<u8>,
    sender: SyncSender<Vec<u8>>,
    /// Written, to be filled again.
    emptied: Receiver<Vec<u8>>,
    /// `None` once it was asked why it ended.
    thread: Option<JoinHandle<io::Result<()>>>,
}

/// A file that was given everything and is being brought to the disk.
#[must_use = "the file is on the disk only when this says so"]
pub(super) struct Ending(Option<JoinHandle<io::Result<()>>>);

impl Ending {
    /// Waits until everything is written and on the disk.
    pub(super) fn wait(self) -> io::Result<()> {
        let lost = || Err(io::Error::other("the file was not written"));
        self.0.map_or_else(lost, |t| t.join().unwrap_or_else(|_| lost()))
    }
}

impl Behind {
    pub(super) fn start(mut file: File) -> io::Result<Behind> {
        let (sender, receiver) = sync_channel::<Vec<u8>>(AHEAD);
        let (back, emptied) = channel();
        let thread = std::thread::Builder::new().spawn(move || {
            let mut since = 0;
            for mut bytes in receiver {
                file.write_all(&bytes)?;
                since += bytes.len();
                bytes.clear();
                // Nobody fills it again once the file is at its end.
                let _ = back.send(bytes);
                if since >= ASKED {
                    file.sync_data()?;
                    since = 0;
                }
            }
            file.sync_all()
        })?;
        Ok(Behind { full: Vec::new(), sender, emptied, thread: Some(thread) })
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let next = self.emptied.try_recv().unwrap_or_default();
        let full = std::mem::replace(&mut self.full, next);
        // Nobody receives when a write has failed.
        self.sender.send(full).map_err(|_| self.why())
    }

    /// The error with which the thread ended. It is told once; later it is only said that there
    /// was one.
    fn why(&mut self) -> io::Error {
        let ended = self.thread.take().map(JoinHandle::join);
        match ended {
            Some(Ok(Err(e))) => e,
            _ => io::Error::other("the file was not written"),
        }
    }

    /// Hands over the rest. The file has nothing more to come, and is brought to the disk.
    pub(super) fn end(mut self) -> io::Result<Ending> {
        self.hand_over()?;
        Ok(Ending(self.thread))
    }
}

impl Write for Behind {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.full.len() + bytes.len() > HANDED && !self.full.is_empty() {
            self.hand_over()?;
        }
        self.full.reserve(HANDED.saturating_sub(self.full.len()));
        self.full.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Bytes are written behind in any case.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek};

    #[test]
    fn the_file_holds_what_was_written_in_order() {
        for sizes in [&[][..], &[5], &[HANDED - 1, 1, 1], &[3 * HANDED, 7], &[100_001; 200]] {
            let mut file = tempfile::tempfile().unwrap();
            let mut behind = Behind::start(file.try_clone().unwrap()).unwrap();
            let mut expected: Vec<u8> = Vec::new();
            for (i, n) in sizes.iter().enumerate() {
                let some: Vec<u8> = (0..*n).map(|j| (i * 7 + j * 13) as u8).collect();
                behind.write_all(&some).unwrap();
                expected.extend(some);
            }
            behind.end().unwrap().wait().unwrap();
            let mut found = Vec::new();
            file.rewind().unwrap();
            file.read_to_end(&mut found).unwrap();
            assert!(found == expected, "{sizes:?}");
        }
    }

    #[test]
    fn a_write_that_fails_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, "").unwrap();
        // Open for reading only: every write to it fails.
        let mut behind = Behind::start(File::open(&path).unwrap()).unwrap();
        let some = vec![1; HANDED];
        let told = (0..100).find_map(|_| behind.write_all(&some).err());
        assert!(told.is_some());
        assert!(behind.end().and_then(Ending::wait).is_err());
        let mut few = Behind::start(File::open(&path).unwrap()).unwrap();
        few.write_all(b"few").unwrap();
        assert!(few.end().and_then(Ending::wait).is_err());
    }
}
